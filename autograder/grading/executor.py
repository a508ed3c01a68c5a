"""Grade a notebook so that a learner's code can give answers and nothing else.

``Sandboxed`` fills the outputs of a restored notebook. A test cell comes back with one ``error`` (no points), one
plain number (partial credit) or nothing (full points). Each process that grades makes its executor once, and keeps it.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import chain
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, copied, grade_id, read
from autograder.errors import CourseError
from autograder.examiner.client import Examination, Examiner, ExaminerGoneError, ExaminerStoppedError
from autograder.examiner.verdict import explained
from autograder.facts import keep_facts, mark_review, mark_shown
from autograder.grading.forbidden import uses
from autograder.grading.likeness import Mistakes
from autograder.grading.outputs import no_points_for, not_shown, outputs_of_cell, outputs_of_test
from autograder.grading.passes import Passes, PassResult
from autograder.grading.records import Records
from autograder.markers import is_untouched
from autograder.masters.kept import detach_mutants, options_of
from autograder.masters.options import PACKAGES, Options
from autograder.masters.source import Source, Step, read_source, steps
from autograder.sandbox.core import OneCore
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Clock, Deadlines, Session
from autograder.text import one_line

__all__ = [
    "LONGEST_WHY",
    "Executor",
    "MakeExecutor",
    "Ran",
    "SandboxKind",
    "Sandboxed",
    "close_executors",
    "executor",
    "one_executor",
    "prove_sandbox",
]

LONGEST_WHY = 300
"""Characters of a reason in a refusal."""
MAX_SHOWN = 1_000_000
"""Bytes of what all cells of a notebook show."""


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


MakeExecutor = Callable[[SandboxKind, str], Executor]
"""Returns the executor of a process for a source notebook, given as text."""


class Ran(NamedTuple):
    """What a run gave: for the instructor's eyes, but for the outputs of the notebook."""

    notebook: NotebookNode
    steps: list[Step]
    shown: PassResult
    scored: PassResult


class Sandboxed:
    """Both passes of notebooks that belong to one source.

    Parameters
    ----------
    source
        The instructor's notebook, with solutions and hidden tests, and perhaps the mutants attached.
    launcher
        Where sandboxes come from; it may be shared by many sources, but not by threads.
    deadlines
        How long things may take.
    """

    def __init__(self, source: NotebookNode, launcher: Launcher, deadlines: Deadlines | None = None) -> None:
        self.mutants = detach_mutants(source)
        self.source: Source = read_source(source)
        self.cells = {cell.grade_id: cell for cell in map(read, source.cells) if cell.grade_id}
        self.launcher = launcher
        self.deadlines = deadlines or Deadlines()._replace(**self.source.options.seconds)
        self.examiner = Examiner(self.source)
        self.core = OneCore()
        self.records: dict[int, Records] = {}
        self.mistakes: dict[int, Mistakes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the examiner; the launcher belongs to the caller."""
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
        return self.run_in_full(notebook, seed=seed).notebook

    def run_in_full(self, notebook: NotebookNode, *, seed: int) -> Ran:
        """Do the same, and return with the copy what both passes say of each step: of hidden cases, too."""
        with self.core.kept():
            return self._run_in_full(notebook, seed)

    def _run_in_full(self, notebook: NotebookNode, seed: int) -> Ran:
        records = self._records(seed)
        cells = [copied(cell) if cell.cell_type == "code" else cell for cell in notebook.cells]
        graded = copied(notebook, cells=cells)
        todo = steps(graded, self.source)
        shown, scored = self._passes(todo, records, seed)
        for cell in graded.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            if grade_id(cell) in self.source.solutions:
                sentence = self.mistakes[seed].sentence(grade_id(cell), chain.from_iterable(shown.asked.values()))
                keep_facts(cell, likeness=sentence)
        without_points = {
            use.exercise: use.name
            for use in uses(notebook, self.cells, self.source.options.forbidden)
            if use.costs_points
        }
        bytes_left = MAX_SHOWN
        for step in todo:
            cell = graded.cells[step.number]
            if step.test is not None:
                test = self.source.tests[step.test]
                if test.exercise in without_points:
                    cell.outputs = no_points_for(without_points[test.exercise])
                else:
                    cell.outputs = outputs_of_test(test, step.number, shown, scored)
                mark_shown(cell)
            else:
                bytes_left -= len(shown.cells[step.number].frame)
                cell.outputs = outputs_of_cell(shown.cells[step.number]) if bytes_left > 0 else not_shown()
        self._leave_to_a_person(graded)
        return Ran(graded, todo, shown, scored)

    def _passes(self, todo: list[Step], records: Records, seed: int) -> tuple[PassResult, PassResult]:
        """Run both passes; once more, and for good, if a process of theirs ended that nobody here has ended.

        A learner's code that ends its own process does it again. What somebody from outside did, a lack of memory say,
        costs the learner nothing.
        """
        for _ in range(2):
            passes = Passes(todo, self.source.values, records, seed)
            session = Session(self.launcher, Clock.start(self.deadlines))
            try:
                found = passes.run(session, self.examiner)
            finally:
                session.close()
            if not (session.was_lost or passes.was_lost):
                break
        return found

    def _leave_to_a_person(self, graded: NotebookNode) -> None:
        """Mark what only a person can grade, and answers that stand as they were released."""
        for number, node in enumerate(graded.cells):
            cell, reason = self.cells.get(name := grade_id(node)), self.source.by_hand.get(name)
            untouched = cell is not None and cell.role is Role.SOLUTION and is_untouched(node, cell)
            if untouched or reason:
                graded.cells[number] = copied(node)
                mark_review(graded.cells[number], "" if untouched else reason or "")

    def _records(self, seed: int) -> Records:
        """Return which calls the tests make of the instructor's solution, found once for a class."""
        if seed not in self.records:
            try:
                records, mistakes = self._examined(seed, last=False)
            except ExaminerGoneError:  # it was killed, by a lack of memory say: once more
                records, mistakes = self._examined(seed, last=True)
            for each in (records.shown, records.scored):
                for test, record in zip(self.source.tests, each, strict=True):
                    if not record.verdict.passed:
                        said = record.verdict
                        reason = one_line(explained(said.name, said.message, said.lines), LONGEST_WHY)
                        raise CourseError(f"the source's own solution fails test {test.grade_id}: {reason}")
            self.records[seed], self.mistakes[seed] = records, mistakes
        return self.records[seed]

    def _examined(self, seed: int, *, last: bool) -> tuple[Records, Mistakes]:
        """Ask a fork of the examiner for the records and the mistakes.

        Raises
        ------
        ExaminerGoneError
            It was ended, and it is not the ``last`` that is asked.
        CourseError
            The instructor's solution ends it, or does not end.
        """
        examination = self.examiner.examine()
        try:
            records = Records(*examination.record(seed))
            return records, self._mistakes(examination, records, last=last)
        except ExaminerStoppedError as error:
            if isinstance(error, ExaminerGoneError) and not last:
                raise
            raise CourseError(f"the source's own solution cannot be run: {error}") from error
        finally:
            examination.close()

    def _mistakes(self, examination: Examination, records: Records, *, last: bool) -> Mistakes:
        """Return what the mutants answer to the visible tests; nothing where one of them never ends, or ends it."""
        calls = [call for record in records.shown for call in record.calls]
        try:
            return Mistakes(calls, examination.mistakes(self.mutants, calls))
        except ExaminerStoppedError as error:
            if isinstance(error, ExaminerGoneError) and not last:
                raise
            return Mistakes(calls, [])


_launchers: dict[tuple[int, SandboxKind, tuple[str, ...]], Launcher] = {}
_executors: dict[tuple[int, SandboxKind, str], Sandboxed] = {}


def executor(sandbox: SandboxKind, source: str) -> Executor:
    """Return this thread's executor for a source notebook, given as text; only one thread may ask a warm process."""
    thread = threading.get_ident()
    key = (thread, sandbox, source)
    if key not in _executors:
        notebook = nbformat.reads(source, as_version=4)
        packages = _packages(notebook)
        if (thread, sandbox, packages) not in _launchers:
            _launchers[thread, sandbox, packages] = _launcher(sandbox, packages)
        _executors[key] = Sandboxed(notebook, _launchers[thread, sandbox, packages])
    return _executors[key]


@atexit.register
def close_executors() -> None:
    """End all executors of this process, and the warm processes behind them; nobody may be at work."""
    for made in _executors.values():
        made.close()
    for launcher in _launchers.values():
        launcher.close()
    _executors.clear()
    _launchers.clear()


@contextlib.contextmanager
def one_executor(sandbox: SandboxKind, source: NotebookNode) -> Iterator[Sandboxed]:
    """Make an executor for one source notebook, and end it and its processes afterwards."""
    with _launcher(sandbox, _packages(source)) as launcher, Sandboxed(source, launcher) as made:
        yield made


def prove_sandbox(sandbox: SandboxKind) -> None:
    """Start one sandbox and end it, so that a run without one stops before it begins.

    Raises
    ------
    SandboxError
        There is none on this machine; one sentence says what to install or allow.
    """
    with Launcher(contained=sandbox is SandboxKind.BWRAP) as launcher:
        launcher.fork().kill()


def _launcher(sandbox: SandboxKind, packages: tuple[str, ...]) -> Launcher:
    return Launcher(contained=sandbox is SandboxKind.BWRAP, packages=packages)


def _packages(notebook: NotebookNode) -> tuple[str, ...]:
    """Return what the master allows beside NumPy: each set has a warm process of its own."""
    return tuple(name for name in Options.from_metadata(options_of(notebook)).packages if name in PACKAGES)
