"""The warm process inside the sandbox, with NumPy imported, of which every submission is a fork.

It takes requests for forks from the grader alone, over a socket that no fork inherits.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
from functools import partial

import numpy as np

from . import protocol, quiet_loop
from .cells import load_transformer
from .fork_server import freeze, serve_forks
from .harden import Limits, give_up_rights, keep_for_forking, keep_memory, only_descriptors
from .imports import Imports
from .interpreter import Interpreter, serve
from .wire import encode

__all__ = ["READY", "main"]

READY = b"ready"
WARM_MODULES = {"scipy": ("scipy.signal", "scipy.linalg", "scipy.sparse", "scipy.ndimage")}
"""What learners mostly use of a package: imported once, and not by every submission."""
WARM = (
    "import numpy as np",
    "def same(x, rest=None):\n    return x",
    "print(repr(np.array([1.0]) @ np.ones(1)), np.linalg.norm(np.ones(2)), np.fft.fft(np.ones(2)))\n1 / 0",
)
"""Cells of a rehearsal."""
REHEARSED = 50
"""Times a rehearsal makes each call: so often run, Python's code is the fast one for what it works on, in all forks."""


def main(control: int, program: int, limits: Limits, *, contained: bool, packages: tuple[str, ...] = ()) -> None:
    """Fork a process for each socket that comes in over ``control``, until it is closed.

    ``program`` is a descriptor with the filter of system calls; ``packages`` are there beside NumPy. Only the
    explicit mode without a sandbox is not ``contained``: then the forks are plain ones.
    """
    with os.fdopen(program, "rb") as file:
        filter_code = file.read()
    keep_memory()
    if contained:
        keep_for_forking()
    for name in packages:
        for module in WARM_MODULES.get(name, (name,)):
            importlib.import_module(module)
    interpreter = _warm_up()
    become = partial(
        _become_submission, interpreter=interpreter, limits=limits, program=filter_code, contained=contained
    )
    with socket.socket(fileno=control) as channel:
        channel.sendall(READY)
        serve_forks(channel, become, namespaces=contained)


def _become_submission(
    descriptor: int, *, interpreter: Interpreter, limits: Limits, program: bytes, contained: bool
) -> None:
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, interpreter.interrupt)
        channel = socket.socket(fileno=only_descriptors(descriptor))
        if contained:
            give_up_rights(limits, program)
        channel.sendall(bytes([protocol.VALUE]) + encode(None))
        serve(channel, interpreter)
        status = 0
    except OSError as error:
        with contextlib.suppress(OSError):
            channel.sendall(bytes([protocol.BROKEN]) + encode(str(error)))
    finally:
        os._exit(status)


def _warm_up() -> Interpreter:
    """Return an interpreter that has touched what every submission will need."""
    load_transformer()
    imports = Imports()
    imports.install()
    quiet_loop.install()
    interpreter = Interpreter(imports)
    serve(_Rehearsal(), interpreter)
    interpreter.compiled.clear()
    interpreter.restart()
    freeze()
    gc.set_threshold(20_000, 20, 20)  # a submission is short: its young objects need no walk every moment
    return interpreter


class _Rehearsal:
    """A channel over which comes what will come to most submissions."""

    def __init__(self) -> None:
        cells = [[protocol.CELL, 0, source] for source in WARM]
        values = [
            ((2, 3), {"rest": 1.0}),
            ((np.ones(2), (1, 2)), {}),
            ((np.ones((2, 2), int), [1.0]), {}),
            (("a", None), {}),
        ]
        calls = [[protocol.CALL, "same", encode(value)] for value in values]
        wrong = [protocol.CALL, "same", encode(((), {}))]
        todo = [*cells, *calls * REHEARSED, wrong, [protocol.GET, "same"]]
        self.data = b"".join(
            protocol.request(operation, fresh=operation == todo[0], show=show)
            for show in (True, False)
            for operation in todo
        )

    def recv_into(self, buffer: memoryview, /) -> int:
        """Give some of it."""
        some, self.data = self.data[: len(buffer)], self.data[len(buffer) :]
        buffer[: len(some)] = some
        return len(some)

    def sendall(self, data: bytes, /) -> None:
        """Take an answer."""
