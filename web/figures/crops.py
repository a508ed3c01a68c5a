"""Cells that padding crops and output_padding adds: rings, rows, and sizes there and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.output_padding import plan_decoder
from tconv_lib.scatter import stamp2d_strided
from web.figures.arithmetic import Numbers, say, show, transposed
from web.figures.board import CELL, SMALL, Board, Drawing
from web.figures.stamps import FULL_KEY, full_looks

__all__ = ["crop_frames", "crop_rows", "decoder", "there_and_back"]

NARROW = 24


def crop_frames(x: Numbers, w: Numbers, paddings: Sequence[int], stride: int = 1) -> Drawing:
    """Draw a frame for each padding: the sum of the stamps, its cropped rings dashed, and what is left."""
    full: Numbers = stamp2d_strided(np.array(x), np.array(w), stride).tolist()
    size = len(full)
    boards, steps, results = [], [], []
    for padding in paddings:
        board = Board()

        def look(row: int, column: int, ring: int = padding) -> str:
            kept = ring <= min(row, column) and max(row, column) < size - ring
            return "output" if kept else "cropped"

        board.text(size * CELL / 2, 8, f"padding {padding}", bold=True)
        board.grid(0, 22, full, look)
        side = size - 2 * padding
        middle = 22 + size * CELL / 2
        board.arrow((size * CELL + 8, middle), (size * CELL + 34, middle))
        left = size * CELL + 44
        try:
            result = transposed(x, w, stride=stride, padding=padding)
        except GeometryError:
            result = []
            board.lines(left, middle - 10, [f"{size} − 2·{padding} = {show(side)}", "refused"])
        board.grid(left, middle - len(result) * CELL / 2, result, "output")
        board.reach((left + size * CELL, 22))
        results.append(result)
        boards.append(board)
        steps.append(f"padding {padding} leaves {say(result) if result else 'nothing, and is refused'}")
    return Drawing(boards, {"x": x, "w": w, "full": full, "results": results, "paddings": list(paddings)}, steps)


def crop_rows(input_size: int, kernel_size: int, stride: int, choices: Sequence[tuple[int, int]]) -> Drawing:
    """Draw the cells of one row of stamps that each (padding, output_padding) keeps."""
    board = Board()
    sizes = []
    for number, (padding, extra) in enumerate(choices):
        top = number * (NARROW + 30)
        axis = Axis(kernel_size, stride, padding)
        sizes.append(axis.transposed_size(input_size, extra))
        words = f"p = {padding}" + (f", a = {extra}" if any(a for _, a in choices) else "")
        board.text(0, top + 8, f"{words}: {input_size} → {sizes[-1]}", anchor="start", bold=True, size=SMALL)
        for cell, look in enumerate(full_looks(input_size, axis, extra)):
            board.cell(cell * NARROW, top + 18, "" if look == "cropped" else cell - padding, look, NARROW)
    board.key(FULL_KEY)
    facts = {"input_size": input_size, "kernel_size": kernel_size, "stride": stride, "sizes": sizes}
    return Drawing([board], facts | {"paddings": [p for p, _ in choices], "extras": [a for _, a in choices]})


def there_and_back(
    input_size: int, kernel_size: int, stride: int, padding: int, extras: Sequence[int], dilation: int = 1
) -> Drawing:
    """Draw where each output padding leads from one size, and where the convolution takes it back to."""
    board = Board()
    axis = Axis(kernel_size, stride, padding, dilation)
    columns = (118.0, 214.0)
    board.text(columns[0] + CELL / 2, 6, "transposed", size=SMALL)
    board.text(columns[1] + CELL / 2, 6, "convolution", size=SMALL)
    middle = 24 + (len(extras) * (CELL + 14) - 14) / 2
    board.cell(0, middle - CELL / 2, input_size, "lit-input")
    larges, backs = [], []
    for number, extra in enumerate(extras):
        large = axis.input_sizes(input_size)[0] + extra
        back = axis.size(large)
        y = 24 + number * (CELL + 14) + CELL / 2
        board.arrow((CELL + 4, middle), (columns[0] - 48, y))
        board.text(columns[0] - 24, y, f"a = {extra}", size=SMALL)
        board.cell(columns[0], y - CELL / 2, large, "output")
        board.arrow((columns[0] + CELL + 6, y), (columns[1] - 6, y))
        board.cell(columns[1], y - CELL / 2, back, "lit-input" if back == input_size else "plain")
        if back != input_size:
            board.text(columns[1] + CELL + 8, y, f"not {input_size}", anchor="start", size=SMALL)
        larges.append(large)
        backs.append(back)
    facts = {"input_size": input_size, "extras": list(extras), "larges": larges, "backs": backs, "stride": stride}
    return Drawing([board], facts | {"kernel_size": kernel_size, "padding": padding, "dilation": dilation})


def decoder(size: int, layers: Sequence[tuple[int, int, int, int]]) -> Drawing:
    """Draw the sizes of an encoder and of two decoders, without output padding and with the planned one."""
    board = Board()
    down = [size]
    for layer in layers:
        down.append(Axis(*layer).size(down[-1]))
    planned = plan_decoder(size, layers)
    plain, fitted = [down[-1]], [down[-1]]
    for layer, extra in zip(reversed(layers), planned, strict=True):
        axis = Axis(*layer)
        plain.append(axis.transposed_size(plain[-1]))
        fitted.append(axis.transposed_size(fitted[-1], extra))
    columns, height, width = (0.0, 118.0, 236.0), 58, 46
    heads = ("encoder", "decoder, a = 0", "decoder, a = u")
    for column, head in zip(columns, heads, strict=True):
        board.text(column + width / 2, 6, head, size=SMALL, bold=True)
    for level, n in enumerate(down):
        y = 22 + level * height
        for column, value in zip(columns, (n, plain[-1 - level], fitted[-1 - level]), strict=True):
            fits = value == n
            board.rect(column, y, width, CELL, "input" if column == 0 else "output" if fits else "cropped", 3)
            board.text(column + width / 2, y + CELL / 2, value, bold=fits and column > 0)
            if column:
                board.text(column - 18, y + CELL / 2, "=" if fits else "≠", size=18, bold=True)
                if level:
                    extra = 0 if column == columns[1] else planned[len(layers) - level]
                    board.arrow((column + width / 2, y - 3), (column + width / 2, y - 25))
                    board.text(column + width / 2 + 8, y - 13, f"a = {extra}", anchor="start", size=SMALL)
            elif level:
                board.arrow((width / 2, y - 25), (width / 2, y - 3))
    facts = {"down": down, "plain": plain, "fitted": fitted, "planned": planned}
    return Drawing([board], facts)
