"""Time against points: when it was handed in, and how long grading it took."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Band", "Cloud", "Spot", "cloud"]

COLUMNS, ROWS, BANDS = 40, 20, 8
"""A cloud has that many places at most, however large the class is."""
FEWEST = 3
WIDE = 20.0
"""Where the largest value is that many times the smallest, the scale has a power of ten a step."""


@dataclass(frozen=True)
class Spot:
    """How many have about so much of both."""

    x: float
    y: float
    count: int


@dataclass(frozen=True)
class Band:
    """Those whose time is from ``low`` to ``high``."""

    low: float
    high: float
    count: int
    mean: float
    """Of their points."""


@dataclass(frozen=True)
class Cloud:
    """Points against some time."""

    unit: str
    is_log: bool
    low: float
    high: float
    spots: tuple[Spot, ...]
    bands: tuple[Band, ...]


def cloud(pairs: Sequence[tuple[float, float]], unit: str, *, is_log: bool = False) -> Cloud | None:
    """Return points (second) against a time (first); None where there are too few, or only one time.

    With ``is_log`` the scale is one of powers where the times are far apart.
    """
    times = [time for time, _ in pairs]
    if len(pairs) < FEWEST or min(times) == max(times):
        return None
    low, high = min(times), max(times)
    is_log = is_log and low > 0 and high / low >= WIDE
    begin, end = (math.log(low), math.log(high)) if is_log else (low, high)
    top = max((points for _, points in pairs), default=0.0) or 1.0
    places: dict[tuple[int, int], list[tuple[float, float]]] = {}
    bands: dict[int, list[float]] = {}
    for time, points in pairs:
        at = ((math.log(time) if is_log else time) - begin) / (end - begin)
        place = round(at * (COLUMNS - 1)), round(points / top * (ROWS - 1))
        places.setdefault(place, []).append((time, points))
        bands.setdefault(min(int(at * BANDS), BANDS - 1), []).append(points)
    spots = [
        Spot(statistics.fmean(x for x, _ in group), statistics.fmean(y for _, y in group), len(group))
        for _, group in sorted(places.items())
    ]
    edges = [begin + (end - begin) * i / BANDS for i in range(BANDS + 1)]
    if is_log:
        edges = list(map(math.exp, edges))
    rows = [Band(edges[i], edges[i + 1], len(each), statistics.fmean(each)) for i, each in sorted(bands.items())]
    return Cloud(unit, is_log, low, high, tuple(spots), tuple(rows))
