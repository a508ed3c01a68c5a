"""A warm process that forks itself on request; the other half is ``sandbox.forks``."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable

from .harden import clone

__all__ = ["STARTED", "freeze", "serve_forks"]

STARTED = b"started"
MASK = 4096
"""Bytes of the longest request: a mask of cores in hexadecimal."""


def serve_forks(channel: socket.socket, become: Callable[[int], None], *, namespaces: bool) -> None:
    """Fork for each socket that comes in over ``channel``, and send out a descriptor that ends the fork.

    ``become`` runs in the fork with the socket's descriptor, and never returns. It all ends when the channel closes.
    Each request has the mask of the cores, on which this process goes, too: a fork begins where it stays.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are not waited for
    now = b""
    while True:
        data, descriptors, _, _ = socket.recv_fds(channel, MASK, 1)
        if not data:
            return
        if data != now:
            mask, now = int(data, 16), data
            os.sched_setaffinity(0, {core for core in range(mask.bit_length()) if mask >> core & 1})
        pid, pidfd = clone(namespaces=namespaces)
        if pid == 0:
            become(descriptors[0])
        os.close(descriptors[0])
        socket.send_fds(channel, [STARTED], [pidfd])
        os.close(pidfd)


def freeze() -> None:
    """Keep the garbage collector of forks from copying the pages of what is there already."""
    gc.collect()
    gc.freeze()
