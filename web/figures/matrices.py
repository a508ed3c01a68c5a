"""The matrix of a convolution and its transpose: sparsity, products, adjoint pairs, and when one inverts the other."""

from __future__ import annotations

import numpy as np

from tconv_lib.matrix import conv_matrix, conv_matrix2d, undoes
from tconv_lib.scatter import conv_transpose
from tconv_lib.sliding_window import conv
from web.figures.arithmetic import Numbers, correlated, show, transposed
from web.figures.board import CELL, SMALL, Board, Drawing
from web.figures.palette import Look

__all__ = ["adjoint", "bank", "gram", "matrix_pair", "matrix_product"]

SIDE = 24
TIGHT = 26
TAPS = [
    Look("kernel", 0.2),
    Look("input", 0.25),
    Look("output", 0.25),
    Look("focus", 0.25),
    Look("grey", 0.25),
]


def matrix_pair(
    w: Numbers,
    size: int | tuple[int, int],
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    names: tuple[str, str] = ("C", "Cᵀ"),
) -> Drawing:
    """Draw C and its transpose, each tap in a colour of its own; columns that are all zero are never read."""
    positions = np.arange(1, np.size(w) + 1).reshape(np.shape(w))
    where, values = (
        conv_matrix2d(np.array(kernel), size, stride, padding)
        if isinstance(size, tuple)
        else conv_matrix(np.array(kernel), size, stride, padding, dilation)
        for kernel in (positions, w)
    )
    board = Board()
    rows, columns = values.shape
    side = SIDE if rows + columns <= 12 else 22
    idle = [column for column in range(columns) if not where[:, column].any()]
    for name, left, taps, matrix in (
        (names[0], 0.0, where, values),
        (names[1], columns * side + 30.0, where.T, values.T),
    ):
        board.text(left + matrix.shape[1] * side / 2, 6, name, bold=True)
        for r, line in enumerate(matrix.tolist()):
            for c, value in enumerate(line):
                tap = int(taps[r, c])
                unread = (r if left else c) in idle
                look: str | Look = TAPS[(tap - 1) % len(TAPS)] if tap else "unread" if unread else "plain"
                board.cell(left + c * side, 20 + r * side, value if tap else "", look, side)
    board.key({"unread": "never read by C, never written by Cᵀ"})
    facts = {"w": w, "stride": stride, "padding": padding, "rows": rows, "columns": columns, "idle": idle}
    filled = int((where > 0).sum())
    return Drawing([board], facts | {"matrix": values.tolist(), "filled": filled, "cells": rows * columns})


def matrix_product(w: Numbers, y: Numbers, input_size: int, stride: int = 1, cell: int = 0) -> Drawing:
    """Draw the transpose times y: each column is a stamp, and row ``cell`` gathers its contributors."""
    transpose = conv_matrix(np.array(w), input_size, stride).T
    matrix: Numbers = transpose.tolist()
    result: Numbers = (transpose @ np.array(y)).tolist()
    board = Board()
    width = len(y) * CELL
    board.text(width / 2, 6, "Cᵀ", bold=True)
    for r, row in enumerate(matrix):
        for c, value in enumerate(row):
            filled = 0 <= r - stride * c < len(w)
            look = "lit-kernel" if filled and r == cell else "kernel" if filled else "plain"
            board.cell(c * CELL, 20 + r * CELL, value if filled else "", look)
    left = width + 18.0
    middle = 20 + input_size * CELL / 2
    board.text(left + CELL / 2, middle - len(y) * CELL / 2 - 14, "y", bold=True)
    for j, value in enumerate(y):
        used = 0 <= cell - stride * j < len(w)
        look = "lit-input" if used else "input"
        board.cell(left, middle - len(y) * CELL / 2 + j * CELL, value, look)
    board.text(left + CELL + 16, middle, "=")
    left += CELL + 30
    board.grid(left, 20, [[value] for value in result], lambda r, _: "lit-output" if r == cell else "output")
    terms = [f"{show(v)}·{show(y[c])}" for c, v in enumerate(matrix[cell]) if 0 <= cell - stride * c < len(w)]
    sentence = f"{' + '.join(terms) or '0'} = {show(result[cell])}"
    board.lines(left + CELL + 12, 20 + (cell + 0.5) * CELL, [sentence], size=SMALL)
    facts = {"w": w, "y": y, "stride": stride, "cell": cell, "result": result, "sum": sentence}
    return Drawing([board], facts)


def gram(kernels: list[Numbers], size: int, stride: int) -> Drawing:
    """Draw C times its transpose for several kernels, which is the identity for some."""
    board = Board()
    left = 0.0
    products, verdicts = [], []
    for w in kernels:
        c = conv_matrix(np.array(w, float), size, stride)
        product = (c @ c.T).tolist()
        inverse = undoes(np.array(w, float), stride)
        board.text(left + len(product) * CELL / 2, 6, f"w = ({', '.join(map(show, w))})", size=SMALL, bold=True)
        board.grid(left, 20, product, lambda r, c: "kernel" if r == c else "plain")
        board.text(left + len(product) * CELL / 2, 36 + len(product) * CELL, "C Cᵀ = I" if inverse else "C Cᵀ ≠ I")
        products.append(product)
        verdicts.append("the identity" if inverse else "not the identity")
        left += max(len(product) * CELL, 90) + 40
    facts = {"kernels": kernels, "stride": stride, "products": products, "verdicts": verdicts}
    return Drawing([board], facts)


def bank(x: Numbers, kernels: Numbers, unit: float) -> Drawing:
    """Draw a bank of kernels (times ``unit``) on one window: a number and a stamp for each, and the stamps' sum."""
    board = Board()
    weight = np.array(kernels, float)[:, None] * unit
    y = conv(np.array([x], float), weight)
    side = len(x) * TIGHT
    tops = [22 + number * (side + 14) for number in range(len(kernels))]
    middle = (tops[0] + tops[-1] + side) / 2
    columns = (0.0, side + 26, 2 * side + 48, 2 * side + 48 + TIGHT + 22, 3 * side + 48 + TIGHT + 48)
    for left, words in zip(columns, ("x", "kernels", "y", "stamps", "sum"), strict=True):
        width = TIGHT if words == "y" else side
        board.text(left + width / 2, 8 if words not in {"x", "sum"} else middle - side / 2 - 12, words, bold=True)
    board.grid(columns[0], middle - side / 2, x, "input", TIGHT)
    stamps = []
    for number, (top, kernel) in enumerate(zip(tops, kernels, strict=True)):
        stamps.append(conv_transpose(y[number : number + 1], weight[number : number + 1])[0].tolist())

        def look(row: int, column: int, weights: Numbers = kernel) -> str:
            return "lit-kernel" if weights[row][column] < 0 else "kernel"

        board.grid(columns[1], top, kernel, look, TIGHT)
        board.text(columns[2] - 11, top + side / 2, "→")
        board.cell(columns[2], top + (side - TIGHT) / 2, y[number, 0, 0], "output", TIGHT)
        board.text(columns[3] - 11, top + side / 2, "→")
        board.grid(columns[3], top, stamps[-1], "kernel", TIGHT)
    total: Numbers = conv_transpose(y, weight)[0].tolist()
    board.text(columns[4] - 13, middle, "=")
    board.grid(columns[4], middle - side / 2, total, "lit-output", TIGHT)
    board.text(columns[1] + side / 2, tops[-1] + side + 12, f"times {show(unit)}", size=SMALL)
    facts = {"x": x, "kernels": kernels, "unit": unit, "y": y.ravel().tolist(), "stamps": stamps}
    return Drawing([board], facts | {"total": total})


def adjoint(w: Numbers, x: Numbers, y: Numbers, stride: int = 1) -> Drawing:
    """Draw two inner products that agree for every x and y: of C x and y, and of x and the transpose of C times y."""
    board = Board()
    spare = len(x) - len(transposed(y, w, stride=stride))
    forward = correlated(x, w, stride=stride)
    backward = transposed(y, w, stride, output_padding=spare)
    products = [sum(a * b for a, b in zip(*pair, strict=True)) for pair in ((forward, y), (x, backward))]
    board.text(0, 8, f"kernel ({', '.join(map(show, w))}), stride {stride}", anchor="start", size=SMALL)
    top = 26.0
    rows = (("C x", forward, "y", y, "output", "output"), ("x", x, "Cᵀ y", backward, "input", "input"))
    names = ("⟨C x, y⟩", "⟨x, Cᵀ y⟩")
    for (upper, above, lower, below, first, second), name, value in zip(rows, names, products, strict=True):
        for words, cells, look in ((upper, above, first), (lower, below, second)):
            board.text(34, top + CELL / 2, words, anchor="end", size=SMALL)
            computed = "ᵀ" in words or words.startswith("C")
            board.grid(42, top, [cells], f"lit-{look}" if computed else look)
            top += CELL + 4
        terms = [f"{show(a)}·{show(b)}" for a, b in zip(above, below, strict=True)]
        board.text(
            0,
            top + 19,
            f"{name} = {' + '.join(terms[:4])}{' + …' if len(terms) > 4 else ''} =",
            anchor="start",
            size=SMALL,
        )
        board.cell(252, top + 4, value, "focus")
        top += 52
    facts = {"w": w, "x": x, "y": y, "stride": stride, "forward": forward, "backward": backward, "products": products}
    return Drawing([board], facts)
