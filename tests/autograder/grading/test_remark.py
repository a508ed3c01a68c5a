"""A run without a sandbox says so wherever a learner looks, with plain nbgrader too."""

import copy

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from autograder.cell import grade_id
from autograder.facts import keep_facts, said
from autograder.grading.learner_view import learner_view
from autograder.nbgrader_plugins import ExecuteSandboxed
from autograder.seed import choose

STRIDE_ONE = """
def stamp1d(x, w, stride, dilation):
    if stride < 1 or dilation < 1:
        raise ValueError
    spread = np.zeros(dilation * (len(w) - 1) + 1)
    spread[::dilation] = w
    return np.convolve(x, spread)
"""


def test_the_learners_view_begins_with_the_remark(course):
    notebook = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    plain = learner_view(notebook)
    keep_facts(notebook, remark="graded without a sandbox")
    seen = learner_view(notebook)
    assert seen.cells[0].source == "**Note: graded without a sandbox.**"
    assert seen.cells[1:] == plain.cells
    html, _ = HTMLExporter().from_notebook_node(seen)
    assert "Note: graded without a sandbox." in BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.slow
@pytest.mark.parametrize(("sandbox", "remark"), [("none", "graded without a sandbox"), ("bwrap", "")])
def test_plain_nbgrader_marks_what_it_ran(own_course, sandbox, remark):
    choose(own_course.seed, "7")
    submitted = nbformat.read(own_course.notebook("release", "scatter"), as_version=4)
    wrong = next(node for node in submitted.cells if grade_id(node) == "stamp1d")
    wrong.source = STRIDE_ONE
    names = {"nbgrader": {"assignment": "scatter", "notebook": "scatter", "student": "ann"}}
    step = ExecuteSandboxed(course=str(own_course.root), sandbox=sandbox)
    graded, _ = step.preprocess(copy.deepcopy(submitted), names)
    assert said(graded, "remark") == remark
    assert (
        said(next(node for node in graded.cells if grade_id(node) == "stamp1d"), "likeness")
        == "as if the stride were 1"
    )
    assert (learner_view(graded).cells[0].source == f"**Note: {remark}.**") == bool(remark)
    assert "mutants" not in graded.metadata.get("autograder", {})
