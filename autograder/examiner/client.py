"""The examiner from the outside: one warm process for a source notebook, and a fork of it for each submission."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.examiner.judge import Ask
from autograder.examiner.verdict import Call, Kind, Mistake, Record, Result, Verdict
from autograder.masters.source import Source
from autograder.sandbox.forks import START_SECONDS, EndedAtStartError, Fork, NoForkError, WarmProcess, too_little_memory
from autograder.sandbox.inside.protocol import message, receive

__all__ = ["Examination", "Examiner", "ExaminerGoneError", "ExaminerStoppedError"]

RECORD_SECONDS = 120.0
QUICK_SECONDS = 20.0
ROOT = str(Path(__file__).resolve().parents[2])
START = "import sys; sys.path[:0] = [{root!r}]; from autograder.examiner.process import main; main({control})"


class ExaminerStoppedError(Exception):
    """An examination was ended at its deadline, or died."""


class ExaminerGoneError(ExaminerStoppedError):
    """It has died, and nobody here has ended it."""


class Examination:
    """A fork of the examiner: it lives as long as its submission is graded."""

    def __init__(self, fork: Fork) -> None:
        self._fork = fork

    def reset(self, seed: int, changing: list[list[Any]]) -> None:
        """Forget what tests have bound, and draw cases from ``seed``; only ``changing`` may be changed."""
        self._ask("reset", str(seed), changing)  # msgpack's integers end at 64 bits

    def bind(self, values: list[list[Any]]) -> None:
        """Bind the values of the learner's cells: ``[name, status, frame]`` each."""
        self._ask("bind", values)

    def test(self, place: int, known: list[Call], *, full: bool, ask: Ask, seconds: float) -> Verdict:
        """Return what a test says; ``known`` are calls that were answered before, ``ask`` answers all others.

        Raises
        ------
        ExaminerStoppedError
            It is silent for ``seconds``; it is killed then.
        """
        return _verdict(self._ask("test", place, full, known, ask=ask, seconds=seconds))

    def record(self, seed: int) -> tuple[list[Record], list[Record]]:
        """Return what the visible tests and the full ones do with the instructor's own solution."""
        visible, full = self._ask("record", str(seed), seconds=RECORD_SECONDS)
        return [_record(each) for each in visible], [_record(each) for each in full]

    def mistakes(self, mutants: str, calls: list[Call]) -> list[Mistake]:
        """Return what each of the instructor's ``mutants`` (the text of their file) answers to ``calls``."""
        asked = [[call.name, call.arguments] for call in calls]
        found = self._ask("mistakes", mutants, asked, seconds=RECORD_SECONDS)
        return [Mistake(name, sentence, [Call(*call) for call in answers]) for name, sentence, answers in found]

    def close(self) -> None:
        """End the fork."""
        self._fork.kill()

    def _ask(self, name: str, *arguments: Any, ask: Ask | None = None, seconds: float = QUICK_SECONDS) -> Any:
        channel = self._fork.channel
        try:
            channel.settimeout(seconds)
            channel.sendall(message([name, *arguments]))
            while True:
                kind, *rest = receive(channel)
                if kind == "done":
                    return rest[0]
                if ask is None:
                    raise ExaminerStoppedError("a call was made where none is expected")
                channel.sendall(message(ask(*rest)))
        except TimeoutError as error:
            self.close()
            raise ExaminerStoppedError(f"the examiner did not answer in {seconds:g} s") from error
        except (OSError, EOFError) as error:
            self.close()
            raise ExaminerGoneError(f"the examiner did not answer in {seconds:g} s") from error


class Examiner(WarmProcess):
    """The warm process with the instructor's cells of one source."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def examine(self) -> Examination:
        """Return a fork for one submission.

        Raises
        ------
        CourseError
            The instructor's own cells do not run.
        """
        try:
            try:
                return Examination(self.fork())
            except NoForkError:  # it was killed, by a lack of memory say: once more, with a new one
                self.close()
                return Examination(self.fork())
        except EndedAtStartError as error:
            raise _refused(str(error)) from error
        except NoForkError as error:
            self.close()
            raise CourseError("the examiner's process has ended: run the command again") from error

    def launch(self, control: int) -> subprocess.Popen[bytes]:
        """Start Python with the library and NumPy."""
        if problem := too_little_memory():
            raise CourseError(problem)
        return subprocess.Popen(
            [sys.executable, "-B", "-c", START.format(root=ROOT, control=control)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
            pass_fds=(control,),
        )

    def greet(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:  # noqa: ARG002 - as the base
        """Send the instructor's cells, and wait until they have run."""
        try:
            control.sendall(message(_instructions(self.source)))
            reason = receive(control)
        except TimeoutError as error:
            raise _refused(f"silent for {START_SECONDS:.0f} s") from error
        except (OSError, EOFError) as error:
            raise EndedAtStartError from error
        if reason:
            raise _refused(reason)


def _refused(reason: str) -> CourseError:
    return CourseError(f"the instructor's cells do not run ({reason}): run the source notebook in Jupyter")


def _instructions(source: Source) -> list[Any]:
    """Return the arguments of ``judge.Judge``."""
    places = {test.grade_id: place for place, test in enumerate(source.tests)}
    preparation, plain, before = [], [], 0
    for name in source.order:
        if name in places:
            before = places[name] + 1
        elif name in source.setup:
            preparation.append([source.setup[name], name not in source.lenient])
            plain.append([before, source.setup[name]])
        elif name in source.given:
            preparation.append([source.given[name], False])
            plain.append([before, source.given[name]])
        elif name in source.checks:
            preparation.append([source.checks[name], True])
        elif name in source.solutions:
            plain.append([before, source.solutions[name]])
    tests = [[test.full, test.visible, test.hidden_lines] for test in source.tests]
    return [preparation, tests, list(source.functions), list(source.values), plain]


def _record(content: list[Any]) -> Record:
    calls, values, verdict, alone = content
    return Record([Call(*call) for call in calls], values, _verdict(verdict), alone)


def _verdict(content: list[Any]) -> Verdict:
    result, kind, *rest = content
    return Verdict(Result(result), Kind(kind), *rest)
