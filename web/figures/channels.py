"""Channels: the sum over them, and the parameters of a layer as blocks."""

from __future__ import annotations

import numpy as np

from tconv_lib.sliding_window import conv, n_parameters
from web.figures.arithmetic import Numbers, correlated, show
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["channel_sum", "parameter_blocks"]


def channel_sum(x: Numbers, w: Numbers, bias: int) -> Drawing:
    """Draw a window of several channels, the kernel's slice for each, the inner products, and their sum."""
    board = Board()
    size = len(x[0]) * CELL
    parts = [correlated(channel, kernel)[0][0] for channel, kernel in zip(x, w, strict=True)]
    total = conv(np.array(x), np.array([w]), np.array([bias])).item()
    board.text(size / 2, 8, "window")
    board.text(size * 1.5 + 40, 8, "kernel")
    last = 2 * size + 84
    for number, (channel, kernel, part) in enumerate(zip(x, w, parts, strict=True)):
        top = 22 + number * (size + 12)
        middle = top + size / 2
        board.grid(0, top, channel, "input")
        board.text(size + 20, middle, "⊙")
        board.grid(size + 40, top, kernel, "kernel")
        board.text(2 * size + 62, middle, "→")
        board.cell(last, middle - CELL / 2, part, "plain")
        board.text(last + CELL + 12, middle, f"channel {number}", anchor="start", size=SMALL)
        if number:
            board.text(last + CELL / 2, top - 6, "+")
    bottom = 22 + len(x) * (size + 12)
    board.text(last + CELL / 2, bottom - 4, "+")
    board.cell(last, bottom + 8, bias, "kernel")
    board.text(last + CELL + 12, bottom + 8 + CELL / 2, "bias", anchor="start", size=SMALL)
    board.line([(last - 8, bottom + CELL + 16), (last + CELL + 8, bottom + CELL + 16)])
    board.cell(last, bottom + CELL + 24, total, "lit-output")
    board.text(last + CELL + 12, bottom + CELL * 1.5 + 24, "one number", anchor="start", size=SMALL)
    terms = " + ".join(show(part) for part in [*parts, bias])
    return Drawing([board], {"x": x, "w": w, "parts": parts, "bias": bias, "total": total, "sum": terms})


def parameter_blocks(in_channels: int, out_channels: int, kernel_shape: tuple[int, int]) -> Drawing:
    """Draw all parameters of a layer: one block for each pair of channels, one bias for each output channel."""
    board = Board()
    side, gap = 18, 12
    height, width = kernel_shape
    for o in range(out_channels):
        top = 20 + o * (height * side + gap)
        for i in range(in_channels):
            left = i * (width * side + gap)
            board.grid(left, top, [[""] * width] * height, "kernel", side)
            if o == 0:
                board.text(left + width * side / 2, 6, f"input {i}", size=SMALL)
        end = in_channels * (width * side + gap)
        board.cell(end, top + (height - 1) * side / 2, "", "output", side)
        board.text(end + side + 8, top + height * side / 2, f"output {o}", anchor="start", size=SMALL)
    board.text(end + side / 2, 6, "bias", size=SMALL)
    total = n_parameters(in_channels, out_channels, kernel_shape)
    words = f"{out_channels} · ({in_channels}·{height}·{width} + 1) = {total} numbers"
    board.text(end / 2, board.bottom + 20, words, bold=True)
    facts = {"in_channels": in_channels, "out_channels": out_channels, "kernel": f"{height}×{width}", "total": total}
    return Drawing([board], facts)
