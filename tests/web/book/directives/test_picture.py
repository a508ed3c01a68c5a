"""The directive that places a picture."""

import pytest

from web.book.directives.picture import own_ids
from web.figures import draw

PLACED = "# Page\n\n```{picture} %s\nA *caption*.\n\nIts second paragraph.\n```\n"


def test_a_picture_stands_inline_in_a_figure_with_its_caption(book):
    figure = book.build(PLACED % "scatter_strip").select_one("figure#picture-scatter-strip")
    assert figure.select_one("svg[role=img]")["viewbox"] in draw("scatter_strip")
    assert (
        figure.select_one("figcaption .caption-text").decode_contents() == "A <em>caption</em>. Its second paragraph."
    )
    assert not book.warnings


@pytest.mark.parametrize(("option", "opens"), [("", 4), (":opens: 2\n\n", 2)])
def test_an_animation_becomes_a_stepper_that_opens_on_its_last_frame_or_the_one_that_is_named(book, option, opens):
    figure = book.build(PLACED.replace("%s\n", f"%s\n{option}") % "scatter_frames").select_one("figure")
    choices, count = figure.select(".stepper > input[type=radio]"), len(draw("scatter_frames"))
    assert figure.select_one(".stepper")["aria-label"] == f"{count} steps"
    assert [choice.has_attr("checked") for choice in choices] == [at + 1 == opens for at in range(count)]
    assert [label["for"] for label in figure.select("label")] == [choice["id"] for choice in choices]
    assert len(figure.select(".frames > .frame > svg")) == count


def test_ids_are_unique_on_a_page_with_frames(book):
    page = book.build(PLACED % "scatter_frames" + "\n" + PLACED[8:] % "scatter_strip")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for svg in page.select("figure svg"):
        for name in (svg["aria-labelledby"], svg["aria-describedby"]):
            assert svg.select_one(f'[id="{name}"]') is not None


def test_an_unknown_picture_is_a_warning_with_its_place(book):
    page = book.build(PLACED % "no_such_picture")
    assert "page.md:3: WARNING: picture 'no_such_picture' cannot be drawn: " in book.warnings
    assert page.select_one("figure") is None


def test_a_picture_without_a_caption_is_a_warning(book):
    book.build("# Page\n\n```{picture} scatter_strip\n```\n")
    assert "page.md:3: WARNING: picture 'scatter_strip' needs a caption" in book.warnings


def test_an_id_that_begins_another_is_replaced_only_where_it_ends():
    svg = '<svg aria-labelledby="t"><title id="t">t</title><g id="t-2" fill="url(#t-2)"/></svg>'
    assert own_ids(svg, "p") == (
        '<svg aria-labelledby="p-t"><title id="p-t">t</title><g id="p-t-2" fill="url(#p-t-2)"/></svg>'
    )
