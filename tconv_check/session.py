"""A conversation with the process in which a learner's cells run; it is asked what the grader asks its sandbox."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

from tconv_check.conditions import Limits
from tconv_check.inside import protocol
from tconv_check.inside.wire import WireError, decode, frame_size

__all__ = ["ENDED", "Answer", "Session"]

START_SECONDS = 60.0  # for Python, NumPy and IPython, on a slow disk
GRACE = 1.0  # in which the process ends its own cell
ENDED = "stopped: it ended its own process (by exit, a crash or a lack of memory)"
PROGRAM = (
    "import sys; path = sys.path[:]; sys.path[:0] = {paths!r}; from tconv_check.child import main; "
    "from tconv_check.conditions import Limits; main(Limits(*{limits}), {packages}, path)"
)


class Answer(NamedTuple):
    """The first byte of an answer and its frame."""

    status: int
    frame: bytes = b""
    reason: str = ""
    """Why there is none; the frame is then what came too late."""
    done: int = 0
    """Of a cell that was stopped: how many of its statements had run by then."""

    @property
    def stopped(self) -> bool:
        """Whether it was interrupted or ended."""
        return self.status == protocol.STOPPED


class Session:
    """A process that is started when first needed, and again after it was ended."""

    def __init__(self, limits: Limits, packages: tuple[str, ...] = ()) -> None:
        self.limits, self.packages = limits, packages
        self.process: subprocess.Popen[bytes] | None = None
        self.answers: queue.Queue[tuple[int, bytes]] = queue.Queue()
        self.end = 0.0
        """Of the time for the whole notebook, which begins with the first question."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether there is a process that remembers what was asked."""
        return self.process is not None

    @property
    def over(self) -> str:
        """Return why nothing may run any more; empty while it may."""
        is_over = self.end and time.monotonic() >= self.end
        return f"not run: {self._used_up} before it" if is_over else ""

    def ask(self, operation: list[Any], *, fresh: bool) -> Answer:
        """Send one operation and return its answer; ``STOPPED`` if it does not come in time.

        Raises
        ------
        RuntimeError
            No process can be started.
        """
        if self.process is None:
            self._start()
        assert self.process is not None  # noqa: S101 - just started
        assert self.process.stdin is not None  # noqa: S101 - asked for
        seconds = self.limits.cell if operation[0] == protocol.CELL else self.limits.call
        end, sentence = min(
            (time.monotonic() + seconds, f"stopped after {seconds:g} s"), (self.end, f"stopped: {self._used_up}")
        )
        with contextlib.suppress(OSError):  # it has ended: that is what is read next
            self.process.stdin.write(protocol.request(operation, fresh=fresh, show=True))
            self.process.stdin.flush()
        status, frame, done = protocol.NOTE, b"", 0
        while status == protocol.NOTE:
            try:
                status, frame = self.answers.get(timeout=max(0.0, min(end + GRACE, self.end) - time.monotonic()))
            except queue.Empty:
                self.close()
                return Answer(protocol.STOPPED, b"", sentence, done)
            if status == protocol.NOTE and operation[0] == protocol.CELL:
                with contextlib.suppress(WireError):  # a learner's code may have changed what writes it
                    done = decode(frame)
        if status == protocol.BROKEN:
            self.close()
            return Answer(protocol.STOPPED, b"", ENDED, done)
        if time.monotonic() >= end:
            return Answer(protocol.STOPPED, frame, sentence, done)
        return Answer(status, frame)

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr] # it is there
        self.process = None
        self.folder.cleanup()

    @property
    def _used_up(self) -> str:
        return f"the {self.limits.notebook:g} s for the whole notebook were used up"

    def _start(self) -> None:
        for name in self.packages:
            if importlib.util.find_spec(name) is None:
                raise RuntimeError(f"{name} is there when your notebook is graded, and not in this Python: install it")
        self.folder = tempfile.TemporaryDirectory(prefix="tconv_check-", ignore_cleanup_errors=True)
        paths = [str(Path(__file__).resolve().parents[1]), *filter(None, sys.path)]
        program = PROGRAM.format(paths=paths, limits=list(self.limits), packages=list(self.packages))
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-s", "-S", "-P", "-X", "utf8", "-W", "ignore", "-c", program],
                cwd=self.folder.name,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            self.folder.cleanup()
            raise RuntimeError(f"{sys.executable} cannot be started ({error.strerror})") from error
        self.answers = queue.Queue()
        threading.Thread(target=_listen, args=(self.process.stdout, self.answers), daemon=True).start()
        try:
            status, _ = self.answers.get(timeout=START_SECONDS)
        except queue.Empty:
            status = protocol.STOPPED
        if status != protocol.VALUE:
            self.close()
            raise RuntimeError("the notebook cannot be run: does 'import numpy, msgpack, IPython' work in this Python?")
        self.end = self.end or time.monotonic() + self.limits.notebook


def _listen(stream: IO[bytes], answers: queue.Queue[tuple[int, bytes]]) -> None:
    """Take what a process sends, frame by frame, until it ends; none but this thread closes what it reads."""
    data = bytearray()
    with stream, contextlib.suppress(OSError, ValueError):  # a learner's code may have written here, too
        while more := os.read(stream.fileno(), 1 << 18):
            data += more
            while data and (size := frame_size(data, 1)) is not None and len(data) > size:
                answers.put((data[0], bytes(data[1 : 1 + size])))
                del data[: 1 + size]
    answers.put((protocol.BROKEN, b""))
