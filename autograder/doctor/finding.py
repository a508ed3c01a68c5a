"""What was looked at, how it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "State"]

COLUMN = 9


class State(StrEnum):
    """How something is."""

    OK = "ok"
    MISSING = "missing"
    """Nothing is graded without it."""
    DOUBTFUL = "doubtful"
    """Grading works, but it may not for a large class."""
    OPTIONAL = "optional"
    """Wanted for something else than grading."""
    UNTRIED = "untried"
    """Something before it is missing."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in the order in which to install them."""

    name: str
    state: State
    said: str
    """What was seen."""
    cure: str = ""
    """What to do, unless it is ok."""

    @property
    def line(self) -> str:
        """All of it in one line.

        >>> Finding("disk", State.MISSING, "0.0 GiB are free", "make room there").line
        'missing   disk: 0.0 GiB are free: make room there'
        """
        return f"{self.state:{COLUMN}} {self.name}: {self.said}" + (f": {self.cure}" if self.cure else "")
