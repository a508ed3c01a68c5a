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
WARM = """
import numpy as np
def double(x, rest):
    return np.array([x]) @ np.array([2.0]), rest
print(repr(np.ones(2)), np.linalg.norm(np.ones(2)), np.fft.fft(np.ones(2)))
1 / 0
"""


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
    frame = encode(((1.0, [1]), {}))
    for operation in ([protocol.CELL, 0, WARM], [protocol.CALL, "double", frame], [protocol.GET, "double"]):
        interpreter.answer(operation)
    interpreter.restart()
    freeze()
    gc.set_threshold(20_000, 20, 20)  # a submission is short: its young objects need no walk every moment
    return interpreter
