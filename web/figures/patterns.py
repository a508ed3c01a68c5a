"""Part III: coverage, phases, fixed kernels, products to compute, and the crops of the frameworks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_lib.checkerboard import coverage, phase_sums
from tconv_lib.fast import Route, multiplications
from tconv_lib.frameworks.crops import shift, tensorflow_crop
from tconv_lib.geometry import Axis
from tconv_lib.output_padding import output_padding_for
from tconv_lib.scatter import stamp1d
from tconv_lib.subpixel import phase_kernels, phase_outputs, pixel_shuffle
from tconv_lib.upsampling import bilinear_kernel, tied_kernel
from web.figures.arithmetic import Numbers, say, show
from web.figures.board import CELL, SMALL, Board, Drawing
from web.figures.palette import Look
from web.figures.stamps import stamp_strip

__all__ = [
    "columns_grid",
    "coverage_image",
    "coverage_rows",
    "interleave",
    "kernel_heat",
    "multiply_bars",
    "ramp_bars",
    "same_shift",
    "shuffle_blocks",
    "stamp_overlap",
    "tied_strip",
]

ALTERNATE = (Look("output"), Look("kernel", outline="bold"), Look("input", outline="dashed"), Look("focus"))


def heat(count: float, largest: float, role: str = "output") -> str | Look:
    """Return a look tinted by the count; a cell that receives nothing is a hole."""
    return Look(role, round(0.06 + 0.42 * count / largest, 3)) if count else "hole"


def coverage_rows(cases: Sequence[tuple[int, int, int, int]]) -> Drawing:
    """Draw the number of products that each output cell sums, for (input size, kernel size, stride, dilation)."""
    board = Board()
    rows = []
    for number, (size, k, s, d) in enumerate(cases):
        counts = coverage(size, k, s, 0, d)
        rows.append(counts)
        top = number * (CELL + 34)
        name = f"k {k}, s {s}" + (f", d {d}" if d > 1 else "")
        board.text(0, top + 8, name, anchor="start", bold=True, size=SMALL)
        board.row(0, top + 20, counts, [heat(count, 3) for count in counts])
    board.key({"hole": "hole"})
    return Drawing([board], {"cases": [list(case) for case in cases], "rows": rows})


def coverage_image(input_size: int, kernel_size: int, stride: int, padding: int = 0) -> Drawing:
    """Draw the number of products that each cell of a square output sums."""
    board = Board()
    counts = coverage(input_size, kernel_size, stride, padding)
    rows = [[a * b for b in counts] for a in counts]
    largest = max(map(max, rows))
    board.grid(0, 0, rows, lambda r, c: heat(rows[r][c], largest))
    facts = {"input_size": input_size, "kernel_size": kernel_size, "stride": stride, "rows": rows, "counts": counts}
    facts["levels"] = sorted({count for row in rows for count in row})
    return Drawing([board], facts)


def stamp_overlap(input_size: int, kernel_sizes: Sequence[int], stride: int, side: int = 28) -> Drawing:
    """Draw, for each kernel size, the stamps of a square input as outlines over the products that each cell sums."""
    board = Board()
    left, top = 0.0, 24.0
    results = []
    for kernel_size in kernel_sizes:
        counts = coverage(input_size, kernel_size, stride)
        rows = [[a * b for b in counts] for a in counts]
        results.append(rows)
        board.text(left + len(rows) * side / 2, 8, f"k {kernel_size}, s {stride}", bold=True)
        for r, row in enumerate(rows):
            board.row(left, top + r * side, row, [heat(count, 4) for count in row], side)
        for r, c in np.ndindex(input_size, input_size):
            length = kernel_size * side - 4
            board.window(left + stride * c * side + 2, top + stride * r * side + 2, length, length)
        left += len(rows) * side + 20
    facts = {"input_size": input_size, "kernel_sizes": list(kernel_sizes), "stride": stride, "counts": results}
    return Drawing([board], facts | {"first": results[0], "last": results[-1]})


def ramp_bars(size: int, kernels: Sequence[Numbers], stride: int) -> Drawing:
    """Draw the interior of the results for a constant and for a ramp, as bars, for several kernels."""
    board = Board()
    results, sums = [], []
    top = 0.0
    for w in kernels:
        inside = slice(max(len(w) - stride, 0), size * stride)
        phases = phase_sums(np.array(w), stride).tolist()
        flat = stamp1d(np.ones(size, int), np.array(w), stride)[inside].tolist()
        ramp = stamp1d(np.arange(1, size + 1), np.array(w), stride)[inside].tolist()
        results.append(ramp)
        sums.append(phases)
        board.text(
            0,
            top + 8,
            f"w = ({', '.join(map(show, w))}), phase sums {', '.join(map(show, phases))}",
            anchor="start",
            bold=True,
            size=SMALL,
        )
        for left, name, values in ((0.0, "constant", flat), (164.0, "ramp", ramp)):
            tallest = max(*ramp, *flat)
            base = top + 100
            for number, value in enumerate(values):
                height = 56 * value / tallest
                x = left + number * 20
                board.rect(x, base - height, 16, height, "output")
                board.text(x + 8, base - height - 9, value, size=12)
            board.line([(left - 2, base), (left + len(values) * 20, base)])
            board.text(left, base + 12, name, anchor="start", size=12)
        top += 128
    return Drawing([board], {"kernels": list(kernels), "stride": stride, "ramps": results, "sums": sums})


def interleave(x: Numbers, w: Numbers, stride: int) -> Drawing:
    """Draw the phase kernels, the output of each for a row, and the outputs interleaved."""
    board = Board()
    row, kernel = np.array(x), np.array(w)
    kernels = [taps.tolist() for taps in phase_kernels(kernel, stride)]
    outputs = [out.tolist() for out in phase_outputs(row, kernel, stride)]
    full: Numbers = stamp1d(row, kernel, stride).tolist()
    board.text(0, CELL / 2, "input", anchor="start", size=SMALL)
    board.grid(56, 0, [x], "input")
    out_left = 56 + max(map(len, kernels)) * CELL + 46
    for phase, (taps, output) in enumerate(zip(kernels, outputs, strict=True)):
        top = CELL + 18 + phase * (CELL + 12)
        board.text(0, top + CELL / 2, f"phase {phase}", anchor="start", size=SMALL)
        board.grid(56, top, [taps], ALTERNATE[phase % 4])
        board.grid(out_left, top, [output], ALTERNATE[phase % 4])
        board.arrow((out_left - 38, top + CELL / 2), (out_left - 6, top + CELL / 2))
    top = CELL + 26 + stride * (CELL + 12)
    board.text(0, top + CELL / 2, "full", anchor="start", size=SMALL)
    for cell, value in enumerate(full):
        board.cell(56 + cell * CELL, top, value, ALTERNATE[cell % stride % 4])
        board.text(56 + (cell + 0.5) * CELL, top + CELL + 10, cell % stride, size=12, muted=True)
    facts = {"x": x, "w": w, "stride": stride, "kernels": kernels, "outputs": outputs, "full": full}
    return Drawing([board], facts)


def shuffle_blocks(size: int, upscale: int) -> Drawing:
    """Draw channels side by side, and the image that pixel shuffle interleaves them to."""
    board = Board()
    channels = np.arange(upscale**2 * size * size).reshape(upscale**2, size, size)
    image: Numbers = pixel_shuffle(channels, upscale)[0].tolist()
    for number, channel in enumerate(channels.tolist()):
        left, top = (number % upscale) * (size * CELL + 18), 20 + (number // upscale) * (size * CELL + 34)
        board.text(left + size * CELL / 2, top - 10, f"channel {number}", size=12)
        board.grid(left, top, channel, ALTERNATE[number % 4])
    middle = board.bottom / 2 + 5
    edge = board.right + 36
    board.arrow((edge - 30, middle), (edge - 6, middle))

    def look(row: int, column: int) -> Look:
        return ALTERNATE[(row % upscale * upscale + column % upscale) % 4]

    board.grid(edge, middle - len(image) * CELL / 2, image, look)
    return Drawing([board], {"upscale": upscale, "image": image, "count": upscale**2})


def kernel_heat(strides: Sequence[int]) -> Drawing:
    """Draw a frame for each stride: the bilinear kernel, in units of 1/4s² or 1/s², its centre marked."""
    boards, steps, kernels = [], [], []
    for stride in strides:
        kernel = bilinear_kernel(stride)
        unit = round(float(1 / kernel.min()))
        values: Numbers = np.round(kernel * unit, 6).tolist()
        board = Board()
        size = len(values)
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                board.cell(c * CELL, r * CELL, value, heat(value, values[size // 2][size // 2], "kernel"))
        centre = size * CELL / 2
        for near, far in ((-12, -3), (size * CELL + 3, size * CELL + 12)):
            board.line([(centre, near), (centre, far)], width=2)
            board.line([(near, centre), (far, centre)], width=2)
        place = "between taps" if size % 2 == 0 else "on a tap"
        board.lines(
            size * CELL + 22,
            centre - 20,
            [f"stride {stride}", f"in units of 1/{unit}", f"centre {place}"],
            size=SMALL,
        )
        boards.append(board)
        kernels.append((unit, values))
        steps.append(f"stride {stride}, in units of 1/{unit}: {say(values)}, centre {place}")
    return Drawing(boards, {"strides": list(strides), "kernels": kernels}, steps)


def tied_strip(x: Numbers, w: Numbers, stride: int, padding: int) -> Drawing:
    """Draw the stamps of the one kernel that repeats cells and then convolves with ``w``."""
    drawing = stamp_strip(x, tied_kernel(np.array(w), stride).tolist(), stride, padding=padding)
    return Drawing(drawing.boards, drawing.facts | {"small": w})


def multiply_bars(input_size: int, kernel_size: int, stride: int) -> Drawing:
    """Draw the number of products that each route computes on one row."""
    board = Board()
    routes: tuple[Route, ...] = ("scatter", "gemm", "phases", "insertion", "matrix")
    counts = [multiplications(route, input_size, kernel_size, stride) for route in routes]
    for number, (route, count) in enumerate(zip(routes, counts, strict=True)):
        top = number * 30
        length = 180 * count / max(counts)
        board.text(70, top + 10, route, anchor="end", size=SMALL)
        board.rect(78, top, length, 20, "output" if count == min(counts) else "kernel")
        board.text(84 + length, top + 10, count, anchor="start", size=SMALL, bold=True)
    words = ", ".join(f"{route} {count}" for route, count in zip(routes, counts, strict=True))
    facts = {"input_size": input_size, "kernel_size": kernel_size, "stride": stride, "counts": words}
    return Drawing([board], facts | {"by_route": dict(zip(routes, counts, strict=True))})


def columns_grid(x: Numbers, w: Numbers, stride: int) -> Drawing:
    """Draw the products of a matrix product, one column for each input cell, and where col2im adds them."""
    board = Board()
    products: Numbers = np.outer(w, x).tolist()
    full: Numbers = stamp1d(np.array(x), np.array(w), stride).tolist()
    looks = [ALTERNATE[j % 4] for j in range(len(x))]
    board.grid(0, 20 + CELL + 8, [[value] for value in w], "kernel")
    board.text(CELL / 2, 8, "w", bold=True)
    for j, value in enumerate(x):
        board.cell(CELL + 14 + j * CELL, 20, value, "input")
        for t in range(len(w)):
            board.cell(CELL + 14 + j * CELL, 20 + CELL + 8 + t * CELL, products[t][j], looks[j])
    board.text(CELL + 14 + len(x) * CELL / 2, 8, "x", bold=True)
    board.text(CELL + 26 + len(x) * CELL, 20 + CELL + 8 + len(w) * CELL / 2, "columns", anchor="start", size=SMALL)
    top = 20 + CELL + 8 + len(w) * CELL + 22.0
    board.text(0, top, "col2im: each column to its place, then add", anchor="start", size=SMALL)
    top += 14
    for j in range(len(x)):
        for t in range(len(w)):
            board.cell((stride * j + t) * CELL, top, products[t][j], looks[j])
        top += CELL + 3
    board.line([(0, top + 3), (len(full) * CELL, top + 3)])
    board.grid(0, top + 9, [full], "output")
    return Drawing([board], {"x": x, "w": w, "stride": stride, "products": products, "full": full})


def same_shift(input_size: int, kernel_size: int, stride: int, padding: int) -> Drawing:
    """Draw the cells of ``full`` that PyTorch keeps, and those that TensorFlow's SAME keeps, to return i * s cells."""
    board = Board()
    axis = Axis(kernel_size, stride, padding)
    size = stride * input_size
    extra = output_padding_for(input_size, size, kernel_size, stride, padding)
    full_size = axis.full_size(input_size)
    start, _ = tensorflow_crop(input_size, kernel_size, stride)
    side = 24
    starts = {"PyTorch": padding, "TensorFlow SAME": start}
    cells = max(full_size, padding + size, start + size)
    board.text(0, 8, "full", anchor="start", size=SMALL, bold=True)
    for cell in range(cells):
        stamped = cell < full_size
        board.cell(cell * side, 20, cell if stamped else "", "output" if stamped else "beyond", side)
    top = 20 + side + 12
    for name, first in starts.items():
        words = f"{name}: crops {first} at the start" + (f" (p {padding}, a {extra})" if name == "PyTorch" else "")
        board.text(0, top + 8, words, anchor="start", size=SMALL, bold=True)
        for cell in range(cells):
            kept = first <= cell < first + size
            look = "beyond" if kept and cell >= full_size else "lit-output" if kept else "cropped"
            if kept or cell < full_size:
                board.cell(cell * side, top + 20, cell if kept and cell < full_size else "", look, side)
        top += side + 34
    board.key({"cropped": "cropped", "lit-output": "kept", "beyond": "beyond full"})
    facts = {"input_size": input_size, "kernel_size": kernel_size, "stride": stride, "padding": padding}
    facts |= {"extra": extra, "start": start, "shift": shift(kernel_size, stride, padding), "size": size}
    return Drawing([board], facts)
