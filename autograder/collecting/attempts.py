"""What one student has handed in, attempt by attempt, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cmp_to_key
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from autograder.collecting.archive import Entry
from autograder.collecting.forms import Named

__all__ = ["Attempt", "Rule", "choose", "gathered", "is_later"]


class Rule(StrEnum):
    """Which attempt counts."""

    LAST = "last"
    """The last before the due date; the last of all where none is."""
    LATEST = "latest"
    """The last of all."""
    FIRST = "first"
    BEST = "best"
    """All are kept, and grading takes the best."""


@dataclass
class Attempt:
    """The files that a student handed in at once."""

    student: str
    named: Named
    """What the name of one of its files says."""
    files: dict[PurePosixPath, Entry] = field(default_factory=dict)
    twice: list[tuple[PurePosixPath, Entry]] = field(default_factory=list)
    """Files that stand there a second time."""
    order: int | None = None
    late: bool = False
    has_receipt: bool = False

    @property
    def time(self) -> datetime | None:
        """When it was handed in, UTC."""
        return self.named.time

    @property
    def seen(self) -> datetime | None:
        """When its youngest file was written, by the archive's clock: of a download, when that was made."""
        return max((entry.written for entry in self.files.values() if entry.written), default=None)

    def add(self, named: Named, entry: Entry) -> None:
        """Add a file."""
        self.late = self.late or named.late
        if named.receipt:
            self.has_receipt = True
            return
        if named.order is not None:
            self.order = max(named.order, self.order or 0)
            if named.handle and named.order == self.order:
                self.named = named
        if named.file in self.files:
            self.twice.append((named.file, entry))
        else:
            self.files[named.file] = entry


def gathered(named: Iterable[tuple[str, Named, Entry]]) -> dict[str, list[Attempt]]:
    """Return the attempts of each student, by what the names of the files say."""
    found: dict[tuple[str, str], Attempt] = {}
    for student, name, entry in named:
        found.setdefault((student, name.attempt), Attempt(student, name)).add(name, entry)
    attempts: dict[str, list[Attempt]] = {}
    for attempt in found.values():
        attempts.setdefault(attempt.student, []).append(attempt)
    return attempts


def choose(attempts: Sequence[Attempt], rule: Rule, due: datetime | None) -> tuple[Attempt, list[Attempt]] | None:
    """Return the attempt that counts and the earlier ones; None where their names do not say which came first.

    Parameters
    ----------
    attempts
        Of one student, at least one.
    rule
        Which counts.
    due
        When it was due, UTC, an extension taken into account.
    """
    ordered = sorted(attempts, key=cmp_to_key(_compared))
    if any(_compared(one, next_) == 0 for one, next_ in pairwise(ordered)):
        return None
    in_time = [each for each in ordered if due is None or each.time is None or each.time <= due]
    chosen = ordered[0] if rule is Rule.FIRST else ordered[-1]
    if rule is Rule.LAST and in_time:
        chosen = in_time[-1]
    return chosen, ordered[: ordered.index(chosen)]


def is_later(one: Sequence[Any], other: Sequence[Any]) -> bool | None:
    """Return whether the first of two is later, by the first sign that both have and that differs; None for neither.

    >>> is_later((None, 3, "2026"), (None, 2, "2027")), is_later((None, 1), (4, 1))
    (True, None)
    """
    for first, second in zip(one, other, strict=True):
        if first is not None and second is not None and first != second:
            return bool(first > second)
    return None


def _compared(one: Attempt, other: Attempt) -> int:
    later = is_later((one.time, one.order), (other.time, other.order))
    return 0 if later is None else 1 if later else -1
