"""What a learner may see of a graded notebook: nothing of a hidden test, and nothing that runs."""

import copy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.facts import mark_shown
from autograder.grading.learner_view import ACTIVE, learner_view

SOURCE = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(31337) == 1\n### END HIDDEN TESTS"
TEST = {"nbgrader": {"grade": True, "grade_id": "f-t", "points": 1}}


def cell_with_hidden_test(outputs):
    return new_code_cell(SOURCE, outputs=outputs, metadata=copy.deepcopy(TEST))


def seen(cell):
    return learner_view(new_notebook(cells=[cell])).cells[0]


def test_unmarked_output_of_a_cell_with_hidden_tests_is_dropped():
    outputs = [
        new_output("stream", text="31337"),
        new_output("error", ename="KeyError31337", evalue="31337", traceback=["f(31337)"]),
    ]
    cell = seen(cell_with_hidden_test(outputs))
    assert "31337" not in nbformat.writes(new_notebook(cells=[cell]))
    assert [output.output_type for output in cell.outputs] == ["error"]


def test_what_passed_has_no_output_and_no_hidden_text():
    cell = seen(cell_with_hidden_test([new_output("stream", text="31337")]))
    assert (cell.source, cell.outputs) == ("assert f(1) == 1", [])


def test_marked_output_is_kept():
    error = new_output("error", ename="CheckFailed", evalue="expected 1", traceback=["expected 1"])
    node = cell_with_hidden_test([error])
    mark_shown(node)
    assert seen(node).outputs[0].evalue == "expected 1"


def test_a_learners_forged_mark_is_no_metadata_of_ours():
    node = cell_with_hidden_test([new_output("stream", text="31337")])
    node.metadata["autograder"] = {"shown": "yes"}
    assert seen(node).outputs == []


@pytest.mark.parametrize("text", ["### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS\n" * 2, "x\n### END HIDDEN TESTS"])
@pytest.mark.parametrize("flags", [None, {"grade": False, "solution": True}, {"grade": True, "solution": True}])
def test_marks_of_hidden_tests_in_a_learners_cell_are_the_learners_text(text, flags):
    metadata = {"nbgrader": {"grade_id": "f", **flags}} if flags else {}
    output = new_output("stream", text="mine")
    cell = seen(new_code_cell(text, metadata=metadata, outputs=[output]))
    assert (cell.source, cell.outputs) == (text, [output])


@pytest.mark.parametrize("kind", ACTIVE)
def test_what_a_browser_would_run_is_taken_out_of_every_output(kind):
    output = new_output("display_data", {kind: "alert()", "text/plain": "a figure"})
    assert seen(new_code_cell("show()", outputs=[output])).outputs[0].data == {"text/plain": "a figure"}


def test_the_graded_notebook_itself_is_left_as_it_is():
    notebook = new_notebook(cells=[cell_with_hidden_test([new_output("stream", text="31337")])])
    before = copy.deepcopy(notebook)
    learner_view(notebook)
    assert notebook == before


LINES = st.lists(st.sampled_from(["assert f(1)", "    x = 2", "", "# a comment"]), max_size=4)


@pytest.mark.slow
@given(LINES, LINES, LINES, st.sampled_from(["", "    "]), st.booleans())
def test_wherever_a_hidden_case_stands_its_learner_is_never_shown_it(before, inside, after, indent, marked):
    hidden = "assert f(31337) == 1"
    region = [f"{indent}### BEGIN HIDDEN TESTS", *inside, hidden, *inside, f"{indent}### END HIDDEN TESTS"]
    node = new_code_cell("\n".join([*before, *region, *after]), metadata=copy.deepcopy(TEST))
    if marked:
        mark_shown(node)
    text = seen(node).source
    assert "31337" not in text
    assert "HIDDEN" not in text
    assert text.splitlines() == "\n".join([*before, *after]).rstrip().splitlines()
