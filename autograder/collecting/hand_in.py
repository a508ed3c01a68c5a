"""One student's hand-in: its files, with the time, and the folder in which it is laid down or left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from autograder.collecting.archive import Archive
from autograder.collecting.attempts import Attempt, Rule, is_later
from autograder.collecting.placing import RECEIPTS, Files, Stage, content, digest_of, usable
from autograder.collecting.record import Receipt
from autograder.collecting.task import Fate, Row, Task
from autograder.errors import SubmissionError, WriteError
from autograder.grading.receipts import TIMESTAMP
from autograder.grading.when import handed_in_at
from autograder.grading.zipped import Room
from autograder.text import one_line

__all__ = ["RENAMED", "HandIn"]

RENAMED = "was "
"""How a note begins that only says what the notebook was called."""


class HandIn:
    """The attempt of one student that counts, and the folder where it is put."""

    def __init__(self, task: Task, archive: Archive, stage: Stage, attempt: Attempt) -> None:
        self.task, self.archive, self.stage, self.attempt = task, archive, stage, attempt
        self.folder = task.folders.get(attempt.student, attempt.student)
        self.notes: list[str] = []

    def put(self, earlier: list[Attempt], receipts: dict[str, Receipt]) -> Row:
        """Lay it down, unless the same or a later one is there."""
        attempt = self.attempt
        target = self.task.course.notebook("submitted", self.task.assignment, self.folder).parent
        fate = Fate.PROBLEM
        try:
            files = self._files(attempt)
            fate = self._fate(target, files, receipts.get(attempt.student))
            if fate in (Fate.NEW, Fate.UPDATED) and not self.task.dry_run:
                self.stage.lay(target, files)
            if fate is not Fate.KEPT:
                receipts[attempt.student] = self._receipt(files)
            if self.task.rule is Rule.BEST:
                self._keep(earlier)
        except SubmissionError as error:
            self.notes.append(str(error))
        except WriteError as error:
            fate = Fate.PROBLEM
            self.notes.append(str(error))
        return Row(
            attempt.named.label,
            attempt.student,
            fate,
            tuple(str(entry.path) for entry in attempt.files.values()),
            1 + len(earlier),
            attempt.late,
            tuple(self.notes),
        )

    def _files(self, attempt: Attempt) -> Files:
        """Return what is laid down: the files of an attempt, with the time of handing in."""
        files: dict[PurePosixPath, bytes] = {}
        room = Room()
        for path, entry in attempt.files.items():
            if not self._is_work(path):
                self.notes.append(f"{one_line(str(path), 80)} was left out: only the exchange writes such a file")
                continue
            try:
                data = self.archive.read(entry)
                room.take(len(data))
            except SubmissionError as error:
                self.notes.append(f"{one_line(str(path), 80)} {error}: it was left out")
                continue
            if usable(path) in files:
                self.notes.append(f"{one_line(str(path), 80)} has the name of another file: it was left out")
            files.setdefault(usable(path), data)
        for path, entry in attempt.twice:
            if self._is_work(path) and self.archive.read(entry) != files.get(usable(path)):
                raise SubmissionError(f"{one_line(str(path), 80)} is there twice, with other content")
        if not files:
            raise SubmissionError("nothing of it can be read")
        files = self._renamed(files)
        if attempt.time is not None:
            text = attempt.named.said if self.task.is_exchange else f"{attempt.time:%Y-%m-%d %H:%M:%S.%f} UTC"
            files[PurePosixPath(TIMESTAMP)] = text.encode()
        elif attempt.named.said:
            self.notes.append(f"the time {one_line(attempt.named.said, 40)!r} cannot be read: lateness unknown")
        return files

    def _is_work(self, path: PurePosixPath) -> bool:
        if self.task.is_exchange:
            return str(path) != TIMESTAMP
        return path.name.casefold() not in RECEIPTS

    def _renamed(self, files: dict[PurePosixPath, bytes]) -> dict[PurePosixPath, bytes]:
        """Let the only notebook have the assignment's name, as plain nbgrader wants it; platforms append to names."""
        wanted = PurePosixPath(f"{self.task.assignment}.ipynb")
        notebooks = [path for path in files if path.suffix.casefold() == ".ipynb"]
        if len(notebooks) != 1 or wanted in files or self.task.is_exchange:
            return files
        self.notes.append(f"{RENAMED}{one_line(str(notebooks[0]), 80)}")
        return {wanted if path == notebooks[0] else path: data for path, data in files.items()}

    def _fate(self, target: Path, files: Files, receipt: Receipt | None) -> Fate:
        """Return what is done where something may be there already.

        Raises
        ------
        SubmissionError
            Nothing says which of the two is later, or the place is a link.
        """
        attempt = self.attempt
        if target.is_symlink() or target.parent.is_symlink():
            raise SubmissionError(f"submitted/{self.folder} is a symbolic link: put a folder there")
        if not target.exists():
            return Fate.NEW
        there = content(target) if target.is_dir() else None
        if there == files:
            return Fate.SAME
        digest = digest_of(there) if there is not None else ""
        if attempt.time is None and digest == digest_of(files):
            return Fate.SAME  # with a time that somebody has put there
        if self.task.replace:
            return Fate.UPDATED
        known = receipt if receipt and (receipt.form, receipt.digest) == (self.task.form_name, digest) else None
        time, _ = handed_in_at(target) if there is not None else (None, "")
        later = is_later(
            (attempt.time, attempt.order, attempt.seen),
            (time, known.order if known else None, known.moment if known else None),
        )
        if later is None:
            raise SubmissionError(
                f"submitted/{self.folder}/{target.name} holds something else, and nothing says which is later:"
                " --replace takes the new one"
            )
        return Fate.UPDATED if later else Fate.KEPT

    def _receipt(self, files: Files) -> Receipt:
        named, seen = self.attempt.named, self.attempt.seen
        return Receipt(
            self.task.form_name,
            named.label,
            named.handle,
            named.number if self.task.form_name == "canvas" else "",
            digest_of(files),
            self.attempt.order,
            seen.isoformat() if seen else "",
        )

    def _keep(self, earlier: list[Attempt]) -> None:
        """Lay earlier attempts down where grading finds them."""
        home = self.task.course.notebook("attempts", self.task.assignment, self.folder).parent
        for attempt, name in zip(earlier, _names(earlier), strict=True):
            if not (home / name).exists() and not self.task.dry_run:
                self.stage.lay(home / name, self._files(attempt))


def _names(attempts: list[Attempt]) -> Iterator[str]:
    """Yield names of folders, in the order of the attempts."""
    for place, attempt in enumerate(attempts):
        yield f"{attempt.time:%Y-%m-%dT%H-%M-%S.%f}" if attempt.time else f"{attempt.order or place:012}"
