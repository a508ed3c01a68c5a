"""Grade a class: every expected submission becomes an outcome, whatever its state, and one process records them."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import hashlib
import math
import shlex
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError, GradebookBusyError
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.grading import proof
from autograder.grading.executor import MakeExecutor, Sandboxed, SandboxKind, executor
from autograder.grading.inbox import Submission, expected_students, submissions
from autograder.grading.journal import Journal
from autograder.grading.one import failed, grade_one
from autograder.grading.reasons import dated
from autograder.grading.receipts import carry_receipts
from autograder.grading.workers import Workers
from autograder.masters.autotest import read_expanded
from autograder.masters.kept import attach_mutants, detach_mutants
from autograder.outcome import Outcome, Status
from autograder.sandbox.launch import Launcher, SandboxError
from autograder.seed import Secret

__all__ = ["How", "choose", "grade", "prove", "read_source", "standing"]

VERSION = "9"  # of what a grade depends on besides submission, source and seed: raise it when grading changes
ON_THE_WAY = 1.0  # seconds for which a gradebook in use is waited for while others are graded, or when a run is stopped


class How(NamedTuple):
    """What a grade depends on beside the submission and the source."""

    sandbox: SandboxKind
    secret: Secret


def prove(course: Course, assignments: list[str], how: How) -> dict[str, str]:
    """Prove the sources of assignments, and return their texts: with these the class is graded.

    Raises
    ------
    CourseError
        One sentence: what is not released, or which test the instructor's own solution fails.
    """
    texts = {}
    with Launcher(contained=how.sandbox is SandboxKind.BWRAP) as launcher:
        for assignment in assignments:
            source = read_source(course, assignment)
            try:
                with Sandboxed(source, launcher) as executor:
                    proof.prove(assignment, source, executor, how.secret.seed(assignment))
            except SandboxError:
                raise
            except CourseError as error:
                where = "" if str(error).startswith(f"{assignment}:") else f"{assignment}: "
                raise CourseError(f"{where}{error}; nothing was graded") from error
            attach_mutants(source, course.mutants(assignment))
            texts[assignment] = nbformat.writes(source)
    return texts


def grade(
    course: Course,
    assignment: str,
    *,
    gradebook: Gradebook,
    workers: Workers,
    how: How,
    source: str | None = None,
    students: Collection[str] = (),
    again: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    batch_size: int = 200,
    save_every: float = 3.0,
    clock: Callable[[], float] = time.monotonic,
    make_executor: MakeExecutor = executor,
) -> list[Outcome]:
    """Grade one assignment for everyone who is expected to hand in, and record it.

    What was graded is recorded every few seconds and when the run is stopped, in the gradebook first and then in the
    journal. While another program holds the gradebook, the journal alone has it; at the end it is waited for.

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
    source
        The source's text, as `prove` returned it; it is proved here if it is not given.
    students
        Whom to grade; everyone if it is empty.
    again
        Whether to grade unchanged submissions, too.
    progress
        Called with the number of outcomes so far and the number of all.
    batch_size, save_every, clock
        Outcomes, or seconds by the clock, after which is recorded what is graded: a killed run loses no more.

    Returns
    -------
    list of Outcome
        In the order of the students' ids.

    Raises
    ------
    CourseError
        The assignment is not released, its own solution fails, nobody is called so, or the gradebook cannot be used.
    """
    text = prove(course, [assignment], how)[assignment] if source is None else source
    chosen = choose(course, assignment, gradebook.students(), students)
    entered = nbformat.reads(text, as_version=4)
    detach_mutants(entered)
    gradebook.enter(assignment, entered)
    journal = Journal(course.journal)
    recorded = gradebook.automatic(assignment)
    outcomes: list[Outcome] = []
    unrecorded: list[Outcome] = []  # another gradebook than the last time, or one that something else wrote to
    redated: list[Outcome] = []  # graded as before, handed in at another time
    todo: list[Submission] = []
    keys: dict[str, str] = {}
    receipts: dict[tuple[str, str], Path | None] = {}
    for submission in chosen:
        receipts |= {(each.student, each.attempt): each.receipts for each in (submission, *submission.earlier)}
        key = keys[submission.student] = _key(submission, text, how)
        known = None if again else journal.find(submission.student, assignment, key)
        if known is None or not _is_kept(course, known):
            todo.append(submission)
            continue
        kept = dated(known, submission)
        if kept != known:
            redated.append(kept)
        known = kept
        if not _agree(known, recorded.get(submission.student, {})):
            unrecorded.append(known)
        outcomes.append(known)
    expected = len(outcomes) + len(todo)
    progress(len(outcomes), expected)
    seed = how.secret.seed(assignment)
    work = partial(grade_one, source=text, sandbox=how.sandbox, seed=seed, make_executor=make_executor)
    records = _Records(gradebook, journal, {student for student, scores in recorded.items() if scores}, unrecorded)
    saved = clock() - save_every
    gradebook.date(assignment, {outcome.student: outcome.timestamp for outcome in outcomes})
    journal.add(redated)
    with contextlib.closing(workers.map(work, todo)) as results, records:
        for submission, result in results:
            graded = result or failed(submission, text, "the process that graded it was ended from outside")
            outcome = dataclasses.replace(dated(graded[0], submission), key=keys[submission.student])
            if graded[1] is not None:
                write_atomically(course.notebook("autograded", assignment, outcome.student), graded[1])
            outcomes.append(outcome)
            records.new.append(outcome)
            if len(records.new) >= batch_size or clock() - saved >= save_every:
                records.save(on_the_way=True)
                saved = clock()
            progress(len(outcomes), expected)
    for outcome in outcomes:
        handed_in, graded_in = (
            course.notebook(step, assignment, outcome.student) for step in ("submitted", "autograded")
        )
        carry_receipts(receipts[outcome.student, outcome.attempt] or handed_in.parent, graded_in.parent)
    return sorted(outcomes, key=lambda outcome: outcome.student)


def standing(course: Course, gradebook: Gradebook, assignments: list[str]) -> list[Outcome]:
    """Return the last outcome of everyone who is still expected to hand in."""
    expected = set(expected_students(course, gradebook.students()))
    known = Journal(course.journal).of(assignments)
    return gradebook.with_totals([outcome for outcome in known if outcome.student in expected])


class _Records:
    """Outcomes on their way into gradebook and journal; leaving the context saves what is left, however it is left."""

    def __init__(self, gradebook: Gradebook, journal: Journal, submitted: set[str], unrecorded: list[Outcome]) -> None:
        self.gradebook, self.journal, self.submitted = gradebook, journal, submitted
        self.behind = unrecorded
        """In the journal, and not yet in the gradebook."""
        self.new: list[Outcome] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.nullcontext() if error is None else contextlib.suppress(CourseError):
            self.save(on_the_way=error is not None)

    def save(self, *, on_the_way: bool) -> None:
        """Record in the gradebook and then in the journal; ``on_the_way`` a gradebook in use is no error."""
        gradebook = self.gradebook.impatient(ON_THE_WAY) if on_the_way else self.gradebook
        todo = [*self.behind, *self.new]
        new, self.new = self.new, []
        try:
            gradebook.record([outcome for outcome in todo if self._counts(outcome)])
        except GradebookBusyError as error:
            self.behind = todo
            if not on_the_way:
                raise GradebookBusyError(f"{error}: what was graded is kept in the journal") from error
        except CourseError:
            self.behind = todo
            raise
        else:
            self.behind = []
        finally:
            self.journal.add(new)

    def _counts(self, outcome: Outcome) -> bool:
        """Return whether an outcome is put over what is in the gradebook.

        What was withdrawn keeps no points; where it is the grader that failed, the points of before stay.
        """
        if outcome.status is Status.MISSING:
            return outcome.student in self.submitted
        return outcome.status is not Status.FAILED or outcome.student not in self.submitted


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


def read_source(course: Course, assignment: str) -> NotebookNode:
    """Return a released source, with nbgrader's own steps done.

    Raises
    ------
    CourseError
        There is none.
    """
    path = course.notebook("source", assignment)
    if not path.exists():
        raise CourseError(f"{path}: is not there, run 'autograder release {assignment}'")
    return read_expanded(path, course.root)


def _key(submission: Submission, source: str, how: How) -> str:
    digest = hashlib.sha256(f"{VERSION}\0{how.sandbox}\0{how.secret.text}\0{source}".encode())
    for attempt in (submission, *submission.earlier):
        said = (attempt.problem, attempt.attempt, *attempt.notes, str(len(attempt.data or b"")))
        digest.update("\0".join(said).encode("utf-8", "surrogateescape"))
        digest.update(b"missing" + attempt.shown if attempt.data is None else b"data" + attempt.data)
    return digest.hexdigest()


def _is_kept(course: Course, outcome: Outcome) -> bool:
    """Return whether the graded notebook of an outcome is still there."""
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
