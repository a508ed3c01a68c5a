"""One assignment as the report shows it: the numbers, from the gradebook, the journal and the graded notebooks.

The notebooks are read one at a time, once for mistakes and fingerprints; those few that are shown are read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

import nbformat

from autograder.course import Course
from autograder.feedback.parts import Chapter
from autograder.feedback.report.changes import Changes, State, compared, kept_in
from autograder.feedback.report.distribution import Distribution, distribution
from autograder.feedback.report.known import Known, known_texts
from autograder.feedback.report.similar import Index, LikeKnown, Pair
from autograder.feedback.report.success import ExerciseSuccess, TestSuccess, success
from autograder.feedback.report.times import Cloud, cloud
from autograder.feedback.report.work import Places, Work
from autograder.gradebook.by_test import graded_tests
from autograder.gradebook.database import Gradebook
from autograder.gradebook.figures import Figures, read_figures
from autograder.gradebook.summary import summarize
from autograder.outcome import Outcome, Status

__all__ = ["AssignmentReport", "Look", "Mistake", "Similar", "read_assignment"]

NAMED = 20
"""Students of one mistake that are named."""
HARDEST = 3
HOUR, DAY = 3_600.0, 86_400.0
UNGRADED, UNREAD = "not graded", "graded notebook is gone"


@dataclass(frozen=True)
class Look:
    """Somebody whose submission the instructor has to do something about."""

    student: str
    assignment: str
    why: str
    reason: str


@dataclass(frozen=True)
class Mistake:
    """A known mistake, in the words of its mutant, and how many make it."""

    exercise: str
    sentence: str
    number: int
    students: tuple[str, ...]
    """The first of them."""


@dataclass(frozen=True)
class Similar:
    """Whose code is alike."""

    compared: int
    """Submissions that were compared."""
    pairs: tuple[Pair, ...]
    like_known: tuple[LikeKnown, ...]
    too_common: tuple[int, ...]


@dataclass(frozen=True)
class AssignmentReport:
    """One assignment; all but ``known`` and ``keep`` is shown, and printed as JSON."""

    name: str
    title: str
    chapter: Chapter
    made: str
    counts: dict[str, int]
    full: float
    due: datetime | None
    look: tuple[Look, ...]
    points: Distribution | None
    only: tuple[float, ...]
    """The points, where so few were graded that a plot would say nothing."""
    exercises: tuple[ExerciseSuccess, ...]
    mistakes: tuple[Mistake, ...]
    handed_in: Cloud | None
    grading: Cloud | None
    changes: Changes | None
    similar: Similar
    known: Known = field(repr=False)
    keep: str = field(repr=False)
    """What is kept for the next report."""

    @property
    def hardest(self) -> list[TestSuccess]:
        """The tests that the fewest pass, without those that all do."""
        tests = [test for exercise in self.exercises for test in exercise.tests if test.share < 1]
        return sorted(tests, key=lambda test: test.share)[:HARDEST]

    @property
    def graded(self) -> int:
        """How many were graded."""
        return self.counts.get(Status.GRADED, 0)


def read_assignment(
    course: Course, gradebook: Gradebook, name: str, outcomes: Sequence[Outcome], expected: Iterable[str], now: datetime
) -> AssignmentReport:
    """Return the report of one assignment.

    Parameters
    ----------
    course, gradebook, name
        Where to read, and what.
    outcomes
        What became of those who are expected to hand in.
    expected
        Their ids, with those who were not graded yet.
    now
        In UTC.
    """
    master = course.master(name)
    source = course.notebook("source", name)
    tests = graded_tests(nbformat.read(source, as_version=4)) if source.is_file() else []
    worth = {cell: (exercise, points) for exercise, cell, points in tests}
    graded = {outcome.student for outcome in outcomes if outcome.status is Status.GRADED}
    figures = gradebook.within(partial(read_figures, assignment=name, counted=graded, worth=worth))
    full = max((outcome.max_score for outcome in outcomes), default=master.points)
    rows = _with_totals(outcomes, figures)
    totals = [row.total for row in rows if row.status is Status.GRADED]
    known = known_texts(course, master)
    index = Index(known.released, known.right, known.wrong)
    mistakes, gone = _read_all(course, rows, index, Places.of(master))
    exercises = success(figures, tests, {one.name: one.title for one in master.exercises.values()})
    state = State(
        f"{now:%Y-%m-%d %H:%M}",
        full,
        {row.student: (row.status.value, round(row.total, 6)) for row in rows},
        {test.name: round(test.share, 6) for exercise in exercises for test in exercise.tests} if graded else {},
    )
    state, changes, keep = compared(kept_in(course.root, name), state)
    summary = summarize(rows, {}, {(student, name) for student in figures.to_review})
    reasons = {row.student: row.reason for row in rows}
    look = [Look(student, name, why, reasons[student]) for student, _, why in summary.look]
    look += [Look(student, name, UNREAD, "") for student in gone]
    if outcomes or any((course.root / "submitted").glob(f"*/{name}")):  # or else it has not begun
        look += [Look(student, name, UNGRADED, "") for student in sorted({*expected} - reasons.keys())]
    points = distribution(totals, full) if len(totals) > 1 else None
    return AssignmentReport(
        name,
        master.cells[0].source.splitlines()[0].lstrip("# ") if master.cells else name,
        Chapter("") if name not in course.assignments() else Chapter.of(master, course.book),
        state.made,
        dict(summary.counts),
        full,
        figures.due,
        tuple(look),
        points,
        tuple(totals) if points is None else (),
        tuple(exercises) if graded else (),
        tuple(mistakes),
        _handed_in(rows, figures.due),
        cloud([(row.seconds, row.total) for row in rows if row.status is Status.GRADED], "seconds", is_log=True),
        changes,
        Similar(len(graded) - len(gone), tuple(index.pairs()), tuple(index.like_known()), tuple(index.too_common())),
        known,
        keep,
    )


def _with_totals(outcomes: Sequence[Outcome], figures: Figures) -> list[Outcome]:
    return [replace(outcome, total=figures.totals.get(outcome.student, 0.0)) for outcome in outcomes]


def _read_all(course: Course, rows: Sequence[Outcome], index: Index, places: Places) -> tuple[list[Mistake], list[str]]:
    """Read every graded notebook once; return the mistakes, the commonest first, and whose notebook is not there."""
    numbers: Counter[tuple[str, str]] = Counter()
    named: dict[tuple[str, str], list[str]] = {}
    gone = []
    for row in rows:
        if row.status is not Status.GRADED:
            continue
        work = Work.read(course.notebook("autograded", row.assignment, row.student), places)
        if work is None:
            gone.append(row.student)
            continue
        for mistake in work.mistakes.items():
            numbers[mistake] += 1
            if len(students := named.setdefault(mistake, [])) < NAMED:
                students.append(row.student)
        for exercise, text in work.code.items():
            index.add(row.student, exercise, text)
    ordered = sorted(numbers, key=lambda each: (-numbers[each], each))
    return [Mistake(*mistake, numbers[mistake], tuple(named[mistake])) for mistake in ordered], gone


def _handed_in(rows: Sequence[Outcome], due: datetime | None) -> Cloud | None:
    """Return the points against when it was handed in: before the due date, or else after the first."""
    moments = [(row.timestamp, row.total) for row in rows if row.status is Status.GRADED and row.timestamp is not None]
    if not moments:
        return None
    naive = [
        (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment, total) for moment, total in moments
    ]
    start = due or min(moment for moment, _ in naive)
    seconds = [((moment - start).total_seconds(), total) for moment, total in naive]
    span = max(time for time, _ in seconds) - min(time for time, _ in seconds)
    unit, size = ("days", DAY) if span >= 3 * DAY else ("hours", HOUR) if span >= 3 * HOUR else ("minutes", 60.0)
    return cloud([(time / size, total) for time, total in seconds], unit)
