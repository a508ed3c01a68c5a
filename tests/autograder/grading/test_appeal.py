"""A run for the instructor's eyes: the same points as the first, with the hidden case at which a test failed."""

import dataclasses
import json

import nbformat
import pytest

from autograder.errors import CourseError
from autograder.grading.appeal import explain
from autograder.grading.cohort import read_source
from autograder.grading.executor import SandboxKind
from autograder.grading.inbox import Submission
from autograder.grading.journal import Journal
from autograder.grading.round import choose
from autograder.outcome import Status
from autograder.seed import Secret, read
from tests.autograder.class_of_three import NAME, book
from tests.autograder.small_class import flags, text

ONE = Secret("1")


def answered(course, change, student="ann"):
    """Return a hand-in whose answer is the instructor's, changed."""
    notebook = json.loads(course.notebook("release", NAME).read_text())
    source = json.loads(course.notebook("source", NAME).read_text())
    answer = next(text(cell) for cell in source["cells"] if flags(cell).get("solution"))
    changed = change(answer)
    assert changed != answer
    for cell in notebook["cells"]:
        if flags(cell).get("solution"):
            cell["source"] = changed
    return Submission(student, NAME, json.dumps(notebook).encode())


def run(course, submission, *secrets):
    source = nbformat.writes(read_source(course, NAME))
    return explain(submission, source, SandboxKind.BWRAP, list(secrets) or [ONE])


@pytest.mark.slow
def test_the_points_are_those_that_were_recorded_the_first_time(three):
    recorded = {outcome.student: outcome for outcome in Journal(three.journal).of([NAME])}
    for submission in choose(three, NAME, book(three).students(), []):
        [found] = run(three, submission, read(three.seed))
        outcome = recorded[submission.student]
        assert found.outcome == dataclasses.replace(
            outcome, key="", seconds=found.outcome.seconds, timestamp=submission.timestamp
        )
        assert {test.test: test.points for test in found.tests} == outcome.scores


@pytest.mark.slow
def test_a_hidden_case_is_told_with_its_call_what_was_expected_and_what_came(three):
    submission = answered(three, lambda answer: answer.replace("stride < 1", "stride == 0"))
    [found] = run(three, submission)
    [failed] = [test for test in found.tests if test.case]
    assert (failed.test, failed.case, failed.points) == ("spread-refuses_a_stride_below_one", "hidden", 0)
    assert "spread(x, -2): did not raise ValueError" in failed.why[0]
    assert any("of the test: assert_raises(ValueError, spread, np.ones(1), -2)" in line for line in failed.why)


@pytest.mark.slow
def test_a_visible_case_is_told_with_the_line_of_the_learners_code(three):
    [found] = run(three, answered(three, lambda answer: answer.replace("out[::stride] = x", "1 / 0")))
    first = found.tests[0]
    assert (first.case, first.why[0]) == ("visible", "ZeroDivisionError: division by zero")
    assert "its last call: spread(array([1., 2., 3.]), 2)" in first.why
    assert any("in spread: 1 / 0" in line for line in first.why)


@pytest.mark.slow
def test_with_another_seed_other_cases_are_drawn_and_each_run_has_its_own_points(three):
    wrong = "if len(x) == 3 and float(sum(x)) % 2 == 0:\n        return x"
    submission = answered(three, lambda answer: answer.replace("if stride < 1", f"{wrong}\n    if stride < 1"))
    secrets = [Secret(str(number)) for number in range(4)]
    runs = run(three, submission, *secrets)
    assert [found.seed for found in runs] == [secret.name for secret in secrets]
    assert len({found.tests[1].why for found in runs}) > 1
    assert run(three, submission, secrets[2])[0].tests == runs[2].tests


def test_what_cannot_be_graded_says_why_and_has_no_tests(three):
    [found] = run(three, Submission("ann", NAME, b"{}"))
    assert (found.outcome.status, found.tests) == (Status.REJECTED, ())
    assert found.outcome.reason
    [found] = run(three, Submission("ann", NAME, None))
    assert (found.outcome.status, found.tests) == (Status.MISSING, ())


@pytest.mark.slow
def test_of_several_attempts_the_best_is_explained(three):
    good = answered(three, lambda answer: f"{answer}\n")
    bad = answered(three, lambda _answer: "spread = 1")
    earlier = dataclasses.replace(good, attempt="first")
    [found] = run(three, dataclasses.replace(bad, earlier=(earlier,)))
    assert (found.outcome.attempt, found.outcome.score) == ("first", 5)


def test_a_source_that_fails_its_own_tests_is_refused_in_one_line(three):
    path = three.notebook("source", NAME)
    path.write_text(path.read_text().replace("raise ValueError(", "raise KeyError("))
    with pytest.raises(CourseError, match="the source's own solution fails test spread-refuses"):
        run(three, Submission("ann", NAME, three.notebook("release", NAME).read_bytes()))
