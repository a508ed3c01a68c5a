"""A class in a few figures: how many of what, how well, who needs a look, and what is new."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from autograder.outcome import Outcome, Status

__all__ = ["Points", "Summary", "summarize"]

ORDER = ("failed", "rejected", "to review", "stopped")
STOPPED = re.compile(r"\bstopped\b")  # what the reason of a submission says whose cells did not end


@dataclass(frozen=True)
class Points:
    """The points of those who were graded for one assignment."""

    assignment: str
    number: int
    mean: float
    median: float
    max_score: float


@dataclass(frozen=True)
class Summary:
    """What an instructor wants to know after a run."""

    counts: dict[str, int]
    points: list[Points]
    look: list[tuple[str, str, str]]
    """Student, assignment and why: ``failed``, ``rejected``, ``to review`` or ``stopped``."""
    new: int
    """Submissions that had not been there in the last run."""
    changed: int
    """Submissions that were graded again, since they or the assignment had changed."""
    other_points: int
    """How many of the changed got other points, or another status."""
    penalties: int = 0
    """How many late penalties changed, whoever was graded again."""


def summarize(
    outcomes: list[Outcome],
    before: Mapping[tuple[str, str], Outcome | None],
    to_review: Collection[tuple[str, str]] = (),
    penalties: int = 0,
) -> Summary:
    """Return the summary of a run; ``to_review`` has who needs a manual grade, ``penalties`` how many changed.

    ``before`` has the last outcomes of those who were recorded since, None of who had none.
    """
    counts = Counter(outcome.status for outcome in outcomes)
    reasons = [(o.student, o.assignment, _why(o, (o.student, o.assignment) in to_review)) for o in outcomes]
    look = sorted((each for each in reasons if each[2]), key=lambda each: (ORDER.index(each[2]), *each))
    new = changed = other = 0
    for outcome in outcomes:
        key = (outcome.student, outcome.assignment)
        if key not in before:
            continue
        old = before[key]
        if old is None or old.status is Status.MISSING:
            new += outcome.status is not Status.MISSING
        elif old.key != outcome.key or old.status is not outcome.status:
            changed += 1
            other += (old.status, old.score) != (outcome.status, outcome.score)
    points = []
    for assignment in sorted({outcome.assignment for outcome in outcomes}):
        graded = [o for o in outcomes if o.assignment == assignment and o.status is Status.GRADED]
        if graded:
            totals = [outcome.total for outcome in graded]
            mean, median = statistics.fmean(totals), statistics.median(totals)
            points.append(Points(assignment, len(graded), mean, median, graded[0].max_score))
    by_status = {status.value: counts[status] for status in Status if counts[status]}
    return Summary(by_status, points, look, new, changed, other, penalties)


def _why(outcome: Outcome, to_review: bool) -> str:
    """Return why somebody should look at a submission; empty if nobody has to."""
    if outcome.status in (Status.FAILED, Status.REJECTED):
        return outcome.status.value
    if outcome.status is Status.GRADED and to_review:
        return "to review"
    return "stopped" if outcome.status is Status.GRADED and STOPPED.search(outcome.reason) else ""
