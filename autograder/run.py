"""One submission through both runs: cells and calls to the sandbox, answers to the checker.

The *shown* run has the visible tests; all of it is over before the first hidden case enters the sandbox. The *scored*
run follows in a fresh namespace, and of it nothing comes out but verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from autograder.box import Answer, Box
from autograder.checkers import CHECK_SECONDS, Checker, Checkers, CheckerStoppedError
from autograder.judge import Verdict, stopped_verdict
from autograder.plan import Step
from autograder.sandbox import protocol
from autograder.wire import encode

__all__ = ["Ran", "Run"]

Records = list[list[dict[str, Any]]]
EMPTY = encode(None)


@dataclass
class Ran:
    """What one run gave: by number of the step, an answer for a cell and a verdict for a test."""

    cells: dict[int, Answer] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    printed: dict[int, list[bytes]] = field(default_factory=dict)
    heard: dict[int, list[Any]] = field(default_factory=dict)
    """What a test that the checker ran was told, without the messages of errors."""


class Run:
    """All that belongs to one submission while it is graded."""

    def __init__(self, todo: list[Step], values: tuple[str, ...], records: Records, seed: int) -> None:
        self.todo, self.values, self.records, self.seed = todo, values, records, seed
        self.alone = all(record["alone"] for run in records for record in run)
        calls = [call for run in records for record in run for call in record["calls"]]
        self.changing = sorted({name for name, _, status, _ in calls if status == protocol.CHANGED})
        self.stopped_cells: dict[int, Answer] = {}
        self.stopped_tests: dict[int, Verdict] = {}
        self.shown = Ran()
        self.checker: Checker | None = None

    def play(self, box: Box, checkers: Checkers) -> tuple[Ran, Ran]:
        """Give the shown run and the scored run.

        The scored run reuses the process, which has nothing to tell any more. What the end of the notebook did to
        that process (a warning made an error, NumPy patched) may then harm the tests before it: where a test that
        passed when shown fails when scored, a fresh process decides.
        """
        try:
            self.shown = shown = _Pass(self, box, checkers, full=0).play()
            reused, cells, tests = box.alive, dict(self.stopped_cells), dict(self.stopped_tests)
            scored = _Pass(self, box, checkers, full=1).play()
            if reused and any(_passed(shown, step) and not _passed(scored, step) for step in self.todo):
                box.close()
                self.stopped_cells, self.stopped_tests = cells, tests
                scored = _Pass(self, box, checkers, full=1).play()
        finally:
            if self.checker is not None:
                self.checker.close()
        return shown, scored


class _Pass:
    """One of the two runs."""

    def __init__(self, run: Run, box: Box, checkers: Checkers, *, full: int) -> None:
        self.run, self.box, self.checkers, self.full = run, box, checkers, full
        self.done: list[Step] = []
        self.fresh = True
        self.gets: list[list[Any]] = []
        self.ready: Checker | None = None
        self.ran = Ran()

    def play(self) -> Ran:
        """Run all steps in the order of the notebook."""
        cells: list[Step] = []
        for is_test, group in groupby(self.run.todo, lambda step: step.test >= 0):
            if is_test:
                self._group(cells, list(group))
            else:
                cells = list(group)
        if self.run.todo and self.run.todo[-1].test < 0:
            self._group(cells, [])
        return self.ran

    def _group(self, cells: list[Step], tests: list[Step]) -> None:
        """Run some cells, and in the same request the calls that the tests after them will make."""
        for step in cells:
            if step.number in self.run.stopped_cells:
                self.ran.cells[step.number] = self.run.stopped_cells[step.number]
        for step in tests:
            if step.number in self.run.stopped_tests:
                self.ran.verdicts[step.number] = self.run.stopped_tests[step.number]
        tests = [step for step in tests if step.number not in self.ran.verdicts]
        items: list[tuple[int, list[Any]]] = [
            (step.number, _operation(step)) for step in cells if step.number not in self.ran.cells
        ]
        started = len(items)
        items += [(-1, [protocol.GET, name]) for name in self.run.values]
        for step in tests:
            items += [(step.number, [protocol.CALL, name, frame]) for name, frame, _, _ in self._calls(step)]
        answers = self._ask(items)
        for (number, _), answer in zip(items[:started], answers[:started], strict=True):
            self.ran.cells[number] = answer
        end = started + len(self.run.values)
        self.gets = [[name, *answer[:2]] for name, answer in zip(self.run.values, answers[started:end], strict=True)]
        owned = [(number, answer) for (number, _), answer in zip(items[end:], answers[end:], strict=True)]
        for step in tests:
            self._test(step, [answer for number, answer in owned if number == step.number])

    def _failed_when_shown(self, step: Step) -> bool:
        return bool(self.full) and not _passed(self.run.shown, step)

    def _calls(self, step: Step) -> list[Any]:
        """Give the calls that a test will make; where it failed when shown, it will not get to its hidden cases."""
        calls: list[Any] = self.run.records[self.full][step.test]["calls"]
        if self._failed_when_shown(step):
            calls = calls[: len(self.run.records[0][step.test]["calls"])]
        return calls

    def _test(self, step: Step, answers: list[Answer]) -> None:
        record = self.run.records[self.full][step.test]
        self.ran.printed[step.number] = [answer.printed for answer in answers if answer.printed]
        if self.run.alone and _same(answers, self.gets, record):
            verdict = record["verdict"]
        else:
            calls = [(name, frame) for name, frame, *_ in self._calls(step)]
            heard = [self.gets, [[*call, *_told(answer, full=1)] for call, answer in zip(calls, answers, strict=True)]]
            self.ran.heard[step.number] = heard
            if self._failed_when_shown(step) and heard == self.run.shown.heard.get(step.number):
                verdict = self.run.shown.verdicts[step.number]  # it fails of its visible cases again
            else:
                told = [_told(answer, full=self.full) for answer in answers]
                verdict = self._judge(step, [[*call, *answer] for call, answer in zip(calls, told, strict=True)])
        self.ran.verdicts[step.number] = verdict
        if verdict["outcome"] == "stopped":
            self.run.stopped_tests[step.number] = verdict

    def _judge(self, step: Step, calls: list[list[Any]]) -> Verdict:
        def live(name: str, frame: bytes) -> tuple[int, bytes]:
            self.ran.heard.pop(step.number, None)  # there is more to it than what was asked ahead
            (answer,) = self._ask([(step.number, [protocol.CALL, name, frame])])
            if answer.printed:
                self.ran.printed[step.number].append(answer.printed)
            return _told(answer, full=self.full)

        try:
            if self.run.checker is None:
                self.run.checker = self.checkers.start()
            checker = self.run.checker
            if self.ready is not checker:
                checker.ask("reset", self.run.seed, self.run.changing)
                self.ready = checker
            if self.gets:
                checker.ask("bind", self.gets)
            seconds = max(0.1, min(CHECK_SECONDS, self.box.clock.left))
            verdict: Verdict = checker.ask("test", step.test, self.full, calls, live=live, seconds=seconds)
        except CheckerStoppedError as error:
            self.run.checker = None
            return stopped_verdict(f"the test did not end with what it was given: {error}")
        return verdict

    def _ask(self, items: list[tuple[int, list[Any]]]) -> list[Answer]:
        """Give one answer an item; after a kill, go on in a fresh sandbox without what was stopped."""
        answers: list[Answer] = []
        while len(answers) < len(items):
            if why := self.box.clock.over:
                answers += [Answer(protocol.STOPPED, why.encode())] * (len(items) - len(answers))
                break
            replay = [] if self.box.alive and not self.fresh else [step for step in self.done if self._runs(step)]
            again = [(step.number, _operation(step)) for step in replay]
            due = again + items[len(answers) :]
            fresh, self.fresh = self.fresh or not self.box.alive, False
            got = self.box.ask([operation for _, operation in due], fresh=fresh, show=not self.full)
            for (number, operation), answer in zip(due, got, strict=False):
                if operation[0] == protocol.CELL and answer.stopped:
                    self.run.stopped_cells[number] = answer
                    self.ran.cells[number] = answer
            answers += got[len(again) :]
            self._remember(items, len(answers))
            if got and got[-1].stopped and len(got) > len(again):
                answers += [got[-1]] * _rest_of_test(items, len(answers))
        return answers

    def _runs(self, step: Step) -> bool:
        return step.number not in self.run.stopped_cells

    def _remember(self, items: list[tuple[int, list[Any]]], count: int) -> None:
        known = {step.number for step in self.done}
        ran = {number for number, operation in items[:count] if operation[0] == protocol.CELL}
        self.done += [step for step in self.run.todo if step.number in ran - known and step.test < 0]


def _passed(ran: Ran, step: Step) -> bool:
    return step.test >= 0 and ran.verdicts[step.number]["outcome"] == "passed"


def _operation(step: Step) -> list[Any]:
    return [protocol.CELL, step.number + 1, step.source]


def _rest_of_test(items: list[tuple[int, list[Any]]], count: int) -> int:
    """Count the items that belong to the same test as the one that was stopped."""
    number, operation = items[count - 1]
    if operation[0] != protocol.CALL:
        return 0
    rest = 0
    for other, _ in items[count:]:
        if other != number:
            break
        rest += 1
    return rest


def _told(answer: Answer, *, full: int) -> tuple[int, bytes]:
    """Give what the checker may know: of an error in the scored run the class alone."""
    return answer.status, EMPTY if full and answer.status >= protocol.ERROR else answer.frame


def _same(answers: list[Answer], gets: list[list[Any]], record: dict[str, Any]) -> bool:
    """Whether the learner's answers are the instructor's to the last bit: then the verdict is known."""
    return (
        record["verdict"]["outcome"] == "passed"
        and gets == record["gets"]
        and len(answers) == len(record["calls"])
        and all(
            answer.status == status and (status >= protocol.ERROR or answer.frame == frame)
            for answer, (_, _, status, frame) in zip(answers, record["calls"], strict=True)
        )
    )
