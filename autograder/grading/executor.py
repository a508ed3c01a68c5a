"""Grade a notebook so that a learner's code can give answers and nothing else.

``Sandboxed`` fills the outputs of a restored notebook. A test cell comes back with one ``error`` (no points), one
plain number (partial credit) or nothing (full points). Each process that grades makes its executor once, and keeps it.
"""

from __future__ import annotations

import atexit
import copy
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol, Self

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from autograder.cell import Role, grade_id, is_untouched, mark_review, mark_shown, read
from autograder.errors import CourseError
from autograder.examiner.client import Examiner, ExaminerStoppedError
from autograder.examiner.verdict import Verdict
from autograder.grading.passes import Passes, PassResult, Records
from autograder.masters.source import Source, TestCell, read_source, steps
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import WireError, decode
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Answer, Clock, Deadlines, Session
from autograder.text import without_control

__all__ = ["HIDDEN_WORDS", "Executor", "SandboxKind", "Sandboxed", "executor", "prove_sandbox"]

HIDDEN_WORDS = {
    "shape": "a shape is wrong",
    "values": "a value is wrong",
    "error": "there is an error, or what comes back is no answer",
    "stopped": "it was stopped",
}
"""All that a learner is told of a case that they do not see, beside the test's own label."""
MAX_SHOWN = 1_000_000
"""Bytes of what all cells of a notebook show."""
MAX_PRINTED = 20
"""Calls of a test of which is shown what they printed."""
TOO_MUCH = Answer(protocol.STOPPED, b"not shown: the cells before it have shown too much")


class SandboxKind(StrEnum):
    """How learners' code is kept from the machine."""

    BWRAP = "bwrap"
    NONE = "none"

    @property
    def warning(self) -> str:
        """What every run says, in one line."""
        if self is SandboxKind.BWRAP:
            return ""
        return (
            "NOT SANDBOXED: learners' code runs with your rights and can harm this machine; grade only what you trust."
        )

    @property
    def remark(self) -> str:
        """What every grade and page of the run says."""
        return "" if self is SandboxKind.BWRAP else "graded without a sandbox"


class Executor(Protocol):
    """Whatever can run a restored notebook."""

    def run(self, notebook: NotebookNode, *, seed: int) -> NotebookNode:
        """Return a copy with outputs."""


class Sandboxed:
    """Both passes of notebooks that belong to one source.

    Parameters
    ----------
    source
        The instructor's notebook, with solutions and hidden tests.
    launcher
        Where sandboxes come from; it may be shared by many sources, but not by threads.
    deadlines
        How long things may take.
    """

    def __init__(self, source: NotebookNode, launcher: Launcher, deadlines: Deadlines | None = None) -> None:
        self.source: Source = read_source(source)
        self.answers = {cell.grade_id: cell for cell in map(read, source.cells) if cell.role is Role.SOLUTION}
        self.launcher = launcher
        self.deadlines = deadlines or Deadlines()
        self.examiner = Examiner(self.source)
        self.records: dict[int, Records] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the examiner; the launcher is whose it is."""
        self.examiner.close()

    def run(self, notebook: NotebookNode, *, seed: int) -> NotebookNode:
        """Run a restored notebook; return a copy with outputs.

        Raises
        ------
        SandboxError
            If there is no sandbox here.
        CourseError
            If the source's own solution does not pass its tests.
        """
        records = self._records(seed)
        graded = copy.copy(notebook)
        graded.cells = [copy.copy(cell) if cell.cell_type == "code" else cell for cell in notebook.cells]
        todo = steps(graded, self.source)
        session = Session(self.launcher, Clock.start(self.deadlines))
        try:
            shown, scored = Passes(todo, self.source.values, records, seed).run(session, self.examiner)
        finally:
            session.close()
        for cell in graded.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        bytes_left = MAX_SHOWN
        for step in todo:
            cell = graded.cells[step.number]
            if step.test is not None:
                cell.outputs = _test_outputs(self.source.tests[step.test], step.number, shown, scored)
                mark_shown(cell)
            else:
                bytes_left -= len(shown.cells[step.number].frame)
                cell.outputs = _cell_outputs(shown.cells[step.number] if bytes_left > 0 else TOO_MUCH)
        self._leave_to_a_person(graded)
        return graded

    def _leave_to_a_person(self, graded: NotebookNode) -> None:
        """Mark what only a person can grade, and answers that stand as they were released."""
        for number, node in enumerate(graded.cells):
            answer, reason = self.answers.get(name := grade_id(node)), self.source.by_hand.get(name)
            untouched = answer is not None and is_untouched(node, answer)
            if untouched or reason:
                graded.cells[number] = copy.copy(node)
                mark_review(graded.cells[number], "" if untouched else reason or "")

    def _records(self, seed: int) -> Records:
        """Return which calls the tests make of the instructor's solution, found once for a class."""
        if seed not in self.records:
            examination = self.examiner.examine()
            try:
                records = Records(*examination.record(seed))
            except ExaminerStoppedError as error:
                raise CourseError(f"the source's own solution cannot be run: {error}") from error
            finally:
                examination.close()
            for each in records:
                for test, record in zip(self.source.tests, each, strict=True):
                    if not record.verdict.passed:
                        reason = " ".join(record.verdict.message.split())[:200]
                        raise CourseError(f"the source's own solution fails test {test.grade_id}: {reason}")
            self.records[seed] = records
        return self.records[seed]


_launchers: dict[SandboxKind, Launcher] = {}
_executors: dict[tuple[SandboxKind, str], Sandboxed] = {}


def executor(sandbox: SandboxKind, source: str) -> Executor:
    """Return this process's executor for a source notebook, given as text."""
    key = (sandbox, source)
    if key not in _executors:
        if sandbox not in _launchers:
            _launchers[sandbox] = launcher = Launcher(contained=sandbox is SandboxKind.BWRAP)
            atexit.register(launcher.close)
        _executors[key] = made = Sandboxed(nbformat.reads(source, as_version=4), _launchers[sandbox])
        atexit.register(made.close)
    return _executors[key]


def prove_sandbox(sandbox: SandboxKind) -> None:
    """Start one sandbox and end it, so that a run without one stops before it begins.

    Raises
    ------
    SandboxError
        There is none on this machine; one sentence says what to install or allow.
    """
    with Launcher(contained=sandbox is SandboxKind.BWRAP) as launcher:
        launcher.fork().kill()


def _test_outputs(test: TestCell, number: int, shown: PassResult, scored: PassResult) -> list[NotebookNode]:
    verdict = scored.verdicts[number]
    if verdict.passed:
        return [] if verdict.credit is None else [_number(min(max(verdict.credit, 0.0), test.points))]
    if not shown.verdicts[number].passed:
        return [_failure(shown.verdicts[number], shown.printed.get(number, []))]
    text = f"{test.label}: in a hidden case, {HIDDEN_WORDS[verdict.kind]}."
    return [_error("HiddenCase", text, [text])]


def _number(credit: float) -> NotebookNode:
    return _result(repr(credit))


def _failure(verdict: Verdict, printed: list[bytes]) -> NotebookNode:
    """Say all that is known of a visible case."""
    lines = [f"{verdict.name}: {verdict.message}", *verdict.lines]
    text = without_control("".join(_text(frame) for frame in printed[:MAX_PRINTED])[:4000])
    if text:
        lines += ["Your code printed:", *text.splitlines()]
    return _error(verdict.name, verdict.message, lines)


def _cell_outputs(answer: Answer) -> list[NotebookNode]:
    """Return what a learner's cell showed; the frame is theirs, so nothing of it is taken on trust."""
    if answer is TOO_MUCH:
        return [_error("TooMuch", f"This cell was {answer.reason}.", [f"This cell was {answer.reason}."])]
    if answer.stopped:
        text = f"This cell was {answer.reason}. The cells after it ran without it."
        return [_error("Stopped", text, [text])]
    try:
        items = decode(answer.frame, lists_only=True)
    except WireError:
        items = None
    outputs = []
    for item in items if type(items) is list else []:
        match item:
            case ["stream", ("stdout" | "stderr") as name, str(text)]:
                outputs.append(from_dict({"output_type": "stream", "name": name, "text": without_control(text)}))
            case ["result", str(text)]:
                outputs.append(_result(text))
            case ["error", str(name), str(message), [*lines]] if all(type(line) is str for line in lines):
                outputs.append(_error(name, message, lines))
    return outputs


def _error(name: str, message: str, lines: list[str]) -> NotebookNode:
    """Return an error as nbformat has it; its own function checks a schema each time, for milliseconds."""
    name, message, *lines = map(without_control, (name, message, *lines))
    return from_dict({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})


def _result(text: str) -> NotebookNode:
    data = {"text/plain": without_control(text)}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _text(frame: bytes) -> str:
    try:
        value: Any = decode(frame, lists_only=True)
    except WireError:
        return ""
    return value if type(value) is str else ""
