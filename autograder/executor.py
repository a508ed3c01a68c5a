"""Grade a notebook so that a learner's code can give answers and nothing else.

``Sandboxed`` fills the outputs of a restored notebook. A test cell comes back with one ``error`` (no points), one
plain number (partial credit) or nothing (full points).
"""

from __future__ import annotations

import copy
import re
from types import TracebackType
from typing import Any, Self

from nbformat.notebooknode import NotebookNode, from_dict

from autograder.box import Answer, Box, Clock, Deadlines
from autograder.checkers import Checkers, CheckerStoppedError
from autograder.errors import CourseError
from autograder.judge import Verdict
from autograder.learner_view import mark
from autograder.plan import Source, read_source, steps
from autograder.run import Ran, Records, Run
from autograder.sandbox import protocol
from autograder.sandbox.launch import Launcher
from autograder.wire import WireError, decode

__all__ = ["HIDDEN_WORDS", "Sandboxed"]

HIDDEN_WORDS = {
    "shape": "a shape is wrong",
    "values": "a value is wrong",
    "error": "there is an error, or what comes back is no answer",
    "stopped": "it was stopped",
}
"""All that a learner is told of a case that they do not see, beside the test's own label."""
RECORD_SECONDS = 120.0
ROOM = 1_000_000
"""Bytes of what all cells of a notebook show."""
PRINTED = 20
"""Calls of a test of which is shown what they printed."""
CONTROL = re.compile(r"\x1b(?:\[[0-9;:?]*[ -/]*[@-~])?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")

TOO_MUCH = Answer(protocol.STOPPED, b"not shown: the cells before it have shown too much")


class Sandboxed:
    """Both runs of notebooks that belong to one source.

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
        self.launcher = launcher
        self.deadlines = deadlines or Deadlines()
        self.checkers = Checkers(self.source)
        self.records: dict[int, Records] = {}
        self.warning = "" if launcher.contained else "NOT SANDBOXED: learners' code runs with your rights."

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the checkers; the launcher is whose it is."""
        self.checkers.close()

    def run(self, notebook: NotebookNode, *, seed: int) -> NotebookNode:
        """Run a restored notebook; give a copy with outputs.

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
        box = Box(self.launcher, Clock.start(self.deadlines))
        try:
            shown, scored = Run(todo, self.source.values, records, seed).play(box, self.checkers)
        finally:
            box.close()
        for cell in graded.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        room = ROOM
        for step in todo:
            cell = graded.cells[step.number]
            if step.test >= 0:
                cell.outputs = self._test_outputs(step.number, step.test, shown, scored)
                mark(cell)
            else:
                room -= len(shown.cells[step.number].frame)
                cell.outputs = _cell_outputs(shown.cells[step.number] if room > 0 else TOO_MUCH)
        return graded

    def _records(self, seed: int) -> Records:
        """Give which calls the tests make of the instructor's solution, found once for a class."""
        if seed not in self.records:
            checker = self.checkers.start()
            try:
                records: Records = checker.ask("record", seed, seconds=RECORD_SECONDS)
            except CheckerStoppedError as error:
                raise CourseError(f"the source's own solution cannot be run: {error}") from error
            finally:
                checker.close()
            for run in records:
                for test, record in zip(self.source.tests, run, strict=True):
                    verdict = record["verdict"]
                    if verdict["outcome"] != "passed":
                        reason = " ".join(verdict["message"].split())[:200]
                        raise CourseError(f"the source's own solution fails test {test.grade_id}: {reason}")
            self.records[seed] = records
        return self.records[seed]

    def _test_outputs(self, number: int, place: int, shown: Ran, scored: Ran) -> list[NotebookNode]:
        verdict, test = scored.verdicts[number], self.source.tests[place]
        if verdict["outcome"] == "passed":
            credit = verdict["value"]
            return [] if credit is None else [_number(min(max(credit, 0.0), test.points))]
        if shown.verdicts[number]["outcome"] != "passed":
            return [_failure(shown.verdicts[number], shown.printed.get(number, []))]
        text = f"{test.label}: in a hidden case, {HIDDEN_WORDS[verdict['kind']]}."
        return [_error("HiddenCase", text, [text])]


def _number(credit: float) -> NotebookNode:
    return _result(repr(credit))


def _failure(verdict: Verdict, printed: list[bytes]) -> NotebookNode:
    """Say all that is known of a visible case."""
    lines = [f"{verdict['name']}: {verdict['message']}", *verdict["lines"]]
    text = _plain("".join(_text(frame) for frame in printed[:PRINTED])[:4000])
    if text:
        lines += ["Your code printed:", *text.splitlines()]
    return _error(verdict["name"], verdict["message"], lines)


def _cell_outputs(answer: Answer) -> list[NotebookNode]:
    """Give what a learner's cell showed; the frame is theirs, so nothing of it is taken on trust."""
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
                outputs.append(from_dict({"output_type": "stream", "name": name, "text": _plain(text)}))
            case ["result", str(text)]:
                outputs.append(_result(text))
            case ["error", str(name), str(message), [*lines]] if all(type(line) is str for line in lines):
                outputs.append(_error(name, message, lines))
    return outputs


def _error(name: str, message: str, lines: list[str]) -> NotebookNode:
    """Give an error as nbformat has it; its own function checks a schema each time, for milliseconds."""
    lines = [_plain(line) for line in lines]
    return from_dict({"output_type": "error", "ename": _plain(name), "evalue": _plain(message), "traceback": lines})


def _result(text: str) -> NotebookNode:
    data = {"text/plain": _plain(text)}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _plain(text: str) -> str:
    """Leave out what colours a terminal: nbconvert fails at colours that there are not."""
    return CONTROL.sub("", text)


def _text(frame: bytes) -> str:
    try:
        value: Any = decode(frame, lists_only=True)
    except WireError:
        return ""
    return value if type(value) is str else ""
