"""Run test cells against answers that come from elsewhere.

The names that solution cells define are bound to proxies. A proxy turns a call into one frame, takes the answer that
is already there for exactly this call or else asks for it, and gives data back or raises a builtin exception.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import math
import os
import random
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.random  # NumPy loads it late otherwise, in every fork

from autograder.arguments import copy_back, signatures
from autograder.cells import split_result
from autograder.sandbox import protocol
from autograder.sandbox.learner import Learner
from autograder.sandbox.output import clip
from autograder.wire import WireError, decode, encode

__all__ = ["Judge", "Verdict", "stopped_verdict"]

Verdict = dict[str, Any]
"""``outcome`` (passed, failed or stopped), ``kind`` (shape, values, error, stopped), ``name``, ``message``,
``lines`` and ``value``, the partial credit or None."""

Ask = Callable[[str, bytes], tuple[int, bytes]]
EMPTY = encode(None)
KINDS = {"shape": "shape", "values": "values", "type": "error", "error": "error", "mutation": "values"}
SEED = "TCONV_SEED"


class _NotDataError(BaseException):
    """What the learner's code gave cannot cross; no ``except Exception`` of a test shall take it for an answer."""


class _ChangedError(BaseException):
    """The learner's function changed its arguments, which the instructor's leaves alone.

    A test like ``assert same(f(x), reference(x))`` would compute what it expects from the changed ones.
    """


class _StoppedError(BaseException):
    """The call was ended by the grader."""


class Judge:
    """The instructor's names, and the proxies among them.

    Parameters
    ----------
    setup, checks
        Texts of the cells that run here, in the order of the notebook.
    tests
        ``[full, visible]`` of each test cell.
    functions, values
        Names that solution cells define.
    plain
        ``[place, text]`` of the setup and solution cells as a sandbox would run them; the place is the number of
        tests that stand before.
    """

    def __init__(
        self,
        preparation: list[str],
        tests: list[list[str]],
        functions: list[str],
        values: list[str],
        plain: list[list[Any]],
    ) -> None:
        self.functions, self.values, self.plain = functions, values, plain
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.ask: Ask = _nobody
        self.waiting: Iterator[list[Any]] = iter(())
        self.asked: list[list[Any]] | None = None
        self.raised: list[BaseException] = []
        self.remote: list[str] = []
        self.changing: set[str] = set()
        self.compiled = [[self._compile(text, place) for text in pair] for place, pair in enumerate(tests)]
        for number, text in enumerate(preparation):
            exec(compile(text, f"<setup {number}>", "exec", dont_inherit=True), self.names)  # noqa: S102 - instructor's
        known = signatures(text for _, text in plain)
        for name in functions:
            self.names[name] = self._proxy(name, known.get(name))
        self.prepared = dict(self.names)

    def reset(self, seed: int, changing: list[str]) -> None:
        """Forget what tests have bound, and draw cases from ``seed``; only ``changing`` may change their arguments."""
        self.changing = set(changing)
        os.environ[SEED] = str(seed)
        self.names.clear()
        self.names.update(self.prepared)

    def bind(self, answers: list[list[Any]]) -> None:
        """Bind the values of the learner's cells: ``[name, status, frame]`` each."""
        for name, status, frame in answers:
            self.names.pop(name, None)
            if status == protocol.VALUE:
                try:
                    self.names[name] = decode(frame)
                except WireError:
                    continue

    def test(self, place: int, full: int, answers: list[list[Any]], *, ask: Ask) -> Verdict:
        """Run one test cell; ``answers`` has ``[name, frame of arguments, status, frame]`` of calls made already."""
        self.ask, self.waiting = ask, iter(answers)
        self.raised, self.remote = [], []
        random.seed(place)
        np.random.seed(place)  # noqa: NPY002 - whatever a test draws depends on nothing before it
        body, last, counts = self.compiled[place][1 - full]
        value: Any = None
        try:
            exec(body, self.names)  # noqa: S102 - the instructor's code
            if last is not None:
                value = eval(last, self.names)  # noqa: S307
        except _StoppedError as error:
            return stopped_verdict(str(error))
        except _NotDataError as error:
            return _verdict("failed", "error", "NotData", str(error), self.remote)
        except _ChangedError as error:
            return _verdict("failed", "values", "CheckFailed", str(error))
        except BaseException as error:  # noqa: BLE001 - any error of a test is a verdict
            return self._failed(error)
        return {**_verdict("passed", "", "", ""), "value": _credit(value) if counts else None}

    def record(self, seed: int) -> list[list[Verdict]]:
        """Run the instructor's own solution: for each test, visible and full, which calls it makes and the answers.

        Each is run in its place and once more with nothing before it; ``alone`` says whether that made no difference.
        """
        in_order = [self._pass(seed, full, alone=False) for full in (0, 1)]
        by_itself = [self._pass(seed, full, alone=True) for full in (0, 1)]
        for run, again in zip(in_order, by_itself, strict=True):
            for one, other in zip(run, again, strict=True):
                one["alone"] = (one["calls"], one["verdict"]) == (other["calls"], other["verdict"])
        return in_order

    def _pass(self, seed: int, full: int, *, alone: bool) -> list[Verdict]:
        learner = Learner()
        learner.show = False
        records: list[Verdict] = []
        self.reset(seed, self.functions)
        for place in range(len(self.compiled)):
            for _, text in (cell for cell in self.plain if cell[0] == place):
                learner.answer([protocol.CELL, len(records), text])
            if alone:
                self.reset(seed, self.functions)
            gets = [[name, *_split(learner.answer([protocol.GET, name]))] for name in self.values]
            self.bind(gets)
            self.asked = []

            def ask(name: str, frame: bytes) -> tuple[int, bytes]:
                return _split(learner.answer([protocol.CALL, name, frame]))

            verdict = self.test(place, full, [], ask=ask)
            records.append({"calls": self.asked, "gets": gets, "verdict": verdict})
            self.asked = None
        return records

    def _proxy(self, name: str, signature: inspect.Signature | None) -> Callable[..., Any]:
        def proxy(*args: Any, **kwargs: Any) -> Any:
            return self._call(name, args, kwargs)

        proxy.__name__ = proxy.__qualname__ = name
        if signature is not None:
            proxy.__signature__ = signature  # type: ignore[attr-defined] # what inspect.signature reads
        return proxy

    def _call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        frame = encode((args, kwargs))
        expected = next(self.waiting, None)
        if expected is not None and expected[0] == name and expected[1] == frame:
            status, answer = expected[2], expected[3]
        else:
            self.waiting = iter(())
            status, answer = self.ask(name, frame)
        if self.asked is not None:
            self.asked.append([name, frame, status, answer])
        return self._take(name, status, answer, args, kwargs)

    def _take(self, name: str, status: int, answer: bytes, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if status == protocol.STOPPED:
            raise _StoppedError(f"{name} was {answer.decode()}")
        if status == protocol.MISSING:
            raise self._raise(NameError(f"name {name!r} is not defined"))
        try:
            content = decode(answer)
        except WireError as error:
            raise _NotDataError(f"{name} gave back what is no data: {error}") from error
        if status == protocol.VALUE:
            return content
        if status == protocol.REFUSED:
            raise _NotDataError(f"{name}: {content}" if type(content) is str else name)
        if status >= protocol.ERROR:
            message, told = content if type(content) is tuple and len(content) == 2 else ("", "")
            self.remote = str(told).splitlines()
            raise self._raise(protocol.CLASSES[status - protocol.ERROR](str(message)))
        if status == protocol.CHANGED and type(content) is tuple and len(content) == 3:
            if name not in self.changing:
                raise _ChangedError(f"{name} changed one of its arguments; it must leave them as they are")
            value, args_after, kwargs_after = content
            copy_back(list(args), list(args_after) if type(args_after) is tuple else [])
            copy_back(kwargs, kwargs_after)
            return value
        raise _NotDataError(f"{name} gave back what is no data")

    def _raise(self, error: Exception) -> Exception:
        self.raised.append(error)
        return error

    def _compile(self, text: str, place: int) -> tuple[Any, Any, bool]:
        name = f"<test {place}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        tree = compile(text, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(tree, ast.Module)  # noqa: S101 - what "exec" gives
        last = tree.body[-1].value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        foreign = (
            isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id in self.functions
        ) or (isinstance(last, ast.Name) and last.id in self.values)
        return *split_result(tree, name), not foreign

    def _failed(self, error: BaseException) -> Verdict:
        kind = getattr(error, "kind", None)
        if isinstance(error, AssertionError) and isinstance(kind, str) and error not in self.raised:
            kind = KINDS.get(kind, "values")
        else:
            kind = "values" if isinstance(error, AssertionError) and error not in self.raised else "error"
        return _verdict("failed", kind, type(error).__name__, str(error), _lines(error) + self.remote)


def stopped_verdict(message: str) -> Verdict:
    """Say that a test got no answer."""
    return _verdict("stopped", "stopped", "Stopped", message)


def _verdict(outcome: str, kind: str, name: str, message: str, lines: list[str] | None = None) -> Verdict:
    clipped = [clip(line, 1000) for line in (lines or [])[:60]]
    return {"outcome": outcome, "kind": kind, "name": name, "message": clip(message), "lines": clipped, "value": None}


def _lines(error: BaseException) -> list[str]:
    """Give the lines of the test that led to the error; other files are not even opened."""
    places = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    own = dict.fromkeys(place for place in places if place[0].startswith("<test "))
    return [f"line {number} of the test: {linecache.getline(name, number).strip()}" for name, number in own]


def _credit(value: Any) -> float | None:
    """Give partial credit in hundredths, since more digits could carry a hidden input out; else None."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        return None
    return round(float(value), 2) if math.isfinite(value) else 0.0


def _split(answer: bytes) -> tuple[int, bytes]:
    return answer[0], answer[1:]


def _nobody(name: str, _frame: bytes) -> tuple[int, bytes]:
    raise RuntimeError(f"nobody answers for {name}")
