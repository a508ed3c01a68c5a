"""Run a plan as the grader runs its shown pass: cells in one process, tests in this one."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any

from tconv_check.assignment import Assignment
from tconv_check.conditions import Limits
from tconv_check.inside import protocol
from tconv_check.inside.wire import WireError, decode
from tconv_check.judge import Failure, Judge
from tconv_check.plan import Step
from tconv_check.session import Answer, Session

__all__ = ["Line", "Outcome", "run"]

LINE = re.compile(r'(?:cell (\d+), line (\d+), in [^:]*: |File "<cell (\d+)>", line (\d+)\s+)(.*)')


@dataclass(frozen=True)
class Line:
    """A line of a learner's cell that led to an error."""

    step: int
    number: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of one cell; no error means that it ran, or that the test gives its points."""

    error: str = ""
    line: Line | None = None


def run(steps: list[Step], assignment: Assignment, limits: Limits | None = None) -> dict[int, Outcome]:
    """Return what the cells do, from top to bottom, by place in ``steps``.

    Raises
    ------
    RuntimeError
        No process can be started, or the given cells do not run.
    """
    with Session(limits or assignment.limits, assignment.packages) as session:
        return _Run(steps, assignment, session).run()


class _Run:
    """One walk through a notebook."""

    def __init__(self, steps: list[Step], assignment: Assignment, session: Session) -> None:
        self.steps, self.session = steps, session
        self.tests = {test.name: test for test in assignment.of_role("test")}
        self.values = [name for cell in assignment.of_role("solution") for name in cell.values]
        self.outcomes: dict[int, Outcome] = {}
        self.cells: list[int] = []
        """Those that have run."""
        self.stopped: dict[int, int] = {}
        """How many statements run again of a cell that was stopped."""
        self.bound = False
        try:
            self.judge = Judge(assignment, lambda name, frame: self._ask([protocol.CALL, name, frame]))
        except Exception as error:  # the given cells may need what is not installed
            reason = f"{type(error).__name__}: {error}"
            raise RuntimeError(f"its given cells cannot run ({reason}): install the wheel that came with it") from error

    def run(self) -> dict[int, Outcome]:
        """Run all steps."""
        for number, step in enumerate(self.steps):
            if step.role == "test":
                self._bind()
                failure = self.judge.test(number, self.tests[step.name])
                self.outcomes[number] = Outcome(failure.error, _line(failure.lines))
            elif step.role != "checks":
                self._keep(number, self._ask(self._cell(number)))
                self.cells.append(number)
                self.bound = False
        return self.outcomes

    def _bind(self) -> None:
        """Let the tests have the values of the cells above them."""
        for name in self.values if not self.bound else ():
            self.judge.bind(name, self._ask([protocol.GET, name]))
        self.bound = True

    def _ask(self, operation: list[Any]) -> Answer:
        """Return the answer to one operation; from a new process after it has run again what had run before."""
        again = [] if self.session.alive else list(self.cells)
        fresh = not self.session.alive
        while again and not self.session.over:
            number = again.pop(0)
            if self.stopped.get(number) != 0:
                answer, fresh = self.session.ask(self._cell(number), fresh=fresh), False
                if answer.stopped:
                    self._keep(number, answer)
                if not self.session.alive:
                    again, fresh = list(self.cells), True
        if over := self.session.over:
            return Answer(protocol.STOPPED, reason=over)
        return self.session.ask(operation, fresh=fresh)

    def _cell(self, number: int) -> list[Any]:
        count = self.stopped.get(number)
        return [protocol.CELL, number + 1, self.steps[number].text, *([] if count is None else [count])]

    def _keep(self, number: int, answer: Answer) -> None:
        """Keep what became of a cell; one that is stopped again is not run any more."""
        if answer.stopped:
            self.stopped[number] = 0 if number in self.stopped else answer.done
        failure = _failure(answer)
        self.outcomes[number] = Outcome(answer.reason or failure.error, _line(failure.lines))


def _failure(answer: Answer) -> Failure:
    """Return the error that a cell has shown, if it has; a learner's code may have changed what writes it."""
    items = None
    with contextlib.suppress(WireError):
        items = decode(answer.frame)
    for item in items if isinstance(items, list) else ():
        match item:
            case ["error", str(name), str(message), [*lines]]:
                return Failure(f"{name}: {message}".removesuffix(": "), "\n".join(map(str, lines)))
    return Failure()


def _line(lines: str) -> Line | None:
    """Return the last line of the learner's that a traceback names."""
    found = LINE.findall(lines)
    if not found:
        return None
    cell, number, other_cell, other_number, text = found[-1]
    return Line(int(cell or other_cell) - 1, int(number or other_number), text.strip()[:200])
