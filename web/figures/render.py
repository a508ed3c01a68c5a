"""From a row of the table to SVG text."""

from __future__ import annotations

from html import escape
from typing import Any

from web.figures.board import TEXT, Board
from web.figures.picture import Picture
from web.figures.table import PICTURES

__all__ = ["alternative_text", "draw", "facts"]

MARGIN = 4
WIDE, TALL = 360, 640
"""Least width on a wide page, and the height up to which a picture is enlarged beyond it, in CSS pixels."""
USUAL, LARGEST = 1.3, 1.6
"""How much a picture is enlarged on a wide page: as a rule, and a narrow one at most."""


def draw(name: str) -> str | list[str]:
    """Draw a picture of the table.

    Returns
    -------
    str or list of str
        One SVG element, or the frames of an animation, all with one view box.

    Raises
    ------
    KeyError
        if the table has no picture of this name.
    """
    picture = _picture(name)
    drawing = picture.drawing()
    title, description = picture.text(drawing.facts)
    box = _union(drawing.boards)
    if not drawing.steps:
        return _svg(drawing.boards[0], box, f"tc-{name}", title, description)
    count = len(drawing.boards)
    return [
        _svg(
            board,
            box,
            f"tc-{name}-{number}",
            f"{title}, step {number} of {count}",
            f"{description} Step {number}: {step}.",
        )
        for number, (board, step) in enumerate(zip(drawing.boards, drawing.steps, strict=True), 1)
    ]


def facts(name: str) -> dict[str, Any]:
    """Return the numbers in a picture by name, as its drawing function computed them."""
    return _picture(name).drawing().facts


def alternative_text(name: str) -> tuple[str, str]:
    """Return the title and the description of a picture."""
    return _picture(name).text(facts(name))


def _picture(name: str) -> Picture:
    if name not in PICTURES:
        raise KeyError(f"no picture {name!r}; python -m web.figures lists the names")
    return PICTURES[name]


def _union(boards: list[Board]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*(board.box for board in boards), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _svg(board: Board, box: tuple[float, float, float, float], ident: str, title: str, description: str) -> str:
    left, top, right, bottom = box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN
    width, height = right - left, bottom - top
    scale = min(LARGEST, max(WIDE / width, min(USUAL, TALL / height)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tc-figure" role="img"'
        f' viewBox="{left:g} {top:g} {width:g} {height:g}"'
        f' aria-labelledby="{ident}-title" aria-describedby="{ident}-desc"'
        f' style="width:100%;max-width:{width * scale:.0f}px;height:auto"'
        f' font-size="{TEXT}" text-anchor="middle" fill="currentColor" stroke="none">'
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(description)}</desc>'
        f"{''.join(board.parts)}</svg>"
    )
