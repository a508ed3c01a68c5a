"""What is looked for in a student's folder, and by what a file shows to which assignment it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.grading.matching import Assignment

__all__ = ["Marks", "Wanted"]


@dataclass(frozen=True)
class Marks:
    """Texts that no file but one of this assignment holds: names and ids of its tests and answer cells."""

    texts: tuple[bytes, ...]

    @classmethod
    def of(cls, assignment: Assignment) -> Marks:
        """Return those of an assignment."""
        tests = [test for tests in assignment.tests.values() for test in tests]
        names = [*assignment.answers, *tests]
        ids = [str(assignment.nodes[name].get("id") or name) for name in names]
        return cls(tuple(f'"{text}"'.encode() for text in dict.fromkeys([*names, *ids])))

    def count(self, data: bytes) -> int:
        """Return how many a file holds."""
        return sum(text in data for text in self.texts)


@dataclass(frozen=True)
class Wanted:
    """What is looked for."""

    name: str
    assignment: Assignment
    marks: Marks
    others: dict[str, Marks] = field(default_factory=dict)
    """The other assignments of the course."""

    @property
    def file(self) -> str:
        """What it should be called."""
        return f"{self.name}.ipynb"

    def other(self, data: bytes) -> str:
        """Return the other assignment that a file belongs to; empty if to none."""
        counts = {name: marks.count(data) for name, marks in self.others.items()}
        best = max(counts, key=counts.__getitem__, default="")
        return best if best and counts[best] > self.marks.count(data) else ""
