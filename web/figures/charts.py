"""Results of the benchmarks on logarithmic axes: ratios as dots, routes as lines."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from statistics import mean
from typing import Any

from web.figures.arithmetic import show
from web.figures.board import SMALL, Board, Drawing, width_of

__all__ = ["cohort_lines", "ratio_dots", "ratio_ranks", "route_lines"]

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FINE = 12.0
"""Size of the numbers at an axis and of the names in a long list."""
WIDE, HIGH, LOW_PANEL = 166, 230, 150
"""Size of a panel of lines, and its height where three stand below one another."""


@dataclass(frozen=True)
class LogAxis:
    """A logarithmic axis: maps the values ``low`` to ``high`` to the places ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, in pixels."""
        return self.start + (self.end - self.start) * math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self) -> dict[float, str]:
        """Return round values and their labels: 1, 2, 5, 10, ..., or only powers of ten where space is short."""
        decades = math.log10(self.high / self.low)
        digits = (1, 2, 5) if abs(self.end - self.start) > 90 * decades else (1,)
        found = {}
        for power in range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1):
            for digit in digits:
                value = digit * 10.0**power
                short = f"{digit}·10".removeprefix("1·") + str(power).translate(SUPERSCRIPTS)
                found[value] = show(value) if power < 4 else short
        return {value: words for value, words in found.items() if self.low <= value <= self.high}


@dataclass(frozen=True)
class Mark:
    """A polygon that identifies a series without colour; ``dent`` scales the radius of every other corner."""

    role: str
    corners: int
    turn: float = 0
    dent: float = 1
    radius: float = 4.5
    filled: bool = True

    def draw(self, board: Board, x: float, y: float) -> None:
        """Centre the mark on a point."""
        points = []
        for corner in range(self.corners):
            radius = self.radius * (self.dent if corner % 2 else 1)
            angle = 2 * math.pi * (corner + self.turn) / self.corners
            points.append((x + radius * math.sin(angle), y - radius * math.cos(angle)))
        if self.filled:
            board.area(points, self.role, 1)
        else:
            board.line([*points, points[0]], role=self.role, width=1.8)


MEAN = "geometric mean"
TIME, MEMORY = Mark("input", 16), Mark("kernel", 4, radius=6, filled=False)
ROUTES = {
    "scatter": Mark("input", 16),
    "zero_insertion": Mark("kernel", 4, 0.5, radius=5),
    "matrix": Mark("grey", 3, radius=5.5),
    "input_gradient": Mark("focus", 8, dent=0.4, radius=6),
    "subpixel": Mark("output", 3, 0.5, radius=5.5),
    "fast": Mark("ink", 4, radius=5.5),
}
DATABASES = {"SQLite": Mark("input", 16), "PostgreSQL": Mark("output", 4, 0.5, radius=5.5)}


def measured(name: str) -> Any:
    """Read the results of a benchmark."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def ratio_dots(time: str, memory: str) -> Drawing:
    """Draw our time and memory over PyTorch's for each measured layer, and the geometric means.

    Like the mean of the benchmark, the memory omits layers that take less than 1 MB.
    """
    times, memories = measured(time), measured(memory)
    held = {row["name"]: row["ours_mb"] / row["torch_mb"] for row in memories["layers"] if row["torch_mb"] >= 1}
    rows = [(row["name"], row["ratio"], held.get(row["name"])) for row in times["layers"]]
    ratios = [ratio for _, ratio, _ in rows]
    axis = LogAxis(min(*ratios, *held.values(), 1), max(*ratios, *held.values(), 2), 135, 262)
    columns = ((TIME, 302), (MEMORY, 338))
    board = Board()
    board.text(0, 8, "ours over PyTorch's:", anchor="start", size=SMALL)
    for (mark, _), left, words in zip(columns, (146, 206), ("time", "memory"), strict=True):
        mark.draw(board, left, 8)
        board.text(left + 11, 8, words, anchor="start", size=SMALL)
    y = 56.0
    for name, *pair in [*rows, (MEAN, times["geometric_mean"], memories["geometric_mean"])]:
        bold = name == MEAN
        y += 6 * bold
        lines = [name] if width_of(name, FINE) < axis.start - 6 else name.replace(", ", ",\n").split("\n")
        for number, line in enumerate(lines):
            board.text(0, y + 14 * number, line, anchor="start", size=FINE, bold=bold)
        middle = y + 7 * (len(lines) - 1)
        board.line([(axis.at(1), middle), (axis.at(pair[0]), middle)], role=TIME.role, width=2)
        for (mark, right), ratio in zip(columns, pair, strict=True):
            if ratio is not None:
                mark.draw(board, axis.at(ratio), middle)
            board.text(right, middle, hundredths(ratio), anchor="end", size=FINE, bold=bold)
        y += 14 * len(lines) + 6
    for value, words in (axis.ticks() | {1: "1", 2: "2"}).items():
        board.text(axis.at(value), 36, words, size=FINE)
        role, width = ("ink", 1.0) if value in {1, 2} else ("grey", 0.5)
        board.line([(axis.at(value), 45), (axis.at(value), y - 10)], role=role, width=width, dashed=value == 2)
    for mark, right in columns:
        mark.draw(board, right - 14, 36)
    facts = {"mean": hundredths(times["geometric_mean"]), "memory_mean": hundredths(memories["geometric_mean"])}
    return Drawing([board], facts | summary(rows))


def ratio_ranks(population: str) -> Drawing:
    """Draw the ratio of every layer of a population, sorted, one dot a layer from the top down."""
    layers = sorted(measured(population)["layers"], key=itemgetter("ratio"))
    ratios = [layer["ratio"] for layer in layers]
    axis, top = LogAxis(min(*ratios, 1), max(*ratios, 1), 8, 332), 52.0
    bottom = top + 1.5 * (len(ratios) - 1)
    board = Board()
    board.text(0, 8, "time, ours over PyTorch's; each dot is a layer", anchor="start", size=SMALL)
    for value, words in axis.ticks().items():
        board.text(axis.at(value), 34, words, size=FINE)
        role, width = ("ink", 1.0) if value == 1 else ("grey", 0.5)
        board.line([(axis.at(value), 44), (axis.at(value), bottom + 6)], role=role, width=width)
    for rank, ratio in enumerate(ratios):
        Mark("input", 12, radius=2.2).draw(board, axis.at(ratio), top + 1.5 * rank)
    extremes = {word: hundredths(ratio) for word, ratio in (("fastest", ratios[0]), ("slowest", ratios[-1]))}
    counts = {"count": len(ratios), "faster": sum(ratio < 1 for ratio in ratios)}
    return Drawing([board], counts | extremes | {"slow_name": layers[-1]["name"]})


def summary(rows: Sequence[tuple[str, float, float | None]]) -> dict[str, Any]:
    """Return counts, extremes and all values of the rows of name, time and memory."""
    ratios, shares = [ratio for _, ratio, _ in rows], [share for _, _, share in rows if share is not None]
    facts: dict[str, Any] = {"count": len(rows), "large": len(shares), "memory_max": hundredths(max(shares))}
    facts |= {"faster": sum(ratio < 1 for ratio in ratios), "within": sum(ratio <= 2 for ratio in ratios)}
    for extreme, choose in (("fastest", min), ("slowest", max)):
        name, ratio, _ = choose(rows, key=itemgetter(1))
        facts[extreme] = f"{hundredths(ratio)} ({name})"
    pairs = {name: [hundredths(ratio) for ratio in pair if ratio is not None] for name, *pair in rows}
    return facts | {"each": "; ".join(f"{name}: {' and '.join(pair)}" for name, pair in pairs.items())}


def hundredths(ratio: float | None) -> str:
    """Return a ratio with two decimals, or a dash for none."""
    return "–" if ratio is None else f"{ratio:.2f}"


def route_lines(against: str, at: Mapping[str, int]) -> Drawing:
    """Draw microseconds and products of every route against the input size or the stride, with the other one fixed."""
    rows = [row for row in measured("routes_by_size")["points"] if all(row[key] == at[key] for key in at)]
    fixed = ", ".join(f"{spoken(key)} {value}" for key, value in at.items())
    facts = {**at, "kernels": sorted({row["kernel_size"] for row in rows})}
    facts |= {"first": min(row[against] for row in rows), "last": max(row[against] for row in rows)}
    board = Board()
    for measure, title in (("microseconds", "microseconds of one call"), ("products", "products")):
        points = {route: {row[against]: row[measure] for row in rows if row["route"] == route} for route in ROUTES}
        facts[measure] = titled_panel(board, title, points, ROUTES, f"{spoken(against)} (at {fixed})")
    return Drawing([board], facts)


def cohort_lines(bookkeeping: str) -> Drawing:
    """Draw processor seconds and peak memory of a class run, without execution, against the number of submissions."""
    rows = measured(bookkeeping)["rows"]
    facts: dict[str, Any] = {"least": min(row["rows"] for row in rows), "most": max(row["rows"] for row in rows)}
    board = Board()
    for key, title, run, column, low in (
        ("first", "seconds of the processor, first run", "first", "processor_seconds", math.inf),
        ("again", "seconds, when nothing has changed", "again", "processor_seconds", math.inf),
        ("memory", "peak memory, MiB", "first", "peak_mib", 10),
    ):
        kept = [row for row in rows if row["run"] == run]
        lines = {
            name: {row["rows"]: row[column] for row in kept if row["database"] == name.lower()} for name in DATABASES
        }
        facts[key] = titled_panel(board, title, lines, DATABASES, "submissions", low=low, high=LOW_PANEL)
    return Drawing([board], facts)


def titled_panel(
    board: Board,
    title: str,
    lines: Mapping[str, Mapping[int, float]],
    marks: Mapping[str, Mark],
    across: str,
    low: float = math.inf,
    high: float = HIGH,
) -> str:
    """Draw a panel below what is there, without the lines that have no point; return both ends of each in words."""
    lines = {name: line for name, line in lines.items() if line}
    top = board.bottom + 26 * bool(board.parts)
    board.text(-38, top + 8, title, anchor="start", size=SMALL, bold=True)
    panel(board, top + 30, lines, marks, low, high)
    board.text(WIDE / 2, top + high + 72, across, size=SMALL)
    return ", ".join(f"{spoken(name)} {line[min(line)]} to {line[max(line)]}" for name, line in lines.items())


def panel(
    board: Board,
    top: float,
    lines: Mapping[str, Mapping[int, float]],
    marks: Mapping[str, Mark],
    low: float,
    high: float,
) -> None:
    """Draw one line for each name, on logarithmic axes, the upward one from ``low`` or less; name each at its end."""
    values = [value for line in lines.values() for value in line.values()]
    places = sorted({place for line in lines.values() for place in line})
    x = LogAxis(places[0], places[-1], 0, WIDE)
    y = LogAxis(min(*values, low), max(values), top + high, top)
    foot = top + high + 10
    for value, words in y.ticks().items():
        board.line([(-4, y.at(value)), (WIDE, y.at(value))], role="grey", width=0.5)
        board.text(-8, y.at(value), words, anchor="end", size=FINE)
    board.line([(-4, foot), (WIDE, foot)])
    step = math.ceil((width_of(show(places[-1]), FINE) + 6) * (len(places) - 1) / WIDE)
    for number, place in enumerate(reversed(places)):
        board.line([(x.at(place), foot), (x.at(place), foot + 4)])
        board.text(x.at(place), foot + 13, "" if number % step else place, size=FINE)
    for route, line in lines.items():
        board.line(
            [(x.at(place), y.at(value)) for place, value in sorted(line.items())], role=marks[route].role, width=1.8
        )
    for number, place in enumerate(places):
        heights = {route: y.at(line[place]) for route, line in lines.items() if place in line}
        groups: list[list[str]] = []  # marks that would cover one another take turns
        for route in sorted(heights, key=heights.__getitem__):
            if groups and heights[route] - heights[groups[-1][0]] < 2:
                groups[-1].append(route)
            else:
                groups.append([route])
        for group in groups:
            shown = group[number % len(group)]
            marks[shown].draw(board, x.at(place), heights[shown])
    ends = {route: (x.at(max(line)), y.at(line[max(line)])) for route, line in lines.items()}
    order = sorted(ends, key=lambda route: ends[route][1])
    for route, height in zip(order, spread([ends[route][1] for route in order], 17, top, foot), strict=True):
        board.line([ends[route], (WIDE + 18, height)], role=marks[route].role, width=0.8)
        marks[route].draw(board, WIDE + 24, height)
        board.text(WIDE + 34, height, spoken(route), anchor="start", size=SMALL)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the heights within low and high, at least ``gap`` apart, that are nearest to the sorted ones (in squares).

    >>> spread([0, 0, 50], 10, -5, 100)
    [-5, 5, 50]
    """
    groups: list[list[float]] = []  # neighbours that touch, each without the gaps before it
    for number, height in enumerate(wanted):
        groups.append([height - gap * number])
        while len(groups) > 1 and mean(groups[-2]) >= mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    room = high - gap * (len(wanted) - 1)
    level = [min(max(mean(group), low), room) for group in groups for _ in group]
    return [height + gap * number for number, height in enumerate(level)]


def spoken(name: str) -> str:
    """Return the name of a module or a parameter as words."""
    return name.replace("_", " ")
