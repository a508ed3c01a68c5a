"""The one record of what became of a submission: graded, journalled, put into the gradebook and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = ["Outcome", "Status"]


class Status(StrEnum):
    """What became of a submission."""

    GRADED = "graded"
    REJECTED = "rejected"
    """It cannot be graded; the reason says why."""
    MISSING = "missing"
    FAILED = "failed"
    """The grader failed, not the learner: it is graded again in the next run."""


@dataclass(frozen=True)
class Outcome:
    """What became of one expected submission.

    ``score`` is what the tests gave; ``total`` and ``late`` come from the gradebook, which knows manual scores,
    extra credit, penalties and extensions. Times are in seconds.
    """

    student: str
    assignment: str
    status: Status
    max_score: float
    reason: str = ""
    """Why it was not graded, or what was put right."""
    scores: dict[str, float] = field(default_factory=dict)
    """Points by the test's grade_id."""
    unanswered: list[str] = field(default_factory=list)
    """Answer cells that stand as they were released."""
    by_hand: list[str] = field(default_factory=list)
    """Cells whose points a person has to give."""
    timestamp: datetime | None = None
    """When it was handed in."""
    attempt: str = ""
    """The folder of the attempt that counts; empty for the last."""
    seconds: float = 0.0
    """How long grading took."""
    key: str = ""
    """Hash of all that the outcome depends on."""
    total: float = 0.0
    late: float = 0.0

    @property
    def score(self) -> float:
        """Points of the tests, before anything that an instructor enters by hand."""
        return sum(self.scores.values())
