"""What lies in ``submitted/``: a submission of everyone who is expected to hand in, whatever they put there.

A learner may hand in a folder for a file, a link, a pipe that never ends, a name that no gradebook can hold. Nothing
of it is followed or waited for.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from autograder.course import Course
from autograder.files import read_regular
from autograder.grading.restore import MAX_BYTES
from autograder.text import one_line

__all__ = ["Submission", "expected_students", "submissions"]

LONGEST_NAME = 128  # of a student's id in nbgrader's tables
LINK = "is a symbolic link: hand in the file itself"
NOT_THERE = (errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True)
class Submission:
    """One expected submission; ``data`` is None where nothing was handed in."""

    student: str
    assignment: str
    data: bytes | None
    problem: str = ""
    timestamp: datetime | None = None


def submissions(course: Course, assignment: str, enrolled: Iterable[str]) -> Iterator[Submission]:
    """Yield a submission for everyone who is enrolled or has a folder in ``submitted``."""
    folders = _folders(course)
    for student in _expected(folders, enrolled):
        if student not in folders:
            yield Submission(student, assignment, None)
        elif student != folders[student]:
            problem = f"lies in a folder whose name is no UTF-8 or longer than {LONGEST_NAME} characters: rename it"
            yield Submission(student, assignment, None, problem)
        else:
            yield _submission(course, assignment, student)


def expected_students(course: Course, enrolled: Iterable[str]) -> list[str]:
    """Return the ids of everyone who is enrolled or has a folder in ``submitted``."""
    return _expected(_folders(course), enrolled)


def _expected(folders: dict[str, str], enrolled: Iterable[str]) -> list[str]:
    return sorted({*enrolled, *folders})


def _folders(course: Course) -> dict[str, str]:
    """Return the folders by the students' ids; a name that a gradebook can hold is always its own."""
    folders: dict[str, str] = {}
    for folder in sorted(course.students(), key=lambda name: not _is_id(name)):
        folders[_id_of(folder, folders)] = folder
    return folders


def _is_id(folder: str) -> bool:
    return len(folder) <= LONGEST_NAME and folder.encode("utf-8", "replace").decode() == folder


def _id_of(folder: str, taken: Container[str]) -> str:
    """Return the name of a student's folder, or one in its place that a gradebook can hold and nobody has."""
    if _is_id(folder):
        return folder
    text = folder.encode("utf-8", "replace")[:100].decode("utf-8", "ignore")
    names = (os.fsencode(folder) + b"/" * number for number in count())
    return next(name for each in names if (name := f"{text}~{hashlib.sha256(each).hexdigest()[:8]}") not in taken)


def _submission(course: Course, assignment: str, student: str) -> Submission:
    path = course.notebook("submitted", assignment, student)
    folder = path.parent
    timestamp = None
    try:
        if folder.is_symlink() or folder.parent.is_symlink():
            return Submission(student, assignment, None, LINK)
        timestamp = _timestamp(folder / "timestamp.txt")
        return Submission(student, assignment, read_regular(path, MAX_BYTES + 1), timestamp=timestamp)
    except OSError as error:
        return Submission(student, assignment, None, _problem(path, error), timestamp)


def _problem(path: Path, error: OSError) -> str:
    """Return why there is nothing to read; empty where nothing was handed in."""
    if error.errno == errno.ELOOP:
        return LINK
    if error.errno not in NOT_THERE:
        return one_line(f"cannot be read ({error.strerror}): hand in the .ipynb file itself")
    try:
        return _instead(path)
    except OSError as other:
        return one_line(f"lies in a folder that cannot be read ({other.strerror}): allow reading it")


def _instead(path: Path) -> str:
    """Return what stands in the file's place; empty where nothing does."""
    folder = path.parent
    if not folder.is_dir():
        return f"is a file named {folder.name}: put {path.name} into a folder of that name" if folder.exists() else ""
    others = [one_line(other.name, 60) for other in sorted(folder.iterdir()) if other.suffix == ".ipynb"]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f"holds {', '.join(others[:3])}{more} and no {path.name}: rename it" if others else ""


def _timestamp(path: Path) -> datetime | None:
    """Read the time of handing in as nbgrader's exchange writes it; UTC."""
    from nbgrader.utils import parse_utc  # noqa: PLC0415 - seconds to import

    try:
        moment = parse_utc(read_regular(path, 100).decode("utf-8").strip())
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError):  # dateutil raises all of them
        return None
    return moment if isinstance(moment, datetime) else None
