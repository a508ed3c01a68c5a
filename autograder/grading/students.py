"""Whose folder is which: names that a gradebook cannot hold, and names that look alike.

Two folders whose names differ only by case, or by how Unicode composes a letter, stay two students: nobody's work is
put over another's. Both rows say so, and so does the run. A folder whose name differs so from one student of the
class list, who has no folder, is that student's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Self

from autograder.course import Course
from autograder.grading.matching import listed
from autograder.text import form_of, written

__all__ = ["Folders", "warnings"]

LONGEST_NAME = 128  # of a student's id in nbgrader's tables
NOBODYS = {".ipynb_checkpoints", ".git", ".spotlight-v100", ".fseventsd"}


@dataclass(frozen=True)
class Folders:
    """The folders in ``submitted`` and the students that they belong to."""

    by_student: dict[str, str]
    enrolled: frozenset[str]
    unusable: dict[str, str]
    """Folders whose name no gradebook can hold, with what to do."""
    alike: dict[str, list[str]]
    """By student, the others whose names differ only by case or form."""

    @classmethod
    def of(cls, folders: Iterable[str], enrolled: Iterable[str]) -> Self:
        """Return whose each folder is; a name that a gradebook can hold is always its own."""
        known = frozenset(enrolled)
        by_student: dict[str, str] = {}
        unusable = {}
        found = list(folders)
        loose: dict[str, list[str]] = {}
        for student in known - {*found}:
            loose.setdefault(form_of(student), []).append(student)
        strangers: dict[str, list[str]] = {}
        for folder in found:
            if folder not in known and _is_id(folder):
                strangers.setdefault(form_of(folder), []).append(folder)
        for folder in sorted(found, key=lambda name: not _is_id(name)):
            student = _id_of(folder, by_student)
            form = form_of(folder)
            if student != folder:
                unusable[folder] = f"lies in a folder whose name is no UTF-8 or longer than {LONGEST_NAME} characters"
                unusable[folder] += ": rename it"
            elif strangers.get(form) == [folder] and len(loose.get(form, ())) == 1:
                student = loose[form][0]
            by_student[student] = folder
        groups: dict[str, list[str]] = {}
        for student in sorted({*known, *by_student}):
            groups.setdefault(form_of(student), []).append(student)
        alike = {one: [each for each in group if each != one] for group in groups.values() for one in group}
        return cls(by_student, known, unusable, {one: others for one, others in alike.items() if others})

    @property
    def expected(self) -> list[str]:
        """Everyone who should hand in."""
        return sorted({*self.enrolled, *self.by_student})

    def notes(self, student: str) -> tuple[str, ...]:
        """Return what a student's row has to say of names."""
        folder = self.by_student.get(student, student)
        notes = []
        if folder != student and folder not in self.unusable:
            notes.append(f"was handed in in the folder {written(folder)}")
        if others := self.alike.get(student):
            differs = (
                f"the name differs from {listed([written(other) for other in others])} only by case or Unicode form"
            )
            notes.append(f"{differs}: one student or two?")
        return tuple(notes)


def warnings(course: Course, enrolled: Iterable[str]) -> Iterator[str]:
    """Yield a line for what lies in ``submitted`` and belongs to nobody, and for names that look alike."""
    top = course.root / "submitted"
    entries = sorted(top.iterdir()) if top.is_dir() else []
    files = [path.name for path in entries if path.is_file() and not path.name.startswith(".")]
    if files:
        where = "put it at" if len(files) == 1 else "put each at"
        yield f"submitted/ holds {listed([written(name) for name in files])}: {where} submitted/STUDENT/ASSIGNMENT/"
    hidden = [path.name for path in entries if path.is_dir() and path.name.startswith(".")]
    hidden = [name for name in hidden if name.casefold() not in NOBODYS and not name.casefold().startswith(".trash")]
    if hidden:
        yield f"submitted/ holds {listed([written(name) for name in hidden])}: a name with a dot in front is no student"
    folders = Folders.of(course.students(), enrolled)
    if course.attempts == "best":
        yield from _misplaced_attempts(course, folders)
    said: set[frozenset[str]] = set()
    for student, others in folders.alike.items():
        group = frozenset([student, *others])
        if group not in said:
            said.add(group)
            names = listed([written(name) for name in sorted(group)], most=10)
            yield f"{names} differ only by case or Unicode form: if they are one student, keep one name"


def _misplaced_attempts(course: Course, folders: Folders) -> Iterator[str]:
    """Yield a line for attempts in a place where a learner may write, and for attempts of nobody."""
    inside = sorted(path for path in (course.root / "submitted").glob("*/*/attempts") if path.is_dir())
    if inside:
        where = inside[0].relative_to(course.root / "submitted").parent
        others = f" and {len(inside) - 1} more like it were" if len(inside) > 1 else " was"
        yield (
            f"submitted/{where}/attempts{others} not taken for attempts, since a learner can hand in such a folder:"
            f" move what you put there yourself to attempts/{where}"
        )
    kept = course.root / "attempts"
    names = {path.name for path in kept.iterdir() if path.is_dir()} if kept.is_dir() else set()
    if nobodys := sorted(names - {*folders.expected, *folders.by_student.values()}):
        yield f"attempts/ holds {listed([written(name) for name in nobodys])}: nobody is called so here"


def _is_id(folder: str) -> bool:
    return len(folder) <= LONGEST_NAME and folder.encode("utf-8", "replace").decode() == folder


def _id_of(folder: str, taken: Container[str]) -> str:
    """Return the name of a student's folder, or one in its place that a gradebook can hold and nobody has."""
    if _is_id(folder):
        return folder
    text = folder.encode("utf-8", "replace")[:100].decode("utf-8", "ignore")
    names = (os.fsencode(folder) + b"/" * number for number in count())
    return next(name for each in names if (name := f"{text}~{hashlib.sha256(each).hexdigest()[:8]}") not in taken)
