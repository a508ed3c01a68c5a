"""Grade a class: every expected submission becomes an outcome, whatever its state; one writer records them."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.grading.executor import SandboxKind
from autograder.grading.inbox import Submission, submissions
from autograder.grading.journal import Journal
from autograder.grading.one import failed, grade_one
from autograder.grading.receipts import carry_receipts
from autograder.grading.workers import Workers
from autograder.masters.autotest import read_expanded
from autograder.outcome import Outcome, Status
from autograder.seed import Secret

__all__ = ["How", "grade"]

VERSION = "5"  # of what a grade depends on besides submission, source and seed: raise it when grading changes
BATCH = 200


class How(NamedTuple):
    """What a grade depends on besides the submission and the source."""

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
    done: Callable[[Outcome], None] = lambda _outcome: None,
) -> list[Outcome]:
    """Grade one assignment for the whole class and record it; ``again`` grades what is unchanged, too."""
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
        done(known)

    def record(batch: list[Outcome]) -> None:
        # what was withdrawn keeps no points
        gradebook.record([o for o in batch if o.status is not Status.MISSING or recorded.get(o.student)])

    record(unrecorded)
    batch: list[Outcome] = []
    work = partial(grade_one, source=text, sandbox=how.sandbox, seed=how.secret.seed(assignment))
    for submission, result in workers.map(work, todo):
        graded = result or failed(submission, text, "the process that graded it was ended from outside")
        outcome = dataclasses.replace(graded[0], key=keys[submission.student])
        if graded[1] is not None:
            write_atomically(course.notebook("autograded", assignment, outcome.student), graded[1])
        outcomes.append(outcome)
        batch.append(outcome)
        if len(batch) == BATCH:
            record(batch)
            journal.add(batch)
            batch = []
        done(outcome)
    record(batch)
    journal.add(batch)
    for outcome in outcomes:
        handed_in, graded_in = (
            course.notebook(step, assignment, outcome.student) for step in ("submitted", "autograded")
        )
        carry_receipts(handed_in.parent, graded_in.parent)
    return sorted(outcomes, key=lambda outcome: outcome.student)


def _source(course: Course, assignment: str) -> NotebookNode:
    path = course.notebook("source", assignment)
    if not path.exists():
        raise CourseError(f"{path}: is not there, run 'autograder release {assignment}'")
    return read_expanded(path, course.root)


def _key(submission: Submission, source: str, how: How) -> str:
    parts = (VERSION, how.sandbox, how.secret.text, source, submission.problem)
    digest = hashlib.sha256("\0".join(parts).encode())
    digest.update(b"missing" if submission.data is None else b"data" + submission.data)
    return digest.hexdigest()


def _is_kept(course: Course, outcome: Outcome) -> bool:
    """Return whether all that an outcome stands for is there still."""
    graded = course.notebook("autograded", outcome.assignment, outcome.student)
    return outcome.status is Status.MISSING or graded.exists()


def _agree(outcome: Outcome, recorded: dict[str, float]) -> bool:
    """Return whether the gradebook has the outcome's points; none are right where nothing was handed in."""
    if outcome.status is Status.MISSING:
        return not any(recorded.values())
    return bool(recorded) and all(
        math.isnan(score) if name in outcome.by_hand else score == outcome.scores.get(name, 0.0)
        for name, score in recorded.items()
    )
