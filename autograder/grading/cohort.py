"""Grade a class: every expected submission becomes an outcome, whatever its state, and one process records them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.grading import proof
from autograder.grading.executor import MakeExecutor, Sandboxed, SandboxKind, executor
from autograder.grading.inbox import expected_students
from autograder.grading.journal import Journal
from autograder.grading.keys import How
from autograder.grading.one import Grader, failed
from autograder.grading.recorder import Recorder
from autograder.grading.round import Round
from autograder.grading.workers import Workers
from autograder.masters.autotest import read_expanded
from autograder.masters.kept import attach_mutants
from autograder.outcome import Outcome
from autograder.sandbox.launch import Launcher, SandboxError

__all__ = ["How", "grade", "grade_all", "prove", "read_source", "standing"]


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
    make_executor: MakeExecutor = executor,
    **more: Any,
) -> list[Outcome]:
    """Grade one assignment as `grade_all` does, and return the outcomes in the order of the students' ids."""
    sources = prove(course, [assignment], how) if source is None else {assignment: source}
    grade_all(course, sources, gradebook=gradebook, workers=workers, how=how, make_executor=make_executor, **more)
    known = Journal(course.journal)
    names = more.get("students") or expected_students(course, gradebook.students())
    return [outcome for student in sorted(set(names)) if (outcome := known.get(student, assignment)) is not None]


def grade_all(
    course: Course,
    sources: dict[str, str],
    *,
    gradebook: Gradebook,
    workers: Workers,
    how: How,
    students: Collection[str] = (),
    again: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    batch_size: int = 200,
    save_every: float = 3.0,
    clock: Callable[[], float] = time.monotonic,
    make_executor: MakeExecutor = executor,
    journal: Journal | None = None,
) -> None:
    """Grade assignments for everyone who is expected to hand in, and record it in journal and gradebook.

    Submissions are read one at a time, when a worker is free: the next assignment begins while the last ones of the one
    before are graded. What was graded is recorded every few seconds and when the run is stopped, in the gradebook first
    and then in the journal. While another program holds the gradebook, the journal alone has it; at the end it is
    waited for.

    Parameters
    ----------
    course
        What is graded.
    sources
        The texts of the source notebooks by assignment, as `prove` returned them.
    gradebook
        Where points go.
    workers
        Who grades; each of their threads calls ``make_executor``.
    how
        What a grade depends on beside the submission and the source.
    students
        Whom to grade; everyone if it is empty.
    again
        Whether to grade unchanged submissions, too.
    progress
        Called with the number of outcomes so far and the number of all.
    batch_size, save_every, clock
        Outcomes, or seconds by the clock, after which is recorded what is graded: a killed run loses no more.
    journal
        The course's, where it is open already.

    Raises
    ------
    CourseError
        Nobody is called so, or the gradebook cannot be used.
    """
    journal = journal or Journal(course.journal)
    journal.compact()
    seeds = {assignment: how.secret.seed(assignment) for assignment in sources}
    work = Grader(sources, seeds, how.sandbox, make_executor)
    recorder = Recorder(gradebook, journal, batch_size, save_every, clock)
    with Round(course, gradebook, journal, recorder, how, progress) as round_, recorder:
        todo = round_.todo(sources, students, again=again)
        with contextlib.closing(workers.map(work, todo)) as results:
            for submission, result in results:
                ended = "the process that graded it was ended from outside"
                round_.take(submission, result or failed(submission, sources[submission.assignment], ended))


def standing(
    course: Course, gradebook: Gradebook, assignments: list[str], journal: Journal | None = None
) -> list[Outcome]:
    """Return the last outcome of everyone who is still expected to hand in."""
    expected = set(expected_students(course, gradebook.students()))
    journal = journal or Journal(course.journal)
    journal.refresh()
    known = journal.of(assignments)
    return gradebook.with_totals([outcome for outcome in known if outcome.student in expected])


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
