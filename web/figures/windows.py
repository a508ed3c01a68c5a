"""The sliding window: convolution step by step, and the cells that the windows of a row or an image read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tconv_lib.geometry import Axis
from tconv_lib.output_size import unread_cells
from web.figures.arithmetic import Numbers, correlated, show
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["conv_frames", "dilation_rows", "pad_frames", "preimage", "unread_image", "window_rows"]

NARROW = 25
"""Side of the cells of long strips."""
KEY = {"unread": "never read", "pad": "padding zero"}


def conv_frames(
    x: Numbers, w: Numbers, stride: int = 1, padding: int = 0, positions: Sequence[int] | None = None
) -> Drawing:
    """Draw a frame for each position of the window: input below, output above, the kernel at the side.

    ``positions`` selects some of them, counted row by row.
    """
    out = correlated(x, w, stride, padding)
    columns = len(out[0])
    padded: Numbers = np.pad(x, padding).tolist()
    boards, steps = [], []
    for position in positions or range(len(out) * columns):
        row, column = divmod(position, columns)
        products = [
            (padded[stride * row + r][stride * column + c], w[r][c]) for r in range(len(w)) for c in range(len(w[0]))
        ]
        sentence = f"{' + '.join(_product(*pair) for pair in products)} = {show(out[row][column])}"
        boards.append(_conv_frame(padded, w, out, (row, column), stride, padding, sentence))
        steps.append(f"output cell ({row}, {column}): {sentence}")
    facts = {"x": x, "w": w, "out": out, "stride": stride, "padding": padding}
    return Drawing(boards, facts, steps)


def _product(value: float, weight: float) -> str:
    return f"{show(value)}·{show(weight)}" if weight >= 0 else f"{show(value)}·({show(weight)})"


def _conv_frame(
    padded: Numbers, w: Numbers, out: Numbers, cell: tuple[int, int], stride: int, padding: int, sentence: str
) -> Board:
    board = Board()
    row, column = cell
    done = row * len(out[0]) + column
    width = len(padded[0]) * CELL

    def result(r: int, c: int) -> str:
        return "lit-output" if (r, c) == cell else "output"

    so_far = [[v if r * len(out[0]) + c <= done else "" for c, v in enumerate(values)] for r, values in enumerate(out)]
    left = (width - len(out[0]) * CELL) / 2
    board.text(width / 2, 10, "output")
    board.grid(left, 22, so_far, result)
    top = 22 + len(out) * CELL + 34.0

    def source(r: int, c: int) -> str:
        real = 0 <= r - padding < len(padded) - 2 * padding and 0 <= c - padding < len(padded[0]) - 2 * padding
        return "input" if real else "pad"

    window = (stride * column * CELL, top + stride * row * CELL, len(w[0]) * CELL, len(w) * CELL)
    board.grid(0, top, padded, source)
    board.window(*window)
    foot = 22 + (row + 1) * CELL
    board.area(
        [
            (left + column * CELL, foot),
            (left + (column + 1) * CELL, foot),
            (window[0] + window[2], window[1]),
            (window[0], window[1]),
        ],
        "kernel",
        0.18,
    )
    board.text(width / 2, top + len(padded) * CELL + 14, "input with padding" if padding else "input")
    side = width + 26
    board.text(side + len(w[0]) * CELL / 2, top - 12, "kernel")
    board.grid(side, top, w, "kernel")
    if len(w) * len(w[0]) <= 4:
        board.text((side + len(w[0]) * CELL) / 2, top + len(padded) * CELL + 38, sentence, bold=True)
    return board


def pad_frames(size: int, kernel_size: int, names: Sequence[str], paddings: Sequence[int]) -> Drawing:
    """Draw a frame for each padding: a square image with its zeros, and the first position of a square kernel."""
    boards, steps, outputs = [], [], []
    for name, padding in zip(names, paddings, strict=True):
        axis = Axis(kernel_size, 1, padding)
        outputs.append(axis.size(size))
        side = size + 2 * padding
        board = Board()
        margin = (max(paddings) - padding) * NARROW
        for row in range(side):
            for column in range(side):
                real = padding <= row < padding + size and padding <= column < padding + size
                look = "input" if real else "pad"
                board.cell(margin + column * NARROW, margin + row * NARROW, "" if real else 0, look, NARROW)
        board.window(margin, margin, kernel_size * NARROW, kernel_size * NARROW)
        board.reach(((size + 2 * max(paddings)) * NARROW, (size + 2 * max(paddings)) * NARROW))
        words = f"{name}: p = {padding}, {size}×{size} → {outputs[-1]}×{outputs[-1]}"
        board.text((size / 2 + max(paddings)) * NARROW, board.bottom + 16, words, bold=True)
        boards.append(board)
        steps.append(words)
    return Drawing(boards, {"size": size, "kernel_size": kernel_size, "outputs": outputs}, steps)


def window_rows(
    rows: Sequence[tuple[int, int, int]],
    kernel_size: int,
    stride: int = 1,
    dilation: int = 1,
    names: Sequence[str] = (),
    *,
    misfit: bool = False,
) -> Drawing:
    """Draw rows of cells (size, zeros before, zeros after), each with its windows below it.

    ``misfit`` adds, dashed, the first window that does not fit.
    """
    axis = Axis(kernel_size, stride, dilation=dilation)
    board = Board()
    offset = max(before for _, before, _ in rows)
    sizes, unread = [], []
    top = 0.0
    for number, (size, before, after) in enumerate(rows):
        padded = size + before + after
        outputs = axis.size(padded)
        idle = unread_cells(padded, kernel_size, stride, dilation=dilation)
        origin = (offset - before) * NARROW
        sizes.append(outputs)
        unread.append([cell - before for cell in idle])
        name = f"{names[number]}: " if names else ""
        board.text(0, top + 8, f"{name}{size} → {outputs}", anchor="start", bold=True)
        top += 20
        for cell in range(padded):
            real = before <= cell < before + size
            look = "unread" if cell in idle else "input" if real else "pad"
            board.cell(origin + cell * NARROW, top, cell - before if real else "", look, NARROW)
        top += NARROW + 5
        shown = outputs + 1 if misfit else outputs
        for j in range(shown):
            _window(board, origin + stride * j * NARROW, top + j * 11, axis, fits=j < outputs)
        top += shown * 11 + 12
    board.key(KEY, gap=8)
    facts = {"inputs": [row[0] for row in rows], "sizes": sizes, "unread": unread, "kernel_size": kernel_size}
    facts |= {"missed": [cell for row in unread for cell in row], "dilation": dilation}
    facts |= {"stride": stride, "before": [r[1] for r in rows], "after": [r[2] for r in rows]}
    return Drawing([board], facts)


def _window(board: Board, left: float, top: float, axis: Axis, *, fits: bool) -> None:
    """Draw one window as a bar: its taps filled, the gaps of a dilated kernel a thin line."""
    end = left + axis.extent * NARROW
    if not fits:
        corners = [(left + 3, top), (end - 3, top), (end - 3, top + 7), (left + 3, top + 7)]
        board.line([*corners, corners[0]], role="kernel", dashed=True)
        board.text(left - 4, top + 4, "does not fit", anchor="end", size=SMALL)
        return
    board.line([(left + 3, top + 3.5), (end - 3, top + 3.5)], role="kernel")
    for tap in range(axis.kernel_size):
        start = left + axis.dilation * tap * NARROW + 3
        corners = [(start, top), (start + NARROW - 6, top), (start + NARROW - 6, top + 7), (start, top + 7)]
        board.area(corners, "kernel", 0.9)


def preimage(
    kernel_size: int,
    stride: int,
    padding: int = 0,
    dilation: int = 1,
    outputs: Sequence[int] = (2, 3, 4),
    chosen: int | None = None,
    letter: str = "a",
) -> Drawing:
    """Draw a strip of input sizes n, grouped by the output size m of the convolution.

    ``letter`` names the place of n in its group; ``chosen`` highlights one n.
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    board = Board()
    left = 44.0
    groups = {m: list(axis.input_sizes(m)) for m in outputs}
    board.text(left - 12, CELL / 2, "n", anchor="end")
    board.text(left - 12, CELL + 15, letter, anchor="end")
    board.text(left - 12, CELL + 62, "m", anchor="end")
    for index, (m, sizes) in enumerate(groups.items()):
        start = left
        for size in sizes:
            look = "lit-input" if size == chosen else "input"
            board.cell(left, 0, size, look)
            board.text(left + CELL / 2, CELL + 15, axis.unread(size), size=SMALL, bold=size == chosen)
            left += CELL
        board.bracket(start + 3, left - 3, CELL + 32)
        board.arrow(((start + left) / 2, CELL + 32), ((start + left) / 2, CELL + 46))
        board.cell((start + left - CELL) / 2, CELL + 48, m, "lit-output" if chosen in sizes else "output")
        left += 12 if index < len(groups) - 1 else 0
    facts: dict[str, Any] = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    facts |= {"groups": "; ".join(f"{', '.join(map(str, sizes))} to {m}" for m, sizes in groups.items())}
    facts |= {"sizes": list(groups.values()), "outputs": list(outputs), "chosen": chosen}
    facts["output_padding"] = None if chosen is None else axis.unread(chosen)
    return Drawing([board], facts)


def unread_image(cases: Sequence[tuple[int, int]], kernel_size: int, stride: int) -> Drawing:
    """Draw square images (size, padding) side by side, with the windows on the diagonal and the cells never read."""
    board = Board()
    side, left = 18, 0.0
    sizes, unread = [], []
    for size, padding in cases:
        axis = Axis(kernel_size, stride, padding)
        padded = size + 2 * padding
        missed = unread_cells(padded, kernel_size, stride)
        sizes.append(axis.size(size))
        unread.append(unread_cells(size, kernel_size, stride, padding))
        for row in range(padded):
            for column in range(padded):
                real = padding <= row < padding + size and padding <= column < padding + size
                look = "unread" if row in missed or column in missed else "input" if real else "pad"
                board.cell(left + column * side, 20 + row * side, "", look, side)
        for j in range(sizes[-1]):
            corner = stride * j * side
            board.window(left + corner, 20 + corner, kernel_size * side, kernel_size * side)
        words = f"{size}×{size}, p = {padding} → {sizes[-1]}×{sizes[-1]}"
        board.text(left + padded * side / 2, 6, words, size=SMALL, bold=True)
        left += padded * side + 24
    board.key(KEY)
    facts = {"inputs": [size for size, _ in cases], "sizes": sizes, "unread": unread, "kernel_size": kernel_size}
    facts["missed"] = [cell for cells in unread for cell in cells]
    return Drawing([board], facts | {"stride": stride, "paddings": [padding for _, padding in cases]})


def dilation_rows(w: Numbers, dilations: Sequence[int]) -> Drawing:
    """Draw one kernel at several dilations, with its extent."""
    board = Board()
    extents = []
    top = 0.0
    for dilation in dilations:
        axis = Axis(len(w), dilation=dilation)
        extents.append(axis.extent)
        board.text(0, top + CELL / 2, f"d = {dilation}", anchor="start")
        for cell in range(axis.extent):
            tap, gap = divmod(cell, dilation)
            left = 52 + cell * CELL
            board.cell(left, top, "" if gap else w[tap], "cropped" if gap else "kernel")
        board.bracket(
            52, 52 + axis.extent * CELL, top + CELL + 12, f"κ = {dilation}·({len(w)} − 1) + 1 = {axis.extent}"
        )
        top += CELL + 44
    return Drawing([board], {"w": w, "dilations": list(dilations), "extents": extents})
