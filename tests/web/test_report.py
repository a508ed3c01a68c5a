"""The instructor's report in a real browser: on a phone, in the dark, on paper, and for a screen reader."""

from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.feedback.report.whole import read_report
from autograder.feedback.report.written import write_report
from autograder.markers import unmarked
from autograder.masters.master import load
from tests.autograder.classroom import book_of, copy_of, hand_in
from tests.autograder.feedback.report.graded_class import LIKE, WRONG, grade_class, submit

LONG = "x" * 100
OWN = "\n".join(f"q.t{n}[{n}:] += q.u{n}(q, k=q % {n})" for n in range(9)) + f"\n{LONG * 9}"
SCREENS = [
    {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
    {"viewport": {"width": 390, "height": 800}, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
]


def report_of(course, day):
    path = course.root / "report.html"
    names = ["scatter", "matrix"]
    write_report(read_report(course, book_of(course), names, lambda: datetime(2026, 11, day, tzinfo=UTC)), course, path)
    return path.as_uri()


@pytest.fixture(scope="module")
def pages(course, tmp_path_factory):
    """Return the addresses of a report of nobody, and of a class with all that a report can say."""
    folder = tmp_path_factory.mktemp("reports")
    empty, full = (copy_of(course, folder / name) for name in ("empty", "full"))
    settings = full.root / "course.toml"
    settings.write_text(f'{settings.read_text()}book = "https://example.org/book"\n')
    full = Course.open(full.root)
    master = load(full.assignments()["scatter"])
    answers = {name: unmarked(one.solution.source) for name, one in master.exercises.items()}
    wrong = answers | {"stamp1d": f"{WRONG}\n{LIKE}as if the stride were 1"}
    work = {"ann": answers, "bob": wrong, LONG: answers | {"stamp1d": OWN}, "dan": wrong}
    hand_in(full, "eve", b"no notebook")
    for number, student in enumerate(work):
        hand_in(full, student).with_name("timestamp.txt").write_text(f"2026-11-2{number} 12:00:00 UTC\n")
    grade_class(full, work)
    with Gradebook(full.db, "course") as book:
        book.update_or_create_assignment("scatter", duedate="2026-11-21 12:00:00 UTC")
    report_of(full, 25)
    grade_class(full, {"dan": answers, "fay": answers | {"stamp1d": OWN.replace("q", "it")}})
    submit(full, "gil", answers)
    return {"empty": report_of(empty, 26), "full": report_of(full, 26)}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["empty", "full"])
@pytest.mark.parametrize("screen", SCREENS, ids=["dark phone", "phone", "dark desk", "desk"])
def test_nothing_is_wrong_with_a_report_folded_or_open(look, pages, violations, name, screen):
    page = look(pages[name], **screen)
    assert page.requested == [pages[name]]
    assert page.locator("script").count() == 0
    assert page.locator("svg").count() == (3 if name == "full" else 0)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.slow
def test_a_plot_has_a_name_and_a_description_for_a_screen_reader(look, pages):
    plot = look(pages["full"]).get_by_role("img", name="How the points are distributed")
    assert plot.count() == 1
    assert "Bars for 5 submissions" in plot.locator("desc").text_content()


@pytest.mark.slow
def test_paper_shows_what_is_folded_on_a_screen_with_the_texts_side_by_side(look, pages):
    page = look(pages["full"])
    texts = page.locator(".sides").first.locator("pre")
    assert not texts.first.is_visible()
    page.emulate_media(media="print")
    assert texts.first.is_visible()
    boxes = [texts.nth(place).bounding_box() for place in (0, 1)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
