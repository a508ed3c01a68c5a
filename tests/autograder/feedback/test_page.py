"""Feedback: the learner sees what failed and why, and nothing of a hidden test."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from markupsafe import escape
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.cell import visible
from autograder.feedback.page import BLANK, LONGEST_LINE, MOST_COLOURED, _code, page
from autograder.grading.learner_view import learner_view
from autograder.masters.master import load
from autograder.sample import KINDS


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
    for row in read(graded):
        path = graded.notebook("feedback", row.assignment, row.student).with_suffix(".html")
        assert path.exists() == (row.status != "missing")
        if path.exists():
            text = BeautifulSoup(path.read_text(), "html.parser").get_text(" ", strip=True)
            assert f"{row.score:g} of {row.max_score:g} points" in text
            assert row.reason in text


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


def cell_with_hidden_test(outputs):
    source = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(31337) == 1\n### END HIDDEN TESTS"
    return new_code_cell(
        source, outputs=outputs, metadata={"nbgrader": {"grade": True, "grade_id": "f-t", "points": 1}}
    )


def test_unmarked_output_of_a_cell_with_hidden_tests_is_dropped():
    outputs = [
        new_output("stream", text="31337"),
        new_output("error", ename="KeyError31337", evalue="31337", traceback=["f(31337)"]),
    ]
    cell = learner_view(new_notebook(cells=[cell_with_hidden_test(outputs)])).cells[0]
    assert "31337" not in nbformat.writes(new_notebook(cells=[cell]))
    assert [output.output_type for output in cell.outputs] == ["error"]


def test_marked_output_is_kept():
    error = new_output("error", ename="CheckFailed", evalue="expected 1", traceback=["expected 1"])
    notebook = new_notebook(cells=[cell_with_hidden_test([error])])
    mark(notebook.cells[0])
    assert learner_view(notebook).cells[0].outputs[0].evalue == "expected 1"


def test_what_a_learner_writes_is_text_on_the_page(course):
    script = "<script>alert(1)</script>"
    master = load(course.assignments()["scatter"])
    source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    for cell in source.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = f"def f(): return '{script}'"
            cell.outputs = [new_output("error", ename=script, evalue=script, traceback=[script])]
    row = Row(script, "scatter", "graded", 1, 2, 0, 0, script)
    html = page(source, master, row)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("script") is None
    assert script in soup.get_text()


@pytest.mark.parametrize("text", ["### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS\n" * 2, "x\n### END HIDDEN TESTS"])
@pytest.mark.parametrize("flags", [None, {"grade": False, "solution": True}, {"grade": True, "solution": True}])
def test_marks_of_hidden_tests_in_a_learners_cell_are_the_learners_text(text, flags):
    metadata = {"nbgrader": {"grade_id": "f", **flags}} if flags else {}
    output = new_output("stream", text="mine")
    cell = learner_view(new_notebook(cells=[new_code_cell(text, metadata=metadata, outputs=[output])])).cells[0]
    assert (cell.source, cell.outputs) == (text, [output])


@pytest.mark.parametrize(
    "text",
    [
        "case " + " " * LONGEST_LINE + "'<b>'",
        "x = '<b>'\n" * (MOST_COLOURED // 10) + "x",
        "'<b>'" + "\n \x0c" * LONGEST_LINE + "x",
    ],
)
def test_what_pygments_would_take_long_for_is_only_escaped(text):
    assert _code(text) == escape(text)


def test_what_is_not_longer_than_an_answer_may_be_is_coloured():
    line = "x = '<b>'".ljust(LONGEST_LINE - 1, "#") + "\n"
    text = line * (MOST_COLOURED // len(line))
    assert not BLANK.search(text)
    assert "<span" in _code(text)
    assert "<b>" not in _code(text)


@pytest.mark.parametrize(("text", "points"), [("np.float64(0.5)", 0), ("nan", 0), ("99", 0), ("-1", 0), ("0.5", 0.5)])
def test_a_result_that_is_no_number_of_points_gives_none_on_the_page_too(course, text, points):
    source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    for cell in source.cells:
        if cell.metadata.nbgrader.grade:
            cell.outputs = [new_output("execute_result", {"text/plain": text}, execution_count=1)]
            mark(cell)
    html = page(source, load(course.assignments()["scatter"]), Row("ann", "scatter", "graded", 1, 2, 0, 0, ""))
    shown = BeautifulSoup(html, "html.parser").select("li .points")
    assert {float(each.get_text().split()[0]) for each in shown} == {points}
