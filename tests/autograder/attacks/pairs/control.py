"""The control of the pairs: two plain processes, of which one marks and the other looks, outside of any sandbox.

A pair that does not succeed here proves nothing by failing elsewhere. Runs in an outer box; prints a line for each.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 0.8
SECRET = 7919


def seen(look: Callable[[], object], seconds: float) -> object:
    """Return the first thing that is seen, or None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.005)
    return None


def fork(work: Callable[[], object]) -> tuple[int, int]:
    """Do something in a child; return its id and a pipe with what it printed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    return pid, reading


def one(path: Path) -> dict[str, object]:
    """Try one pair: look while nobody marks, then while somebody does."""
    names: dict[str, Callable[..., object]] = {}
    exec(path.read_text(encoding="utf-8").partition("\n\n")[2], names)  # noqa: S102 - ours

    def look(seconds: float) -> object:
        pid, pipe = fork(lambda: seen(names["look"], seconds))
        with os.fdopen(pipe, "rb") as result:
            text = result.read()
        os.waitpid(pid, 0)
        return json.loads(text) if text else "nothing: it failed"

    def mark() -> None:
        for _ in range(3):
            names["mark"](SECRET)
            time.sleep(0.5)

    quiet = look(0.2)
    marker, pipe = fork(mark)
    time.sleep(0.2)
    loud = look(SECONDS)
    os.kill(marker, signal.SIGKILL)
    os.waitpid(marker, 0)
    os.close(pipe)
    return {"name": path.stem, "quiet": quiet, "loud": loud}


if __name__ == "__main__":
    for file in sorted(Path(sys.argv[1]).glob("*.txt")):
        sys.stdout.write(json.dumps(one(file)) + "\n")
        sys.stdout.flush()
