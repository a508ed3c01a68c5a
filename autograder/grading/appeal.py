"""One submission graded again for its instructor's eyes: nothing is recorded, and hidden cases are told in full.

Points come the way that they came the first time, through both passes in the sandbox and from a seed. Beside them
stands what the examiner said: of a hidden case its call, what was expected and what came. No page is made from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import grade_id
from autograder.examiner.verdict import Call, Verdict
from autograder.grading.executor import Ran, Sandboxed, SandboxKind, one_executor
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.one import grade_submission
from autograder.masters.kept import detach_mutants
from autograder.outcome import Outcome, Status
from autograder.sandbox.inside.wire import WireError, decode
from autograder.seed import Secret

__all__ = ["Explained", "ExplainedTest", "explain"]

LONGEST_CALL = 400
"""Letters of a call that is written out."""


@dataclass(frozen=True)
class ExplainedTest:
    """One test of one run."""

    exercise: str
    test: str
    points: float
    max: float
    case: str
    """Where it failed: in a ``visible`` case or a ``hidden`` one; empty where it did not."""
    why: tuple[str, ...]
    """Lines: what was called, expected and received, and where in the test."""


@dataclass(frozen=True)
class Explained:
    """One run of a submission with one seed."""

    seed: str
    """Its name."""
    outcome: Outcome
    tests: tuple[ExplainedTest, ...]


def explain(submission: Submission, source: str, sandbox: SandboxKind, secrets: list[Secret]) -> list[Explained]:
    """Grade one submission with each of some secrets, and explain each test; of several attempts the best.

    Parameters
    ----------
    submission
        What was handed in.
    source
        The source notebook's text.
    sandbox
        How the learner's code is kept from the machine.
    secrets
        From which random cases come: the course's own, and another to compare it with.

    Raises
    ------
    SandboxError
        There is no sandbox here.
    CourseError
        The source's own solution does not pass its tests.
    """
    notebook = nbformat.reads(source, as_version=4)
    detach_mutants(notebook)
    assignment = Assignment.of(notebook)
    with one_executor(sandbox, notebook) as executor:
        return [_explained(submission, assignment, executor, sandbox, secret) for secret in secrets]


class _Remembering:
    """An executor that keeps what it was told of hidden cases."""

    def __init__(self, executor: Sandboxed) -> None:
        self.executor = executor
        self.ran: Ran | None = None

    def run(self, notebook: NotebookNode, *, seed: int) -> NotebookNode:
        self.ran = self.executor.run_in_full(notebook, seed=seed)
        return self.ran.notebook


def _explained(
    submission: Submission, assignment: Assignment, executor: Sandboxed, sandbox: SandboxKind, secret: Secret
) -> Explained:
    seed = secret.seed(submission.assignment)
    runs = []
    for attempt in (submission, *reversed(submission.earlier)):
        remembering = _Remembering(executor)
        outcome, _ = grade_submission(attempt, assignment, remembering, seed, sandbox.remark)
        runs.append((outcome, remembering.ran))
    outcome, ran = max(runs, key=lambda run: (run[0].score, run[0].status is Status.GRADED))
    tests = _tests(executor, ran, outcome) if ran is not None else ()
    return Explained(secret.name, outcome, tuple(tests))


def _tests(executor: Sandboxed, ran: Ran, outcome: Outcome) -> Iterator[ExplainedTest]:
    for step in ran.steps:
        if step.test is None:
            continue
        test = executor.source.tests[step.test]
        shown, scored = ran.shown.verdicts[step.number], ran.scored.verdicts[step.number]
        points = outcome.scores.get(test.grade_id, 0.0)
        case, why = "", tuple[str, ...]()
        if not scored.passed:
            case = "hidden" if shown.passed else "visible"
            result = ran.scored if shown.passed else ran.shown
            _, calls = result.examined.get(step.number, ([], result.asked.get(step.number, [])))
            why = tuple(_why(scored if shown.passed else shown, calls))
        elif points < test.points:
            why = tuple(_instead_of_points(ran.notebook, test.grade_id))
        yield ExplainedTest(test.exercise, test.grade_id, points, test.points, case, why)


def _why(verdict: Verdict, calls: list[Call]) -> Iterator[str]:
    """Yield what a test says, the call that it failed at where it does not say it, and the lines that led there."""
    head, *rest = verdict.message.splitlines() or [""]
    yield f"{verdict.name}: {head}" if head else verdict.name
    yield from rest
    if calls and f"{calls[-1].name}(" not in verdict.message:
        yield f"its last call: {_written(calls[-1])}"
    yield from verdict.lines


def _written(call: Call) -> str:
    """Return a call as Python would write it."""
    return _clipped(_call(call), LONGEST_CALL)


def _call(call: Call) -> str:
    try:
        args, kwargs = decode(call.arguments)
    except (WireError, TypeError, ValueError):
        return f"{call.name}(…)"
    words = [*map(repr, args), *(f"{name}={value!r}" for name, value in kwargs.items())]
    return f"{call.name}({', '.join(words)})"


def _clipped(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _instead_of_points(notebook: NotebookNode, name: str) -> Iterator[str]:
    """Yield why a test that passed gives less than its points: a name that costs them, or partial credit."""
    for node in notebook.cells:
        if grade_id(node) == name:
            said = [str(output.evalue) for output in node.outputs if output.output_type == "error"]
            yield said[0] if said else "part of the points, by the test's own reckoning"
