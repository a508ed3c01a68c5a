"""An event loop for ``await`` that needs no descriptors: a socket to wake itself up is more than a sandbox has."""

from __future__ import annotations

import asyncio
import time
from typing import Any

__all__ = ["QuietLoop", "install"]


class QuietLoop(asyncio.BaseEventLoop):
    """A loop of tasks and timers; there is nothing to listen to."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, event_list: list[Any]) -> None:
        """Take none: there are none."""

    def _write_to_self(self) -> None:
        """Wake nobody: there are no threads that could ask for it."""


class _Clock:
    """What a loop asks for events."""

    def select(self, timeout: float | None) -> list[Any]:
        """Wait, and return no event."""
        if timeout is None:
            raise RuntimeError("this waits for something that cannot come: no thread, process or network is there")
        time.sleep(timeout)
        return []


class _Policy(asyncio.DefaultEventLoopPolicy):
    _loop_factory = QuietLoop


def install() -> None:
    """Let ``asyncio.run`` and whatever else makes a loop make this one."""
    asyncio.set_event_loop_policy(_Policy())
