"""The proof that a source can grade a class: the instructor's own solution, handed in as a learner hands in.

It goes the whole way of a submission, through the real sandbox. What fails here would fail everybody, so nothing is
released and nobody is graded until it holds.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id, read, with_answer
from autograder.errors import CourseError
from autograder.examiner.verdict import explained
from autograder.grading.executor import LONGEST_WHY, Executor
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.one import grade_submission
from autograder.markers import starter
from autograder.masters.source import TestCell, read_source
from autograder.outcome import Outcome, Status
from autograder.sandbox.launch import SandboxError
from autograder.text import one_line

__all__ = ["graded_with", "prove"]


def prove(assignment: str, source: NotebookNode, executor: Executor, seed: int) -> list[str]:
    """Prove a source notebook, and return a warning for each test that the untouched starter passes.

    Raises
    ------
    SandboxError
        There is no sandbox on this machine. What can be proved without one has been proved.
    CourseError
        One sentence with the first cell or test that is not as it must be: names stand twice, a marker has no
        partner, or the own solution gets less than all points.
    """
    tests = _tests(assignment, source)
    outcome, notebook = graded_with(assignment, source, lambda cell: cell.source, executor, seed)
    for test in tests:
        points = outcome.scores.get(test.grade_id, 0.0)
        if points < test.points:
            why = _why(notebook, test.grade_id) or f"it gives {points:g} of {test.points:g} points"
            raise CourseError(f"{assignment}: the own solution fails test {test.grade_id}: {why}")
    untouched, _ = graded_with(assignment, source, lambda cell: starter(cell.source), executor, seed)
    return [
        f"{assignment}: the untouched starter gets {untouched.scores[test.grade_id]:g} of {test.points:g} points"
        f" of test {test.grade_id}: test what it has to do"
        for test in tests
        if untouched.scores.get(test.grade_id)
    ]


def _tests(assignment: str, source: NotebookNode) -> tuple[TestCell, ...]:
    """Return the tests of a source whose names and markers are in order, without those that a person grades."""
    names = Counter(name for node in source.cells if (name := grade_id(node)))
    for name, number in names.items():
        if number > 1:
            raise CourseError(f"{assignment}: {number} cells of the source are named {name}: rename all but one")
    try:
        return read_source(source).tests
    except CourseError as error:
        raise CourseError(f"{assignment}: {error}") from error


def graded_with(
    assignment: str, source: NotebookNode, answer: Callable[[Cell], str], executor: Executor, seed: int
) -> tuple[Outcome, NotebookNode]:
    """Return what becomes of a learner who writes ``answer`` of each solution cell, and the graded notebook.

    Raises
    ------
    CourseError
        It cannot be graded, or there is no sandbox; in one sentence.
    """
    handed_in = copy.copy(source)
    handed_in.cells = []
    for node in source.cells:
        cell = read(node)
        is_answer = cell.role is Role.SOLUTION and cell.is_code
        handed_in.cells.append(with_answer(node, answer(cell)) if is_answer else node)
    submission = Submission("", assignment, nbformat.writes(handed_in).encode())
    try:
        outcome, text = grade_submission(submission, Assignment.of(source), executor, seed)
    except SandboxError:
        raise
    except CourseError as error:
        raise CourseError(f"{assignment}: {error}") from error
    if outcome.status is not Status.GRADED or text is None:
        raise CourseError(f"{assignment}: the own solution cannot be graded: it {outcome.reason}")
    return outcome, nbformat.reads(text, as_version=4)


def _why(notebook: NotebookNode, test: str) -> str:
    """Return what the test says, and of the cells before it the first that stopped; empty where none says anything."""
    said = []
    for node in notebook.cells:
        errors = [output for output in node.get("outputs", ()) if output.output_type == "error"]
        if errors and (grade_id(node) == test or read(node).role is not Role.TEST):
            cell = "" if grade_id(node) == test else f"cell {grade_id(node)}: "
            reason = explained(errors[0].ename, errors[0].evalue, errors[0].traceback)
            said.append(one_line(f"{cell}{reason}", LONGEST_WHY))
        if grade_id(node) == test:
            break
    return "; ".join(said)
