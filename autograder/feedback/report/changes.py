"""What changed since the last report: the journal is compacted, so each report keeps what the next one compares with.

One file an assignment, in the course's folder ``.report``, holds two states: the one that was reported last, and the
one that it was compared with. As long as nothing changes, the same comparison is shown again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from autograder.files import write_atomically

__all__ = ["Change", "Changes", "State", "TestChange", "compared", "keep", "kept_in"]

EQUAL = 1e-9
NOTED = 0.05
"""The success of a test is shown where it moved by this share or more."""


@dataclass(frozen=True)
class State:
    """What a report said of an assignment, in short."""

    made: str
    """When it was first reported, in UTC."""
    full: float
    rows: Mapping[str, tuple[str, float]]
    """Status and points by student."""
    tests: Mapping[str, float]
    """Success by graded cell, from 0 to 1."""

    def is_same(self, other: Self | None) -> bool:
        """Return whether both say the same, whenever they were made."""
        return other is not None and (self.full, dict(self.rows), dict(self.tests)) == (
            other.full,
            dict(other.rows),
            dict(other.tests),
        )


@dataclass(frozen=True)
class Change:
    """One student whose status or points are others than before."""

    student: str
    before: str
    points_before: float
    now: str
    points_now: float


@dataclass(frozen=True)
class TestChange:
    """The success of one graded cell before and now."""

    __test__ = False  # pytest takes its name for a test's
    name: str
    before: float
    now: float


@dataclass(frozen=True)
class Changes:
    """What is other than in an earlier report."""

    since: str
    full_before: float
    full_now: float
    new: int
    """Who was not there before, or had handed in nothing."""
    gone: int
    students: tuple[Change, ...]
    """Those whose points changed most come first; new ones are not among them."""
    tests: tuple[TestChange, ...]


def kept_in(folder: Path, assignment: str) -> Path:
    """Return where the states of an assignment are kept in a course's folder."""
    return folder / ".report" / f"{assignment}.json"


def compared(path: Path, now: State) -> tuple[State, Changes | None, str]:
    """Compare with what is kept at ``path``, which is not changed.

    Returns
    -------
    tuple
        The state as it is to be reported (with the time of the report that first said so), what changed (None where
        nothing was reported before), and the text that is then to be kept.
    """
    last, before = _read(path)
    if last is not None and now.is_same(last):
        now = last
    else:
        before = last
    text = json.dumps({"now": _plain(now), "before": None if before is None else _plain(before)}, ensure_ascii=True)
    return now, None if before is None else _changes(before, now), text


def keep(path: Path, text: str) -> None:
    """Keep states for the next report; they hold points, so nobody else may read them."""
    write_atomically(path, text, mode=0o600)


def _changes(before: State, now: State) -> Changes:
    there = {student for student, (status, _) in before.rows.items() if status != "missing"}
    handed_in = {student for student, (status, _) in now.rows.items() if status != "missing"}
    changed = [
        Change(student, *before.rows[student], *now.rows[student])
        for student in sorted(there & now.rows.keys())
        if before.rows[student][0] != now.rows[student][0]
        or abs(before.rows[student][1] - now.rows[student][1]) > EQUAL
    ]
    changed.sort(key=lambda each: (-abs(each.points_now - each.points_before), each.student))
    tests = [
        TestChange(name, before.tests[name], share)
        for name, share in now.tests.items()
        if name in before.tests and abs(before.tests[name] - share) >= NOTED
    ]
    gone = len(there - now.rows.keys())
    return Changes(before.made, before.full, now.full, len(handed_in - there), gone, tuple(changed), tuple(tests))


def _plain(state: State) -> dict[str, Any]:
    rows = {student: (status, float(points)) for student, (status, points) in state.rows.items()}
    tests = {name: float(share) for name, share in state.tests.items()}
    return {"made": state.made, "full": float(state.full), "rows": rows, "tests": tests}


def _read(path: Path) -> tuple[State | None, State | None]:
    """Return the two states that are kept; None for what is not there or was damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        kept = json.loads(path.read_bytes())
        return _state(kept["now"]), None if kept["before"] is None else _state(kept["before"])
    return None, None


def _state(kept: dict[str, Any]) -> State:
    rows = {str(student): (str(status), float(points)) for student, (status, points) in kept["rows"].items()}
    tests = {str(name): float(share) for name, share in kept["tests"].items()}
    return State(str(kept["made"]), float(kept["full"]), rows, tests)
