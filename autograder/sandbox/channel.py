"""Bytes to and from a fork, no longer than until a deadline, however often they drip in.

A call crosses some hundred times a submission, so it takes one system call each way: the socket waits by itself for a
``TICK``, and is polled only near a deadline.
"""

from __future__ import annotations

import select
import socket
import struct
import time

__all__ = ["TICK", "EndedError", "GoneError", "LateError", "receive", "send", "wait_in_ticks"]

CHUNK = 1 << 16
TICK = 0.1
"""Seconds that a socket waits by itself for bytes."""
SEND_SECONDS = 5.0


class EndedError(Exception):
    """The process did not answer as it should; the message is for the learner."""


class LateError(EndedError):
    """It did not answer in time."""


class GoneError(EndedError):
    """It is there no more."""


def wait_in_ticks(channel: socket.socket) -> None:
    """Let a socket wait a ``TICK`` for bytes."""
    channel.settimeout(None)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, int(TICK * 1e6)))


def send(channel: socket.socket, data: bytes, seconds: float) -> None:
    """Send all of ``data``, which the socket mostly takes at once, no longer than ``seconds``.

    Raises
    ------
    GoneError
        The process has ended.
    EndedError
        It does not take it.
    """
    try:
        sent = _send_now(channel, data)
        if sent == len(data):
            return
        end = time.monotonic() + min(SEND_SECONDS, seconds)
        while sent < len(data):
            if not _ready(channel, select.POLLOUT, end - time.monotonic()):
                raise EndedError("stopped: it did not take what it was asked")
            sent += _send_now(channel, memoryview(data)[sent:])
    except OSError as error:
        raise GoneError("stopped: it ended its own process") from error


def receive(channel: socket.socket, seconds: float, sentence: str) -> bytes:
    """Wait for bytes, no longer than ``seconds``; return what came, perhaps nothing after a ``TICK``.

    Raises
    ------
    LateError
        Nothing came; it says ``sentence``.
    GoneError
        The process has ended.
    """
    if seconds <= TICK and not _ready(channel, select.POLLIN, seconds):
        raise LateError(sentence)
    try:
        data = channel.recv(CHUNK)
    except BlockingIOError:
        return b""
    except OSError as error:
        raise GoneError("stopped: it ended its own process") from error
    if not data:
        raise GoneError("stopped: it ended its own process (by exit, a crash or a lack of memory)")
    return data


def _send_now(channel: socket.socket, data: bytes | memoryview) -> int:
    try:
        return channel.send(data, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return 0


def _ready(channel: socket.socket, event: int, seconds: float) -> bool:
    """Wait until the channel takes or has bytes, no longer than ``seconds``."""
    waiter = select.poll()
    waiter.register(channel, event)
    return seconds > 0 and bool(waiter.poll(seconds * 1000))
