"""One submission through both passes: cells and calls to the sandbox, answers to the examiner.

The *shown* pass has the visible tests; all of it is over before the first hidden case enters the sandbox. The *scored*
pass follows in a fresh namespace, and of it nothing comes out but verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple

from autograder.examiner.client import Examination, Examiner, ExaminerStoppedError
from autograder.examiner.verdict import Call, Record, Result, Verdict, stopped_verdict
from autograder.masters.source import Step
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.sandbox.session import Answer, Session

__all__ = ["PassResult", "Passes", "Records"]

EMPTY = encode(None)


class Records(NamedTuple):
    """What the tests do with the instructor's own solution, in each pass."""

    shown: list[Record]
    scored: list[Record]


class Pass(Enum):
    """Which of the two."""

    SHOWN = "shown"
    SCORED = "scored"


@dataclass
class PassResult:
    """What one pass gave: by number of the step, an answer for a cell and a verdict for a test."""

    cells: dict[int, Answer] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    printed: dict[int, list[bytes]] = field(default_factory=dict)
    examined: dict[int, tuple[list[Any], list[Call]]] = field(default_factory=dict)
    """What a test that the examiner ran was given, without the messages of errors."""

    def passed(self, step: Step) -> bool:
        """Return whether a test gave points; False for a cell that is no test."""
        return step.test is not None and self.verdicts[step.number].passed


class Item(NamedTuple):
    """One operation for the session, and the step that wants it; None for what all tests share."""

    step: int | None
    operation: list[Any]


class Passes:
    """All that belongs to one submission while it is graded."""

    def __init__(self, todo: list[Step], values: tuple[str, ...], records: Records, seed: int) -> None:
        self.todo, self.values, self.records, self.seed = todo, values, records, seed
        both = [*records.shown, *records.scored]
        self.alone = all(record.alone for record in both)
        calls = [call for record in both for call in record.calls]
        self.changing = sorted({call.name for call in calls if call.status == protocol.CHANGED})
        self.stopped_cells: dict[int, Answer] = {}
        self.stopped_tests: dict[int, Verdict] = {}
        self.shown = PassResult()
        self.examination: Examination | None = None

    def run(self, session: Session, examiner: Examiner) -> tuple[PassResult, PassResult]:
        """Return the results of the shown pass and of the scored pass.

        The scored pass reuses the process, which has nothing to tell any more. What the end of the notebook did to
        that process (a warning made an error, NumPy patched) may then harm the tests before it: where a test that
        passed when shown fails when scored, a fresh process decides.
        """
        try:
            self.shown = shown = _OnePass(self, session, examiner, Pass.SHOWN).run()
            reused, cells, tests = session.alive, dict(self.stopped_cells), dict(self.stopped_tests)
            scored = _OnePass(self, session, examiner, Pass.SCORED).run()
            if reused and any(shown.passed(step) and not scored.passed(step) for step in self.todo):
                session.close()
                self.stopped_cells, self.stopped_tests = cells, tests
                scored = _OnePass(self, session, examiner, Pass.SCORED).run()
        finally:
            if self.examination is not None:
                self.examination.close()
        return shown, scored


class _OnePass:
    """One of the two passes."""

    def __init__(self, passes: Passes, session: Session, examiner: Examiner, which: Pass) -> None:
        self.passes, self.session, self.examiner = passes, session, examiner
        self.scored = which is Pass.SCORED
        self.records = passes.records.scored if self.scored else passes.records.shown
        self.done: list[Step] = []
        self.fresh = True
        self.bound: list[list[Any]] = []
        self.ready: Examination | None = None
        self.result = PassResult()

    def run(self) -> PassResult:
        """Run all steps in the order of the notebook."""
        cells: list[Step] = []
        for is_test, group in groupby(self.passes.todo, lambda step: step.test is not None):
            if is_test:
                self._group(cells, list(group))
                cells = []
            else:
                cells = list(group)
        if cells:
            self._group(cells, [])
        return self.result

    def _group(self, cells: list[Step], tests: list[Step]) -> None:
        """Run some cells, and in the same request the calls that the tests after them will make."""
        for step in cells:
            if step.number in self.passes.stopped_cells:
                self.result.cells[step.number] = self.passes.stopped_cells[step.number]
        for step in tests:
            if step.number in self.passes.stopped_tests:
                self.result.verdicts[step.number] = self.passes.stopped_tests[step.number]
        cells = [step for step in cells if step.number not in self.result.cells]
        tests = [step for step in tests if step.number not in self.result.verdicts]
        items = [Item(step.number, _operation(step)) for step in cells]
        items += [Item(None, [protocol.GET, name]) for name in self.passes.values]
        for step in tests:
            items += [Item(step.number, [protocol.CALL, call.name, call.arguments]) for call in self._calls(step)]
        answers = self._ask(items)
        for step, answer in zip(cells, answers[: len(cells)], strict=True):
            self.result.cells[step.number] = answer
        end = len(cells) + len(self.passes.values)
        self.bound = [
            [name, answer.status, answer.frame]
            for name, answer in zip(self.passes.values, answers[len(cells) : end], strict=True)
        ]
        owned = list(zip(items[end:], answers[end:], strict=True))
        for step in tests:
            self._test(step, [answer for item, answer in owned if item.step == step.number])

    def _failed_when_shown(self, step: Step) -> bool:
        return self.scored and not self.passes.shown.passed(step)

    def _record(self, step: Step) -> Record:
        assert step.test is not None  # noqa: S101 - asked of tests alone
        return self.records[step.test]

    def _calls(self, step: Step) -> list[Call]:
        """Return the calls that a test will make; where it failed when shown, it will not get to its hidden cases."""
        calls = self._record(step).calls
        if self._failed_when_shown(step):
            assert step.test is not None  # noqa: S101 - as above
            calls = calls[: len(self.passes.records.shown[step.test].calls)]
        return calls

    def _test(self, step: Step, answers: list[Answer]) -> None:
        record = self._record(step)
        self.result.printed[step.number] = [answer.printed for answer in answers if answer.printed]
        if self.passes.alone and _same(answers, self.bound, record):
            verdict = record.verdict
        else:
            pairs = list(zip(self._calls(step), answers, strict=True))
            given = [_answered(call, answer, scored=True) for call, answer in pairs]
            self.result.examined[step.number] = (self.bound, given)
            if self._failed_when_shown(step) and (self.bound, given) == self.passes.shown.examined.get(step.number):
                verdict = self.passes.shown.verdicts[step.number]  # it fails of its visible cases again
            else:
                verdict = self._examine(step, [_answered(call, answer, scored=self.scored) for call, answer in pairs])
        self.result.verdicts[step.number] = verdict
        if verdict.result is Result.STOPPED:
            self.passes.stopped_tests[step.number] = verdict

    def _examine(self, step: Step, known: list[Call]) -> Verdict:
        def ask(name: str, frame: bytes) -> tuple[int, bytes]:
            self.result.examined.pop(step.number, None)  # there is more to it than what was asked ahead
            (answer,) = self._ask([Item(step.number, [protocol.CALL, name, frame])])
            if answer.printed:
                self.result.printed[step.number].append(answer.printed)
            return _disclosed(answer, scored=self.scored)

        assert step.test is not None  # noqa: S101 - asked of tests alone
        clock = self.session.clock
        try:
            if self.passes.examination is None:
                self.passes.examination = self.examiner.examine()
            examination = self.passes.examination
            if self.ready is not examination:
                examination.reset(self.passes.seed, self.passes.changing)
                self.ready = examination
            if self.bound:
                examination.bind(self.bound)
            seconds = max(0.1, min(clock.deadlines.test, clock.left))
            return examination.test(step.test, known, full=self.scored, ask=ask, seconds=seconds)
        except ExaminerStoppedError as error:
            self.passes.examination = None
            return stopped_verdict(f"the test did not end with what it was given: {error}")

    def _ask(self, items: list[Item]) -> list[Answer]:
        """Return one answer an item; after a kill, go on in a fresh sandbox without what was stopped."""
        answers: list[Answer] = []
        while len(answers) < len(items):
            if why := self.session.clock.over:
                answers += [Answer(protocol.STOPPED, why.encode())] * (len(items) - len(answers))
                break
            replay = [] if self.session.alive and not self.fresh else [step for step in self.done if self._runs(step)]
            again = [Item(step.number, _operation(step)) for step in replay]
            due = again + items[len(answers) :]
            fresh, self.fresh = self.fresh or not self.session.alive, False
            got = self.session.ask([item.operation for item in due], fresh=fresh, show=not self.scored)
            for item, answer in zip(due, got, strict=False):
                if item.step is not None and item.operation[0] == protocol.CELL and answer.stopped:
                    self.passes.stopped_cells[item.step] = answer
                    self.result.cells[item.step] = answer
            answers += got[len(again) :]
            self._remember(items, len(answers))
            if got and got[-1].stopped and len(got) > len(again):
                answers += [got[-1]] * _rest_of_test(items, len(answers))
        return answers

    def _runs(self, step: Step) -> bool:
        return step.number not in self.passes.stopped_cells

    def _remember(self, items: list[Item], count: int) -> None:
        known = {step.number for step in self.done}
        ran = {item.step for item in items[:count] if item.operation[0] == protocol.CELL}
        self.done += [step for step in self.passes.todo if step.number in ran - known and step.test is None]


def _operation(step: Step) -> list[Any]:
    return [protocol.CELL, step.number + 1, step.source]


def _rest_of_test(items: list[Item], count: int) -> int:
    """Return how many items belong to the same test as the one that was stopped."""
    stopped = items[count - 1]
    if stopped.operation[0] != protocol.CALL:
        return 0
    rest = 0
    for item in items[count:]:
        if item.step != stopped.step:
            break
        rest += 1
    return rest


def _answered(call: Call, answer: Answer, *, scored: bool) -> Call:
    return Call(call.name, call.arguments, *_disclosed(answer, scored=scored))


def _disclosed(answer: Answer, *, scored: bool) -> tuple[int, bytes]:
    """Return what the examiner may know: of an error in the scored pass the class alone."""
    return answer.status, EMPTY if scored and answer.status >= protocol.ERROR else answer.frame


def _same(answers: list[Answer], bound: list[list[Any]], record: Record) -> bool:
    """Return whether the learner's answers are the instructor's to the last bit: then the verdict is known."""
    return (
        record.verdict.passed
        and bound == record.values
        and len(answers) == len(record.calls)
        and all(
            answer.status == call.status and (call.status >= protocol.ERROR or answer.frame == call.frame)
            for answer, call in zip(answers, record.calls, strict=True)
        )
    )
