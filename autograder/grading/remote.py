"""What runs on a worker of a cluster: it has this package and nothing of the course but what comes with the tasks.

A worker is asked first whether it can grade. Then it gets what the whole run needs (sources, seeds), once, and then
batches of submissions as bytes.
"""

from __future__ import annotations

import pickle
import platform
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any, NamedTuple

from distributed import get_worker

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # a second, as in ``cli``

from autograder.errors import CourseError
from autograder.grading.executor import close_executors
from autograder.grading.keys import VERSION

__all__ = ["SLOW", "Done", "Welcome", "admit", "do", "forget", "versions"]

SLOW = 10.0
"""Seconds after which a worker says which submission it is still at."""
ABANDONED = 3600.0
"""Seconds after which a run of which nothing is heard was killed: the next one tidies up after it."""


def versions() -> dict[str, str]:
    """Return the versions of all that a grade depends on."""
    packages = {
        "tconv-course": "tconv-course",
        "NumPy": "numpy",
        "SciPy": "scipy",
        "IPython": "ipython",
        "Dask": "distributed",
    }
    found = {name: metadata.version(package) for name, package in packages.items()}
    return {"Python": platform.python_version(), **found, "the rules of grading": VERSION}


class Welcome(NamedTuple):
    """What a worker says when it is asked for the first time."""

    host: str
    problem: str
    """Why it can take no work; empty if it can."""


class Done(NamedTuple):
    """What a worker sends back for a batch."""

    results: list[Any]
    seconds: float


@dataclass
class _Run:
    work: Callable[[Any], Any]
    used: float
    at_work: int = 0
    over: bool = False


_runs: dict[str, _Run] = {}
_lock = threading.Lock()


def admit(run: str, there: dict[str, str], payload: bytes) -> Welcome:
    """Take on the work of a run, which ``payload`` holds beside a test of this machine."""
    host, here = socket.gethostname(), versions()
    differs = [f"{name} {here[name]} and not {wanted}" for name, wanted in there.items() if here[name] != wanted]
    if differs:
        return Welcome(host, f"it has {', '.join(differs)}: install there what is installed here")
    work, prove = pickle.loads(payload)  # noqa: S301 - from whoever may run any code here
    try:
        if prove is not None:
            prove()
    except CourseError as error:
        return Welcome(host, str(error))
    with _lock:
        now = time.monotonic()
        abandoned = [name for name, each in _runs.items() if not each.at_work and now - each.used > ABANDONED]
        _runs.setdefault(run, _Run(work, now))
    for name in abandoned:
        forget(name)
    return Welcome(host, "")


def do(run: str, number: int, batch: bytes) -> bytes | None:
    """Do a batch of tasks; None if this process knows nothing of the run, since it was started anew."""
    with _lock:
        known = _runs.get(run)
        if known is None:
            return None
        known.at_work += 1
        known.used = began = time.monotonic()
    try:
        results = []
        for place, task in enumerate(pickle.loads(batch)):  # noqa: S301 - as above
            if known.over:
                return None
            results.append(_watched(known.work, task, [run, number, place]))
        return pickle.dumps(Done(results, time.monotonic() - began))
    finally:
        with _lock:
            known.at_work -= 1
        _tidy()


def forget(run: str) -> None:
    """End what is kept for a run: nobody asks for it any more."""
    with _lock:
        known = _runs.pop(run, None)
        if known is not None:
            known.over = True
            _leaving.append(known)
    _tidy()


_leaving: list[_Run] = []


def _tidy() -> None:
    """End the warm processes, when the last run is over and nobody is at work."""
    with _lock:
        _leaving[:] = [run for run in _leaving if run.at_work]
        if not _runs and not _leaving:
            close_executors()


def _watched(work: Callable[[Any], Any], task: Any, where: list[Any]) -> Any:
    """Do one task; tell whoever grades when it takes long."""
    worker = get_worker()
    timer = threading.Timer(SLOW, worker.log_event, (where[0], where[1:]))
    timer.start()
    try:
        return work(task)
    finally:
        timer.cancel()
