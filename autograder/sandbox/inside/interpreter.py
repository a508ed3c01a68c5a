"""Run a learner's cells and calls, one operation at a time, and answer each with data.

Runs inside the sandbox, in one process with the learner's code, which may therefore break all of it: then its own
answers are wrong. The examiner runs the instructor's solution through the same class, so both are handled alike.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import linecache
import random
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import protocol
from .cells import Piece, definitions, parse, pieces
from .hints import hint
from .imports import Imports
from .layout import LEAVES
from .magics import Shell
from .output import Output, clip
from .passing import attach, display
from .stubs import Inert
from .wire import WireError, decode, encode

__all__ = ["Interpreter", "serve"]

EMPTY = encode(None)
VALUE, CHANGED = bytes([protocol.VALUE]), bytes([protocol.CHANGED])
MISSING = bytes([protocol.MISSING]) + EMPTY
FRAMES = 30


class Interpreter:
    """A namespace as Jupyter has one, and what may be asked of it."""

    def __init__(self, imports: Imports | None = None) -> None:
        self.show = True
        self.imports = imports or Imports()
        self.tell: Callable[[int], object] = lambda done: done
        """Called with how many statements of a cell are done, before one that may take long."""
        self.interruptible = False
        self.is_fresh = False
        """Whether nothing has run since the last restart."""
        self.names: dict[str, Any] = {}
        self.compiled: dict[tuple[str, int | None], list[Piece]] = {}
        self.output = Output()
        self.streams = self.output.stream("stdout"), self.output.stream("stderr")
        self.restart()

    def restart(self) -> None:
        """Forget what was defined, and draw the same random numbers again."""
        if self.is_fresh:
            return
        self.is_fresh = True
        self.names.clear()
        module = types.ModuleType("__main__")
        self.names = module.__dict__
        self.names["get_ipython"] = attach(Shell(self.names, self._run_statement))
        self.names["display"] = display
        self.names["exit"] = self.names["quit"] = sys.exit
        self.names["help"] = Inert()
        sys.modules["__main__"] = module
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - learners use the old generator too

    def interrupt(self, _signal: int, _frame: types.FrameType | None) -> None:
        """Raise KeyboardInterrupt in the learner's code, once an operation, and nowhere else."""
        if self.interruptible:
            self.interruptible = False
            raise KeyboardInterrupt

    def answer(self, operation: list[Any]) -> bytes:
        """Do one operation; return its answer, behind what was printed on the way."""
        kind, *rest = operation
        self.is_fresh = False
        if self.output.items:
            self.output.clear()
        if self.imports.missing:
            self.imports.forget()
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.streams
        try:
            if kind == protocol.CALL:
                answer = self._call(*rest)
            else:
                answer = self._cell(*rest) if kind == protocol.CELL else self._get(*rest)
        finally:
            sys.stdout, sys.stderr = before
        if kind == protocol.CALL and self.show and self.output.items:
            return bytes([protocol.NOTE]) + encode(self.output.text()) + answer
        return answer

    def _cell(self, number: int, source: str, count: int | None = None) -> bytes:
        output = self.output
        try:
            self.interruptible = True
            self._run(source, f"<cell {number}>", count)
            self.interruptible = False
        except BaseException as error:  # noqa: BLE001 - a learner's code may raise anything
            self.interruptible = False
            if self.show:
                name, message = type(error).__name__, self._message(error)
                output.error(name, message, [*_traceback(error), _clean(f"{name}: {message}")])
        return bytes([protocol.OUTPUTS]) + (encode(output.listing()) if self.show else EMPTY)

    def _run(self, source: str, name: str, count: int | None) -> None:
        if (source, count) not in self.compiled:
            self.compiled[source, count] = _in_pieces(source, name, count)
        for first, code, shows in self.compiled[source, count]:
            if first:
                self.tell(first)
            value = self._execute(code)
            if shows and value is not None:
                self.names["_"] = value
                if self.show and not isinstance(value, Inert) and not source.rstrip().endswith(";"):
                    self.output.result(clip(repr(value)))

    def _run_statement(self, text: str) -> Any:
        """Run what a magic is given; return the value of its last expression."""
        name = f"<cell magic {len(linecache.cache)}>"
        text, tree = parse(text, name)
        _keep_lines(text, name)
        value = None
        for _, code, _ in pieces(tree, name):
            value = self._execute(code)  # None but of a last expression
        return value

    def _execute(self, code: types.CodeType) -> Any:
        value = eval(code, self.names)  # noqa: S307 - running learners' code is what this process is for
        if code.co_flags & inspect.CO_COROUTINE:

            async def finish() -> Any:
                return await value

            return asyncio.run(finish())
        return value

    def _call(self, name: str, frame: bytes) -> bytes:
        if name not in self.names:
            return MISSING
        args, kwargs = decode(frame)
        watched = _watched((*args, *kwargs.values()))
        try:
            self.interruptible = True
            value = self.names[name](*args, **kwargs)
            self.interruptible = False
        except BaseException as error:  # noqa: BLE001 - as above
            self.interruptible = False
            details = encode((self._message(error), "\n".join(_traceback(error)))) if self.show else EMPTY
            return bytes([protocol.ERROR + protocol.class_index(type(error))]) + details
        try:
            if (watched is not None and all(map(_is_as_before, watched))) or encode((args, kwargs)) == frame:
                return VALUE + encode(value)
            return CHANGED + encode((value, args, kwargs))
        except WireError as error:
            return bytes([protocol.REFUSED]) + encode(str(error))
        except BaseException as error:  # noqa: BLE001 - a class of the learner's may act when it is looked at
            return bytes([protocol.ERROR + protocol.class_index(type(error))]) + EMPTY

    def _get(self, name: str) -> bytes:
        try:
            return VALUE + encode(self.names[name])
        except KeyError:
            return MISSING
        except WireError as error:
            return bytes([protocol.REFUSED]) + encode(str(error))

    def _message(self, error: BaseException) -> str:
        try:
            text = str(error)
            if isinstance(error, ImportError):
                text = text.removesuffix(f" ({error.path or 'unknown location'})")  # a path of this machine
            return _clean(clip(text)) + hint(error, self.imports.starred)
        except BaseException:  # noqa: BLE001 - __str__ is the learner's
            return "(its message cannot be shown)"


def serve(channel: protocol.Channel, interpreter: Interpreter) -> None:
    """Answer requests until the grader closes the channel, or ends the process."""
    interpreter.tell = lambda done: channel.sendall(bytes([protocol.NOTE]) + encode(done))
    with contextlib.suppress(EOFError):
        for fresh, interpreter.show, operation in protocol.requests(channel):
            if fresh:
                interpreter.restart()
            channel.sendall(interpreter.answer(operation))


def _in_pieces(source: str, name: str, count: int | None) -> list[Piece]:
    """Return a cell in pieces, or its first ``count`` statements; keep its lines for tracebacks."""
    whole = definitions(source, name) if count is None else None
    if whole is not None:
        _keep_lines(source, name)
        return [Piece(0, whole)]
    text, tree = parse(source, name)
    _keep_lines(text, name)
    return pieces(tree, name, count)


def _keep_lines(text: str, name: str) -> None:
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)


class _Array(NamedTuple):
    """An array as it was before a call."""

    array: np.ndarray[Any, Any]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    data: bytes


def _watched(arguments: tuple[Any, ...]) -> list[_Array] | None:
    """Return the arrays among some arguments where nothing else can be changed; else None."""
    arrays = []
    for each in arguments:
        kind = type(each)
        if kind is np.ndarray:
            arrays.append(_Array(each, each.shape, each.dtype, each.tobytes()))
        elif kind not in LEAVES and not (kind is tuple and LEAVES.issuperset(map(type, each))):
            return None
    return arrays


def _is_as_before(kept: _Array) -> bool:
    """Return whether an array still has the same numbers."""
    array, shape, dtype, data = kept
    return array.shape == shape and array.dtype is dtype and array.tobytes() == data


def _clean(text: str) -> str:
    """Return a text without the lone surrogates that no encoding takes."""
    return text.encode(errors="replace").decode()


def _traceback(error: BaseException) -> list[str]:
    """Return the lines of the learner's own cells, and no path of this machine."""
    try:
        if isinstance(error, SyntaxError):
            return _clean(clip("".join(traceback.format_exception_only(error)))).splitlines()
        lines = []
        for frame, number in traceback.walk_tb(error.__traceback__):
            name = frame.f_code.co_filename
            if name.startswith("<cell "):
                lines.append(f"{name[1:-1]}, line {number}, in {frame.f_code.co_name}: ")
                lines[-1] += clip(linecache.getline(name, number).strip(), 200)
        return lines if len(lines) <= FRAMES else [*lines[: FRAMES // 2], "…", *lines[-FRAMES // 2 :]]
    except BaseException:  # noqa: BLE001 - as above
        return []
