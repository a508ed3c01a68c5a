"""``explorer`` leaves a place with the state that the script reads, and the picture of it."""

import pytest
from sphinx.errors import ConfigError

from web.book.directives.explorer import still


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


def test_the_picture_stands_in_the_page_with_its_values_and_its_sentence(book):
    page = book.build("# Page\n\n```{explorer} layer=transposed&i=3&k=3&s=2&x=1,2,3&w=1,10,100\n```\n")
    (picture,) = page.select(".explorer > .explorer-shown > .explorer-picture > svg")
    assert picture["role"] == "img"
    assert picture["aria-label"].endswith(": 1, 10, 102, 20, 203, 30, 300")
    assert page.select_one(".explorer-says").text == "3 cells become 7: (3−1)·2 + 3 − 2·0 = 7."


def test_nothing_in_it_can_be_pressed_before_the_script_runs(book):
    page = book.build("# Page\n\n```{explorer}\n```\n")
    pressed = page.select(".explorer :is(button, select, a, [role=button], [tabindex], input:not([readonly]))")
    assert pressed
    assert [one for one in pressed if not one.find_parent(attrs={"inert": True})] == []


def test_a_layer_that_cannot_be_stands_there_with_its_reason():
    assert "Padding 3 crops everything" in still(state="i=2&k=2&s=1&p=3")


def test_what_the_script_says_of_its_failure_ends_the_build(monkeypatch, tmp_path):
    broken = tmp_path / "still.js"
    broken.write_text("throw new Error('no such layer')")
    monkeypatch.setattr("web.book.directives.explorer.STILL", broken)
    with pytest.raises(ConfigError, match="no such layer"):
        still(state="i=3")
