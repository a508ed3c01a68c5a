"""One exercise run in this process: its tests on a given answer, each with a limit of time and of memory.

For code that we wrote ourselves (solutions, mutants, starters). A learner's code never runs here.
"""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.cell import Role
from autograder.masters.master import Exercise, Master
from autograder.sandbox.inside.harden import Limits

__all__ = ["CELL_SECONDS", "Trial", "bounded_memory", "try_answer"]

CELL_SECONDS = 10.0


@dataclass
class Trial:
    """What became of each test: ``failures`` has test name to message, ``seconds`` the processor time of all tests."""

    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    broken: str = ""  # why no test could run at all


def try_answer(
    master: Master,
    exercise: Exercise,
    answer: str | Callable[..., Any],
    *,
    tests: dict[str, str] | None = None,
    wrap: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None,
    cell_seconds: float = CELL_SECONDS,
    until_failure: bool = False,
) -> Trial:
    """Run the tests of ``exercise`` on ``answer``: the text of a solution cell, or a function to bind in its place.

    ``tests`` replaces the test cells (name to text); ``wrap`` goes around the function before the tests see it;
    ``until_failure`` runs no test after the first that fails.
    """
    trial = Trial()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        for cell in master.of_role(Role.SETUP) + master.of_role(Role.CHECKS):
            _run(cell.source, namespace, cell_seconds)
        if callable(answer):
            namespace[exercise.name] = answer
        else:
            _run(answer, namespace, cell_seconds)
    except Exception as error:  # noqa: BLE001 - anything that the cell raises is the finding
        trial.broken = f"{type(error).__name__}: {error}"
        return trial
    if exercise.name not in namespace:
        trial.broken = f"the solution cell defines no {exercise.name}"
        return trial
    if wrap is not None:
        namespace[exercise.name] = wrap(namespace[exercise.name])

    sources = tests if tests is not None else {test.name: test.source for test in exercise.tests}
    for name, source in sources.items():
        start = time.process_time()
        try:
            _run(source, dict(namespace), cell_seconds)
        except Exception as error:  # noqa: BLE001 - as above
            trial.failures[name] = f"{type(error).__name__}: {error}"
        trial.seconds += time.process_time() - start
        if until_failure and trial.failures:
            break
    return trial


def _run(source: str, namespace: dict[str, Any], seconds: float) -> None:
    """Run a cell for at most ``seconds`` of processor time, whatever else runs, and ten times that in all."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"a cell ran for more than {seconds:g} s")

    before = {number: signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"), bounded_memory():
            exec(compile(source, "<cell>", "exec"), namespace)  # noqa: S102 - running cells is what this is for
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def bounded_memory() -> Iterator[None]:
    """Let this process take as much more address space as a learner's process has in all."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + Limits().memory
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = [limit for limit in (soft, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
