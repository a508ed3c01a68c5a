"""Transposed convolution as stamping, in two dimensions (frame by frame) and in one (a strip of rows)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tconv_lib.geometry import Axis
from tconv_lib.output_padding import cell_kinds
from tconv_lib.scatter import contributors, stamp1d, stamp2d_strided
from web.figures.arithmetic import Numbers, say, show, transposed
from web.figures.board import CELL, LINE, SMALL, TEXT, Board, Drawing

__all__ = ["FULL_KEY", "full_looks", "stamp_frames", "stamp_strip"]

LABEL = 68
"""Width of the words before a row."""
FULL_KEY = {"cropped": "cropped by padding", "back": "back by output_padding", "beyond": "beyond full", "hole": "hole"}
"""What the looks of ``full_looks`` mean."""


def full_looks(input_size: int, axis: Axis, output_padding: int = 0) -> list[str]:
    """Return the look of each cell of the uncropped result ``full``, and of each cell that the result has beyond it.

    >>> full_looks(2, Axis(3, stride=2, padding=1), output_padding=1)
    ['cropped', 'output', 'output', 'output', 'back']
    """
    kinds = cell_kinds(input_size, axis.kernel_size, axis.stride, axis.padding, output_padding, axis.dilation)
    full_size = axis.full_size(input_size)
    looks = ["cropped"] * axis.padding
    for cell, kind in enumerate(kinds, start=axis.padding):
        kept = "output" if cell < full_size - axis.padding else "back"
        looks.append(kept if kind == "sum" else kind)
    return looks + ["cropped"] * (full_size - len(looks))


def stamp_frames(x: Numbers, w: Numbers, stride: int = 1) -> Drawing:
    """Draw one frame for each cell of an image: the cell, its scaled kernel, and the sum so far."""
    image, kernel = np.array(x), np.array(w)
    boards, steps = [], []
    sums: Numbers = []
    for number, cell in enumerate(np.ndindex(*image.shape)):
        stamped = np.where(np.arange(image.size).reshape(image.shape) <= number, image, 0)
        sums = stamp2d_strided(stamped, kernel, stride).tolist()
        boards.append(_frame(x, (image[cell] * kernel).tolist(), sums, cell, stride))
        row, column = cell
        steps.append(
            f"cell ({row}, {column}) holds {show(x[row][column])}; its stamp goes to row {stride * row},"
            f" column {stride * column}, and the sum so far is {say(sums)}"
        )
    return Drawing(boards, {"x": x, "w": w, "stride": stride, "full": sums}, steps)


def _frame(x: Numbers, scaled: Numbers, sums: Numbers, cell: tuple[int, ...], stride: int) -> Board:
    board = Board()
    row, column = cell
    height = len(sums) * CELL
    middle = 30 + height / 2

    def lit(r: int, c: int) -> str:
        return "lit-input" if (r, c) == cell else "input"

    at = 0.0
    top = middle - len(x) * CELL / 2
    board.grid(at, top, x, lit)
    board.text(at + len(x[0]) * CELL / 2, 12, "input")
    at += len(x[0]) * CELL + 34

    top = middle - len(scaled) * CELL / 2
    board.arrow((at - 29, middle), (at - 6, middle))
    board.grid(at, top, scaled, "kernel")
    board.text(at + len(scaled[0]) * CELL / 2, 12, f"{show(x[row][column])} × kernel")
    at += len(scaled[0]) * CELL + 34

    def touched(r: int, c: int) -> str:
        return (
            "lit-output"
            if 0 <= r - stride * row < len(scaled) and 0 <= c - stride * column < len(scaled[0])
            else "output"
        )

    board.arrow((at - 29, middle), (at - 6, middle))
    board.grid(at, 30, sums, touched)
    board.text(at + len(sums[0]) * CELL / 2, 12, "sum so far")
    board.window(at + stride * column * CELL, 30 + stride * row * CELL, len(scaled[0]) * CELL, len(scaled) * CELL)
    return board


def stamp_strip(
    x: Numbers,
    w: Numbers,
    stride: int = 1,
    dilation: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    cell: int | None = None,
    bias: int = 0,
) -> Drawing:
    """Draw each input cell's stamp on its own row, then the sum ``full``, then the result.

    ``cell`` (of ``full``) highlights the products that it sums; ``bias`` is added to the result.
    """
    board = Board()
    axis = Axis(len(w), stride, padding, dilation)
    full: Numbers = stamp1d(np.array(x), np.array(w), stride, dilation).tolist()
    looks = full_looks(len(x), axis, output_padding)
    lit = set() if cell is None else set(contributors(cell, len(x), len(w), stride, dilation))

    for number in range(len(looks)):
        board.text(LABEL + (number + 0.5) * CELL, 8, number, size=SMALL, muted=True)
    top = 20.0
    for j, value in enumerate(x):
        board.cell(0, top, value, "lit-input" if any(source == j for source, _ in lit) else "input")
        board.text(CELL + 6, top + CELL / 2, "× w", anchor="start", muted=True)
        for offset in range(axis.extent):
            tap, gap = divmod(offset, dilation)
            left = LABEL + (stride * j + offset) * CELL
            if gap:
                board.cell(left, top, "·", "ghost")
            else:
                board.cell(left, top, value * w[tap], "lit-kernel" if (j, tap) in lit else "kernel")
        top += CELL + 5

    top += 5
    board.line([(LABEL, top), (LABEL + len(looks) * CELL, top)])
    board.text(LABEL - 8, top + 6 + CELL / 2, "full", anchor="end")
    for number, look in enumerate(looks):
        shown = "" if look == "beyond" else full[number]
        board.cell(LABEL + number * CELL, top + 6, shown, "focus" if number == cell else look)
    top += 6 + CELL

    facts: dict[str, Any] = {"x": x, "w": w, "stride": stride, "full": full, "dilation": dilation}
    if padding or output_padding or bias:
        result = [value + bias for value in transposed(x, w, stride, padding, output_padding, dilation)]
        facts |= {
            "padding": padding,
            "output_padding": output_padding,
            "bias": bias,
            "result": result,
            "size": len(result),
            "back": [full[number] for number, look in enumerate(looks) if look == "back"],
            "beyond": looks.count("beyond"),
        }
        top += 8
        board.text(
            LABEL - 8,
            top + CELL / 2,
            f"+ bias {bias}" if bias else "result",
            anchor="end",
            size=SMALL if bias else TEXT,
        )
        for number, value in enumerate(result):
            look = looks[number + padding]
            board.cell(LABEL + (number + padding) * CELL, top, value, "output" if look == "back" else look)
        top += CELL
    if cell is not None:
        terms = [f"{show(x[j])} · {show(w[t])}" for j, t in sorted(lit)]
        facts |= {"cell": cell, "value": full[cell], "sum": " + ".join(terms) or "0"}
        board.text(
            LABEL + len(looks) * CELL / 2,
            top + LINE - 3,
            f"full[{cell}] = {facts['sum']} = {show(full[cell])}",
            bold=True,
        )
    board.key(FULL_KEY)
    return Drawing([board], facts)
