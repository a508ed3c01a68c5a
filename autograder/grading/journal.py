"""What became of each submission, kept line by line, so that a stopped run goes on where it was."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.files import writing
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
        with writing(self.path), self.path.open("a+b") as file:
            if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
                file.write(b"\n")
            file.writelines(json.dumps(_plain(outcome)).encode() + b"\n" for outcome in outcomes)
            file.flush()
            os.fsync(file.fileno())
        self.known |= {(outcome.student, outcome.assignment): outcome for outcome in outcomes}


def _plain(outcome: Outcome) -> dict[str, Any]:
    """Return what is kept: total and lateness are the gradebook's."""
    fields = dataclasses.asdict(outcome)
    del fields["total"], fields["late"]
    return fields | {"timestamp": outcome.timestamp and outcome.timestamp.isoformat()}


def _outcome(fields: dict[str, Any]) -> Outcome:
    moment = fields.get("timestamp")
    timestamp = datetime.fromisoformat(moment) if moment else None
    return Outcome(**fields | {"status": Status(fields["status"]), "timestamp": timestamp})
