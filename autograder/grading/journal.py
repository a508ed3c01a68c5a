"""What became of each submission, kept line by line, so that a stopped run goes on where it was.

The file is only appended to, between two compactions. In memory is where each submission's last line begins, and no
more, so that a hundred thousand of them need little room.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
import os
import weakref
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from autograder.files import part_of, writing
from autograder.outcome import Outcome, Status

__all__ = ["Journal", "Key"]

Key = tuple[str, str]
"""Student and assignment."""
FEW = 1_000  # lines that are not worth a compaction


class Journal:
    """What was graded already, one line each, appended and synced by batch; a line that is torn is skipped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._places: dict[str, dict[str, int]] = {}
        """By assignment and student, where the last line begins in the file that is open."""
        self._end = self._lines = 0
        self.refresh()

    @property
    def known(self) -> Mapping[Key, Outcome]:
        """The last outcome of everyone, read when it is asked for."""
        return _Known(self)

    def as_now(self) -> Journal:
        """Return the journal as it is now, whatever is added later; it is only read."""
        now = copy.copy(self)
        now._places = {assignment: places.copy() for assignment, places in self._places.items()}  # noqa: SLF001 - of this class
        return now

    def since(self, before: Journal) -> Mapping[Key, Outcome | None]:
        """Return what ``before`` says of everyone who has another line now, and None of whom it does not know.

        No line is read for that. After a compaction every line is another one.
        """
        return _Since(before, self)

    def line(self, student: str, assignment: str) -> tuple[IO[bytes], int] | None:
        """Return the file, and where in it the last line of one submission begins."""
        place = self._places.get(assignment, {}).get(student)
        return None if place is None or self._file is None else (self._file, place)

    def get(self, student: str, assignment: str) -> Outcome | None:
        """Return the last outcome of one submission."""
        line = self.line(student, assignment)
        if line is None:
            return None
        file, place = line
        file.seek(place)
        return _outcome(file.readline())

    def find(self, student: str, assignment: str, key: str) -> Outcome | None:
        """Return the outcome of the same submission, if nothing that it depends on has changed."""
        outcome = self.get(student, assignment)
        return outcome if outcome is not None and outcome.key == key and outcome.status is not Status.FAILED else None

    def of(self, assignments: list[str]) -> list[Outcome]:
        """Return the last outcome of everyone in ``assignments``, by assignment and student."""
        return list(self.each(assignments))

    def each(self, assignments: list[str]) -> Iterator[Outcome]:
        """Yield the same, one in memory at a time."""
        for assignment in sorted(set(assignments)):
            for student in sorted(self._places.get(assignment, ())):
                if (outcome := self.get(student, assignment)) is not None:
                    yield outcome

    def everyone(self) -> Iterator[Key]:
        """Yield who is known, and for what."""
        return ((student, assignment) for assignment, places in self._places.items() for student in places)

    def add(self, outcomes: list[Outcome]) -> None:
        """Append a batch.

        Raises
        ------
        WriteError
            It cannot be appended.
        """
        if not outcomes:
            return
        with writing(self.path), _held(self.path, "a+b") as file:
            if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
                file.write(b"\n")
            file.writelines(map(_line, outcomes))
            file.flush()
            os.fsync(file.fileno())
        self.refresh()

    def compact(self) -> None:
        """Leave out the lines that others have taken the place of, if they are the larger part of many.

        Raises
        ------
        WriteError
            It cannot be written; it is as it was.
        """
        self.refresh()
        if self._lines > 2 * sum(map(len, self._places.values())) + FEW:
            self._rewrite("")

    def forget(self, student: str) -> int:
        """Write the journal anew without the lines of one student, and without torn ones; return how many were theirs.

        Whoever adds a batch meanwhile waits, and a reader finds the old journal or the new one.

        Raises
        ------
        WriteError
            It cannot be written; it is as it was.
        """
        return self._rewrite(student)

    def _rewrite(self, forgotten: str) -> int:
        """Replace the file by the last line of everyone else; return how many lines of theirs it had."""
        gone = 0
        part = part_of(self.path)
        with writing(self.path), contextlib.suppress(FileNotFoundError), _held(self.path, "rb") as file:
            last: dict[Key, int] = {}
            for place, _, outcome in _lines(file, 0):
                if outcome is not None:
                    last[outcome.student, outcome.assignment] = place
                    gone += outcome.student == forgotten
            try:
                with part.open("wb") as new:
                    for (student, _), place in last.items():
                        if student != forgotten:
                            file.seek(place)
                            new.write(file.readline().rstrip(b"\n") + b"\n")
                    new.flush()
                    os.fsync(new.fileno())
                part.replace(self.path)
            except OSError:
                part.unlink(missing_ok=True)
                raise
        part.unlink(missing_ok=True)  # of a run that was killed
        self.refresh()
        return gone

    def refresh(self) -> None:
        """Find the lines that have come since the last time, or all if the file was replaced."""
        if self._file is None or not _is_at(self._file, self.path):
            self._places, self._end, self._lines, self._file = {}, 0, 0, None
            with contextlib.suppress(FileNotFoundError):
                self._file = self.path.open("rb")
                weakref.finalize(self, self._file.close)
        if self._file is None:
            return
        for place, line, outcome in _lines(self._file, self._end):
            self._end = place + len(line) if line.endswith(b"\n") else place  # a torn one is read again
            if outcome is not None:
                self._places.setdefault(outcome.assignment, {})[outcome.student] = place
                self._lines += 1


class _Known(Mapping[Key, Outcome]):
    """The outcomes of a journal by student and assignment."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def __getitem__(self, key: Key) -> Outcome:
        outcome = self.journal.get(*key)
        if outcome is None:
            raise KeyError(key)
        return outcome

    def __iter__(self) -> Iterator[Key]:
        return self.journal.everyone()

    def __len__(self) -> int:
        return sum(1 for _ in self.journal.everyone())


class _Since(Mapping[Key, Outcome | None]):
    """The outcomes that a journal had before, of those who have another line now."""

    def __init__(self, before: Journal, now: Journal) -> None:
        self.before, self.now = before, now

    def __getitem__(self, key: Key) -> Outcome | None:
        if self.before.line(*key) == self.now.line(*key):
            raise KeyError(key)
        return self.before.get(*key)

    def __iter__(self) -> Iterator[Key]:
        return (key for key in self.now.everyone() if self.before.line(*key) != self.now.line(*key))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@contextlib.contextmanager
def _held(path: Path, mode: str) -> Iterator[IO[bytes]]:
    """Open the journal for one process at a time; whoever has waited for one that was replaced opens the new one."""
    import fcntl  # noqa: PLC0415 - grading needs Linux, reading does not

    while True:
        with path.open(mode) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(file, path):
                yield file
                return


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lines(file: IO[bytes], place: int) -> Iterator[tuple[int, bytes, Outcome | None]]:
    """Yield the lines from a place on: where each begins, and what it says."""
    file.seek(place)
    for line in file:
        yield place, line, _outcome(line)
        place += len(line)


def _line(outcome: Outcome) -> bytes:
    """Return what is kept: total and lateness are the gradebook's."""
    fields = dataclasses.asdict(outcome)
    del fields["total"], fields["late"]
    fields["timestamp"] = outcome.timestamp and outcome.timestamp.isoformat()
    return json.dumps(fields).encode() + b"\n"


def _outcome(line: bytes) -> Outcome | None:
    """Return what a line says; None for one that is torn, or of any other kind."""
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
        fields: dict[str, Any] = json.loads(line)
        moment = fields.get("timestamp")
        timestamp = datetime.fromisoformat(moment) if moment else None
        outcome = Outcome(**fields | {"status": Status(fields["status"]), "timestamp": timestamp})
        return outcome if isinstance(outcome.student, str) and isinstance(outcome.assignment, str) else None
    return None
