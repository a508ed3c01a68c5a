"""What the grader asks of a submission, and the first byte of each answer.

A request is ``u32`` length and msgpack ``[fresh, show, operation]``; an answer is one byte and one frame of
``wire``. The grader reads that byte and the lengths in the frame and decodes no more than it has to.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Protocol

import msgpack

__all__ = [
    "BROKEN",
    "CALL",
    "CELL",
    "CHANGED",
    "CLASSES",
    "ERROR",
    "GET",
    "LENGTH",
    "MISSING",
    "NOTE",
    "OUTPUTS",
    "REFUSED",
    "STOPPED",
    "VALUE",
    "Channel",
    "class_index",
    "message",
    "receive",
    "request",
    "requests",
]

CELL, CALL, GET = range(3)
"""Operations: ``[CELL, number, source]``, or with how many of its statements, after a cell that was stopped;
``[CALL, name, frame of (args, kwargs)]``, ``[GET, name]``."""

VALUE, CHANGED, OUTPUTS, NOTE, REFUSED, MISSING, BROKEN, STOPPED = range(8)
"""First bytes: a value; (value, args, kwargs) if the call changed its arguments; what a cell showed; on the way, what
a call printed, or how many statements of a cell are done; why a value may not cross; no such name; the sandbox itself
failed; said by the grader: there is no answer."""

ERROR = 32
"""32 plus the index in ``CLASSES`` of the nearest class; the frame has (message, traceback)."""

CLASSES: tuple[type[Exception], ...] = (
    Exception,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    FloatingPointError,
    ImportError,
    IndexError,
    KeyError,
    LookupError,
    MemoryError,
    ModuleNotFoundError,
    NameError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    UnboundLocalError,
    ValueError,
    ZeroDivisionError,
)
"""No StopIteration: raised out of a call it would end a loop of the test in silence. What is not an Exception
(SystemExit, KeyboardInterrupt) and StopIteration cross as RuntimeError."""

LENGTH = struct.Struct("<I")
BUFFER = 1 << 16
"""Bytes of a small message."""


class Channel(Protocol):
    """What a socket does; a learner's check has a pair of pipes instead."""

    def recv_into(self, buffer: memoryview, /) -> int:
        """Fill the start of a buffer; return how many bytes came, 0 at the end."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""


def request(operation: list[Any], *, fresh: bool, show: bool) -> bytes:
    """Return the bytes that ask for one operation, in a ``fresh`` namespace or in the one that is there."""
    return message([fresh, show, operation])


def message(content: Any) -> bytes:
    """Return one message between two processes: ``u32`` length and msgpack."""
    body: bytes = msgpack.packb(content)
    return LENGTH.pack(len(body)) + body


def receive(channel: Channel) -> Any:
    """Wait for one message and return its content.

    Raises
    ------
    EOFError
        The other side is gone.
    """
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size))
    return msgpack.unpackb(_exactly(channel, length))


def requests(channel: Channel) -> Iterator[Any]:
    """Yield the content of each message that comes: a small one takes one read, where it comes alone.

    Raises
    ------
    EOFError
        The other side is gone.
    """
    buffer, have = memoryview(bytearray(BUFFER)), 0
    while True:
        have = _at_least(channel, buffer, have, LENGTH.size)
        end = LENGTH.size + LENGTH.unpack_from(buffer)[0]
        if end > BUFFER:
            large = bytearray(end)
            large[:have] = buffer[:have]
            _at_least(channel, memoryview(large), have, end)
            have = 0
            yield msgpack.unpackb(memoryview(large)[LENGTH.size :])
        else:
            have = _at_least(channel, buffer, have, end) - end
            content = msgpack.unpackb(buffer[LENGTH.size : end])
            if have:
                buffer[:have] = bytes(buffer[end : end + have])
            yield content


def _exactly(channel: Channel, size: int) -> bytearray:
    data = bytearray(size)
    _at_least(channel, memoryview(data), 0, size)
    return data


def _at_least(channel: Channel, buffer: memoryview, have: int, size: int) -> int:
    """Read until a buffer that has ``have`` bytes has ``size`` of them or more; return how many."""
    while have < size:
        count = channel.recv_into(buffer[have:])
        if not count:
            raise EOFError
        have += count
    return have


def class_index(kind: type[BaseException]) -> int:
    """Return the index of the nearest base of ``kind`` that may cross.

    >>> CLASSES[class_index(UnicodeDecodeError)].__name__, CLASSES[class_index(StopIteration)].__name__
    ('ValueError', 'RuntimeError')
    """
    if not issubclass(kind, Exception) or issubclass(kind, StopIteration | StopAsyncIteration):
        kind = RuntimeError
    return next(CLASSES.index(base) for base in kind.__mro__ if base in CLASSES)
