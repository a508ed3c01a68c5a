"""What a learner's code prints: kept in order, and cut off where nobody would read on."""

from __future__ import annotations

import io
from typing import Any

__all__ = ["MAX_SHOWN", "Output", "clip"]

MAX_SHOWN = 20_000
"""Characters that are kept of one cell or call."""
CUT = "\n… (cut off here)\n"


def clip(text: str, limit: int = MAX_SHOWN) -> str:
    r"""Return the start of a text that is too long to read.

    >>> clip("abc", 2)
    'ab\n… (cut off here)\n'
    """
    return text if len(text) <= limit else text[:limit] + CUT


class Output:
    """The outputs of one cell, as lists whose first item is ``stream``, ``result`` or ``error``."""

    def __init__(self) -> None:
        self.items: list[list[Any]] = []
        self.left = MAX_SHOWN

    def clear(self) -> None:
        """Begin again."""
        self.items, self.left = [], MAX_SHOWN

    def stream(self, name: str) -> io.TextIOBase:
        """Return a file whose text ends up here."""
        return _Stream(self, name)

    def write(self, name: str, text: str) -> None:
        """Keep as much of a text as may still be shown."""
        if not text or self.left <= 0:
            return
        kept = text[: self.left].encode(errors="replace").decode()
        self.left -= len(kept)
        if self.left <= 0:
            kept += CUT
        if self.items and self.items[-1][:2] == ["stream", name]:
            self.items[-1][2].append(kept)
        else:
            self.items.append(["stream", name, [kept]])

    def result(self, text: str) -> None:
        """Keep the value of the last line of a cell."""
        self.items.append(["result", text.encode(errors="replace").decode()])

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """Keep how a cell failed."""
        self.items.append(["error", *(text.encode(errors="replace").decode() for text in (name, message)), lines])

    def listing(self) -> list[list[Any]]:
        """Return the items as data."""
        return [[*item[:2], "".join(item[2])] if item[0] == "stream" else item for item in self.items]

    def text(self) -> str:
        """Return all that was printed."""
        return "".join("".join(item[2]) for item in self.items if item[0] == "stream")


class _Stream(io.TextIOBase):
    def __init__(self, output: Output, name: str) -> None:
        self.output = output
        self.name = name

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.output.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True
