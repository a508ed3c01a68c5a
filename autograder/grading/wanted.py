"""What is looked for in a student's folder, and by what a file shows to which assignment it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Self

import nbformat

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.matching import Assignment

__all__ = ["Marks", "Wanted", "warnings"]


@dataclass(frozen=True)
class Marks:
    """Texts that no file but one of this assignment holds: names and ids of its tests and answer cells."""

    texts: tuple[bytes, ...]
    names: frozenset[bytes]

    @classmethod
    def of(cls, assignment: Assignment) -> Marks:
        """Return those of an assignment."""
        tests = [test for tests in assignment.tests.values() for test in tests]
        names = [*assignment.answers, *tests]
        ids = [str(assignment.nodes[name].get("id") or name) for name in names]
        quoted = [f'"{text}"'.encode() for text in [*names, *ids]]
        return cls(tuple(dict.fromkeys(quoted)), frozenset(quoted[: len(names)]))

    def count(self, data: bytes) -> int:
        """Return how many a file holds."""
        return sum(text in data for text in self.texts)

    def any(self, data: bytes) -> bool:
        """Return whether a file holds one of them."""
        return any(text in data for text in self.texts)

    def fit(self, data: bytes) -> bool:
        """Return whether a file holds most of the names."""
        return 2 * sum(name in data for name in self.names) > len(self.names)


@dataclass(frozen=True)
class Wanted:
    """What is looked for."""

    name: str
    assignment: Assignment
    marks: Marks
    others: dict[str, Marks] = field(default_factory=dict)
    """The other assignments of the course."""

    @classmethod
    def of(cls, course: Course, assignment: str) -> Self:
        """Return what is looked for of an assignment, beside all others that have a source."""
        own = Assignment.of(nbformat.read(course.notebook("source", assignment), as_version=4))
        return cls(assignment, own, Marks.of(own), {n: m for n, m in _all_marks(course).items() if n != assignment})

    @property
    def file(self) -> str:
        """What it should be called."""
        return f"{self.name}.ipynb"

    def other(self, data: bytes) -> str:
        """Return the other assignment that a file belongs to; empty if to none."""
        counts = {name: marks.count(data) for name, marks in self.others.items()}
        best = max(counts, key=counts.__getitem__, default="")
        return best if best and counts[best] > self.marks.count(data) else ""

    def twins(self, data: bytes) -> list[str]:
        """Return the other assignments that would take a file for theirs, as after a master was renamed."""
        return [name for name, marks in self.others.items() if marks.fit(data)]

    def equals(self, data: bytes) -> list[str]:
        """Return those of its twins to which a file belongs as much as to this assignment."""
        return [name for name in self.twins(data) if self.others[name].count(data) == self.marks.count(data)]


def warnings(course: Course) -> Iterator[str]:
    """Yield a line for each two assignments that share most answers and tests, as a renamed master leaves them."""
    for (one, marks), (other, others) in combinations(_all_marks(course).items(), 2):
        if 2 * len(marks.names & others.names) > min(len(marks.names), len(others.names)):
            text = f"{one} and {other} have the same answers and tests: a notebook counts where its folder or ids say"
            without_master = [name for name in (one, other) if name not in course.assignments()]
            if len(without_master) == 1:
                [old] = without_master
                new = one if old == other else other
                text += f"; if {old} was renamed to {new}, move source/{old} away, then all count for {new} alone"
            yield text


def _all_marks(course: Course) -> dict[str, Marks]:
    """Return those of all assignments that have a source which can be read."""
    found = {}
    for name in course.gradable([]):
        try:
            found[name] = Marks.of(Assignment.of(nbformat.read(course.notebook("source", name), as_version=4)))
        except (ValueError, OSError, AttributeError, CourseError):  # that assignment's trouble
            continue
    return found
