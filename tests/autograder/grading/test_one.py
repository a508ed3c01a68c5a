"""One submission: what its outputs are worth, what is noted, and what stands in for what cannot be graded."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_output

from autograder.cell import grade_id
from autograder.facts import is_shown
from autograder.grading.executor import SandboxKind
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.one import failed, grade_one, grade_submission, points_of
from autograder.outcome import Status
from tests.autograder.classroom import Replay, number


@pytest.fixture
def submission(course):
    return Submission("ann", "scatter", course.notebook("release", "scatter").read_bytes())


def full_points(source):
    return {grade_id(c): c.metadata.nbgrader.points for c in source.cells if c.metadata.nbgrader.grade}


def test_no_output_is_full_marks_an_error_none_and_a_number_its_value(source, submission):
    outputs = {
        "stamp1d-worked_example": [new_output("error", ename="CheckFailed", evalue="x", traceback=[])],
        "stamp1d-any_stride_and_dilation": number("0.5"),
    }
    outcome, _ = grade_submission(submission, Assignment.of(source), Replay(outputs), 0)
    partial = {"stamp1d-worked_example": 0, "stamp1d-any_stride_and_dilation": 0.5}
    assert outcome.scores == full_points(source) | partial
    assert outcome.max_score == sum(full_points(source).values())


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "1000", "np.float64(0.5)", "'all'", ""])
def test_a_result_that_is_no_number_of_points_gives_none_and_is_noted(source, submission, text):
    outcome, _ = grade_submission(
        submission, Assignment.of(source), Replay({"stamp1d-worked_example": number(text)}), 0
    )
    assert outcome.scores["stamp1d-worked_example"] == 0
    assert "stamp1d-worked_example gave" in outcome.reason


@given(st.floats() | st.integers(), st.integers(1, 5))
def test_points_are_from_none_to_all_or_no_points(value, full):
    points = points_of(number(repr(value))[0], full)
    assert points == (value if 0 <= value <= full else None)


def test_untouched_answers_are_known(source, submission):
    outcome, _ = grade_submission(submission, Assignment.of(source), Replay(), 0)
    assert outcome.unanswered == ["contributors", "stamp1d", "stamp2d_strided"]


def test_the_graded_notebook_and_the_reason_say_how_it_ran_and_never_with_which_seed(source, submission):
    seed = 0x1234567890ABCDEF1234567890ABCDEF
    outcome, text = grade_submission(submission, Assignment.of(source), Replay(), seed, "graded without a sandbox")
    assert json.loads(text)["metadata"]["autograder"]["remark"] == "graded without a sandbox"
    assert not any(form in text for form in (str(seed), f"{seed:x}", f"{seed:X}"))
    assert outcome.reason == "graded without a sandbox"


def test_what_was_not_handed_in_has_no_notebook(source):
    outcome, text = grade_submission(Submission("ann", "scatter", None), Assignment.of(source), Replay(), 0)
    assert (outcome.status, outcome.reason, outcome.score, text) == ("missing", "nothing was handed in", 0, None)


def secrets(source):
    lines = [line for cell in source.cells for line in cell.source.splitlines()]
    return [line for line in lines if "out[" in line or "pairs.append" in line]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "ends in the middle (an upload that was cut off?)"),
        (b"\x89PNG", "is not a notebook (no JSON)"),
        (None, "is a symbolic link [a](b) <b>"),
    ],
)
def test_what_is_rejected_gets_a_notebook_with_the_reason_every_test_failed_and_no_solution(source, data, problem):
    outcome, text = grade_submission(
        Submission("ann", "scatter", data, problem * (data is None)), Assignment.of(source), Replay(), 0
    )
    assert (outcome.status, outcome.scores) == ("rejected", {})
    assert outcome.reason.startswith(problem)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "could not be graded" in notebook.cells[0].source
    assert "<b>" not in notebook.cells[0].source
    tests = [cell for cell in notebook.cells if grade_id(cell) in full_points(source)]
    assert all(cell.outputs[0].ename == "NotGraded" and is_shown(cell) for cell in tests)
    assert len(secrets(source)) > 2
    answers = "\n".join(cell.source for cell in notebook.cells if cell not in tests)
    assert [line for line in secrets(source) if line in answers] == []


class Burning(Replay):
    def run(self, notebook, *, seed):
        raise RuntimeError("the machine is on\nfire")


def test_one_that_breaks_the_grader_is_an_outcome_and_no_exception(source, submission):
    text = nbformat.writes(source)
    outcome, notebook = grade_one(submission, text, SandboxKind.NONE, 0, Burning())
    assert (outcome.status, outcome.scores) == (Status.FAILED, {})
    assert outcome.reason == "grading it broke (RuntimeError: the machine is on?fire), please report this"
    assert (outcome, notebook) == failed(submission, text, "RuntimeError: the machine is on\nfire")
    assert "NotGraded" in notebook


def test_every_grade_of_a_run_without_a_sandbox_says_so(source, submission):
    outcome, _ = grade_one(submission, nbformat.writes(source), SandboxKind.NONE, 0, Replay())
    assert outcome.reason == "graded without a sandbox"
