"""A conversation with one sandbox: ask it for something and wait no longer than it may take.

Deadlines are absolute: an operation ends by its own limit and the notebook by its limit, however often bytes drip
in. Nothing of an answer is decoded here but its first byte and the lengths, so hostile bytes stay bytes.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from autograder.sandbox.channel import CHUNK, EndedError, GoneError, LateError, receive, send, wait_in_ticks
from autograder.sandbox.forks import START_SECONDS, Fork
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import WireError, decode, frame_size, is_text
from autograder.sandbox.launch import ADVICE, Launcher, SandboxError

__all__ = ["Answer", "Clock", "Deadlines", "KnownCall", "Session"]

MAX_ANSWERS = 128 << 20
"""Bytes of all answers of a notebook, which are held until it is graded."""
MAX_STATEMENTS = 1 << 16
VALUES = protocol.VALUE, protocol.REFUSED, protocol.MISSING
ERRORS = range(protocol.ERROR, protocol.ERROR + len(protocol.CLASSES))
FITTING = {
    protocol.CELL: frozenset([protocol.OUTPUTS]),
    protocol.GET: frozenset(VALUES),
    protocol.CALL: frozenset([*VALUES, protocol.CHANGED, *ERRORS]),
}
"""First bytes of an answer, by the kind of the operation."""
GRACE = 1.0
"""Seconds in which a process that was interrupted may come back with its answer, which is not looked at."""


class Deadlines(NamedTuple):
    """Seconds of the clock on the wall."""

    call: float = 5.0
    cell: float = 15.0
    notebook: float = 90.0
    test: float = 20.0
    """Of one test cell in the examiner, without the calls that it makes."""


class Answer(NamedTuple):
    """The first byte of an answer, its frame, and what was printed on the way."""

    status: int
    frame: bytes = b""
    printed: bytes = b""
    done: int = 0
    """Of a cell that was stopped: how many of its statements had run by then, as its process says."""

    @property
    def stopped(self) -> bool:
        """Whether the grader had to interrupt or to end the process instead of getting an answer."""
        return self.status == protocol.STOPPED

    @property
    def reason(self) -> str:
        """Return why it was stopped."""
        return self.frame.decode()


class KnownCall(NamedTuple):
    """A call of which the right answer is known, as bytes: made once for all submissions."""

    request: bytes
    answer: Answer
    expected: bytes
    """What comes when that is the answer."""

    @classmethod
    def of(cls, operation: list[Any], status: int, frame: bytes, *, show: bool) -> Self:
        """Return the call of a namespace that is there, and its right answer."""
        request = protocol.request(operation, fresh=False, show=show)
        return cls(request, Answer(status, frame), bytes([status]) + frame)


@dataclass
class Clock:
    """The time that a notebook has left, and the bytes that its answers may still have."""

    deadlines: Deadlines
    end: float
    bytes_left: int = MAX_ANSWERS
    now: Callable[[], float] = time.monotonic

    @classmethod
    def start(cls, deadlines: Deadlines, now: Callable[[], float] = time.monotonic) -> Clock:
        """Return a clock that starts now."""
        return cls(deadlines, now() + deadlines.notebook, now=now)

    @property
    def left(self) -> float:
        """Seconds until the end."""
        return self.end - self.now()

    @property
    def over(self) -> str:
        """Return why nothing may run any more; empty while it may."""
        if self.bytes_left < 0:
            return f"stopped: the answers of the whole notebook have more than {MAX_ANSWERS >> 20} MiB"
        return "" if self.left > 0 else f"not run: {self._used_up} before it"

    @property
    def _used_up(self) -> str:
        return f"the {self.deadlines.notebook:g} s for the whole notebook were used up"

    def limit(self, kind: int, now: float) -> tuple[float, str]:
        """Return when an operation that starts ``now`` has to end, and the sentence if it does not."""
        seconds = self.deadlines.cell if kind == protocol.CELL else self.deadlines.call
        end = now + seconds
        if end < self.end:
            return end, f"stopped after {seconds:g} s"
        return self.end, f"stopped: {self._used_up}"


class Session:
    """One submission's sandbox, started when first needed and gone for good after ``close``."""

    def __init__(self, launcher: Launcher, clock: Clock) -> None:
        self.launcher = launcher
        self.clock = clock
        self.fork: Fork | None = None
        self.buffer = bytearray()
        self.done = 0
        """Statements of the cell that runs which are done."""
        self.was_lost = False
        """Whether a process ended that nobody here has ended: the learner's code did it, or somebody from outside."""

    @property
    def alive(self) -> bool:
        """Whether there is a process that remembers what was asked."""
        return self.fork is not None

    def close(self) -> None:
        """End the process."""
        if self.fork is not None:
            self.fork.kill()
        self.fork = None
        self.buffer.clear()

    def ask(self, operation: list[Any], *, fresh: bool, show: bool) -> Answer:
        """Send one operation and return its answer; what comes next never lies in the learner's process.

        If it does not end in time, it is interrupted, and its process stays; one that does not come back from that,
        that ends or answers what is no answer, is killed. The answer is ``STOPPED`` then, with the reason, whatever
        the process says.

        Raises
        ------
        SandboxError
            If no process can be started.
        """
        if self.fork is None:
            self.fork = self._start()
        request = protocol.request(operation, fresh=fresh, show=show)
        return self._exchange(operation[0], request, self.clock.now(), show=show)

    def ask_known(self, calls: Sequence[KnownCall], *, show: bool) -> list[Answer]:
        """Make calls of a namespace that is there, one after the other, as long as each is answered as known.

        Return the answers; the last may be another one, and there are none where ``ask`` has to say why. A right
        answer that comes at once and as a whole is told by its bytes: most of a class's calls end so.
        """
        assert self.fork is not None  # noqa: S101 - whoever has a namespace has a process
        write, read, clock = self.fork.channel.send, self.fork.channel.recv, self.clock
        last = clock.end - clock.deadlines.call
        answers: list[Answer] = []
        for known in calls:
            if (began := clock.now()) >= last or clock.bytes_left < 0:
                break
            request, sent, data = known.request, 0, b""
            try:  # quicker than `suppress`
                if (sent := write(request, socket.MSG_DONTWAIT)) == len(request):
                    data = read(CHUNK)
            except OSError:  # it takes or gives nothing now, or is gone: `_exchange` says which
                pass
            if data == known.expected:
                clock.bytes_left -= len(data)
            else:
                answer = self._exchange(protocol.CALL, request[sent:], began, show=show, data=data)
                if answer != known.answer:
                    return [*answers, answer]
            answers.append(known.answer)
        return answers

    def _exchange(self, kind: int, request: bytes, began: float, *, show: bool, data: bytes = b"") -> Answer:
        """Send (the rest of) a request and return its answer, of which ``data`` has come."""
        assert self.fork is not None  # noqa: S101 - asked for above
        end, sentence = self.clock.limit(kind, began)
        self.done = 0
        try:
            if request:  # to send nothing fails where the process has ended, and does not say how
                send(self.fork.channel, request, end - self.clock.now())
            try:
                return self._answer(kind, end, sentence, show=show, data=data)
            except LateError:
                self.fork.interrupt()
                self._answer(kind, min(self.clock.now() + GRACE, self.clock.end), sentence, show=False)
        except EndedError as end_of_it:
            self.close()
            self.was_lost |= isinstance(end_of_it, GoneError)
            sentence = str(end_of_it)
        return Answer(protocol.STOPPED, sentence.encode(), done=self.done)

    def _start(self) -> Fork:
        """Start a process, once more if the zygote was killed meanwhile (by a lack of memory, say)."""
        fork, reason = self._first_word()
        if fork is None and not reason:
            self.launcher.close()
            fork, reason = self._first_word()
        if fork is None:
            raise SandboxError(f"the sandbox cannot be closed ({reason or 'it ended at its start'}): {ADVICE}")
        return fork

    def _first_word(self) -> tuple[Fork | None, str]:
        """Start a process and read what it says before any code of the learner's runs; or why it does not run."""
        fork, reason = self.launcher.fork(), ""
        wait_in_ticks(fork.channel)
        end = time.monotonic() + START_SECONDS
        with contextlib.suppress(EndedError):
            while (size := _size(self.buffer, 0)) is None:
                self.buffer += receive(fork.channel, end - time.monotonic(), "silent")
            status, frame = self.buffer[0], bytes(self.buffer[1 : 1 + size])
            del self.buffer[: 1 + size]
            if status == protocol.VALUE:
                return fork, ""
            reason = _text(frame)
        fork.kill()
        self.buffer.clear()
        return None, reason

    def _answer(self, kind: int, end: float, sentence: str, *, show: bool, data: bytes = b"") -> Answer:
        """Wait for the answer, of which ``data`` has come, if the notebook may still have so many bytes."""
        assert self.fork is not None  # noqa: S101 - asked before
        channel, clock = self.fork.channel, self.clock
        while True:
            clock.bytes_left -= len(data)
            if not self.buffer and (whole := _whole(data, kind)) is not None:
                return whole
            self.buffer += data
            if (answer := self._taken(kind, show=show)) is not None:
                return answer
            if clock.bytes_left < 0:
                raise EndedError(clock.over)
            data = receive(channel, end - clock.now(), sentence)

    def _taken(self, kind: int, *, show: bool) -> Answer | None:
        """Take the answer if it has arrived as a whole; what a call printed, or a cell has done, comes before it."""
        printed = b""
        place = 0
        while (size := _size(self.buffer, place)) is not None:
            status, frame = self.buffer[place], bytes(self.buffer[place + 1 : place + 1 + size])
            place += 1 + size
            if status == protocol.NOTE and kind == protocol.CALL and not printed and is_text(frame):
                printed = frame
            elif status == protocol.NOTE and kind == protocol.CELL:
                self.done = _more(frame, self.done)
                del self.buffer[:place]
                place = 0
            elif status in FITTING[kind] and place == len(self.buffer):
                self.buffer.clear()
                return Answer(status, frame, printed if show else b"")
            else:
                raise EndedError("stopped: what it sent is no answer")
        return None


def _more(frame: bytes, done: int) -> int:
    """Return how many statements of a cell are done, by the process's own word: always more than before."""
    try:
        count = decode(frame, lists_only=True)
    except WireError:
        count = None
    if type(count) is not int or not done < count <= MAX_STATEMENTS:
        raise EndedError("stopped: what it sent is no answer")
    return count


def _size(buffer: bytearray, place: int) -> int | None:
    """Return the length of the frame behind the byte at ``place``, None if it has not arrived."""
    try:
        size = frame_size(buffer, place + 1) if len(buffer) > place else None
    except WireError as error:
        raise EndedError(f"stopped: {error}") from error
    return size if size is not None and len(buffer) > place + size else None


def _whole(data: bytes, kind: int) -> Answer | None:
    """Return the answer that some bytes are, exactly and with nothing before it; None for any others."""
    try:
        if data and data[0] in FITTING[kind] and frame_size(data, 1) == len(data) - 1:
            return Answer(data[0], data[1:])
    except WireError:  # too large: `_taken` says so
        pass
    return None


def _text(frame: bytes) -> str:
    try:
        return str(decode(frame))
    except WireError:
        return "no reason given"
