"""A drawing board: cells, numbers, windows, arrows and keys as SVG text, in units of one CSS pixel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import hypot
from typing import Any, TypeAlias

from web.figures.arithmetic import show
from web.figures.palette import LOOKS, MUTED, Look, paint

__all__ = ["CELL", "LINE", "SMALL", "TEXT", "Board", "Drawing", "width_of"]

CELL = 30
TEXT = 14
SMALL = 12.5
LINE = 20
"""Distance between two lines of text."""
KEY_WIDTH = 320

OUTLINES = {
    "solid": 'stroke="currentColor" stroke-opacity=".5"',
    "bold": 'stroke="currentColor" stroke-width="2"',
    "dashed": 'stroke="currentColor" stroke-dasharray="4 3"',
    "dotted": 'stroke="currentColor" stroke-width="2.4" stroke-dasharray="0 5" stroke-linecap="round"',
    "none": "",
}

Point: TypeAlias = tuple[float, float]
LookOf: TypeAlias = str | Look | Callable[[int, int], str | Look]


def width_of(words: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Return an upper estimate of the width of text in a wide sans-serif font (DejaVu Sans)."""
    widths = [
        0.4 if c in "ijlt.,:;|()[] f'r-" else 0.98 if c in "mwMW" else 0.7 if c.isupper() else 0.635 for c in words
    ]
    return sum(widths) * size * (1.1 if bold else 1)


@dataclass
class Board:
    """One frame: the parts drawn so far as SVG, the box that holds them (left, top, right, bottom), and their looks."""

    parts: list[str] = field(default_factory=list)
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    looks: set[str] = field(default_factory=set)

    @property
    def right(self) -> float:
        """Right edge of the box."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Lower edge of the box."""
        return self.box[3]

    def reach(self, *points: Point) -> None:
        """Enlarge the box until it holds the points."""
        left, top, right, bottom = self.box
        self.box = (
            min(left, *(x for x, _ in points)),
            min(top, *(y for _, y in points)),
            max(right, *(x for x, _ in points)),
            max(bottom, *(y for _, y in points)),
        )

    def text(
        self,
        x: float,
        y: float,
        words: object,
        *,
        size: float = TEXT,
        anchor: str = "middle",
        muted: bool = False,
        bold: bool = False,
    ) -> None:
        """Write words, centred on y, with their middle, start or end at x."""
        written = show(words)
        if not written:
            return
        width = width_of(written, size, bold=bold)
        start = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        self.reach((start, y - size / 2), (start + width, y + size / 2))
        style = "" if size == TEXT else f' font-size="{size:g}"'
        style += "" if anchor == "middle" else f' text-anchor="{anchor}"'
        style += f' fill-opacity="{MUTED}"' if muted else ""
        style += ' font-weight="600"' if bold else ""
        self.parts.append(f'<text x="{x:g}" y="{y + size * 0.35:g}"{style}>{escape(written)}</text>')

    def lines(self, x: float, y: float, words: Iterable[str], size: float = TEXT) -> None:
        """Write lines of text below one another, each starting at x."""
        for number, line in enumerate(words):
            self.text(x, y + number * LINE, line, size=size, anchor="start")

    def rect(
        self, x: float, y: float, width: float, height: float, look: str | Look = "plain", radius: float = 0
    ) -> None:
        """Draw a rectangle in a look: one of ``LOOKS`` by name, which ``key`` can then explain, or one of its own."""
        if isinstance(look, str):
            self.looks.add(look)
        style = _style(look)
        self.reach((x, y), (x + width, y + height))
        fill = f'fill="{paint(style.fill)}" fill-opacity="{style.tint:g}"' if style.fill else 'fill="none"'
        rounded = f' rx="{radius:g}"' if radius else ""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{rounded}'
            f" {fill} {OUTLINES[style.outline]}/>"
        )
        if style.mark:
            self._mark(x, y, width, height, style.mark)

    def cell(self, x: float, y: float, words: object = "", look: str | Look = "plain", size: float = CELL) -> None:
        """Draw one cell with its number in the middle."""
        style = _style(look)
        self.rect(x, y, size, size, look)
        written = show(words)
        self.text(
            x + size / 2,
            y + size / 2,
            written,
            size=TEXT if len(written) < 4 else SMALL,
            muted=style.muted,
            bold=style.outline in {"bold", "dotted"},
        )

    def grid(
        self, x: float, y: float, rows: Sequence[Sequence[Any]], look: LookOf = "plain", size: float = CELL
    ) -> None:
        """Draw rows of cells; ``look`` is the look of all, or a function of row and column that returns it."""
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                chosen = look(row, column) if callable(look) else look
                self.cell(x + column * size, y + row * size, value, chosen, size)

    def row(self, x: float, y: float, values: Sequence[Any], looks: Sequence[str | Look], size: float = CELL) -> None:
        """Draw a row of cells, each in its own look."""
        for place, (value, look) in enumerate(zip(values, looks, strict=True)):
            self.cell(x + place * size, y, value, look, size)

    def window(self, x: float, y: float, width: float, height: float) -> None:
        """Outline the cells under the kernel with a thick line."""
        self.reach((x - 2, y - 2), (x + width + 2, y + height + 2))
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2" fill="none"'
            f' stroke="{paint("kernel")}" stroke-width="3.5"/>'
        )

    def line(self, points: Sequence[Point], *, role: str = "ink", width: float = 1.3, dashed: bool = False) -> None:
        """Draw a line through the points."""
        self.reach(*points)
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self.parts.append(
            f'<path d="{_path(points)}" fill="none" stroke="{paint(role)}" stroke-width="{width:g}"{dash}/>'
        )

    def arrow(self, start: Point, end: Point, *, dashed: bool = False) -> None:
        """Draw a line with a head at its end."""
        (x0, y0), (x1, y1) = start, end
        length = hypot(x1 - x0, y1 - y0)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        neck = (x1 - 8 * ux, y1 - 8 * uy)
        self.line([start, neck], dashed=dashed)
        head = [(x1, y1), (neck[0] - 4 * uy, neck[1] + 4 * ux), (neck[0] + 4 * uy, neck[1] - 4 * ux)]
        self.parts.append(f'<path d="{_path(head)}Z" fill="{paint("ink")}" stroke="none"/>')

    def area(self, points: Sequence[Point], role: str, tint: float) -> None:
        """Fill a polygon with a tint."""
        self.reach(*points)
        self.parts.append(f'<path d="{_path(points)}Z" fill="{paint(role)}" fill-opacity="{tint:g}" stroke="none"/>')

    def bracket(self, x0: float, x1: float, y: float, words: str = "") -> None:
        """Draw a bracket under x0 to x1, with words below it."""
        self.line([(x0, y - 6), (x0, y), (x1, y), (x1, y - 6)])
        self.text((x0 + x1) / 2, y + 11, words, size=SMALL)

    def key(self, meanings: Mapping[str, str], *, gap: float = 14) -> None:
        """Explain, below the drawing, those of the looks that it uses, in as many rows as they need."""
        left, top = 0.0, self.bottom + gap
        for look, words in meanings.items():
            if look not in self.looks:
                continue
            needed = 22 + width_of(words, SMALL) + 14
            if left > 0 and left + needed > KEY_WIDTH:
                left, top = 0.0, top + 23
            self.rect(left, top, 16, 16, look)
            if LOOKS[look].mark == "ring":
                self.text(left + 8, top + 8, "0", size=SMALL)
            self.text(left + 22, top + 8, words, size=SMALL, anchor="start")
            left += needed

    def _mark(self, x: float, y: float, width: float, height: float, mark: str) -> None:
        if mark == "ring":
            radius = min(width, height) / 2 - 5
            self.parts.append(
                f'<circle cx="{x + width / 2:g}" cy="{y + height / 2:g}" r="{max(radius, 6.5):g}" fill="none"'
                ' stroke="currentColor" stroke-opacity=".8"/>'
            )
            return
        if mark == "strike":
            self.parts.append(
                f'<path d="M{x:g} {y:g}l{width:g} {height:g}" stroke="currentColor" stroke-opacity=".5"/>'
            )
            return
        step, free = (5, 9) if mark == "hatch" else (8, 6)
        side, strokes = min(width, height), []
        reach = 0 if side < CELL / 1.5 else free
        for offset in range(step, int(2 * side), step):
            if abs(offset - side) < reach:
                continue  # the number stays legible
            near, far = max(0.0, offset - side), min(float(offset), side)
            if mark == "hatch":
                strokes.append(f"M{x + near:g} {y + far:g}L{x + far:g} {y + near:g}")
            else:
                strokes.append(f"M{x + side - near:g} {y + far:g}L{x + side - far:g} {y + near:g}")
        faint = ".4" if mark == "hatch" else ".3"
        self.parts.append(f'<path d="{"".join(strokes)}" stroke="currentColor" stroke-opacity="{faint}"/>')


@dataclass
class Drawing:
    """What a drawing function returns: one board, or those of an animation, and the facts for the alternative text."""

    boards: list[Board]
    facts: dict[str, Any]
    steps: list[str] = field(default_factory=list)
    """One sentence for each frame of an animation, none for a single picture."""


def _style(look: str | Look) -> Look:
    return LOOKS[look] if isinstance(look, str) else look


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
