"""``explorer`` leaves a place with the state that the script reads."""


def test_the_place_names_the_layer_and_says_what_it_is_without_javascript(book):
    page = book.build("# Page\n\n```{explorer} layer=transposed&i=3&w=1,10,100\n```\n")
    (place,) = page.select(".explorer")
    assert place["data-state"] == "layer=transposed&i=3&w=1,10,100"
    assert "JavaScript" in place.text


def test_a_page_with_the_explorer_loads_its_script_and_no_other_page_does(book):
    scripts = [tag["src"] for tag in book.build("# Page\n\n```{explorer} i=3\n```\n").select("script[src]")]
    assert any("explorer.js" in name for name in scripts)
    scripts = [tag["src"] for tag in book.build("# Page\n\nText.\n").select("script[src]")]
    assert not any("explorer.js" in name for name in scripts)
