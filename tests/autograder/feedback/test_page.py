"""Feedback: the learner sees what failed and why, and nothing of a hidden test."""

import copy
import re
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from markupsafe import escape
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograder.cell import grade_id
from autograder.facts import mark_shown
from autograder.feedback.page import LONGEST_LINE, MAX_COLOURED, page, write_all
from autograder.markers import visible
from autograder.masters.master import load
from autograder.outcome import Outcome, Status
from autograder.sample.usual import KINDS
from tests.autograder.classroom import Replay, book_of, grade, hand_in, number, rows


def hidden_text(master):
    """Every line of a hidden region that stands nowhere in what learners get."""
    public = "\n".join(visible(cell.source) for cell in master.of_role("test"))
    for cell in master.of_role("test"):
        for region in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", cell.source, re.DOTALL):
            yield from (
                line.strip() for line in region.splitlines() if len(line.strip()) > 12 and line.strip() not in public
            )


@pytest.mark.slow
def test_every_graded_or_rejected_submission_has_a_page_with_its_points(graded):
    for row in rows(graded):
        path = graded.notebook("feedback", row["assignment"], row["student"]).with_suffix(".html")
        assert path.exists() == (row["status"] != "missing")
        if path.exists():
            text = BeautifulSoup(path.read_text(), "html.parser").get_text(" ", strip=True)
            assert f"{row['score']:g} of {row['max_score']:g} points" in text
            assert row["reason"] in text


@pytest.mark.slow
def test_no_page_shows_a_hidden_test(graded):
    lines = list(hidden_text(load(graded.assignments()["scatter"])))
    assert len(lines) > 10
    pages = list(graded.root.glob("feedback/*/*/*.html"))
    assert len(pages) == len(KINDS) - 1
    for path in pages:
        text = BeautifulSoup(path.read_text(), "html.parser").get_text()
        assert "HIDDEN" not in text
        own = (graded.root / "submitted" / path.relative_to(graded.root / "feedback")).with_suffix(".ipynb").read_text()
        assert [line for line in lines if line in text and line not in own] == []


@pytest.mark.slow
def test_plain_nbgrader_shows_no_hidden_test_either(graded, tmp_path):
    import shutil

    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    shutil.copytree(graded.root, tmp_path / "course", ignore=shutil.ignore_patterns("feedback"))
    root = tmp_path / "course"
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    lines = list(hidden_text(load(graded.assignments()["scatter"])))
    for student in ("dora", "emil"):
        NbGraderAPI(config=config).autograde("scatter", student, force=True)
        result = NbGraderAPI(config=config).generate_feedback("scatter", student, force=True)
        assert result["success"], result["log"]
        html = (root / "feedback" / student / "scatter" / "scatter.html").read_text()
        text = BeautifulSoup(html, "html.parser").get_text()
        assert "HIDDEN" not in text
        assert [line for line in lines if line in text] == []


@pytest.mark.slow
def test_a_failing_visible_test_shows_input_expected_and_received(graded):
    text = graded.notebook("feedback", "scatter", "chen").with_suffix(".html").read_text()
    assert "expected" in text
    assert "received" in text


@pytest.fixture
def master(course):
    return load(course.assignments()["scatter"])


@pytest.fixture
def notebook(source):
    """Return a copy of the source that a test may change."""
    return copy.deepcopy(source)


def outcome(student="ann", status=Status.GRADED, **more):
    return Outcome(student, "scatter", status, 22, **more)


def shown(html, name=".points"):
    return [each.get_text(" ", strip=True) for each in BeautifulSoup(html, "html.parser").select(f"li {name}")]


def test_what_a_learner_writes_is_text_on_the_page(notebook, master):
    script = "<script>alert(1)</script>"
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = f"def f(): return '{script}'"
            cell.outputs = [new_output("error", ename=script, evalue=script, traceback=[script])]
    html = page(notebook, master, outcome(script, reason=script))
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("script") is None
    assert script in soup.get_text()


@pytest.mark.parametrize(
    "text",
    [
        "case " + " " * LONGEST_LINE + "'<b>'",
        "x = '<b>'\n" * (MAX_COLOURED // 10) + "x",
        "'<b>'" + "\n \x0c" * LONGEST_LINE + "x",
    ],
)
def test_what_pygments_would_take_long_for_is_only_escaped(notebook, master, text):
    assert code_of(notebook, master, text) == escape(text)


def code_of(notebook, master, text):
    """Return the markup of an answer on the page."""
    next(cell for cell in notebook.cells if grade_id(cell) == "stamp1d").source = text
    html = page(notebook, master, outcome())
    section = html[html.index('<h2 id="stamp1d">') :]
    return re.search(r'<pre class="code">(.*?)</pre>', section, re.DOTALL)[1]


def test_what_is_not_longer_than_an_answer_may_be_is_coloured(notebook, master):
    line = "x = '<b>'".ljust(LONGEST_LINE - 1, "#") + "\n"
    text = code_of(notebook, master, line * (MAX_COLOURED // len(line)))
    assert "<span" in text
    assert "<b>" not in text


@pytest.mark.parametrize(("text", "points"), [("np.float64(0.5)", 0), ("nan", 0), ("99", 0), ("-1", 0), ("0.5", 0.5)])
def test_a_result_that_is_no_number_of_points_gives_none_on_the_page_too(notebook, master, text, points):
    for cell in notebook.cells:
        if cell.metadata.nbgrader.grade:
            cell.outputs = number(text)
            mark_shown(cell)
    html = page(notebook, master, outcome())
    assert {float(each.split()[0]) for each in shown(html)} == {points}


def test_a_failed_test_says_why_and_a_passed_one_nothing(notebook, master):
    cells = {grade_id(cell): cell for cell in notebook.cells}
    error = new_output("error", ename="KeyError", evalue="\x1b[31mno such key", traceback=[])
    cells["stamp1d-worked_example"].outputs = [error]
    mark_shown(cells["stamp1d-worked_example"])
    soup = BeautifulSoup(page(notebook, master, outcome()), "html.parser")
    [failed] = soup.select("li.failed")
    assert "KeyError: no such key" in failed.get_text()
    assert len(soup.select("li.passed")) == len(master.of_role("test")) - 1


def test_the_head_of_the_page_has_the_gradebooks_total_the_lateness_and_why(notebook, master):
    graded = page(notebook, master, outcome(total=7.25, late=5400, reason="test f was edited"))
    text = BeautifulSoup(graded, "html.parser").get_text(" ", strip=True)
    assert "7.25 of 22 points" in text
    assert "Handed in 1.5 hours late." in text
    assert "Noted: test f was edited." in text
    rejected = page(notebook, master, outcome(status=Status.REJECTED, reason="is empty"))
    assert "This submission could not be graded: it is empty." in BeautifulSoup(rejected, "html.parser").get_text()


def test_a_deleted_answer_is_said_to_be_missing(notebook, master):
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != "stamp1d"]
    assert page(notebook, master, outcome()).count("No answer cell was found.") == 1


def test_totals_come_from_the_gradebook_whatever_the_table_of_grades_says(own_course):
    hand_in(own_course, "ann")
    grade(own_course, Replay())
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.find_grade("stamp1d-worked_example", "scatter", "scatter", "ann").extra_credit = 1.5
        book.db.commit()
    own_course.grades.write_text("another program's table\n")
    [path] = write_all(own_course, book_of(own_course), ["scatter"], failed=lambda *_: pytest.fail("no page"))
    assert "23.5 of 22 points" in path.read_text()


def test_pages_are_written_for_the_assignments_named_and_for_what_was_handed_in(own_course):
    hand_in(own_course, "ann")
    book_of(own_course).enrol(["lea"])
    grade(own_course, Replay())
    assert write_all(own_course, book_of(own_course), ["matrix"], failed=print) == []
    [path] = write_all(own_course, book_of(own_course), ["scatter"], failed=print)
    assert path == own_course.notebook("feedback", "scatter", "ann").with_suffix(".html")
