"""Feedback pages in a real browser: on a phone, in the dark, on paper, by keyboard, and for a screen reader."""

import pytest
from nbformat.v4 import new_output

from autograder.facts import keep_facts
from autograder.feedback.parts import Chapter
from autograder.gradebook.standing import Line, Standing
from autograder.markers import starter
from autograder.masters.master import load
from autograder.outcome import Status
from tests.autograder.feedback.graded import Graded
from tests.web.built import ROOT

LONG = "x" * 3_000


def confused(graded):
    """Put as many situations on one page as fit."""
    stop = new_output("error", ename="KeyError", evalue=LONG, traceback=["", "cell 3, line 1, in <module>: " + LONG])
    graded.insert(
        2,
        f"LIMIT = 3\n@decorated\nclass K:\n    name = '{LONG[:900]}'  # {LONG}",
        new_output("stream", text=LONG),
        stop,
    )
    graded.fail_all("contributors", "NameError", "name 'LIMIT' is not defined")
    number = graded.number("stamp1d")
    graded.fail(
        "stamp1d-worked_example", "TypeError", LONG, f"cell {number}, line 2, in stamp1d: x", "Your code printed:", LONG
    )
    graded.fail("stamp1d-any_stride_and_dilation", "HiddenCase", "in a hidden case, a value is wrong.")
    keep_facts(graded.cell("stamp1d"), likeness="as if the stride were 1")
    last = graded.cell("stamp2d_strided")
    last.source = starter(last.source)
    graded.fail_all("stamp2d_strided", "NotImplementedError", "")
    lines = (Line("scatter", "stamp1d-worked_example", 1, 0.0, 0.5, 2.0), Line("scatter", LONG, 3, needs_review=True))
    return Standing(lines, {("scatter", "stamp1d"): LONG, ("scatter", LONG): "see me"}, penalty=1.0, late=7200.0)


def rejected(graded):
    graded.insert(2, "x <- " + LONG)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the addresses of a page that is all right, a rejected one, and one with everything on it."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for make, status in ((None, Status.GRADED), (rejected, Status.REJECTED), (confused, Status.GRADED)):
        graded = Graded(load(ROOT / "solutions" / "scatter.md"))
        standing = make(graded) if make else None
        name = make.__name__ if make else "right"
        chapter = Chapter("Scatter", "https://example.org/chapters/scatter.html")
        (folder / f"{name}.html").write_text(graded.page(standing, status, f"is {LONG}", chapter))
        found[name] = (folder / f"{name}.html").as_uri()
    return found


SCREENS = [
    {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["right", "rejected", "confused"])
@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "desk"])
def test_nothing_is_wrong_with_a_page_folded_or_open(look, pages, violations, name, screen):
    page = look(pages[name], **screen)
    assert page.requested == [pages[name]]
    assert page.locator("script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


@pytest.mark.slow
def test_paper_shows_what_is_folded_on_a_screen(look, pages):
    page = look(pages["confused"])
    asked = page.get_by_text("Write contributors(cell, input_size").first
    assert not asked.is_visible()
    page.emulate_media(media="print")
    assert asked.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_a_link_opens_the_cell_that_it_leads_to_by_keyboard(look, pages):
    page = look(pages["confused"])
    own = page.locator("#cell-3")
    page.evaluate("document.querySelector('#cell-3').closest('details').open = false")
    assert not own.is_visible()
    folded = page.get_by_text("4 tests follow from the error in cell 3")
    folded.focus()
    page.keyboard.press("Enter")
    page.locator("a[href='#cell-3']").first.focus()
    page.keyboard.press("Enter")
    own.wait_for(state="visible")
