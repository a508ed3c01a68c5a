"""The report of a course: its assignments, and first of all what its instructor has to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from autograder.course import Course
from autograder.feedback.report.assignment import AssignmentReport, Look, read_assignment
from autograder.gradebook.database import Gradebook
from autograder.grading.inbox import expected_students
from autograder.grading.journal import Journal

__all__ = ["Report", "as_json", "read_report"]

NOT_PRINTED = ("known", "keep")


@dataclass(frozen=True)
class Report:
    """All that the page says."""

    course: str
    made: str
    """When the class was last found otherwise than before, in UTC."""
    expected: int
    """Students."""
    assignments: tuple[AssignmentReport, ...]

    @property
    def look(self) -> list[Look]:
        """Whom the instructor has to do something about, in all assignments."""
        return [look for one in self.assignments for look in one.look]


def read_report(
    course: Course,
    gradebook: Gradebook,
    names: Sequence[str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Return the report of the assignments ``names``; nothing is written."""
    expected = expected_students(course, gradebook.students())
    journal = Journal(course.journal)
    now = clock()
    assignments = []
    for name in names:
        outcomes = [
            dataclasses.replace(found, scores={}, unanswered=[], by_hand=[])  # the gradebook has the points
            for student in expected
            if (found := journal.get(student, name)) is not None
        ]
        assignments.append(read_assignment(course, gradebook, name, outcomes, expected, now))
    made = max((one.made for one in assignments), default=f"{now:%Y-%m-%d %H:%M}")
    return Report(course.name, made, len(expected), tuple(assignments))


def as_json(report: Report) -> dict[str, Any]:
    """Return the same numbers for programs."""
    whole = dataclasses.asdict(dataclasses.replace(report, assignments=()))
    return whole | {"assignments": [_plain(one) for one in report.assignments]}


def _plain(one: AssignmentReport) -> dict[str, Any]:
    fields = {name: value for name, value in dataclasses.asdict(one).items() if name not in NOT_PRINTED}
    for exercise, plain in zip(one.exercises, fields["exercises"], strict=True):
        for test, row in zip(exercise.tests, plain["tests"], strict=True):
            row["share"] = test.share
    return fields
