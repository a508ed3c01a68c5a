"""What lies in ``submitted/``: a submission of everyone who is expected to hand in, whatever they put there.

A learner may hand in a folder for a file, a link, a pipe that never ends, a name that no gradebook can hold. Nothing
of it is followed or waited for. Earlier attempts lie in ``attempts/``, where only the instructor writes: what a learner
hands in is one attempt, whatever folders are in it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.grading.found import LINK, Found, search
from autograder.grading.raw import without_outputs
from autograder.grading.students import Folders
from autograder.grading.wanted import Wanted
from autograder.grading.when import handed_in_at
from autograder.text import one_line

__all__ = ["Submission", "expected_students", "submissions"]

MAX_ATTEMPTS = 100


@dataclass(frozen=True)
class Submission:
    """One expected submission; ``data`` is None where nothing was handed in, or nothing that can be read."""

    student: str
    assignment: str
    data: bytes | None
    problem: str = ""
    timestamp: datetime | None = None
    notes: tuple[str, ...] = ()
    """How it was found."""
    shown: bytes = b""
    """Of what cannot be graded, what its learner may look at again."""
    time_note: str = ""
    """What is wrong with its time."""
    receipts: Path | None = None
    """Where its time was found, and where the exchange has laid its secret; None where nothing was handed in."""
    attempt: str = ""
    """The folder of an earlier attempt in ``attempts/STUDENT/ASSIGNMENT``; empty for the last."""
    earlier: tuple[Submission, ...] = ()
    """Attempts of which the best counts; none where the last does."""

    key: str = ""
    """Hash of all that its grade depends on."""

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return len(self.data or b"") + len(self.shown) + sum(attempt.size for attempt in self.earlier)

    def named(self, attempt: str) -> Submission:
        """Return the attempt of that name; this one where there is none."""
        return next((each for each in self.earlier if each.attempt == attempt), self)


def submissions(course: Course, assignment: str, enrolled: Iterable[str]) -> Iterator[Submission]:
    """Yield a submission for everyone who is enrolled or has a folder in ``submitted``."""
    wanted = Wanted.of(course, assignment)
    folders = Folders.of(course.students(), enrolled)
    for student in folders.expected:
        folder = folders.by_student.get(student)
        notes = folders.notes(student)
        if folder in folders.unusable:
            yield Submission(student, assignment, None, folders.unusable[folder])
            continue
        found = Submission(student, assignment, None) if folder is None else _last(course, wanted, student, folder)
        earlier = _earlier(course, wanted, student, {student, folder or student})
        yield replace(found, notes=(*found.notes, *notes), earlier=earlier) if notes or earlier else found


def expected_students(course: Course, enrolled: Iterable[str]) -> list[str]:
    """Return the ids of everyone who is enrolled or has a folder in ``submitted``."""
    return Folders.of(course.students(), enrolled).expected


def _last(course: Course, wanted: Wanted, student: str, folder: str) -> Submission:
    home = course.notebook("submitted", wanted.name, folder).parent
    nothing = Submission(student, wanted.name, None)
    try:
        if home.is_symlink() or home.parent.is_symlink():
            return replace(nothing, problem=LINK)
        return _of(nothing, search(home.parent, home, wanted), home.parent, home)
    except OSError as error:
        return replace(nothing, problem=one_line(_problem(error)))


def _problem(error: OSError) -> str:
    """Return why a folder could not be looked through; empty where there is none."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ""
    if error.errno == errno.ELOOP:
        return LINK
    if error.errno == errno.ENAMETOOLONG:
        return f"cannot be read ({error.strerror}): hand in the .ipynb file itself"
    return f"lies in a folder that cannot be read ({error.strerror}): allow reading it"


def _of(nothing: Submission, found: Found, student: Path, home: Path) -> Submission:
    """Return what was found as a submission, with its time."""
    timestamp, note, receipts = None, "", home
    for folder in _places_of_time(found.folder or home, student, home):
        timestamp, note = handed_in_at(folder)
        if timestamp or note:
            receipts = folder
            break
    data, problem, shown = found.data, found.problem, b""
    try:
        data = without_outputs(data) if data is not None else None
        shown = without_outputs(found.shown)
    except SubmissionError as error:
        data, problem = None, problem or str(error)
    return replace(
        nothing,
        data=data,
        problem=problem,
        shown=shown,
        notes=found.notes,
        timestamp=timestamp,
        time_note=note,
        receipts=receipts,
    )


def _places_of_time(nearest: Path, student: Path, home: Path) -> list[Path]:
    """Return where a time may lie, first the one that counts.

    That is the student's folder for an assignment, this one's or another's, in which the notebook lies: the exchange
    writes it there. Whatever lies deeper a learner handed in.
    """
    if nearest == home and home.parent == student:  # nearly all of a class
        return [home, student]
    folders = [folder for folder in (nearest, *nearest.parents) if student in folder.parents][::-1]
    return list(dict.fromkeys([*folders[:1], student, home, *folders[1:]]))


def _earlier(course: Course, wanted: Wanted, student: str, folders: set[str]) -> tuple[Submission, ...]:
    """Return the attempts that the instructor has kept, in the order of their folders' names."""
    if course.attempts != "best":
        return ()
    nothing = Submission(student, wanted.name, None)
    kept = [course.notebook("attempts", wanted.name, folder).parent for folder in folders]
    found = [path for each in kept if each.is_dir() for path in each.iterdir() if path.is_dir() and path.name[0] != "."]
    found.sort(key=lambda path: (path.name, path))
    return tuple(_attempt(nothing, path, wanted) for path in found[-MAX_ATTEMPTS:])


def _attempt(nothing: Submission, folder: Path, wanted: Wanted) -> Submission:
    try:
        found = _of(nothing, search(folder, folder, wanted), folder, folder)
    except OSError as error:
        found = replace(nothing, problem=one_line(_problem(error)))
    notes = (f"the attempt {one_line(folder.name, 60)} counts", *found.notes)
    return replace(found, attempt=folder.name, notes=notes)
