"""Weights as blocks: layouts, groups, the turn and the swap, and the taps that an output cell meets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_lib.channels_groups import as_convolution_weight, fan_in
from tconv_lib.scatter import contributors
from web.figures.arithmetic import Numbers, show
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["axis_boxes", "group_frames", "taps_met", "turn_and_swap", "two_readings"]


def two_readings(rows: int, columns: int) -> Drawing:
    """Draw one weight tensor as a convolution reads it and as its transpose reads it."""
    board = Board()
    side = 38
    left = 34.0
    for name, first, second in (
        ("convolution", "out", "in"),
        ("transposed", "in", "out"),
    ):
        board.text(left + columns * side / 2, 8, name, bold=True)
        for column in range(columns):
            board.text(left + (column + 0.5) * side, 32, f"{second} {column}", size=12)
        for row in range(rows):
            board.text(left - 5, 46 + (row + 0.5) * side, f"{first} {row}", anchor="end", size=12)
            for column in range(columns):
                board.grid(left + column * side + 4, 46 + row * side + 4, [["", ""], ["", ""]], "kernel", 15)
        left += columns * side + 78
    words = f"one tensor of shape ({rows}, {columns}, 2, 2)"
    board.text(board.right / 2, 46 + rows * side + 16, words, size=SMALL)
    return Drawing([board], {"rows": rows, "columns": columns})


def group_frames(in_channels: int, out_channels: int, groups: Sequence[int]) -> Drawing:
    """Draw a frame for each number of groups: which output channel reads which input channel, and both shapes."""
    boards, steps, weights = [], [], []
    for number in groups:
        board = Board()
        left, top = 62.0, 40.0
        board.text(left + in_channels * CELL / 2, 8, "input channel")
        board.text(left - 8, 24, "output", anchor="end", size=SMALL)
        for i in range(in_channels):
            board.text(left + (i + 0.5) * CELL, 28, i, size=SMALL)
        used = 0
        for o in range(out_channels):
            board.text(left - 12, top + (o + 0.5) * CELL, o, anchor="end", size=SMALL)
            for i in range(in_channels):
                joined = o * number // out_channels == i * number // in_channels
                used += joined
                board.cell(left + i * CELL, top + o * CELL, "w" if joined else "", "kernel" if joined else "plain")
        side = left + in_channels * CELL + 20
        name = f"groups = {number}"
        board.text(side, top + 12, name, anchor="start", bold=True)
        shapes = (
            f"({out_channels}, {in_channels // number}, k, k)",
            f"({in_channels}, {out_channels // number}, k, k)",
        )
        board.lines(side, top + 42, ["convolution", shapes[0]], size=SMALL)
        board.lines(side, top + 88, ["transposed", shapes[1]], size=SMALL)
        boards.append(board)
        weights.append(shapes)
        steps.append(f"{name} uses {used} kernels, convolution weight {shapes[0]}, transposed weight {shapes[1]}")
    facts = {"in_channels": in_channels, "out_channels": out_channels, "groups": list(groups), "shapes": weights}
    return Drawing(boards, facts, steps)


def turn_and_swap(weight: Numbers) -> Drawing:
    """Draw a transposed convolution's weight, and the weight of the ordinary convolution that does the same."""
    board = Board()
    turned: Numbers = as_convolution_weight(np.array(weight)).tolist()
    left = 38.0
    for name, blocks, first, second in (
        ("transposed", weight, "in", "out"),
        ("convolution", turned, "out", "in"),
    ):
        wide, high = len(blocks[0][0][0]) * 23, len(blocks[0][0]) * 23
        board.text(left + len(blocks[0]) * (wide + 8) / 2 - 4, 8, name, bold=True)
        for r, row in enumerate(blocks):
            y = 44 + r * (high + 8)
            board.text(left - 6, y + high / 2, f"{first} {r}", anchor="end", size=12)
            for c, kernel in enumerate(row):
                x = left + c * (wide + 8)
                if r == 0:
                    board.text(x + wide / 2, 32, f"{second} {c}", size=12)
                looks = ("kernel", "input", "output", "plain")
                pair = (r, c) if name == "transposed" else (c, r)
                board.grid(x, y, kernel, looks[(pair[0] * len(weight[0]) + pair[1]) % 4], 23)
        left = board.right + 44
    return Drawing([board], {"weight": str(weight), "turned": str(turned)})


def taps_met(kernel_size: int, stride: int, in_channels: int) -> Drawing:
    """Draw, for each phase of an output cell, the taps that reach it: on average k²/s² of k²."""
    board = Board()
    side = 17
    middle = stride * kernel_size
    counts = set()
    for number in range(stride * stride):
        phase = divmod(number, stride)
        met = [{tap for _, tap in contributors(middle + step, 2 * kernel_size, kernel_size, stride)} for step in phase]
        counts.add(len(met[0]) * len(met[1]))
        left = (number % stride) * (kernel_size * side + 26)
        top = 18 + (number // stride) * (kernel_size * side + 34)
        board.text(left + kernel_size * side / 2, top - 9, f"phase {phase[0]}, {phase[1]}", size=12)
        for r in range(kernel_size):
            for c in range(kernel_size):
                board.cell(
                    left + c * side, top + r * side, "", "lit-kernel" if r in met[0] and c in met[1] else "plain", side
                )
        board.text(
            left + kernel_size * side / 2, top + kernel_size * side + 9, f"{len(met[0]) * len(met[1])} taps", size=12
        )
    total = fan_in(in_channels, (kernel_size, kernel_size), stride)
    words = [f"{in_channels} · {kernel_size}²/{stride}² =", f"{show(total)} products"]
    board.lines(board.right + 18, board.bottom / 2 - 8, words)
    facts = {"kernel_size": kernel_size, "stride": stride, "in_channels": in_channels, "fan_in": total}
    return Drawing([board], facts | {"taps": kernel_size**2, "met": sorted(counts)})


def axis_boxes(rows: Sequence[tuple[str, Sequence[str]]]) -> Drawing:
    """Draw the order of the axes of several weight layouts, one box for each axis."""
    board = Board()
    looks = {"in": "input", "out": "output", "in/g": "input", "out/g": "output"}
    for number, (name, axes) in enumerate(rows):
        top = number * 58
        board.text(0, top + 8, name, anchor="start", size=SMALL, bold=True)
        for place, axis in enumerate(axes):
            board.rect(place * 66, top + 19, 62, 26, looks.get(axis, "plain"), 4)
            board.text(place * 66 + 31, top + 32, axis)
    words = "; ".join(f"{name}: {', '.join(axes)}" for name, axes in rows)
    return Drawing([board], {"layouts": words})
