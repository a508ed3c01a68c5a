"""The examiner's process: it runs the instructor's cells, and the learner's functions are proxies in it.

A warm process has NumPy, the library and the instructor's imports; every submission gets a fork of it. A fork
decodes a learner's answers, nothing else of theirs reaches it, and it is killed at its deadline like the sandbox.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from autograder.examiner.judge import Judge, TestText
from autograder.examiner.verdict import Call
from autograder.sandbox.inside.fork_server import freeze, serve_forks
from autograder.sandbox.inside.harden import only_descriptors
from autograder.sandbox.inside.protocol import message, receive

__all__ = ["main"]

MEMORY = 4 << 30


def main(control: int) -> None:
    """Read the instructor's cells over ``control``, then fork for each socket that comes in."""
    with socket.socket(fileno=control) as channel, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        try:
            preparation, tests, *rest = receive(channel)
            judge = Judge(preparation, [TestText(*test) for test in tests], *rest)
            with contextlib.suppress(Exception):  # found, with its sentence, when it is recorded for a class
                judge.record(0)  # every fork finds warm what the tests use
            channel.sendall(message(""))
        except Exception as error:  # noqa: BLE001 - the instructor's cells may raise anything
            channel.sendall(message(f"{type(error).__name__}: {error}"))
            return
        freeze()
        serve_forks(channel, partial(_serve, judge), namespaces=False)


def _serve(judge: Judge, descriptor: int) -> None:
    """Do what is asked until the channel closes."""
    try:
        channel = socket.socket(fileno=only_descriptors(descriptor))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

        def ask(name: str, frame: bytes) -> tuple[int, bytes]:
            channel.sendall(message(["call", name, frame]))
            status, answer = receive(channel)
            return status, answer

        def test(place: int, full: bool, known: list[Any]) -> Any:
            return judge.test(place, [Call(*call) for call in known], full=full, ask=ask)

        handlers: dict[str, Callable[..., Any]] = {
            "reset": lambda seed, changing: judge.reset(int(seed), changing),
            "bind": judge.bind,
            "record": lambda seed: judge.record(int(seed)),
            "test": test,
        }
        while True:
            name, *arguments = receive(channel)
            channel.sendall(message(["done", handlers[name](*arguments)]))
    except EOFError:
        pass
    finally:
        with contextlib.suppress(BaseException):
            os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
