"""One run over a class: what is as before is passed over, the rest is yielded to whoever grades, and taken back."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import math
import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from types import TracebackType
from typing import Self

import nbformat

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.gradebook.exclusive import Turn
from autograder.grading.inbox import Submission, expected_students, submissions
from autograder.grading.journal import Journal
from autograder.grading.keys import How, key_of
from autograder.grading.one import Graded
from autograder.grading.reasons import dated
from autograder.grading.receipts import carry_receipts
from autograder.grading.recorder import Recorder
from autograder.masters.kept import detach_mutants
from autograder.outcome import Outcome, Status

__all__ = ["Round", "choose"]

AT_ONCE = 2_000  # students whose points are read from the gradebook together


class Round:
    """What a run knows of the class: a few lines a submission, and the bytes of those that are being graded.

    Parameters
    ----------
    course, gradebook, journal
        What is graded, and what is known of it.
    recorder
        Takes what is to be recorded.
    how
        What a grade depends on beside submission and source.
    progress
        Called with the number of outcomes so far and the number of all.
    """

    def __init__(
        self,
        course: Course,
        gradebook: Gradebook,
        journal: Journal,
        recorder: Recorder,
        how: How,
        progress: Callable[[int, int], None],
    ) -> None:
        self.course, self.gradebook, self.journal = course, gradebook, journal
        self.recorder, self.how, self.progress = recorder, how, progress
        self.done = self.expected = 0
        self.with_points: set[tuple[str, str]] = set()
        """Of those that are being graded, who has points in the gradebook already."""
        self.turns: dict[str, Turn] = {}
        self.out: Counter[str] = Counter()
        """How many are being graded, by assignment."""
        self.reading = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for turn in self.turns.values():
            turn.give_back()

    def todo(self, sources: dict[str, str], students: Collection[str], *, again: bool) -> Iterator[Submission]:
        """Yield what has to be graded, one submission at a time, each with its key.

        Assignments come in the order of their names: two runs that wait for each other's turn would wait for ever.
        """
        enrolled = self.gradebook.students()
        named = sorted(set(students)) or expected_students(self.course, enrolled)
        self.expected = len(named) * len(sources)
        self.progress(0, self.expected)
        for assignment, text in sorted(sources.items()):
            chosen = choose(self.course, assignment, enrolled, students)
            self._begin(assignment)
            entered = nbformat.reads(text, as_version=4)
            detach_mutants(entered)
            self.gradebook.enter(assignment, entered)
            recorded = _Recorded(self.gradebook, assignment, named)
            for found in chosen:
                submission = dataclasses.replace(found, key=key_of(found, text, self.how))
                scores = recorded.of(submission.student)
                known = None if again else self.journal.find(submission.student, assignment, submission.key)
                if known is not None and self._is_kept(known):
                    self._pass_over(submission, known, scores)
                    continue
                if scores:
                    self.with_points.add((submission.student, assignment))
                self.out[assignment] += 1
                yield submission
            self.reading = ""
            self._end_if_over(assignment)

    def _begin(self, assignment: str) -> None:
        """Wait until nobody else grades an assignment; what they have graded is known then."""
        self.recorder.save(on_the_way=True)  # or it would wait, too
        self.turns[assignment] = Turn(self.gradebook, assignment)
        if self.turns[assignment].take():
            self.journal.refresh()
        self.reading = assignment

    def _end_if_over(self, assignment: str) -> None:
        """Let others have an assignment of which all is recorded."""
        if self.reading == assignment or self.out[assignment]:
            return
        self.recorder.save(on_the_way=True)
        if not self.recorder.behind:
            self.turns.pop(assignment).give_back()

    def take(self, submission: Submission, graded: Graded) -> None:
        """Take what became of a submission."""
        outcome = dataclasses.replace(dated(graded[0], submission), key=submission.key)
        if graded[1] is not None:
            write_atomically(self.course.notebook("autograded", outcome.assignment, outcome.student), graded[1])
        key = (outcome.student, outcome.assignment)
        self.recorder.add(outcome, is_graded=True, has_points=key in self.with_points)
        self.with_points.discard(key)
        self._carry_receipts(submission, outcome)
        self._count()
        self.out[outcome.assignment] -= 1
        self._end_if_over(outcome.assignment)

    def _pass_over(self, submission: Submission, known: Outcome, scores: dict[str, float]) -> None:
        """Take what was graded before: its time may be another, or the gradebook."""
        outcome = dated(known, submission)
        if outcome != known or not _agree(outcome, scores):
            self.recorder.add(outcome, is_graded=outcome != known, has_points=bool(scores))
        self.recorder.redate(outcome)
        self._carry_receipts(submission, outcome)
        self._count()

    def _count(self) -> None:
        self.done += 1
        self.progress(self.done, self.expected)

    def _carry_receipts(self, submission: Submission, outcome: Outcome) -> None:
        """Lay what came with the attempt that counts beside the graded notebook."""
        place = self.course.notebook("submitted", outcome.assignment, outcome.student).parent
        graded = self.course.notebook("autograded", outcome.assignment, outcome.student).parent
        carry_receipts(submission.named(outcome.attempt).receipts or place, graded)

    def _is_kept(self, outcome: Outcome) -> bool:
        """Return whether the graded notebook of an outcome is still there."""
        graded = self.course.notebook("autograded", outcome.assignment, outcome.student)
        return outcome.status is Status.MISSING or graded.exists()


class _Recorded:
    """The scores of a class in the gradebook, read for some hundred students at a time."""

    def __init__(self, gradebook: Gradebook, assignment: str, students: list[str]) -> None:
        self.gradebook, self.assignment = gradebook, assignment
        self.rest = iter(students)
        self.scores: dict[str, dict[str, float]] = {}
        self.known: set[str] = set()

    def of(self, student: str) -> dict[str, float]:
        """Return the scores of one student; they are asked for in order."""
        while student not in self.known:
            self.known = set(itertools.islice(self.rest, AT_ONCE))
            if not self.known:
                return {}
            self.scores = self.gradebook.automatic(self.assignment, sorted(self.known))
        return self.scores.get(student, {})


def choose(course: Course, assignment: str, enrolled: list[str], students: Collection[str]) -> Iterator[Submission]:
    """Yield the submissions of those who are named, and of everyone if nobody is.

    Raises
    ------
    CourseError
        Nobody is called so.
    """
    everyone = expected_students(course, enrolled)
    for student in students:
        if student not in everyone:
            near = difflib.get_close_matches(student, everyone, 3, 0.5)
            hint = f"perhaps {' or '.join(near)}" if near else "look into submitted/"
            raise CourseError(f"{shlex.quote(student)}: nobody is called so here, {hint}")
    return (each for each in submissions(course, assignment, enrolled) if not students or each.student in students)


def _agree(outcome: Outcome, recorded: dict[str, float]) -> bool:
    """Return whether the gradebook has the outcome's points; none are right where nothing was handed in."""
    if outcome.status is Status.MISSING:
        return not any(recorded.values())
    return bool(recorded) and all(
        math.isnan(score) if name in outcome.by_hand else score == outcome.scores.get(name, 0.0)
        for name, score in recorded.items()
    )
