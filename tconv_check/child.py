"""The process in which a learner's cells run: the grader's own interpreter, without the walls of its sandbox.

It finds the standard library, NumPy and what a master allows, as where it is graded, and speaks over the descriptors
that were standard input and output.
"""

from __future__ import annotations

import _thread
import contextlib
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tconv_check.conditions import Limits
from tconv_check.inside import protocol, quiet_loop
from tconv_check.inside.cells import load_transformer
from tconv_check.inside.imports import Imports
from tconv_check.inside.interpreter import Interpreter, serve
from tconv_check.inside.wire import encode
from tconv_check.rules import Rules

__all__ = ["main"]

OURS = ("__main__", "msgpack", "numpy", "tconv_check")


def main(limits: Limits, packages: list[str], path: list[str]) -> None:
    """Answer requests until the other side closes; ``path`` is where modules are found but for ``packages``."""
    channel = _Pipes()
    load_transformer()
    allowed = [importlib.import_module(name) for name in packages]
    _hide_all_but({*sys.stdlib_module_names, *OURS, *packages}, path)
    imports = Imports()
    imports.install()
    quiet_loop.install()
    folders = [Path(str(module.__file__)).parent for module in (os, sys.modules["numpy"], *allowed)]
    rules = Rules([Path(sys.prefix), Path(sys.base_prefix), Path.cwd(), *folders])
    learner = _Learner(imports, limits, rules)
    signal.signal(signal.SIGINT, learner.interrupt)
    channel.sendall(bytes([protocol.VALUE]) + encode(None))
    with contextlib.suppress(BrokenPipeError):
        serve(channel, learner)


class _Pipes:
    """Standard input and output, which now lead nowhere for everybody else."""

    def __init__(self) -> None:
        self.incoming, self.outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)

    def recv_into(self, buffer: memoryview, /) -> int:
        return self.incoming.readinto1(buffer)

    def sendall(self, data: bytes, /) -> None:
        self.outgoing.write(data)
        self.outgoing.flush()


class _Learner(Interpreter):
    """What runs in the sandbox, with a clock and the rules."""

    def __init__(self, imports: Imports, limits: Limits, rules: Rules) -> None:
        super().__init__(imports)
        self.limits, self.rules = limits, rules

    def answer(self, operation: list[Any]) -> bytes:
        seconds = self.limits.cell if operation[0] == protocol.CELL else self.limits.call
        with _interrupted_after(seconds), self.rules.hold():
            return super().answer(operation)


def _hide_all_but(names: set[str], path: list[str]) -> None:
    """Let nobody find a module that is not there when a notebook is graded."""
    sys.path[:] = path
    for name in list(sys.modules):
        if name.partition(".")[0] not in names:
            del sys.modules[name]


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Interrupt the main thread as Ctrl-C would; code that does not hear it is ended from outside."""
    timer = threading.Timer(seconds, _interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _interrupt() -> None:
    if os.name == "nt":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
