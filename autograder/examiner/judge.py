"""Run test cells against answers that come from elsewhere.

The names that solution cells define are bound to proxies. A proxy turns a call into one frame, takes the answer that
is already there for exactly this call or else asks for it, and gives data back or raises a builtin exception.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import linecache
import math
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.examiner.arguments import Place, changed, copy_back, signatures
from autograder.examiner.draws import SWITCH, Draws, switched
from autograder.examiner.verdict import Call, Kind, Record, Result, Verdict, stopped_verdict
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.cells import parse, split_result
from autograder.sandbox.inside.interpreter import Interpreter
from autograder.sandbox.inside.output import clip
from autograder.sandbox.inside.stubs import Inert
from autograder.sandbox.inside.wire import WireError, decode, encode

__all__ = ["Ask", "Judge", "TestText"]

Ask = Callable[[str, bytes], tuple[int, bytes]]
"""Asks a learner's function: name and frame of arguments to status and frame."""
KINDS = {
    "shape": Kind.SHAPE, "values": Kind.VALUES, "type": Kind.ERROR, "error": Kind.ERROR, "mutation": Kind.VALUES
}  # fmt: skip
"""What ``tconv_lib.checks`` calls a failure."""


class TestText(NamedTuple):
    """The text of a test with its hidden cases, and without."""

    full: str
    visible: str
    hidden_lines: Sequence[int] = ()


class _NotDataError(BaseException):
    """What the learner's code returned cannot cross; no ``except Exception`` of a test may take it for an answer."""


class _ChangedError(BaseException):
    """The learner's function changed an argument which the instructor's leaves alone.

    A test like ``assert same(f(x), reference(x))`` would compute what it expects from the changed ones.
    """


class _StoppedError(BaseException):
    """The call was ended by the grader."""


class Judge:
    """The instructor's names, and the proxies among them.

    Parameters
    ----------
    preparation
        ``[text, must]`` of the setup, checks and plain cells, in the order of the notebook; what need not run may
        fail here, since it may call what only learners define.
    tests
        Texts of the test cells.
    functions, values
        Names that solution cells define.
    plain
        ``[place, text]`` of the setup and solution cells as a sandbox would run them; the place is the number of
        tests that stand before.
    """

    def __init__(
        self,
        preparation: list[list[Any]],
        tests: list[TestText],
        functions: list[str],
        values: list[str],
        plain: list[list[Any]],
    ) -> None:
        self.functions, self.values, self.plain = functions, values, plain
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.draws = Draws()
        self.names[SWITCH] = self.draws.switch
        self.ask: Ask = _nobody
        self.known: Iterator[Call] = iter(())
        self.calls: list[Call] = []
        self.raised: list[BaseException] = []
        self.remote: list[str] = []
        self.changing: set[tuple[str, Place]] | None = set()
        self.full_tests = [
            self._compile(test.full, f"<test {place}>", test.hidden_lines) for place, test in enumerate(tests)
        ]
        self.visible_tests = [
            self._compile(test.visible, f"<test {place}, visible>", []) for place, test in enumerate(tests)
        ]
        self.names["get_ipython"] = Inert
        for number, (text, must) in enumerate(preparation):
            with contextlib.nullcontext() if must else contextlib.suppress(Exception, SystemExit):
                exec(compile(parse(text, "")[0], f"<setup {number}>", "exec", dont_inherit=True), self.names)  # noqa: S102 - instructor's
        known = signatures(text for _, text in plain)
        for name in functions:
            self.names[name] = self._proxy(name, known.get(name))
        self.prepared = dict(self.names)

    def reset(self, seed: int, changing: list[list[Any]] | None) -> None:
        """Forget what tests have bound, and draw cases from ``seed``.

        Functions may change the arguments in ``changing``, a ``[name, place]`` each, or all if there is none.
        """
        self.changing = None if changing is None else {(name, place) for name, place in changing}
        self.draws.reset(seed)
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

    def test(self, place: int, known: list[Call], *, full: bool, ask: Ask) -> Verdict:
        """Run one test cell; ``known`` are calls whose answers are there already."""
        self.ask, self.known, self.calls = ask, iter(known), []
        self.raised, self.remote = [], []
        self.draws.begin(place)
        body, last, counts = (self.full_tests if full else self.visible_tests)[place]
        value: Any = None
        try:
            exec(body, self.names)  # noqa: S102 - the instructor's code
            if last is not None:
                value = eval(last, self.names)  # noqa: S307
        except _StoppedError as error:
            return stopped_verdict(str(error))
        except _NotDataError as error:
            return _failed(Kind.ERROR, "NotData", str(error), self.remote)
        except _ChangedError as error:
            return _failed(Kind.VALUES, "CheckFailed", str(error))
        except BaseException as error:  # noqa: BLE001 - any error of a test is a verdict
            return self._failure(error)
        return Verdict(Result.PASSED, credit=_credit(value) if counts else None)

    def record(self, seed: int) -> tuple[list[Record], list[Record]]:
        """Run the instructor's own solution: return what each visible test does with it, and each full one.

        Each runs in its place and once more with nothing before it. What fails says why.
        """
        return self._records(seed, full=False), self._records(seed, full=True)

    def _records(self, seed: int, *, full: bool) -> list[Record]:
        in_order = self._pass(seed, full=full, alone=False)
        if not all(record.verdict.passed for record in in_order):
            return self._pass(seed, full=full, alone=False, explain=True)
        by_itself = self._pass(seed, full=full, alone=True)
        return [
            record._replace(alone=(record.calls, record.verdict) == (other.calls, other.verdict))
            for record, other in zip(in_order, by_itself, strict=True)
        ]

    def _pass(self, seed: int, *, full: bool, alone: bool, explain: bool = False) -> list[Record]:
        """Run all tests with the instructor's own solution; its errors have messages only to ``explain`` a failure."""
        interpreter = Interpreter()
        interpreter.show = explain

        def ask(name: str, frame: bytes) -> tuple[int, bytes]:
            answer = interpreter.answer([protocol.CALL, name, frame])
            printed = bytes([protocol.NOTE]) + encode(interpreter.output.text())
            return _split(answer.removeprefix(printed))

        records: list[Record] = []
        self.reset(seed, None)
        for place in range(len(self.full_tests)):
            for _, text in (cell for cell in self.plain if cell[0] == place):
                interpreter.answer([protocol.CELL, place, text])
            if alone:
                self.reset(seed, None)
            values = [[name, *_split(interpreter.answer([protocol.GET, name]))] for name in self.values]
            self.bind(values)
            verdict = self.test(place, [], full=full, ask=ask)
            records.append(Record(self.calls, values, verdict, alone=True))
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
        known = next(self.known, None)
        if known is not None and (known.name, known.arguments) == (name, frame):
            status, answer = known.status, known.frame
        else:
            self.known = iter(())
            status, answer = self.ask(name, frame)
        self.calls.append(Call(name, frame, status, answer))
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
            message, lines = content if type(content) is tuple and len(content) == 2 else ("", "")
            self.remote = str(lines).splitlines()
            raise self._raise(protocol.CLASSES[status - protocol.ERROR](str(message)))
        if status == protocol.CHANGED and type(content) is tuple and len(content) == 3:
            value, args_after, kwargs_after = content
            places = changed((args, kwargs), (args_after, kwargs_after))
            if self.changing is not None and any((name, place) not in self.changing for place in places):
                raise _ChangedError(f"{name} changed one of its arguments; it must leave them as they are")
            copy_back(list(args), list(args_after) if type(args_after) is tuple else [])
            copy_back(kwargs, kwargs_after)
            return value
        raise _NotDataError(f"{name} gave back what is no data")

    def _raise(self, error: Exception) -> Exception:
        self.raised.append(error)
        return error

    def _compile(self, text: str, name: str, hidden_lines: Sequence[int]) -> tuple[Any, Any, bool]:
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        tree = compile(text, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(tree, ast.Module)  # noqa: S101 - what "exec" gives
        last = tree.body[-1].value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        foreign = (
            isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id in self.functions
        ) or (isinstance(last, ast.Name) and last.id in self.values)
        return *split_result(switched(tree, hidden_lines), name), not foreign

    def _failure(self, error: BaseException) -> Verdict:
        kind = Kind.ERROR
        if isinstance(error, AssertionError) and error not in self.raised:
            kind = KINDS.get(getattr(error, "kind", ""), Kind.VALUES)
        return _failed(kind, type(error).__name__, str(error), _lines(error) + self.remote)


def _failed(kind: Kind, name: str, message: str, lines: Sequence[str] = ()) -> Verdict:
    return Verdict(Result.FAILED, kind, name, clip(message), [clip(line, 1000) for line in lines[:60]])


def _lines(error: BaseException) -> list[str]:
    """Return the lines of the test that led to the error; other files are not even opened."""
    places = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    own = dict.fromkeys(place for place in places if place[0].startswith("<test "))
    return [f"line {number} of the test: {linecache.getline(name, number).strip()}" for name, number in own]


def _credit(value: Any) -> float | None:
    """Return partial credit in hundredths, since more digits could carry a hidden input out; else None."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        return None
    return round(float(value), 2) if math.isfinite(value) else 0.0


def _split(answer: bytes) -> tuple[int, bytes]:
    return answer[0], answer[1:]


def _nobody(name: str, _frame: bytes) -> tuple[int, bytes]:
    raise RuntimeError(f"nobody answers for {name}")
