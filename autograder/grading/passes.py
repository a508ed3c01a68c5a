"""One submission through both passes: cells and calls to the sandbox, answers to the examiner.

The *shown* pass has the visible tests; all of it is over before the first hidden case enters the sandbox. The *scored*
pass follows in a fresh namespace, and of it nothing comes out but verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from autograder.examiner.client import Examiner, ExaminerGoneError, ExaminerStoppedError
from autograder.examiner.memory import RecallingExamination
from autograder.examiner.verdict import Call, Record, Result, Verdict, stopped_verdict
from autograder.grading.records import Records
from autograder.masters.source import Step
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.sandbox.session import Answer, KnownCall, Session

__all__ = ["PassResult", "Passes"]

EMPTY = encode(None)


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
    asked: dict[int, list[Call]] = field(default_factory=dict)
    """Of the shown pass alone: what a test asked the learner's functions, and what came back."""

    def passed(self, step: Step) -> bool:
        """Return whether a test gave points; False for a cell that is no test."""
        return step.test is not None and self.verdicts[step.number].passed


class Passes:
    """All that belongs to one submission while it is graded."""

    def __init__(self, todo: list[Step], values: tuple[str, ...], records: Records, seed: int) -> None:
        self.todo, self.values, self.records, self.seed = todo, values, records, seed
        self.stopped_cells: dict[int, Answer] = {}
        self.stopped_tests: dict[int, Verdict] = {}
        self.shown = PassResult()
        self.examination: RecallingExamination | None = None
        self.was_lost = False
        """Whether the examiner's fork ended that nobody here has ended."""

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
        self.known = passes.records.known[self.scored]
        self.done: list[Step] = []
        self.fresh = True
        self.bound: list[list[Any]] = []
        self.ready: RecallingExamination | None = None
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
        """Run some cells, and the tests after them."""
        for step in cells:
            stopped = self.passes.stopped_cells.get(step.number)
            operation = self._cell(step)
            answer = self._ask(operation) if operation is not None else None
            if answer is not None and answer.stopped:
                self._skip(step, answer)
            elif answer is not None:
                self.result.cells[step.number] = stopped or answer
            elif stopped is not None:
                self.result.cells[step.number] = stopped
            self.done.append(step)
        answers = [(name, self._ask([protocol.GET, name])) for name in self.passes.values]
        self.bound = [[name, answer.status, answer.frame] for name, answer in answers]
        for step in tests:
            if step.number in self.passes.stopped_tests:
                self.result.verdicts[step.number] = self.passes.stopped_tests[step.number]
            else:
                self._test(step)

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

    def _answers(self, step: Step, calls: list[Call]) -> list[Answer]:
        """Make the calls that the test makes of the instructor's solution, as long as the answers are that solution's.

        What the test calls after another answer is for the examiner to say: it may depend on it.
        """
        assert step.test is not None  # noqa: S101 - asked of tests alone
        known, answers = self.known[step.test][: len(calls)], list[Answer]()
        while len(answers) < len(calls):
            came = self._ask_known(known[len(answers) :])
            if not came:
                call = calls[len(answers)]
                came = [self._ask([protocol.CALL, call.name, call.arguments])]
            answers += came
            place = len(answers) - 1
            if answers[place] is not known[place].answer and not _is(answers[place], calls[place]):
                break
        return answers

    def _ask_known(self, calls: list[KnownCall]) -> list[Answer]:
        """Make calls in the namespace that is there; nothing where there is none."""
        if self.fresh or not self.session.alive:
            return []
        return self.session.ask_known(calls, show=not self.scored)

    def _test(self, step: Step) -> None:
        record, calls = self._record(step), self._calls(step)
        answers = self._answers(step, calls)
        self.result.printed[step.number] = [answer.printed for answer in answers if answer.printed]
        if self.passes.records.alone and self._same(answers, record):
            verdict = record.verdict
            if not self.scored:
                self.result.asked[step.number] = record.calls
        else:
            pairs = list(zip(calls, answers, strict=False))
            given = self.bound, [_answered(call, answer, scored=True) for call, answer in pairs]
            if not self.scored:
                self.result.asked[step.number] = list(given[1])
            self.result.examined[step.number] = given
            if self._failed_when_shown(step) and given == self.passes.shown.examined.get(step.number):
                verdict = self.passes.shown.verdicts[step.number]  # it fails of its visible cases again
            else:
                verdict = self._examine(step, [_answered(call, answer, scored=self.scored) for call, answer in pairs])
        self.result.verdicts[step.number] = verdict
        if verdict.result is Result.STOPPED:
            self.passes.stopped_tests[step.number] = verdict

    def _same(self, answers: list[Answer], record: Record) -> bool:
        """Return whether all is as with the instructor's solution, to the last bit: then the verdict is known."""
        return (
            record.verdict.passed
            and self.bound == record.values
            and len(answers) == len(record.calls)
            and all(map(_is, answers, record.calls))
        )

    def _examine(self, step: Step, known: list[Call]) -> Verdict:
        def ask(name: str, frame: bytes) -> tuple[int, bytes]:
            self.result.examined.pop(step.number, None)  # there is more to it than what was asked ahead
            answer = self._ask([protocol.CALL, name, frame])
            if answer.printed:
                self.result.printed[step.number].append(answer.printed)
            if not self.scored:
                self.result.asked[step.number].append(Call(name, frame, *_for_examiner(answer, scored=True)))
            return _for_examiner(answer, scored=self.scored)

        assert step.test is not None  # noqa: S101 - asked of tests alone
        clock = self.session.clock
        try:
            if self.passes.examination is None:
                self.passes.examination = RecallingExamination(self.examiner.examine, self.passes.records.memory)
            examination = self.passes.examination
            if self.ready is not examination:
                examination.reset(self.passes.seed, self.passes.records.changing)
                self.ready = examination
            if self.bound:
                examination.bind(self.bound)
            seconds = max(0.1, min(clock.deadlines.test, clock.left))
            return examination.test(step.test, known, full=self.scored, ask=ask, seconds=seconds)
        except ExaminerStoppedError as error:
            self.passes.examination = None
            self.passes.was_lost |= isinstance(error, ExaminerGoneError)
            return stopped_verdict(f"the test did not end with what it was given: {error}")

    def _ask(self, operation: list[Any]) -> Answer:
        """Return the answer to one operation; after a kill, first run again what had run, up to what was stopped."""
        if not self.session.alive:
            self._run_again()
        if over := self.session.clock.over:
            return Answer(protocol.STOPPED, over.encode())
        return self._send(operation)

    def _run_again(self) -> None:
        """Start again from a fresh process, until all cells have run as far as they were not stopped."""
        todo = list(self.done)
        while todo and not self.session.clock.over:
            step = todo.pop(0)
            operation = self._cell(step)
            if operation is None:
                continue
            answer = self._send(operation)
            if answer.stopped:
                self._skip(step, answer)
                if not self.session.alive:
                    todo = list(self.done)

    def _cell(self, step: Step) -> list[Any] | None:
        """Return what runs a cell; of one that was stopped, what it had done before; None if that is nothing."""
        stopped = self.passes.stopped_cells.get(step.number)
        if stopped is None:
            return [protocol.CELL, step.number + 1, step.source]
        return [protocol.CELL, step.number + 1, step.source, stopped.done] if stopped.done else None

    def _skip(self, step: Step, answer: Answer) -> None:
        """Keep that a cell was stopped; one that is stopped again is not run any more."""
        before = self.passes.stopped_cells.get(step.number)
        kept = answer if before is None else before._replace(done=0)
        self.passes.stopped_cells[step.number] = self.result.cells[step.number] = kept

    def _send(self, operation: list[Any]) -> Answer:
        fresh, self.fresh = self.fresh or not self.session.alive, False
        return self.session.ask(operation, fresh=fresh, show=not self.scored)


def _is(answer: Answer, call: Call) -> bool:
    """Return whether an answer is the recorded one, to the last bit; of errors the class counts."""
    return answer.status == call.status and (call.status >= protocol.ERROR or answer.frame == call.frame)


def _answered(call: Call, answer: Answer, *, scored: bool) -> Call:
    return Call(call.name, call.arguments, *_for_examiner(answer, scored=scored))


def _for_examiner(answer: Answer, *, scored: bool) -> tuple[int, bytes]:
    """Return what the examiner may know: of an error in the scored pass the class alone."""
    return answer.status, EMPTY if scored and answer.status >= protocol.ERROR else answer.frame
