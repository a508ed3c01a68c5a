"""The trial grades a good and a hostile submission as a class is graded, and says in one line what is not right."""

import dataclasses

import pytest

from autograder.doctor import trial
from autograder.doctor.finding import State
from autograder.doctor.trial import Graded, finding, grade_both
from autograder.grading.executor import SandboxKind
from autograder.outcome import Outcome, Status
from autograder.sandbox.launch import SandboxError

GOOD = Outcome("good", "trial", Status.GRADED, 5, scores={"a": 5})
HOSTILE = Outcome("hostile", "trial", Status.GRADED, 5, scores={"a": 0})
RIGHT = Graded(GOOD, HOSTILE, (), 8)


def test_here_the_good_one_gets_all_and_the_hostile_one_nothing():
    graded = grade_both()
    assert (graded.good.score, graded.hostile.score, graded.gained, graded.tried) == (5, 0, (), 8)
    assert graded.problem == ""


@pytest.mark.slow
def test_without_a_sandbox_the_trial_sees_what_the_hostile_one_gains():
    graded = grade_both(SandboxKind.NONE)
    assert graded.hostile.score == 0
    assert "reads_files" in graded.gained
    assert graded.problem == f"the hostile submission got at {', '.join(graded.gained)}"


@pytest.mark.parametrize(
    ("graded", "problem"),
    [
        (RIGHT, ""),
        (
            dataclasses.replace(RIGHT, good=HOSTILE),
            "the good submission got 0 of 5 points, must be all (no reason given)",
        ),
        (dataclasses.replace(RIGHT, hostile=GOOD), "the hostile submission got 5 of 5 points, must be 0"),
        (dataclasses.replace(RIGHT, gained=("forks",)), "the hostile submission got at forks"),
        (dataclasses.replace(RIGHT, tried=0), "the hostile submission got at nothing, since it did not run"),
    ],
    ids=["right", "no points", "points", "gained", "not run"],
)
def test_what_is_not_as_it_must_be_is_said(graded, problem):
    assert graded.problem == problem


@pytest.mark.parametrize(
    ("gives", "state", "said"),
    [
        (
            RIGHT,
            State.OK,
            "a good submission got 5 of 5 points, a hostile one 0 of 5 points and nothing of the machine",
        ),
        (dataclasses.replace(RIGHT, gained=("forks",)), State.MISSING, "the hostile submission got at forks"),
        (SandboxError("the sandbox cannot be set up (why): see SECURITY.md"), State.MISSING, "cannot be set up (why)"),
    ],
    ids=["right", "gained", "no sandbox"],
)
def test_a_trial_is_a_finding(monkeypatch, gives, state, said):
    def given(*_arguments):
        if isinstance(gives, Exception):
            raise gives
        return gives

    monkeypatch.setattr(trial, "grade_both", given)
    found = finding()
    assert (found.name, found.state, said in found.said) == ("trial", state, True)
    assert bool(found.cure) == (state is State.MISSING)
