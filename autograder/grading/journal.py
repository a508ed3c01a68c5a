"""What became of each submission, kept line by line, so that a stopped run goes on where it was."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from autograder.files import part_of, write_atomically, writing
from autograder.outcome import Outcome, Status

__all__ = ["Journal"]


class Journal:
    """What was graded already, one line each, appended and synced by batch; a line that is torn is skipped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[tuple[str, str], Outcome] = {}
        with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                    outcome = _outcome(json.loads(line))
                    self.known[outcome.student, outcome.assignment] = outcome

    def find(self, student: str, assignment: str, key: str) -> Outcome | None:
        """Return the outcome of the same submission, if nothing that it depends on has changed."""
        outcome = self.known.get((student, assignment))
        return outcome if outcome is not None and outcome.key == key and outcome.status is not Status.FAILED else None

    def of(self, assignments: list[str]) -> list[Outcome]:
        """Return the last outcome of everyone in ``assignments``, by assignment and student."""
        chosen = [outcome for outcome in self.known.values() if outcome.assignment in assignments]
        return sorted(chosen, key=lambda outcome: (outcome.assignment, outcome.student))

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
            file.writelines(json.dumps(_plain(outcome)).encode() + b"\n" for outcome in outcomes)
            file.flush()
            os.fsync(file.fileno())
        self.known |= {(outcome.student, outcome.assignment): outcome for outcome in outcomes}

    def forget(self, student: str) -> int:
        """Write the journal anew without the lines of one student, and without torn ones; return how many were theirs.

        Whoever adds a batch meanwhile waits, and a reader finds the old journal or the new one.

        Raises
        ------
        WriteError
            It cannot be written; it is as it was.
        """
        gone = 0
        with contextlib.suppress(FileNotFoundError), _held(self.path, "rb") as file:
            kept = []
            for line in file:
                who = _student(line)
                gone += who == student
                kept += [line] if who not in (None, student) else []
            if gone or file.tell() != sum(map(len, kept)):
                write_atomically(self.path, b"".join(kept))
        part_of(self.path).unlink(missing_ok=True)  # of a run that was killed
        self.known = {key: outcome for key, outcome in self.known.items() if key[0] != student}
        return gone


@contextlib.contextmanager
def _held(path: Path, mode: str) -> Iterator[IO[bytes]]:
    """Open the journal for one process at a time; whoever has waited for one that was replaced opens the new one."""
    import fcntl  # noqa: PLC0415 - grading needs Linux, a release does not

    while True:
        with path.open(mode) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.path.sameopenfile(file.fileno(), other := os.open(path, os.O_RDONLY)):
                    os.close(other)
                    yield file
                    return
                os.close(other)


def _student(line: bytes) -> str | None:
    """Return whose line it is; None for one that is torn."""
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
        return _outcome(json.loads(line)).student
    return None


def _plain(outcome: Outcome) -> dict[str, Any]:
    """Return what is kept: total and lateness are the gradebook's."""
    fields = dataclasses.asdict(outcome)
    del fields["total"], fields["late"]
    return fields | {"timestamp": outcome.timestamp and outcome.timestamp.isoformat()}


def _outcome(fields: dict[str, Any]) -> Outcome:
    moment = fields.get("timestamp")
    timestamp = datetime.fromisoformat(moment) if moment else None
    return Outcome(**fields | {"status": Status(fields["status"]), "timestamp": timestamp})
