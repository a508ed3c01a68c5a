"""The input cells that an output cell sees through several layers."""

from __future__ import annotations

import numpy as np

from tconv_lib.geometry import Axis
from tconv_lib.receptive_field import Layers, input_interval, receptive_field
from tconv_lib.scatter import stamp1d
from web.figures.arithmetic import Numbers
from web.figures.board import CELL, SMALL, Board, Drawing
from web.figures.palette import Look

__all__ = ["cone", "path_counts"]

STEP = 21
"""Distance between two input cells."""
SIDE = 17
STOREY = 56


def cone(layers: Layers, input_size: int, index: int) -> Drawing:
    """Draw every layer's cells, the input at the bottom, and highlight the cells that output cell ``index`` sees."""
    board = Board()
    sizes = [input_size]
    for layer in layers:
        sizes.append(Axis(*layer).size(sizes[-1]))
    centres: list[tuple[float, float]] = [(0.0, 1.0)]  # of cell 0, and their distance, in input cells
    for layer in layers:
        axis = Axis(*layer)
        start, jump = centres[-1]
        centres.append((start + jump * ((axis.extent - 1) / 2 - axis.padding), jump * axis.stride))

    left = 62.0 - min(input_interval(layers, index)[0], 0) * STEP
    lit = {index}
    for storey in range(len(layers), -1, -1):
        top = (len(layers) - storey) * STOREY
        start, jump = centres[storey]
        for cell in sorted(set(range(sizes[storey])) | lit):
            inside = 0 <= cell < sizes[storey]
            looks = ("lit-output", "output") if storey else ("lit-input", "input")
            look = "pad" if not inside else looks[0] if cell in lit else looks[1]
            board.cell(left + (start + jump * cell) * STEP - SIDE / 2, top, "", look, SIDE)
        name = "input" if storey == 0 else "output" if storey == len(layers) else f"layer {storey}"
        board.text(-24, top + SIDE / 2, name, anchor="start", size=SMALL)
        if storey == 0:
            break
        axis = Axis(*layers[storey - 1])
        words = f"k{axis.kernel_size} s{axis.stride}" + (f" d{axis.dilation}" if axis.dilation > 1 else "")
        board.text(-24, top + SIDE / 2 + STOREY / 2, words, anchor="start", size=SMALL, muted=True)
        below_start, below_jump = centres[storey - 1]
        below: set[int] = set()
        for cell in sorted(lit):
            x = left + (start + jump * cell) * STEP
            for tap in range(axis.kernel_size):
                read = cell * axis.stride - axis.padding + axis.dilation * tap
                below.add(read)
                foot = (left + (below_start + below_jump * read) * STEP, top + STOREY)
                board.line([(x, top + SIDE), foot], role="kernel", width=1.5, dashed=not 0 <= cell < sizes[storey])
        lit = below
    first, stop = input_interval(layers, index)
    seen = receptive_field(layers)
    bottom = len(layers) * STOREY + SIDE + 13
    ends = (left + first * STEP - SIDE / 2, left + (stop - 1) * STEP + SIDE / 2)
    board.bracket(*ends, bottom, f"{seen} cells")
    board.key({"pad": "padding zero"})
    facts = {"layers": layers, "sizes": sizes, "index": index, "first": first, "last": stop - 1, "seen": seen}
    return Drawing([board], facts)


def path_counts(kernel_size: int, depth: int) -> Drawing:
    """Draw, for each depth, the number of paths from each input cell to the one output cell."""
    board = Board()
    rows: Numbers = []
    counts = np.array([1])
    for _ in range(depth):
        counts = stamp1d(counts, np.ones(kernel_size, int))
        rows.append(counts.tolist())
    width = len(rows[-1])
    for number, row in enumerate(rows):
        top = number * (CELL + 12)
        for cell, count in enumerate(row):
            left = 78 + ((width - len(row)) / 2 + cell) * CELL
            board.cell(left, top, count, Look("output", round(0.08 + 0.4 * count / max(row), 3)))
        board.text(0, top + CELL / 2, f"{number + 1} layer{'s' if number else ''}", anchor="start", size=SMALL)
    return Drawing([board], {"kernel_size": kernel_size, "depth": depth, "rows": rows})
