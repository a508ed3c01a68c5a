"""The process in which a notebook runs: learner's cells in one namespace, the given tests in another.

A test meets what the learner defined only through calls, whose results are copied as data: so a test sees what it
would see when it is graded. What happens is told as lines of JSON on the descriptor that was standard output.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import inspect
import io
import json
import os
import random
import sys
import sysconfig
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.random

from tconv_check.conditions import Limits
from tconv_check.crossing import NotDataError, as_data
from tconv_check.imports import restrict
from tconv_check.names import asked
from tconv_check.rules import Rules
from tconv_check.syntax import compiled
from tconv_check.watch import StoppedError, Watch

__all__ = ["Namespaces", "main"]

MESSAGE = 2_000  # characters that are told of one error


class Namespaces:
    """What the learner's cells have bound, and what the given cells have.

    Parameters
    ----------
    given
        Texts of the setup and checks cells, which all tests may use.
    tests
        Texts of the tests.
    tell
        Takes what is worth a note: a module that is not there when the notebook is graded.
    """

    def __init__(self, given: list[str], tests: list[str], limits: Limits, tell: Callable[[str], None]) -> None:
        self.limits, self.watch = limits, Watch()
        self.texts: dict[str, list[str]] = {}
        self.tests: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        for number, text in enumerate(given):
            exec(compile(text, f"<given {number}>", "exec", dont_inherit=True), self.tests)  # noqa: S102 - released
        self.asked = asked([*given, *tests])
        module = types.ModuleType("__main__")
        self.learner = module.__dict__
        self.learner.update(get_ipython=_Shell, display=_nothing)
        sys.modules["__main__"] = module
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - learners use the old generator too
        prefixes = (sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"))
        self.rules = Rules([*map(Path, prefixes), Path(np.__file__).parent, Path.cwd()])
        restrict(self.learner, tell)

    def cell(self, number: int, text: str) -> dict[str, Any]:
        """Run a cell of the learner's; return its error, if it raised one."""
        name = f"<cell {number}>"
        self.texts[name] = text.split("\n")
        _quiet()
        try:
            with self.watch.limit(self.limits.cell):
                code = compiled(text, name)
                with self.rules.hold():
                    value = eval(code, self.learner)  # noqa: S307 - running learners' code is what this process is for
                    if code.co_flags & inspect.CO_COROUTINE:
                        asyncio.run(_finish(value))
        except BaseException as error:  # noqa: BLE001 - a learner's code may raise anything
            return self._told(error)
        return {}

    def test(self, place: int, text: str) -> dict[str, Any]:
        """Run a test; return its error, if it does not pass."""
        _quiet()
        for name in self.asked:
            self.tests.pop(name, None)
            with contextlib.suppress(KeyError, NotDataError):
                self.tests[name] = self._taken(name)
        random.seed(place)
        np.random.seed(place)  # noqa: NPY002 - as above
        try:
            with self.watch.limit(self.limits.test):
                exec(compile(text, f"<test {place}>", "exec", dont_inherit=True), self.tests)  # noqa: S102 - released
        except BaseException as error:  # noqa: BLE001 - any error of a test is a failure
            return self._told(error)
        return {}

    def _taken(self, name: str) -> Any:
        """Return a value of the learner's, or a function whose calls run under the rules."""
        value = self.learner[name]
        if not callable(value):
            return as_data(value)

        def proxy(*args: Any, **kwargs: Any) -> Any:
            try:
                with self.watch.limit(self.limits.call), self.rules.hold():
                    result = value(*args, **kwargs)
            except StoppedError as error:
                raise StoppedError(f"{name} was {error}") from error
            except (Exception, NotDataError):
                raise
            except BaseException as error:
                raise RuntimeError(f"{type(error).__name__}: {error}") from error
            try:
                return as_data(result)
            except NotDataError as error:
                raise NotDataError(f"{name}: {error}") from error

        proxy.__name__ = proxy.__qualname__ = name
        try:
            proxy.__signature__ = inspect.signature(value)  # type: ignore[attr-defined] # messages name the arguments
        except (TypeError, ValueError):
            return proxy
        return proxy

    def _told(self, error: BaseException) -> dict[str, Any]:
        kind = type(error).__name__
        try:
            message = str(error)
        except BaseException:  # noqa: BLE001 - __str__ is the learner's
            message = "(its message cannot be shown)"
        if isinstance(error, SyntaxError) and error.filename in self.texts:
            message, where = str(error.msg), [(error.filename, error.lineno or 1)]
        else:
            where = []
            for link in (error, error.__cause__):  # a check that expected another error names it as its cause
                frames = traceback.walk_tb(link.__traceback__) if link is not None else ()
                where += [(frame.f_code.co_filename, line) for frame, line in frames]
        own = [(name, line) for name, line in where if name in self.texts]
        said = message if kind in ("CheckFailed", "StoppedError", "NotDataError") else f"{kind}: {message}"
        return {"error": _clean(said[:MESSAGE]).removesuffix(": "), "line": self._line(*own[-1]) if own else None}

    def _line(self, name: str, number: int) -> list[Any]:
        lines = self.texts[name]
        text = lines[number - 1].strip() if number <= len(lines) else ""
        return [int(name[len("<cell ") : -1]), number, _clean(text[:200])]


def main() -> None:
    """Take a plan from standard input, run it and tell what happens."""
    plan = json.loads(sys.stdin.buffer.read())
    channel = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)

    def tell(**event: Any) -> None:
        channel.write(json.dumps(event).encode() + b"\n")
        channel.flush()

    tell(ready=True)
    tests = [text for role, text in plan["steps"] if role == "test"]
    try:
        names = Namespaces(plan["given"], tests, Limits(*plan["limits"]), lambda module: tell(absent=module))
    except Exception as error:  # noqa: BLE001 - the given cells may need what is not installed
        tell(broken=_clean(f"{type(error).__name__}: {error}"))
        return
    place = -1
    for number, (role, text) in enumerate(plan["steps"]):
        place += role == "test"
        if number in plan["skip"] or role == "checks":
            continue
        tell(begin=number)
        tell(end=number, **(names.test(place, text) if role == "test" else names.cell(number, text)))
    tell(done=True)


class _Shell:
    """The shell that ``get_ipython`` gives: it does nothing and says nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


class _Sink(io.TextIOBase):
    """Where a notebook prints while it is checked."""

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        return len(text)

    def writable(self) -> bool:
        return True


def _quiet() -> None:
    """Take printing back from whatever the last cell did with it."""
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = _Sink()  # type: ignore[assignment, misc]
    sys.stdin = io.StringIO()


async def _finish(value: Any) -> None:
    await value


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    return None


def _clean(text: str) -> str:
    """Return a text without the lone surrogates that no encoding takes."""
    return text.encode(errors="replace").decode()
