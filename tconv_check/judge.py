"""Run the released tests: a learner's functions are proxies in them, so that they see what they see in grading."""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import io
import math
import random
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tconv_check.assignment import Assignment, Given
from tconv_check.inside import protocol
from tconv_check.inside.cells import parse, split_result
from tconv_check.inside.output import clip
from tconv_check.inside.stubs import Inert
from tconv_check.inside.wire import WireError, decode, encode
from tconv_check.session import Answer

__all__ = ["Failure", "Judge"]

PLAIN = ("CheckFailed", "_NoAnswerError")  # errors whose message says it all


class Failure(NamedTuple):
    """Why a test does not give its points, and the lines of the learner's code that led to it."""

    error: str = ""
    lines: str = ""


class _NoAnswerError(BaseException):
    """There is no answer; no ``except Exception`` of a test shall take this for one."""


class Judge:
    """The given names, and the proxies among them.

    Parameters
    ----------
    ask
        Asks a learner's function: name and frame of arguments to an answer.
    """

    def __init__(self, assignment: Assignment, ask: Callable[[str, bytes], Answer]) -> None:
        self.assignment, self.ask = assignment, ask
        self.raised: list[tuple[BaseException, str, str]] = []
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins, "get_ipython": Inert}
        for cell in assignment.cells:
            if cell.role in ("setup", "checks"):
                self._run(cell.source, self.names)
        for cell in assignment.of_role("solution"):
            blank = dict(self.names)
            with contextlib.suppress(Exception):
                self._run(cell.source, blank)
            for name in cell.functions:
                self.names[name] = self._proxy(name, blank.get(name))

    def bind(self, name: str, answer: Answer) -> None:
        """Bind a value of the learner's cells."""
        self.names.pop(name, None)
        if answer.status == protocol.VALUE:
            with contextlib.suppress(WireError):
                self.names[name] = decode(answer.frame)

    def test(self, place: int, test: Given) -> Failure:
        """Run a test; return what is wrong, if it does not give all of its points."""
        random.seed(place)
        np.random.seed(place)  # noqa: NPY002 - tests use the old generator too
        self.raised.clear()
        text = io.StringIO()
        try:
            with warnings.catch_warnings(action="ignore"), contextlib.redirect_stdout(text):
                value = self._run(test.source, self.names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - any error of a test is a failure
            return self._failure(error)
        credit = test.points if isinstance(value, bool | np.bool_) or not isinstance(value, NUMBERS) else float(value)
        if not credit >= test.points:
            return Failure(f"{credit if math.isfinite(credit) else 0:.4g} of {test.points:g} points")
        return Failure()

    def _run(self, text: str, names: dict[str, Any]) -> Any:
        """Run a given cell; return the value of its last line, if that may be its partial credit."""
        tree = parse(text, "<given>")[1]
        body, last = split_result(tree, "<given>")
        exec(body, names)  # noqa: S102 - released by the instructor
        value = eval(last, names) if last is not None else None  # noqa: S307 - as above
        end = tree.body[-1].value if last is not None and isinstance(tree.body[-1], ast.Expr) else None
        called = end.func if isinstance(end, ast.Call) else end
        own = {name for given in self.assignment.answers.values() for name in given}
        return None if isinstance(called, ast.Name) and called.id in own else value

    def _proxy(self, name: str, blank: Any) -> Callable[..., Any]:
        def proxy(*args: Any, **kwargs: Any) -> Any:
            return self._taken(name, self.ask(name, encode((args, kwargs))))

        proxy.__name__ = proxy.__qualname__ = name
        with contextlib.suppress(TypeError, ValueError):
            proxy.__signature__ = inspect.signature(blank)  # type: ignore[attr-defined] # messages name the arguments
        return proxy

    def _taken(self, name: str, answer: Answer) -> Any:
        if answer.stopped:
            raise _NoAnswerError(f"{name} was {answer.reason}")
        if answer.status == protocol.MISSING:
            raise self._raised(NameError(f"name {name!r} is not defined"), f"name {name!r} is not defined", "")
        if answer.status == protocol.CHANGED:
            raise _NoAnswerError(f"{name} changed one of its arguments; it must leave them as they are")
        try:
            content = decode(answer.frame)
        except WireError as error:  # a learner's code may have changed what writes it
            raise _NoAnswerError(f"{name} gave back what is no data: {error}") from error
        if answer.status == protocol.REFUSED:
            raise _NoAnswerError(f"{name}: {content}")
        if answer.status >= protocol.ERROR:
            message, lines = map(str, content or ("", ""))
            raise self._raised(protocol.CLASSES[answer.status - protocol.ERROR](message), message, lines)
        return content

    def _raised(self, error: Exception, message: str, lines: str) -> Exception:
        self.raised.append((error, message, lines))
        return error

    def _failure(self, error: BaseException) -> Failure:
        kind, message, lines = type(error).__name__, clip(str(error)), ""
        for raised, its_message, its_lines in self.raised:
            if raised is error:
                message = its_message
            if raised in (error, error.__cause__):  # a check that expected another error names it as its cause
                lines = its_lines
        return Failure(message if kind in PLAIN else f"{kind}: {message}".removesuffix(": "), lines)


NUMBERS = (int, float, np.integer, np.floating)
