"""Where the parts of a plot stand; the template draws them.

Each plot is 480 wide and 260 high in units of its own, has a description in words, and stands above a table with its
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.feedback.points import number
from autograder.feedback.report.distribution import Distribution
from autograder.feedback.report.times import Cloud

__all__ = ["Mark", "Plot", "Tick", "histogram", "scatter", "ticks"]

WIDTH, HEIGHT = 480.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 12.0, 22.0, 46.0
SMALLEST, LARGEST = 3.0, 11.0  # radius of a spot
GAP = 2.0


@dataclass(frozen=True)
class Tick:
    """A number on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Mark:
    """A bar, by its upper left corner, or a spot, by its middle; what it says is for whoever points at it."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Plot:
    """One plot, ready to be drawn."""

    name: str
    """Unique on the page."""
    title: str
    description: str
    x_name: str
    y_name: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    bars: tuple[Mark, ...] = ()
    spots: tuple[Mark, ...] = ()
    line: Tick | None = None
    """A vertical line, with what it means."""
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def histogram(name: str, found: Distribution) -> Plot:
    """Return the distribution of points as bars."""
    most = max(each.count for each in found.bins)
    wide = (WIDTH - LEFT - RIGHT) / len(found.bins)
    y_ticks = [tick for tick in ticks(0, most) if tick == int(tick)]
    bars = []
    for place, each in enumerate(found.bins):
        top = _up(each.count, 0, max(most, y_ticks[-1]))
        text = f"{each.label} points: {each.count}"
        bars.append(Mark(LEFT + place * wide + GAP / 2, top, wide - GAP, HEIGHT - BOTTOM - top, text))
    every = math.ceil(len(found.bins) / 10)
    x_ticks = [
        Tick(LEFT + (place + 0.5) * wide, number(each.low))
        for place, each in enumerate(found.bins)
        if place % every == 0
    ]
    largest = max(found.bins, key=lambda each: each.count)
    return Plot(
        name,
        "How the points are distributed",
        f"Bars for {found.number} submissions. From {number(found.lowest)} to {number(found.highest)} of"
        f" {number(found.full)} points, half of them have {number(found.median)} or more;"
        f" most often {largest.label}: {largest.count}.",
        "points",
        "submissions",
        tuple(x_ticks),
        tuple(Tick(_up(tick, 0, max(most, y_ticks[-1])), number(tick)) for tick in y_ticks),
        bars=tuple(bars),
    )


def scatter(
    name: str, title: str, found: Cloud, full: float, x_name: str, line: tuple[float, str] | None = None
) -> Plot:
    """Return points against a time as spots, larger where there are more."""
    largest = max(spot.count for spot in found.spots)
    top = max(full, *(spot.y for spot in found.spots))

    def across(value: float) -> float:
        scale = math.log if found.is_log else float
        low, high = scale(found.low), scale(found.high)
        return LEFT + LARGEST + (scale(value) - low) / (high - low) * (WIDTH - LEFT - RIGHT - 2 * LARGEST)

    spots = [
        Mark(
            across(spot.x),
            _up(spot.y, 0, top),
            _radius(spot.count, largest),
            0,
            _said(spot.count, spot.x, spot.y, found),
        )
        for spot in found.spots
    ]
    x_ticks = [Tick(across(tick), number(tick)) for tick in _along(found)]
    first, last = found.bands[0], found.bands[-1]
    count = sum(spot.count for spot in found.spots)
    return Plot(
        name,
        title,
        f"A spot for each of {count} submissions, or for several that are alike. From {number(round(first.low, 2))} to"
        f" {number(round(first.high, 2))} {found.unit} the mean is {number(round(first.mean, 2))} points, from"
        f" {number(round(last.low, 2))} to {number(round(last.high, 2))} {found.unit}"
        f" {number(round(last.mean, 2))}.",
        x_name,
        "points",
        tuple(x_ticks),
        tuple(Tick(_up(tick, 0, top), number(tick)) for tick in ticks(0, top)),
        spots=tuple(spots),
        line=Tick(across(line[0]), line[1]) if line and found.low <= line[0] <= found.high else None,
    )


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from ``low`` to ``high``, no more than ``most``.

    >>> ticks(0, 22), ticks(-1.5, 1)
    ([0.0, 5.0, 10.0, 15.0, 20.0], [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0])
    """
    if high <= low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(times * power for times in (1, 2, 5, 10, 20) if (high - low) / (times * power) < most)
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) + 0.0 for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _along(found: Cloud) -> Iterator[float]:
    """Yield the numbers of the axis of times."""
    if not found.is_log:
        yield from ticks(found.low, found.high)
        return
    first, last = math.floor(math.log10(found.low)), math.ceil(math.log10(found.high))
    steps = (1,) if last - first > 3 else (1, 2, 5)
    for power in range(first, last + 1):
        yield from (one for step in steps if found.low <= (one := step * 10.0**power) <= found.high)


def _up(value: float, low: float, high: float) -> float:
    """Return the height of a value on the page."""
    return HEIGHT - BOTTOM - (value - low) / ((high - low) or 1.0) * (HEIGHT - BOTTOM - TOP)


def _radius(count: int, largest: int) -> float:
    """Return the radius of a spot; its area grows with what it stands for."""
    return SMALLEST if largest == 1 else SMALLEST + (LARGEST - SMALLEST) * math.sqrt((count - 1) / (largest - 1))


def _said(count: int, x: float, y: float, found: Cloud) -> str:
    return f"{count}: about {number(round(x, 2))} {found.unit}, {number(round(y, 2))} points"
