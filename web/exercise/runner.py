"""Run a reader's answer in the page, and its tests on it; what comes back is data that a page can draw.

The same module runs at build time on the known wrong answers, so that the page can tell one by what it does. It needs
the standard library and ``tconv_lib.checks`` alone, until an exercise brings an array.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import hashlib
import io
import json
import linecache
import numbers
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import Any, TypedDict

from tconv_lib.checks import CheckFailed
from tconv_lib.checks.compare import is_array, show

__all__ = ["SEED", "Given", "GivenTest", "check", "fingerprint", "run"]

SEED = 20_261
"""Of the random cases in the page; no course draws from it by default, and anybody may know it."""
ANSWER = "<your code>"
MAX_TEXT = 20_000
MAX_CELLS = 400
DIGITS = 5
"""Of a number, by which answers are compared with those of known mistakes: float32 keeps seven."""


class GivenTest(TypedDict):
    """A test cell."""

    name: str
    points: float
    source: str


class Given(TypedDict):
    """An exercise as the page has it."""

    name: str
    setup: str
    """What the answer starts from, such as ``import numpy as np``."""
    checks: str
    """What the tests import."""
    starter: str
    tests: list[GivenTest]
    mistakes: dict[str, str]
    """Fingerprint of what a wrong answer does -> the sentence about it."""


class _Output(io.StringIO):
    """What the reader's code prints; a flood is cut."""

    def write(self, text: str, /) -> int:
        room = MAX_TEXT - self.tell()
        if room >= 0:
            super().write(text if len(text) <= room else text[:room] + "\n… the rest is cut\n")
        return len(text)


class _Answer:
    """The reader's function as the tests call it: each call is noted with what came of it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls: list[Any] = []
        self.printed: list[str] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        given = [_plain(args), _plain(kwargs)]
        output = _Output()
        try:
            with contextlib.redirect_stdout(output):
                result = self.function(*args, **kwargs)
        except Exception as error:
            self.calls.append([given, type(error).__name__])
            raise
        finally:
            self.printed.append(output.getvalue())
        self.calls.append([given, _plain(result)])
        return result


def run(given: Given, code: str, before: Sequence[str] = ()) -> dict[str, Any]:
    """Run an answer as a cell of a notebook: return what it prints, its last value, and its error if there is one.

    Parameters
    ----------
    before
        Answers to the exercises above it, whose names it may use; what fails of them is left out.
    """
    output = _Output()
    with _printed_to(output), _absent() as wanted:
        try:
            names, value, error = _start(given, code, before)
        except ModuleNotFoundError as missing:  # of the course's own imports
            return {"error": _raised(missing), "wants": wanted}
    shown = "" if value is None else _clipped(show(value))
    defined = given["name"] in names
    return {"output": output.getvalue(), "value": shown, "error": error, "defined": defined, "wants": wanted}


def check(
    given: Given, code: str, before: Sequence[str] = (), *, function: Callable[..., Any] | None = None
) -> dict[str, Any]:
    """Run the tests of an exercise on an answer, or on a function that stands for what it defines.

    Returns
    -------
    dict
        ``output`` (printed by the cell itself), ``error`` of the cell (None if it ran), ``tests`` (``name``,
        ``points``, ``passed``; for a failed one what `_failure` says), ``points``, ``of``, and ``mistake``: the
        sentence about a known wrong answer that does the same, or empty. ``wants`` names modules that were asked for
        and are not there: with ``numpy`` among them, the page fetches it and asks again.
    """
    with _absent() as wanted:
        try:
            return _checked(given, code, before, function) | {"wants": wanted}
        except ModuleNotFoundError as missing:  # of the course's own imports
            return {"error": _raised(missing), "wants": wanted}


def _checked(given: Given, code: str, before: Sequence[str], function: Callable[..., Any] | None) -> dict[str, Any]:
    output = _Output()
    with _printed_to(output):
        names, _, error = _start(given, code, before)
    of = sum(test["points"] for test in given["tests"])
    result: dict[str, Any] = {"output": output.getvalue(), "error": error, "tests": [], "points": 0, "of": of}
    result["mistake"] = ""
    if error is not None:
        return result
    function = function or names.get(given["name"])
    if not callable(function):
        text = f"There is no function {given['name']} in your code: keep the line that begins with def {given['name']}."
        return result | {"error": _error("missing", text)}
    tests, transcript = _tests(given, function)
    result["tests"] = tests
    result["points"] = sum(test["points"] for test in tests if test["passed"])
    if result["points"] < of:
        result["mistake"] = given["mistakes"].get(_digest(transcript), "")
    return result


def fingerprint(given: Given, function: Callable[..., Any]) -> str:
    """Return a hash of all that an answer does in the tests: of each call and what came of it, and which tests fail."""
    return _digest(_tests(given, function)[1])


def _start(given: Given, code: str, before: Sequence[str]) -> tuple[dict[str, Any], Any, dict[str, Any] | None]:
    """Run the setup, the answers before and the cell: return its names, its last value, and its error."""
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins, "input": _nobody_to_ask}
    exec(_used(given["setup"], "\n".join([code, *before])), names)  # noqa: S102 - the course's own
    for text in before:
        with contextlib.suppress(Exception), _printed_to(io.StringIO()):
            exec(compile(text, "<above>", "exec", dont_inherit=True), names)  # noqa: S102 - the reader's own page
    linecache.cache[ANSWER] = (len(code), None, code.splitlines(keepends=True), ANSWER)
    try:
        body, last = _compiled(code)
        exec(body, names)  # noqa: S102
        return names, eval(last, names) if last else None, None  # noqa: S307
    except SyntaxError as error:
        if error.filename not in (ANSWER, None):
            return names, None, _raised(error)
        message = str(error.msg or "invalid syntax")
        return names, None, _error("syntax", f"{type(error).__name__}: {message}", error.lineno, error.offset)
    except ValueError as error:
        return names, None, _raised(error) if error.__traceback__ and _line(error) else _error("syntax", str(error))
    except BaseException as error:  # noqa: BLE001 - a reader may raise what they like
        return names, None, _raised(error)


def _nobody_to_ask(_prompt: object = "", /) -> str:
    raise RuntimeError("nobody can answer input() here: call your function with values")


def _compiled(code: str) -> tuple[CodeType, CodeType | None]:
    """Compile a cell; where its last line is an expression, that apart."""
    tree = ast.parse(code, ANSWER)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    compiled = functools.partial(compile, filename=ANSWER, dont_inherit=True)
    return compiled(tree, mode="exec"), compiled(value, mode="eval") if value else None


def _used(text: str, by: str) -> str:
    """Leave out imports whose names another text does not use: what needs no NumPy does not wait for it."""
    tree = ast.parse(text)
    kept = [node for node in tree.body if not _is_idle(node, set(re.findall(r"\w+", by)))]
    return ast.unparse(ast.Module(kept, []))


def _is_idle(node: ast.stmt, used: set[str]) -> bool:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return False
    return used.isdisjoint((alias.asname or alias.name).partition(".")[0] for alias in node.names)


@contextlib.contextmanager
def _printed_to(output: io.StringIO) -> Iterator[None]:
    """Write what is printed, and what Python warns of, to one text, as a notebook shows both below the cell."""
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        yield


@contextlib.contextmanager
def _absent() -> Iterator[list[str]]:
    """Note the modules that are asked for and cannot be found."""

    class Finder:
        """The last of the finders: whoever comes here has found nothing."""

        @staticmethod
        def find_spec(name: str, _path: object = None, _target: object = None) -> None:
            wanted.append(name.partition(".")[0])

    wanted: list[str] = []
    sys.meta_path.append(Finder)
    try:
        yield wanted
    finally:
        sys.meta_path.remove(Finder)


def _tests(given: Given, function: Callable[..., Any]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Run each test in names of its own: return what became of each, and what the answer did."""
    tests: list[dict[str, Any]] = []
    transcript: list[Any] = []
    with _seeded():
        names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        tests_text = "\n".join(test["source"] for test in given["tests"])
        for text in (given["setup"], given["checks"]):
            exec(_used(text, tests_text), names)  # noqa: S102 - the course's own
        for test in given["tests"]:
            answer = _Answer(function)
            failure = _failure_of(test, {**names, given["name"]: functools.wraps(function)(_called(answer))}, answer)
            tests.append({"name": test["name"], "points": test["points"], "passed": failure is None, **(failure or {})})
            transcript.append([answer.calls, failure is None])
    return tests, transcript


def _called(answer: _Answer) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> Any:
        return answer(*args, **kwargs)

    return called


def _failure_of(test: GivenTest, names: dict[str, Any], answer: _Answer) -> dict[str, Any] | None:
    source = f"<test {test['name']}>"
    linecache.cache[source] = (len(test["source"]), None, test["source"].splitlines(keepends=True), source)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(test["source"], source, "exec", dont_inherit=True), names)  # noqa: S102 - the course's own
    except BaseException as error:  # noqa: BLE001 - any error of a test is a verdict
        return _failure(error, source, answer)
    return None


def _failure(error: BaseException, source: str, answer: _Answer) -> dict[str, Any]:
    """Say what failed: ``message``, ``line`` of the reader's code, and the values, where there are two to compare."""
    by_check = isinstance(error, CheckFailed)
    failure: dict[str, Any] = {"line": None if by_check else _line(error), "inputs": [], "cell": None}
    headline, _, detail = str(error).partition("\n")
    failure |= {"message": headline if by_check else _message(error), "detail": _clipped(detail) if by_check else ""}
    if not by_check and failure["line"] is None:
        failure["test"] = linecache.getline(source, _line(error, source) or 0).strip()
        if isinstance(error, AssertionError) and not str(error):
            failure["message"] = "This does not hold for your answer"
    if not isinstance(error, CheckFailed):
        return failure
    failure["kind"] = error.kind
    failure["inputs"] = [{"name": name} | _drawn(value) for name, value in error.inputs.items()]
    if error.found is not None:
        failure["expected"], failure["received"] = _drawn(error.found.expected), _drawn(error.found.received)
        failure["cell"] = list(error.found.cell) if error.found.cell is not None else None
        printed = answer.printed[-1].strip() if answer.printed else ""
        if error.found.received is None and error.found.expected is not None and printed:
            failure["printed"] = _clipped(printed)
    return failure


def _drawn(value: Any) -> dict[str, Any]:
    """Return a value as the page draws it: its text, and its cells and shape if it is a small array of numbers."""
    drawn: dict[str, Any] = {"text": _clipped(show(value))}
    if is_array(value) and value.dtype.kind in "biuf" and value.ndim >= 1 and 0 < value.size <= MAX_CELLS:
        drawn |= {"shape": list(value.shape), "cells": [_number(cell) for cell in value.ravel().tolist()]}
    return drawn


def _number(cell: Any) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _raised(error: BaseException) -> dict[str, Any]:
    kind = "name" if isinstance(error, NameError) else "error"
    return _error(kind, _message(error), _line(error))


def _message(error: BaseException) -> str:
    text = _clipped(f"{type(error).__name__}: {error}".removesuffix(": "))
    if isinstance(error, NotImplementedError) and not error.args:
        return f"{text}: your code goes in the place of this line"
    if isinstance(error, NameError) and error.name in {"assert_array", "assert_equal", "assert_returns", "reference"}:
        return f"{text} (it belongs to the tests: your answer stands on its own)"
    return text


def _error(kind: str, text: str, line: int | None = None, column: int | None = None) -> dict[str, Any]:
    return {"kind": kind, "text": text, "line": line, "column": column}


def _line(error: BaseException, source: str = ANSWER) -> int | None:
    """Return the last line of the reader's code that led to the error."""
    lines = [number for frame, number in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == source]
    return lines[-1] if lines else None


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} …"


@contextlib.contextmanager
def _seeded() -> Iterator[None]:
    """Let the random cases of tests be those of the page."""
    before = os.environ.get("TCONV_SEED")
    os.environ["TCONV_SEED"] = str(SEED)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TCONV_SEED"]
        else:
            os.environ["TCONV_SEED"] = before


def _digest(transcript: list[Any]) -> str:
    return hashlib.sha256(json.dumps(transcript, ensure_ascii=False).encode()).hexdigest()[:24]


def _plain(value: Any) -> Any:  # noqa: PLR0911 - a line for each kind
    """Return data that are equal for answers that a test cannot tell apart: no last digits, no kind of sequence."""
    if is_array(value):
        return {"shape": list(value.shape), "kind": value.dtype.kind, "cells": _plain(value.ravel().tolist())}
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(member)] for key, member in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if value is None or isinstance(value, bool | str):
        return value
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return _plain(value.item())
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return f"{float(value) + 0.0:.{DIGITS}g}"
    if isinstance(value, complex):
        return [_plain(value.real), _plain(value.imag)]
    return type(value).__name__
