"""From a row of the table to SVG text."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from web.figures import (
    channels,
    charts,
    contrasts,
    crops,
    fields,
    graphs,
    insertion,
    matrices,
    patterns,
    stamps,
    weights,
    windows,
)
from web.figures.arithmetic import say
from web.figures.board import TEXT, Board, Drawing
from web.figures.table import PICTURES

__all__ = ["KINDS", "alternative_text", "draw", "facts"]

MODULES = (windows, fields, channels, stamps, contrasts, crops, insertion, matrices, graphs, weights, patterns, charts)

KINDS: dict[str, Callable[..., Drawing]] = {
    name: getattr(module, name) for module in MODULES for name in module.__all__
}

MARGIN = 4


def draw(name: str) -> str | list[str]:
    """Draw a picture of the table.

    Returns
    -------
    str or list of str
        One SVG element, or the frames of an animation, all with one view box.

    Raises
    ------
    KeyError
        for a name that the table has not.
    """
    drawing = _drawing(name)
    title, description = alternative_text(name)
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
    """Return the numbers that a picture shows, as its kind computed them."""
    return _drawing(name).facts


def alternative_text(name: str) -> tuple[str, str]:
    """Return title and description of a picture, with its numbers put in."""
    words = PICTURES[name].alt.format(**{key: say(value) for key, value in facts(name).items()})
    title, _, description = words.partition(". ")
    return title, description


def _drawing(name: str) -> Drawing:
    if name not in PICTURES:
        raise KeyError(f"no picture {name!r}; python -m web.figures lists the names")
    picture = PICTURES[name]
    return KINDS[picture.kind](**picture.parameters)


def _union(boards: list[Board]) -> tuple[float, float, float, float]:
    boxes = [board.box for board in boards]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return left, top, max(box[2] for box in boxes), max(box[3] for box in boxes)


def _svg(board: Board, box: tuple[float, float, float, float], ident: str, title: str, description: str) -> str:
    left, top, right, bottom = box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN
    width, height = right - left, bottom - top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tc-figure" role="img"'
        f' viewBox="{left:g} {top:g} {width:g} {height:g}"'
        f' aria-labelledby="{ident}-title" aria-describedby="{ident}-desc"'
        f' style="width:100%;max-width:{width / 14:.3g}em;height:auto"'
        f' font-size="{TEXT}" text-anchor="middle" fill="currentColor" stroke="none">'
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(description)}</desc>'
        f"{''.join(board.parts)}</svg>"
    )
