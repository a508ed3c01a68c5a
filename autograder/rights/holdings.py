"""Which folders and files of a course are one student's, found by whoever has the id or a folder of that name."""

from __future__ import annotations

import difflib
import shlex
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.person import find_person
from autograder.gradebook.roster import Person
from autograder.grading.journal import Journal
from autograder.grading.students import Folders
from autograder.rights.exchange import exchange_root, in_exchange

__all__ = ["STEPS", "Holdings", "find", "nobody"]

STEPS = ("submitted", "attempts", "autograded", "feedback")
"""The folders of a course that have one for each student."""


@dataclass(frozen=True)
class Holdings:
    """A student, and what of the course's files is theirs alone."""

    person: Person
    names: tuple[str, ...]
    """The id, and the name of the folder in ``submitted`` where that is another."""
    folders: tuple[Path, ...]
    """In the course."""
    exchange: tuple[Path, ...]
    """In nbgrader's exchange, wherever that is."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return (*self.folders, *self.exchange)


def find(course: Course, gradebook: Gradebook, student: str) -> Holdings | None:
    """Return what is one student's; None if neither gradebook, files nor journal know the id."""
    person = gradebook.within(lambda connection: find_person(connection, student))
    folders = Folders.of(course.students(), gradebook.students())
    names = tuple(dict.fromkeys((student, folders.by_student.get(student, student))))
    names = tuple(name for name in names if _is_folder_name(name))
    paths = [course.root / step / name for step in STEPS for name in names]
    there = tuple(path for path in paths if path.is_symlink() or path.exists())
    exchange = tuple(in_exchange(course, exchange_root(course), names, there))
    in_journal = any(who == student for who, _ in Journal(course.journal).known)
    if person is None and not there and not exchange and not in_journal:
        return None
    return Holdings(person or Person(student), names, there, exchange)


def _is_folder_name(name: str) -> bool:
    """Return whether a name is that of a folder of a student's: an id that leads elsewhere has none."""
    return bool(name) and "/" not in name and "\0" not in name and not name.startswith(".") and name != "__MACOSX"


def nobody(course: Course, gradebook: Gradebook, student: str) -> CourseError:
    """Return in one line that nobody has an id, with those that are near."""
    known = Folders.of(course.students(), gradebook.students()).expected
    near = difflib.get_close_matches(student, known, 3, 0.5)
    hint = f"perhaps {' or '.join(near)}" if near else "look into the gradebook"
    return CourseError(f"{shlex.quote(student)}: nobody is called so here, {hint}")
