"""Points by exercise and test, as the gradebook counts them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, read
from autograder.gradebook.scores import Mark
from autograder.outcome import Outcome, Status

__all__ = ["COLUMNS", "PointsRow", "by_test", "graded_tests"]


class PointsRow(NamedTuple):
    """What one submission has for one test, or for another cell that has points."""

    student: str
    assignment: str
    exercise: str
    test: str
    points: float
    max: float
    status: str
    """``full``, ``part``, ``none``, ``by hand`` (an instructor entered it), ``to review``, or the submission's.

    ``to review``: points by hand are missing, or were entered before the submission was graded again.
    """


COLUMNS = PointsRow._fields
ReadMarks = Callable[[list[str]], Mapping[str, Mapping[str, Mark]]]
NOTHING = Mark(0.0, by_hand=False, needs_review=False)
AT_ONCE = 2_000  # students whose points are in memory


def by_test(outcomes: Iterable[Outcome], source: NotebookNode, read_marks: ReadMarks) -> Iterator[PointsRow]:
    """Yield a row for each outcome of one assignment and each cell with points, in the notebook's order.

    ``read_marks`` is asked for some students at a time.
    """
    tests = graded_tests(source)
    left = iter(outcomes)
    while some := list(itertools.islice(left, AT_ONCE)):
        marks = read_marks([outcome.student for outcome in some])
        for outcome in some:
            own = marks.get(outcome.student, {})
            for exercise, name, full in tests:
                mark = own.get(name, NOTHING)
                status = _status(outcome, mark, full)
                yield PointsRow(outcome.student, outcome.assignment, exercise, name, mark.points, full, status)


def graded_tests(source: NotebookNode) -> list[tuple[str, str, float]]:
    """Return exercise, name and points of each cell that has points; a foreign test is of the answer before it."""
    tests, exercise = [], ""
    for cell in map(read, source.cells):
        if cell.role is Role.SOLUTION:
            exercise = cell.grade_id
        if cell.role is Role.TEST or cell.points:
            tests.append((cell.exercise or exercise or cell.grade_id, cell.grade_id, cell.points))
    return tests


def _status(outcome: Outcome, mark: Mark, full: float) -> str:
    if outcome.status is not Status.GRADED:
        return "by hand" if mark.by_hand else outcome.status.value
    if mark.needs_review:
        return "to review"
    if mark.by_hand:
        return "by hand"
    return "full" if mark.points >= full else "part" if mark.points else "none"
