"""Run a plan in a fresh process, end it when it takes too long, and go on without the cell that did."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tconv_check.conditions import LIMITS, Limits
from tconv_check.plan import Step

__all__ = ["Line", "Outcome", "Ran", "run"]

START_SECONDS = 60.0  # for Python and NumPy, on a slow disk
GRACE = 3.0  # in which the process ends its own cell
PROGRAM = "import sys; sys.path.append(sys.argv.pop()); from tconv_check.child import main; main()"
ENDED = "it ended its own process (by exit, a crash or a lack of memory)"


@dataclass(frozen=True)
class Line:
    """A line of a learner's cell that led to an error."""

    step: int
    number: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of one cell; no error means that it ran, or that the test passes."""

    error: str = ""
    line: Line | None = None


@dataclass
class Ran:
    """What became of all of them, by place in the plan; and which modules are not there when it is graded."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


def run(steps: list[Step], limits: Limits = LIMITS) -> Ran:
    """Return what the cells do, from top to bottom.

    Raises
    ------
    RuntimeError
        No process can be started, or it does not get as far as the first cell.
    """
    ran = Ran()
    left = limits.notebook
    while True:
        begun = time.monotonic()
        at, reason = _once(steps, ran, limits, left)
        left -= time.monotonic() - begun
        if at is None:
            return ran
        ran.outcomes[at] = Outcome(reason)
        if left <= 0:
            over = Outcome(f"stopped: the {limits.notebook:g} s for the whole notebook were used up")
            for number in range(len(steps)):
                ran.outcomes.setdefault(number, over)
            ran.outcomes[at] = over
            return ran


def _once(steps: list[Step], ran: Ran, limits: Limits, left: float) -> tuple[int | None, str]:
    """Run in one process; return at which cell it was ended and why, None if it came to its end.

    Tests whose outcome is known and cells that were stopped do not run again.
    """
    skip = [n for n, found in ran.outcomes.items() if steps[n].role == "test" or _was_ended(found)]
    plan = {
        "given": [step.text for step in steps if step.role in ("setup", "checks")],
        "steps": [(step.role, step.text) for step in steps],
        "skip": skip,
        "limits": limits,
    }
    with tempfile.TemporaryDirectory(prefix="tconv_check-", ignore_cleanup_errors=True) as folder:
        process = _start(folder)
        try:
            return _listen(process, json.dumps(plan).encode(), steps, ran, limits, left)
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr] # both are there


def _start(folder: str) -> subprocess.Popen[bytes]:
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    command = [
        sys.executable,
        "-P",
        "-X",
        "utf8",
        "-W",
        "ignore",
        "-c",
        PROGRAM,
        str(Path(__file__).resolve().parents[1]),
    ]
    try:
        return subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise RuntimeError(f"{sys.executable} cannot be started ({error.strerror})") from error


def _listen(
    process: subprocess.Popen[bytes], plan: bytes, steps: list[Step], ran: Ran, limits: Limits, left: float
) -> tuple[int | None, str]:
    events: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_talk, args=(process, plan, events), daemon=True).start()
    at: int | None = None
    reason = f"it did not start in {START_SECONDS:g} s"
    end, over = time.monotonic() + START_SECONDS, time.monotonic() + START_SECONDS + left
    while True:
        try:
            event = events.get(timeout=max(0.0, min(end, over) - time.monotonic()))
        except queue.Empty:
            break
        if "ready" in event:
            over = time.monotonic() + left
        elif "begin" in event:
            at = event["begin"]
            seconds = limits.test if steps[at].role == "test" else limits.cell
            end, reason = time.monotonic() + seconds + GRACE, f"stopped after {seconds:g} s"
        elif "absent" in event and event["absent"] not in ran.absent:
            ran.absent.append(event["absent"])
        elif "end" in event:
            ran.outcomes[event["end"]] = _outcome(event)
        elif "done" in event:
            return None, ""
        elif "broken" in event:
            raise RuntimeError(f"its given cells cannot run ({event['broken']}): install the wheel that came with it")
        elif "ended" in event:
            reason = ENDED
            break
    if at is None:
        raise RuntimeError(f"the notebook cannot be run: {reason}; does 'import numpy' work in this Python?")
    return at, reason


def _talk(process: subprocess.Popen[bytes], plan: bytes, events: queue.Queue[dict[str, Any]]) -> None:
    """Send the plan and take what the process tells, until it ends."""
    assert process.stdin is not None  # noqa: S101 - asked for
    assert process.stdout is not None  # noqa: S101 - asked for
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(plan)
        process.stdin.close()
        for line in process.stdout:
            with contextlib.suppress(TypeError, ValueError):  # a learner's code may write here, too
                events.put(dict(json.loads(line)))
    events.put({"ended": True})


def _outcome(event: dict[str, Any]) -> Outcome:
    line = event.get("line")
    return Outcome(str(event.get("error", "")), Line(*line) if line else None)


def _was_ended(found: Outcome) -> bool:
    return found.error == ENDED or found.error.startswith("stopped after")
