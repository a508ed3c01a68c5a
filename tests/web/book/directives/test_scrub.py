"""Numbers in the text of a page are those of its layer, or the page is refused."""

import pytest

EXPLORER = "```{explorer} layer=transposed&dim=1&i=3&k=3&s=2&p=1&d=1&a=0\n```\n"
LAYER = "```{layer} k=4&s=2&groups=2&inputs=3&outputs=1\n```\n"


def page(book, sentence, state=EXPLORER):
    return book.build(f"# Page\n\n{state}\n{sentence}\n")


def test_a_number_to_drag_has_its_bounds_and_its_name(book):
    (number,) = page(book, "Stride {scrub}`s=2 from 1 to 4`.").select(".scrub")
    assert not book.warnings
    assert number.text == "2"
    wanted = {"of": "s", "written": "2", "least": "1", "most": "4", "label": "stride s"}
    assert {key: number.get(f"data-{key}") for key in wanted} == wanted


def test_what_follows_is_written_with_its_noun_in_the_right_number(book):
    found = page(book, "{derived}`out=5 cells`, {derived}`shared=1 cells`, {derived}`kept=1`").select(".derived")
    assert not book.warnings
    assert [number.text for number in found] == ["5\xa0cells", "1\xa0cell", "1"]


def test_a_page_without_explorer_names_its_layer(book):
    found = page(book, "{derived}`fan_in=12` {scrub}`groups=2 groups from 1 to 4`", LAYER)
    assert not book.warnings
    assert [number.text for number in found.select("[data-of]")] == ["12", "2\xa0groups"]
    assert any("explorer.js" in tag["src"] for tag in found.select("script[src]"))


@pytest.mark.parametrize(
    ("sentence", "complaint"),
    [
        ("{derived}`out=6 cells`", r"page.md:6: WARNING: out is written as '6\xa0cells', must be '5\xa0cells' for"),
        ("{scrub}`s=3 from 1 to 4`", "page.md:6: WARNING: s is written as '3', must be '2' for"),
        ("{scrub}`s=2 from 3 to 4`", "page.md:6: WARNING: s is 2, out of its own bounds"),
        ("{scrub}`s=2`", "page.md:6: WARNING: scrub `s=2` must read like `s=2 from 1 to 4`"),
        ("{scrub}`out=5 from 1 to 9`", "with a name out of a, d, groups, i,"),
        ("{derived}`size=5`", "with a name out of a, after, before,"),
        ("{derived}`out=five`", "must read like `out=5 cells`"),
    ],
)
def test_a_wrong_number_is_refused_with_its_line(book, sentence, complaint):
    page(book, f"Text.\n{sentence}")
    assert complaint in book.warnings


def test_a_number_needs_a_layer(book):
    page(book, "{derived}`out=5`", "")
    assert "needs an explorer, or a layer" in book.warnings
