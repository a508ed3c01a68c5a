"""What one student has handed in, attempt by attempt, and which of them counts."""

from __future__ import annotations

import re
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
    """Files that stand there a second time, and nothing says which is the later."""
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
    """Return the attempts of each student, by what the names of the files say.

    Where the platform counts files, one that comes again begins another attempt, which keeps the other files: as in a
    folder into which somebody writes again.
    """
    found: dict[tuple[str, str], list[tuple[Named, Entry]]] = {}
    for student, name, entry in named:
        found.setdefault((student, name.attempt), []).append((name, entry))
    attempts: dict[str, list[Attempt]] = {}
    for (student, _), files in found.items():
        attempts.setdefault(student, []).extend(_attempts_of(student, files))
    return attempts


AGAIN = re.compile(r"-\d+(?=\.ipynb$)", re.IGNORECASE)
"""What Canvas appends to the name of a notebook that is handed in again."""


def _attempts_of(student: str, files: list[tuple[Named, Entry]]) -> list[Attempt]:
    names = {name.file for name, _ in files}

    def version_of(path: PurePosixPath) -> PurePosixPath:
        bare = path.with_name(AGAIN.sub("", path.name)) if path.name else path
        return bare if bare in names else path  # without the bare name it may be the first part of two

    attempts = [Attempt(student, files[0][0])]
    for name, entry in sorted(files, key=lambda each: each[0].order or 0):
        earlier = attempts[-1].files
        again = [path for path in earlier if version_of(path) == version_of(name.file)]
        if again and name.order is not None:
            kept = {path: entry for path, entry in earlier.items() if path not in again}
            attempts.append(Attempt(student, name, kept))
        attempts[-1].add(name, entry)
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
