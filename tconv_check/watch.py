"""Stop code that takes too long from within its own process: what it had bound before stays.

A thread waits and interrupts the main one, as Ctrl-C would. Code that does not hear it is ended
from outside, by ``run``.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["StoppedError", "Watch"]

TICK = 0.05
HEARD = 0.5  # seconds in which an interrupt arrives for certain


class StoppedError(BaseException):
    """Code was stopped; the message says after how long."""


@dataclass(eq=False)
class _Span:
    end: float
    fired: bool = False


class Watch:
    """Interrupts the main thread; to be made there."""

    def __init__(self) -> None:
        self.spans: list[_Span] = []
        self.lock = threading.Lock()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Thread(target=self._wait, daemon=True).start()

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Let what stands in the block take no more than ``seconds``.

        Raises
        ------
        StoppedError
            It took longer.
        """
        span = _Span(time.monotonic() + seconds)
        try:
            self.spans.append(span)
            yield
            self._end(span)
        except BaseException as error:
            self._end(span)
            if span.fired:
                raise StoppedError(f"stopped after {seconds:g} s") from error
            raise
        if span.fired:
            raise StoppedError(f"stopped after {seconds:g} s")

    def _end(self, span: _Span) -> None:
        with self.lock:
            if span not in self.spans:
                return
            self.spans.remove(span)
        if span.fired:  # code may have ended just before it was interrupted: let the interrupt arrive here
            with contextlib.suppress(KeyboardInterrupt):
                time.sleep(HEARD)

    def _wait(self) -> None:
        while True:
            time.sleep(TICK)
            with self.lock:
                late = [span for span in self.spans if not span.fired and time.monotonic() > span.end]
                if late:
                    late[-1].fired = True
                    _interrupt()


def _interrupt() -> None:
    if os.name == "nt":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
