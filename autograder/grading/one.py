"""One submission to its outcome: pure but for the executor, so that it can run in any process."""

from __future__ import annotations

import dataclasses
import json
import time
from functools import cache

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id
from autograder.errors import SubmissionError
from autograder.facts import keep_facts, review
from autograder.grading.executor import Executor, MakeExecutor, SandboxKind, executor
from autograder.grading.forbidden import uses
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.reasons import stops, summary
from autograder.grading.rejected import rejected
from autograder.grading.restore import restore
from autograder.markers import is_untouched
from autograder.masters.kept import detach_mutants, options_of
from autograder.outcome import Outcome, Status
from autograder.text import one_line

__all__ = ["Graded", "Grader", "failed", "grade_one", "grade_submission", "points_of"]

Graded = tuple[Outcome, str | None]
"""The outcome, and the text of the graded notebook where there is one."""


@dataclasses.dataclass(frozen=True)
class Grader:
    """Grades submissions of several assignments; what it needs of the course travels with it."""

    sources: dict[str, str]
    """The texts of the source notebooks, by assignment."""
    seeds: dict[str, int]
    sandbox: SandboxKind
    make_executor: MakeExecutor = executor

    def __call__(self, submission: Submission) -> Graded:
        """Grade in this process; it never raises."""
        name = submission.assignment
        return grade_one(submission, self.sources[name], self.sandbox, self.seeds[name], self.make_executor)


def grade_one(
    submission: Submission, source: str, sandbox: SandboxKind, seed: int, make_executor: MakeExecutor = executor
) -> Graded:
    """Grade in this process; ``source`` is the text of the source notebook. It never raises.

    Of several attempts the best counts, and of equal ones the last.
    """
    try:
        made = make_executor(sandbox, source)
        attempts = (submission, *reversed(submission.earlier))
        graded = [grade_submission(each, _assignment(source), made, seed, sandbox.remark) for each in attempts]
        return max(graded, key=lambda each: (each[0].score, each[0].status is Status.GRADED))
    except Exception as error:  # noqa: BLE001 - one submission must not stop the class
        return failed(submission, source, f"{type(error).__name__}: {error}")


def grade_submission(
    submission: Submission, assignment: Assignment, executor: Executor, seed: int, remark: str = ""
) -> Graded:
    """Grade one submission; ``remark`` goes into the reason of everything that the executor ran."""
    start = time.perf_counter()
    missing = summary(["nothing was handed in", *submission.notes])
    outcome = _ungraded(submission, assignment, Status.MISSING, missing)
    if submission.data is None and not submission.problem:
        return outcome, None
    try:
        restored = restore(submission.data, assignment) if submission.data is not None else None
        problem = submission.problem
    except SubmissionError as error:
        restored, problem = None, one_line(str(error))
    if restored is None:
        seconds = time.perf_counter() - start
        reason = summary([problem, *submission.notes])
        outcome = dataclasses.replace(outcome, status=Status.REJECTED, reason=reason, seconds=seconds)
        return outcome, _text(rejected(assignment, problem, submission.data or submission.shown))
    notebook = executor.run(restored.notebook, seed=seed)
    if remark:
        keep_facts(notebook, remark=remark)
    notes = [*([remark] if remark else []), *stops(notebook), *submission.notes, *restored.notes]
    notes += [
        f"{use.exercise} uses {use.name}, which is forbidden" + (": no points" if use.costs_points else "")
        for use in uses(notebook, assignment.cells, options_of(assignment.notebook).get("forbidden", {}))
    ]
    scores, unanswered, by_hand = {}, [], []
    for node in notebook.cells:
        cell = assignment.cells.get(grade_id(node))
        if cell is not None and review(node):
            by_hand.append(cell.grade_id)
        elif cell is not None and cell.role is Role.TEST:
            scores[cell.grade_id] = _score(cell, node.outputs, notes)
        elif cell is not None and cell.role is Role.SOLUTION and is_untouched(node, cell):
            unanswered.append(cell.grade_id)
    notes += _reviews(notebook)
    graded = dataclasses.replace(
        outcome,
        status=Status.GRADED,
        reason=summary(notes),
        scores=scores,
        unanswered=unanswered,
        by_hand=by_hand,
        seconds=time.perf_counter() - start,
    )
    return graded, _text(notebook)


def failed(submission: Submission, source: str, why: str) -> Graded:
    """Return the outcome of a submission at which the grader itself failed."""
    assignment = _assignment(source)
    reason = one_line(f"grading it broke ({why}), please report this")
    return _ungraded(submission, assignment, Status.FAILED, reason), _text(rejected(assignment, reason))


@cache
def _assignment(source: str) -> Assignment:
    """Return a source, read once in each process; the mutants that come with it are the executor's."""
    notebook = nbformat.reads(source, as_version=4)
    detach_mutants(notebook)
    return Assignment.of(notebook)


def points_of(output: NotebookNode, full: float) -> float | None:
    """Return the points that a test's result stands for; None if it is no number from 0 to ``full``."""
    try:
        value = float(_shown(output))
    except ValueError:
        return None
    return value if 0 <= value <= full else None


def _ungraded(submission: Submission, assignment: Assignment, status: Status, reason: str) -> Outcome:
    outcome = Outcome(submission.student, submission.assignment, status, assignment.max_score, reason)
    return dataclasses.replace(outcome, timestamp=submission.timestamp, attempt=submission.attempt)


def _score(test: Cell, outputs: list[NotebookNode], notes: list[str]) -> float:
    """Return the points of a test cell from its one output: an error, a number, or nothing."""
    for output in outputs:
        if output.output_type == "error":
            return 0.0
        value = points_of(output, test.points)
        if value is None:
            gave = f"gave {_shown(output)[:40]}, which is no number from 0 to {test.points:g}"
            notes.append(f"test {test.grade_id} {gave}: mend the test")
        return value or 0.0
    return test.points


def _reviews(notebook: NotebookNode) -> list[str]:
    """Return what a person has to grade, by reason."""
    found: dict[str, list[str]] = {}
    for node in notebook.cells:
        if reason := review(node):
            found.setdefault(reason, []).append(one_line(grade_id(node), 60))
    return [f"to be graded by hand: {', '.join(names)} ({reason})" for reason, names in found.items()]


def _shown(output: NotebookNode) -> str:
    return str(output.get("data", {}).get("text/plain", ""))


def _text(notebook: NotebookNode) -> str:
    """Return a notebook as text, on one line: spreading it over many takes longer than starting a sandbox."""
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n"
