"""What is collected and how, and what became of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Self

from autograder.collecting.attempts import Rule
from autograder.collecting.forms import Form
from autograder.collecting.people import People
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.roster import Person, due_dates, extensions, read_people
from autograder.grading.students import Folders
from autograder.text import one_line

__all__ = ["Collected", "Fate", "Row", "Task"]


class Fate(StrEnum):
    """What became of a hand-in."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "as before"
    KEPT = "not taken: what is there is later"
    EMPTY = "no file was handed in"
    PROBLEM = "not collected"


@dataclass(frozen=True)
class Row:
    """What became of one hand-in."""

    label: str
    """What the platform calls the student."""
    student: str
    """Empty where nobody, or more than one, may be meant."""
    fate: Fate
    files: tuple[str, ...] = ()
    """As the archive names them: those of the attempt that counts."""
    attempts: int = 1
    """How many there are, up to the one that counts."""
    late: bool = False
    """Whether the platform says so."""
    notes: tuple[str, ...] = ()


@dataclass
class Collected:
    """What became of everything."""

    rows: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Files whose names are not of the form."""
    left_out: list[str] = field(default_factory=list)
    """What is no file."""

    def of(self, fate: Fate) -> list[Row]:
        """Return the hand-ins of which this became."""
        return [row for row in self.rows if row.fate is fate]


@dataclass(frozen=True)
class Task:
    """What is collected, and how."""

    course: Course
    assignment: str
    form_name: str
    form: Form
    people: People
    folders: Mapping[str, str]
    """By student, the folder in ``submitted`` where it is called otherwise."""
    due: Mapping[str, datetime | None]
    """By student, an extension taken into account; the key "" has it for all others."""
    rule: Rule = Rule.LAST
    replace: bool = False
    """Whether what is there already gives way, whatever it is."""
    dry_run: bool = False

    @classmethod
    def of(
        cls,
        course: Course,
        gradebook: Gradebook,
        assignment: str,
        form: tuple[str, Form],
        said: Iterable[str],
        *,
        new: bool,
    ) -> Self:
        """Return the task of collecting for the class as the gradebook and ``submitted`` have it.

        Parameters
        ----------
        course, gradebook, assignment
            What is collected for.
        form
            Name and form of the files' names.
        said
            Whom a name of the platform's means, as ``NAME=STUDENT``.
        new
            Whether students may come that are not in the class.

        Raises
        ------
        CourseError
            ``said`` names nobody of the class.
        """
        people = gradebook.within(read_people)
        known = {person.id for person in people}
        folders = Folders.of(course.students(), known)
        people += [Person(student) for student in folders.expected if student not in known]
        due = gradebook.within(due_dates).get(assignment)
        later = gradebook.within(partial(extensions, assignment=assignment))
        dates = {
            student: due and (due + later.get(student, timedelta())).replace(tzinfo=None) for student in ("", *later)
        }
        pairs = _said(said, None if new else {person.id for person in people})
        return cls(course, assignment, *form, People(people, pairs, new=new), folders.by_student, dates)

    @property
    def is_exchange(self) -> bool:
        """Whether the files lie in nbgrader's exchange, with its own receipts."""
        return self.form_name == "exchange"


def _said(texts: Iterable[str], known: set[str] | None) -> dict[str, str]:
    """Return what was said as pairs; whoever is meant must be ``known``, if that is given."""
    pairs = {}
    for text in texts:
        label, equals, student = text.rpartition("=")
        if not equals or not label or not student:
            raise CourseError(f"--match {one_line(text, 80)!r}: write it as NAME=STUDENT")
        if known is not None and student not in known:
            near = difflib.get_close_matches(student, sorted(known), 3, 0.5)
            hint = f"perhaps {' or '.join(near)}" if near else "enter the class with 'autograder roster'"
            raise CourseError(f"--match {one_line(text, 80)!r}: nobody is called {one_line(student, 60)!r}, {hint}")
        pairs[label] = student
    return pairs
