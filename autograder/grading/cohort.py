"""Grade a class: every expected submission becomes an outcome, whatever its state, and one process records them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.grading.executor import MakeExecutor, SandboxKind, executor
from autograder.grading.inbox import Submission, submissions
from autograder.grading.journal import Journal
from autograder.grading.one import failed, grade_one
from autograder.grading.workers import Workers
from autograder.outcome import Outcome, Status
from autograder.seed import Secret

__all__ = ["How", "grade"]

VERSION = "4"  # of grading itself, of which a grade depends too: raise it when grading changes


class How(NamedTuple):
    """What a grade depends on beside the submission and the source."""

    sandbox: SandboxKind
    secret: Secret


def grade(
    course: Course,
    assignment: str,
    *,
    gradebook: Gradebook,
    workers: Workers,
    how: How,
    again: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    batch_size: int = 200,
    make_executor: MakeExecutor = executor,
) -> list[Outcome]:
    """Grade one assignment for everyone who is expected to hand in, and record it.

    Parameters
    ----------
    course, assignment
        What is graded.
    gradebook
        Where points go.
    workers
        Who grades; each of their processes calls ``make_executor``.
    how
        What a grade depends on beside the submission and the source.
    again
        Whether to grade unchanged submissions, too.
    progress
        Called with the number of outcomes so far and the number of all.
    batch_size
        Outcomes that are recorded together: a stop loses no more than these.

    Returns
    -------
    list of Outcome
        In the order of the students' ids.

    Raises
    ------
    CourseError
        The assignment is not released, or the gradebook cannot be opened.
    """
    source = _source(course, assignment)
    text = nbformat.writes(source)
    gradebook.enter(assignment, source)
    journal = Journal(course.journal)
    outcomes: list[Outcome] = []
    recorded = gradebook.automatic(assignment)
    unrecorded: list[Outcome] = []  # another gradebook than the last time, or one that something else wrote to
    todo: list[Submission] = []
    keys: dict[str, str] = {}
    for submission in submissions(course, assignment, gradebook.students()):
        key = keys[submission.student] = _key(submission, text, how)
        known = None if again else journal.find(submission.student, assignment, key)
        if known is None or not _is_kept(course, known):
            todo.append(submission)
            continue
        known = dataclasses.replace(known, timestamp=submission.timestamp)
        if not _agree(known, recorded.get(submission.student, {})):
            unrecorded.append(known)
        outcomes.append(known)
    expected = len(outcomes) + len(todo)
    progress(len(outcomes), expected)

    def record(batch: list[Outcome]) -> None:
        # what was withdrawn keeps no points
        gradebook.record([o for o in batch if o.status is not Status.MISSING or recorded.get(o.student)])

    record(unrecorded)
    batch: list[Outcome] = []
    work = partial(
        grade_one,
        source=text,
        sandbox=how.sandbox,
        seed=how.secret.seed(assignment),
        make_executor=make_executor,
    )
    for submission, result in workers.map(work, todo):
        graded = result or failed(submission, text, "the process that graded it was ended from outside")
        outcome = dataclasses.replace(graded[0], key=keys[submission.student])
        if graded[1] is not None:
            write_atomically(course.notebook("autograded", assignment, outcome.student), graded[1])
        outcomes.append(outcome)
        batch.append(outcome)
        if len(batch) == batch_size:
            record(batch)
            journal.add(batch)
            batch = []
        progress(len(outcomes), expected)
    record(batch)
    journal.add(batch)
    return sorted(outcomes, key=lambda outcome: outcome.student)


def _source(course: Course, assignment: str) -> NotebookNode:
    path = course.notebook("source", assignment)
    if not path.exists():
        raise CourseError(f"{path}: is not there, run 'autograder release {assignment}'")
    return nbformat.read(path, as_version=4)


def _key(submission: Submission, source: str, how: How) -> str:
    parts = (VERSION, how.sandbox, how.secret.text, source, submission.problem)
    digest = hashlib.sha256("\0".join(parts).encode())
    digest.update(b"missing" if submission.data is None else b"data" + submission.data)
    return digest.hexdigest()


def _is_kept(course: Course, outcome: Outcome) -> bool:
    """Return whether the graded notebook of an outcome is still there."""
    graded = course.notebook("autograded", outcome.assignment, outcome.student)
    return outcome.status is Status.MISSING or graded.exists()


def _agree(outcome: Outcome, recorded: dict[str, float]) -> bool:
    """Return whether the gradebook has the outcome's points; none are right where nothing was handed in."""
    if outcome.status is Status.MISSING:
        return not any(recorded.values())
    return bool(recorded) and all(score == outcome.scores.get(name, 0.0) for name, score in recorded.items())
