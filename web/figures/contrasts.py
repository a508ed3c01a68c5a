"""The same numbers treated in ways that are often taken for each other, side by side."""

from __future__ import annotations

from web.figures.arithmetic import Numbers, correlated, show, transposed
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["flip_contrast", "upsampling_contrast"]


def upsampling_contrast(x: Numbers, w: Numbers, places: Numbers, stride: int = 2, padding: int = 1) -> Drawing:
    """Draw unpooling, interpolation and transposed convolution of one row, one below the other.

    ``places`` are the cells that max pooling remembers; ``padding`` is that of the transposed convolution.
    """
    size = stride * len(x)
    unpooled = [x[places.index(cell)] if cell in places else 0 for cell in range(size)]
    nearest = transposed(x, [1] * stride, stride=stride)
    spare = size - len(transposed(x, w, stride=stride, padding=padding))
    stamped = transposed(x, w, stride=stride, padding=padding, output_padding=spare)
    board = Board()
    for j, value in enumerate(x):
        board.cell((stride * j + (stride - 1) / 2) * CELL, 0, value, "input")
    board.text(size * CELL + 12, CELL / 2, "input", anchor="start")
    rows = [
        (unpooled, "max unpooling", "back to remembered places", places),
        (nearest, "interpolation", "fixed weights", range(size)),
        (stamped, "transposed convolution", f"stamps of ({', '.join(map(show, w))})", range(size)),
    ]
    top = CELL + 14.0
    for values, name, how, filled in rows:
        board.row(0, top, values, ["output" if cell in filled else "inserted" for cell in range(size)])
        board.text(0, top + CELL + 12, f"{name}: {how}", anchor="start", size=SMALL)
        top += CELL + 34
    board.key({"inserted": "zero"}, gap=6)
    facts = {"x": x, "w": w, "places": places, "unpooled": unpooled, "nearest": nearest, "stamped": stamped}
    return Drawing([board], facts)


def flip_contrast(x: Numbers, w: Numbers, padding: int = 1) -> Drawing:
    """Draw cross-correlation and true convolution of one image with one kernel, one below the other."""
    board = Board()
    flipped = [row[::-1] for row in w[::-1]]
    results = [correlated(x, kernel, padding=padding) for kernel in (w, flipped)]
    size = len(x[0]) * CELL
    width = len(w[0]) * CELL
    top = 20.0
    names = ("cross-correlation: the kernel as it is", "true convolution: the kernel turned")
    for name, kernel, result in zip(names, (w, flipped), results, strict=True):
        board.text(0, top - 12, name, anchor="start", bold=True)
        board.grid(0, top, x, "input")
        board.text(size + 15, top + size / 2, "⋆")
        board.grid(size + 30, top, kernel, "kernel")
        board.text(size + width + 45, top + size / 2, "=")
        board.grid(size + width + 60, top, result, "output")
        top += size + 36
    return Drawing([board], {"x": x, "w": w, "correlated": results[0], "convolved": results[1]})
