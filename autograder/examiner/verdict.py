"""What a test cell says of the answers that it got, and what is known of it from the instructor's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

__all__ = ["Call", "Kind", "Mistake", "Record", "Result", "Verdict", "explained", "stopped_verdict"]

SENTENCES = frozenset({"CheckFailed", "Forbidden", "HiddenCase", "NotData", "Stopped"})
"""Errors of ours: their messages are whole sentences."""


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


def explained(name: str, message: str, lines: Sequence[str]) -> str:
    """Return what an error says to the instructor in one line: its class, its message, the line that raised it.

    >>> explained("KeyError", "", ["line 2 of the test: f(1)", "cell 1, line 3, in f: d[k]"])
    'KeyError (line 3, in f: d[k])'
    """
    message = " ".join(message.split())
    if name in SENTENCES and message:
        return message
    where = [re.sub(r"^cell \d+, ", "", line) for line in lines if re.match(r"(cell \d+, )?line \d+", line)]
    return (f"{name}: {message}" if message else name) + (f" ({where[-1]})" if where else "")


def stopped_verdict(message: str) -> Verdict:
    """Return the verdict of a test that got no answer."""
    return Verdict(Result.STOPPED, Kind.STOPPED, "Stopped", message)
