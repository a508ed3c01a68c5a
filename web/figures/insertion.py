"""Zero insertion: the canvas under the flipped kernel, built step by step."""

from __future__ import annotations

import numpy as np

from tconv_lib.checkerboard import coverage
from tconv_lib.geometry import Axis
from tconv_lib.zero_insertion import insert_zeros2d, padded_canvas
from web.figures.arithmetic import Numbers, show, transposed
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["insertion_canvas", "insertion_slide", "insertion_steps", "zeros_where"]

ZEROS = {"inserted": "inserted zero", "pad": "padding zero"}


def insertion_canvas(x: Numbers, w: Numbers, stride: int, padding: int = 0, output_padding: int = 0) -> Drawing:
    """Draw an image with its zeros inserted and padded, the flipped kernel, and its first window."""
    board = Board()
    spread: Numbers = insert_zeros2d(np.array(x), stride).tolist()
    before = [k - 1 - padding for k in (len(w), len(w[0]))]
    height = len(spread) + 2 * before[0] + output_padding
    width = len(spread[0]) + 2 * before[1] + output_padding
    for row in range(height):
        for column in range(width):
            r, c = row - before[0], column - before[1]
            if not (0 <= r < len(spread) and 0 <= c < len(spread[0])):
                look, value = "pad", 0
            else:
                look = "inserted" if r % stride or c % stride else "input"
                value = spread[r][c]
            board.cell(column * CELL, row * CELL, value, look)
    board.window(0, 0, len(w[0]) * CELL, len(w) * CELL)
    flipped = [line[::-1] for line in w[::-1]]
    side = width * CELL + 16
    board.text(side + len(w[0]) * CELL / 2, 8, "kernel,", size=SMALL)
    board.text(side + len(w[0]) * CELL / 2, 23, "flipped", size=SMALL)
    board.grid(side, 34, flipped, "kernel")
    arguments = {"stride": stride, "padding": padding, "output_padding": output_padding}
    out = transposed(x, w, **arguments)
    products = np.size(out) * np.size(w)
    useful = 1
    for size, k in zip(np.shape(x), np.shape(w), strict=True):
        useful *= sum(coverage(size, k, **arguments))
    words = f"{useful} of {products} products meet an input cell"
    board.text(width * CELL / 2, board.bottom + 16, words, size=SMALL)
    board.key(ZEROS)
    facts = {"x": x, "w": w, "out": out, "flipped": flipped, "products": products, "useful": useful}
    return Drawing([board], facts | arguments | {"height": height, "width": width})


def insertion_steps(
    x: Numbers, w: Numbers, stride: int, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Drawing:
    """Draw the four steps on one row, one below the other."""
    board = Board()
    axis = Axis(len(w), stride, padding, dilation)
    spread: Numbers = insert_zeros2d(np.array([x]), stride)[0].tolist()
    before = axis.extent - 1 - padding
    after = before + output_padding
    canvas: Numbers = padded_canvas(np.array(x), len(w), stride, padding, output_padding, dilation).tolist()
    out = transposed(x, w, stride, padding, output_padding, dilation)
    offset = max(before, 0)
    looks = ["inserted" if cell % stride else "input" for cell in range(len(spread))]

    def heading(words: str, top: float) -> float:
        board.text(0, top + 8, words, anchor="start", bold=True, size=SMALL)
        return top + 19

    top = heading(f"1. insert {stride - 1} zero{'' if stride == 2 else 's'} between neighbours", 0.0)
    board.row(offset * CELL, top, spread, looks)
    verbs = " and ".join(
        f"{'pad' if n >= 0 else 'crop'} {abs(n)} {side}" for n, side in ((before, "left"), (after, "right"))
    )
    top = heading(f"2. {verbs}", top + CELL + 8)
    padded = ["pad"] * max(before, 0) + looks + ["pad"] * max(after, 0)
    values = [0] * max(before, 0) + spread + [0] * max(after, 0)
    for cell, (look, value) in enumerate(zip(padded, values, strict=True)):
        kept = max(-before, 0) <= cell < len(values) - max(-after, 0)
        board.cell(cell * CELL, top, value, look if kept else "cropped")
    top = heading("3. flip the kernel", top + CELL + 8)
    start = 1.0 * max(-before, 0) * CELL
    for cell in range(axis.extent):
        tap, gap = divmod(cell, dilation)
        board.cell(start + cell * CELL, top, "" if gap else w[-1 - tap], "cropped" if gap else "kernel")
    top = heading("4. slide it, one cell at a time", top + CELL + 8)
    start += (axis.extent - 1) / 2 * CELL
    board.grid(start, top, [out], "output")
    board.key(ZEROS | ({"cropped": "cropped"} if before < 0 or after < 0 else {}))
    facts = {"x": x, "w": w, "stride": stride, "padding": padding, "output_padding": output_padding}
    facts |= {"spread": spread, "canvas": canvas, "flipped": w[::-1], "out": out, "dilation": dilation}
    return Drawing([board], facts | {"before": before, "after": after})


def insertion_slide(x: Numbers, w: Numbers, stride: int, padding: int = 0, output_padding: int = 0) -> Drawing:
    """Draw a frame for each output cell: the flipped kernel on the canvas, and the products that are not zero."""
    canvas: Numbers = padded_canvas(np.array(x), len(w), stride, padding, output_padding).tolist()
    out = transposed(x, w, stride, padding, output_padding)
    before = len(w) - 1 - padding
    last = before + stride * (len(x) - 1)
    boards, steps = [], []
    for position, value in enumerate(out):
        board = Board()
        board.text(-10, CELL / 2, "output", anchor="end", size=SMALL)
        for cell in range(len(out)):
            left = (cell + (len(w) - 1) / 2) * CELL
            board.cell(left, 0, out[cell] if cell <= position else "", "lit-output" if cell == position else "output")
        board.text(-10, CELL * 1.5 + 14, "canvas", anchor="end", size=SMALL)
        for cell, entry in enumerate(canvas):
            real = before <= cell <= last
            look = "pad" if not real else "inserted" if (cell - before) % stride else "input"
            board.cell(cell * CELL, CELL + 14, entry, look)
        board.window(position * CELL, CELL + 14, len(w) * CELL, CELL)
        board.text(-10, CELL * 2.5 + 20, "kernel", anchor="end", size=SMALL)
        board.grid(position * CELL, 2 * CELL + 20, [w[::-1]], "kernel")
        board.reach((len(canvas) * CELL, 0))
        meets = [
            f"{show(canvas[position + t])}·{show(w[-1 - t])}"
            for t in range(len(w))
            if before <= position + t <= last and (position + t - before) % stride == 0
        ]
        sentence = f"{' + '.join(meets) or '0'} = {show(value)}"
        board.text(len(canvas) * CELL / 2, 3 * CELL + 36, sentence, bold=True)
        boards.append(board)
        steps.append(f"output cell {position}: {sentence}")
    facts = {"x": x, "w": w, "stride": stride, "padding": padding, "output_padding": output_padding}
    return Drawing(boards, facts | {"canvas": canvas, "flipped": w[::-1], "out": out}, steps)


def zeros_where(x: Numbers, w: Numbers, stride: int, dilation: int) -> Drawing:
    """Draw the zeros that a stride puts into the input, and those that a dilation puts into the kernel."""
    board = Board()
    rows = (
        ("input", x, stride, "input", f"stride {stride}"),
        ("kernel", w, dilation, "kernel", f"dilation {dilation}"),
    )
    spreads = []
    top = 0.0
    for name, values, step, look, words in rows:
        spread: Numbers = insert_zeros2d(np.array([values]), step)[0].tolist()
        spreads.append(spread)
        board.text(0, top + 8, f"{words} puts zeros into the {name}", anchor="start", bold=True, size=SMALL)
        board.row(0, top + 20, spread, ["inserted" if cell % step else look for cell in range(len(spread))])
        top += CELL + 36
    board.key(ZEROS, gap=8)
    return Drawing([board], {"x": x, "w": w, "stride": stride, "dilation": dilation, "spreads": spreads})
