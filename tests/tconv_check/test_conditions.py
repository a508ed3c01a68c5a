"""One set of limits: the check's and the grader's are the same."""

from autograder.sandbox.session import Deadlines
from tconv_check.conditions import CONDITIONS, LIMITS, ONLY_NUMPY


def test_the_limits_are_the_graders():
    theirs = Deadlines()._asdict()
    assert LIMITS._asdict() == {name: theirs[name] for name in LIMITS._fields}


def test_what_is_not_there_is_named():
    when, what = "when your notebook is graded", "only NumPy is there"
    assert f"{what} {when}" == ONLY_NUMPY
    assert CONDITIONS.lower().startswith(f"{when} {what}".lower())
    assert [word for word in ("torch", "SciPy", "threads", "tconv_lib") if f"no {word}" not in CONDITIONS] == []
