"""What a test cell says of the answers that it got, and what is known of it from the instructor's own."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

__all__ = ["Call", "Kind", "Mistake", "Record", "Result", "Verdict", "stopped_verdict"]


class Result(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    STOPPED = "stopped"
    """The grader ended it."""


class Kind(StrEnum):
    """What was wrong; all that may be said of a hidden case."""

    NOTHING = ""
    SHAPE = "shape"
    VALUES = "values"
    ERROR = "error"
    STOPPED = "stopped"


class Verdict(NamedTuple):
    """What one test says."""

    result: Result
    kind: Kind = Kind.NOTHING
    name: str = ""
    """Class of the error."""
    message: str = ""
    lines: Sequence[str] = ()
    """What led to the error: lines of the test, then of the learner's code."""
    credit: float | None = None
    """Partial credit in points; None for all of them."""

    @property
    def passed(self) -> bool:
        """Whether the test gives points."""
        return self.result == Result.PASSED


class Call(NamedTuple):
    """A call of a learner's function, and its answer."""

    name: str
    arguments: bytes
    """Frame of (args, kwargs)."""
    status: int
    frame: bytes


class Record(NamedTuple):
    """What a test does with the instructor's own solution."""

    calls: list[Call]
    values: list[list[Any]]
    """``[name, status, frame]`` of the values that it reads."""
    verdict: Verdict
    alone: bool
    """Whether it does the same with no other test before it."""


class Mistake(NamedTuple):
    """What a known wrong answer to an exercise gives."""

    exercise: str
    sentence: str
    """What a learner may read of it: "as if the stride were 1"."""
    calls: list[Call]


def stopped_verdict(message: str) -> Verdict:
    """Return the verdict of a test that got no answer."""
    return Verdict(Result.STOPPED, Kind.STOPPED, "Stopped", message)
