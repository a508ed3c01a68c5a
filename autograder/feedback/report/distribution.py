"""How the points of a class are distributed."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.feedback.points import number

__all__ = ["Bin", "Distribution", "distribution"]

MAX_BINS = 24
STEPS = (1, 2, 5)
EQUAL = 1e-9


@dataclass(frozen=True)
class Bin:
    """How many have points from ``low`` up to, and without, ``high``; the last bin holds whoever has more, too."""

    low: float
    high: float
    count: int
    is_last: bool = False

    @property
    def label(self) -> str:
        """The points in words."""
        if self.is_last:
            return f"{number(self.low)} or more"
        return f"{number(self.low)} to below {number(self.high)}"


@dataclass(frozen=True)
class Distribution:
    """The points of those who were graded."""

    full: float
    """Points that can be reached."""
    number: int
    mean: float
    median: float
    lowest: float
    highest: float
    bins: tuple[Bin, ...]


def distribution(totals: Sequence[float], full: float) -> Distribution | None:
    """Return the distribution of ``totals``; None where there is nobody, or nothing to reach."""
    if not totals or full <= 0:
        return None
    step = _step(full)
    last = math.floor(full / step + EQUAL)  # the bin in which the full points lie
    counts = [0] * (last + 1)
    for total in totals:
        counts[min(max(math.floor(total / step + EQUAL), 0), last)] += 1
    bins = tuple(Bin(i * step, (i + 1) * step, count, i == last) for i, count in enumerate(counts))
    mean, median = statistics.fmean(totals), statistics.median(totals)
    return Distribution(full, len(totals), mean, median, min(totals), max(totals), bins)


def _step(full: float) -> float:
    """Return the least width of the form 1, 2 or 5 times a power of ten that needs no more than ``MAX_BINS`` bins."""
    power = 10.0 ** math.floor(math.log10(full / MAX_BINS))
    wide = (step * power * ten for ten in (1, 10) for step in STEPS)
    return max(next(step for step in wide if full / step <= MAX_BINS), 1.0 if full >= 4 else 0.0)
