"""Tensors and gradients: tapes, storages, shapes, broadcasting, forward and backward passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tconv_lib.geometry import Axis
from tconv_lib.gradient import backward_output_padding, conv_weight_gradient
from tconv_lib.tensors_autograd import Entry, backward, broadcast_gradient, storage_groups
from web.figures.arithmetic import Numbers, show
from web.figures.board import CELL, SMALL, TEXT, Board, Drawing, width_of

__all__ = ["accumulation", "broadcast", "shape_steps", "storages", "swap", "tape_graph", "weight_gradient"]

NODE = (140, 44)
SIGNS = {"add": "+", "mul": "×", "detach": "detach", None: ""}


def tape_graph(tape: Sequence[Entry], output: str, places: Mapping[str, tuple[float, float]]) -> Drawing:
    """Draw a tape as a graph, leaves on top, with each value and the gradient of ``output``.

    ``places`` gives each name its column and row.
    """
    gradients = backward(tape, output)
    board = Board()
    width, height = NODE
    corner = {name: (column * (width + 22), row * (height + 44)) for name, (column, row) in places.items()}
    for entry in tape:
        x, y = corner[entry["name"]]
        inputs = list(entry.get("inputs", ()))
        for number, name in enumerate(inputs):
            from_x, from_y = corner[name]
            shift = (number - (len(inputs) - 1) / 2) * 18
            start, end = (from_x + width / 2 + shift / 2, from_y + height), (x + width / 2 + shift, y)
            board.arrow(start, end, dashed=entry["op"] == "detach")
            if entry["op"] == "detach":
                board.text((start[0] + end[0]) / 2 + 8, (start[1] + end[1]) / 2 - 10, "cut", anchor="start", size=SMALL)
    for entry in tape:
        name = entry["name"]
        x, y = corner[name]
        leaf = not entry.get("inputs")
        board.rect(x, y, width, height, "input" if leaf else "lit-output" if name == output else "output", 6)
        sign = f" {SIGNS[entry.get('op')]} ".join(entry.get("inputs", ())) if len(entry.get("inputs", ())) > 1 else ""
        words = f"{name} = {sign + ' = ' if sign else ''}{show(entry['value'])}"
        board.text(x + width / 2, y + 14, words, size=SMALL if width_of(words) > width - 8 else TEXT)
        board.text(x + width / 2, y + 32, f"gradient {show(gradients[name])}", size=SMALL, bold=True)
    facts = {"values": ", ".join(f"{e['name']} = {show(e['value'])}" for e in tape), "output": output}
    facts |= {"gradients": ", ".join(f"{name} {show(value)}" for name, value in gradients.items())}
    return Drawing([board], facts | {"gradient_of": gradients})


def storages(program: Sequence[tuple[str, str, str | None]]) -> Drawing:
    """Draw names on the left, and on the right the storages that they refer to."""
    words = {"new": "{n} = new", "alias": "{n} = {s}", "detach": "{n} = {s}.detach()", "view": "{n} = {s}.view(…)"}
    made = {name: words[what].format(n=name, s=source) for what, name, source in program if what in words}
    groups = storage_groups(program)
    board = Board()
    top = 0.0
    for group in groups:
        height = len(group) * 34 - 6
        for number, name in enumerate(group):
            y = top + number * 34
            board.rect(0, y, 142, 28, "input", 14)
            board.text(71, y + 14, made[name])
            board.arrow((146, y + 14), (206, top + height / 2))
        board.rect(210, top + height / 2 - 16, 100, 32, "output")
        for number in range(1, 4):
            board.line(
                [(210 + 25 * number, top + height / 2 - 16), (210 + 25 * number, top + height / 2 + 16)], width=0.7
            )
        top += height + 22
    board.text(260, board.bottom + 12, "storage", size=SMALL)
    facts = {"groups": "; ".join(" and ".join(group) for group in groups), "count": len(groups)}
    return Drawing([board], facts)


def shape_steps(shape: tuple[int, ...], steps: Sequence[tuple[str, int | None]]) -> Drawing:
    """Draw the shape that each squeeze or unsqueeze makes of ``shape``; dropped axes dashed, new ones dotted."""
    board = Board()
    array = np.zeros(shape)
    shapes = []
    board.text(0, CELL / 2, "x", anchor="start", bold=True)
    left = 118.0
    for axis, size in enumerate(shape):
        board.cell(left + (axis + 1) * CELL, 0, size, "input")
    for number, (operation, chosen) in enumerate(steps):
        top = (number + 1) * (CELL + 12)
        call = f"{operation}({'' if chosen is None else chosen})"
        board.text(0, top + CELL / 2, call, anchor="start")
        if operation == "unsqueeze":
            result = np.expand_dims(array, chosen or 0).shape
            new = (chosen or 0) % len(result)
            for place, size in enumerate(result):
                column = place if new == 0 else place + 1
                board.cell(left + column * CELL, top, size, "back" if place == new else "output")
        else:
            dropped = [n for n, size in enumerate(shape) if size == 1 and chosen in (None, n)]
            result = np.squeeze(array, tuple(dropped)).shape
            for place, size in enumerate(shape):
                board.cell(left + (place + 1) * CELL, top, size, "cropped" if place in dropped else "output")
        shapes.append(f"{call} gives ({', '.join(map(str, result))})")
    board.key({"cropped": "axis dropped", "back": "axis added"})
    return Drawing([board], {"shape": shape, "shapes": "; ".join(shapes)})


def broadcast(g: Numbers) -> Drawing:
    """Draw the gradients of a row and of a column that were broadcast: sums over their copies."""
    board = Board()
    height, width = len(g), len(g[0])
    row: Numbers = broadcast_gradient(np.array(g), (width,)).tolist()
    column: Numbers = broadcast_gradient(np.array(g), (height, 1)).tolist()
    board.text(width * CELL / 2, 8, "incoming gradient g")
    board.grid(0, 22, g, "input")
    bottom, right = 22 + height * CELL, width * CELL
    for number in range(width):
        board.arrow(((number + 0.5) * CELL, bottom + 3), ((number + 0.5) * CELL, bottom + 22))
    board.grid(0, bottom + 25, [row], "output")
    board.text(width * CELL / 2, bottom + 25 + CELL + 12, f"at b of shape ({width},)", size=SMALL)
    for number in range(height):
        board.arrow((right + 3, 22 + (number + 0.5) * CELL), (right + 26, 22 + (number + 0.5) * CELL))
    board.grid(right + 30, 22, column, "output")
    board.text(right + 38 + CELL, 22 + height * CELL / 2, f"at c of shape ({height}, 1)", anchor="start", size=SMALL)
    return Drawing([board], {"g": g, "row": row, "column": column, "width": width, "height": height})


def accumulation(tape: Sequence[Entry], output: str, leaf: str, times: int = 3) -> Drawing:
    """Draw a leaf's gradient after each of several backward passes that do not clear it."""
    board = Board()
    each = backward(tape, output)[leaf]
    totals = []
    for number in range(times):
        totals.append((number + 1) * each)
        left = number * 112
        board.rect(left, 0, 74, 44, "output", 6)
        board.text(left + 37, 14, f"{leaf}.grad", size=SMALL)
        board.text(left + 37, 31, totals[-1], bold=True)
        board.text(left + 37, 58, f"after {number + 1}", size=SMALL)
        if number:
            board.arrow((left - 34, 22), (left - 4, 22))
            board.text(left - 20, 10, f"+{show(each)}", size=SMALL)
    return Drawing([board], {"leaf": leaf, "each": each, "totals": totals})


def swap(input_size: int, kernel_size: int, stride: int, padding: int = 0) -> Drawing:
    """Draw the forward and backward pass of a convolution and of its transpose: the same two matrices, swapped."""
    axis = Axis(kernel_size, stride, padding)
    small = axis.size(input_size)
    extra = backward_output_padding(input_size, kernel_size, stride, padding)
    board = Board()
    top = 0.0
    for name, sizes, there, back in (
        ("convolution", (input_size, small), "C", "Cᵀ"),
        ("transposed convolution", (small, input_size), "Cᵀ", "C"),
    ):
        board.text(0, top + 8, f"{name}, {sizes[0]} → {sizes[1]}", anchor="start", bold=True)
        for row, (first, last, matrix, look) in enumerate(
            (("x", "y", there, "input"), ("∂ℓ/∂x", "∂ℓ/∂y", back, "output"))
        ):
            y = top + 24 + row * 42
            board.rect(70, y, 62, 30, look, 5)
            board.text(101, y + 15, first)
            board.rect(228, y, 62, 30, look, 5)
            board.text(259, y + 15, last)
            board.text(0, y + 15, "backward" if row else "forward", anchor="start", size=SMALL)
            ends = ((136, y + 15), (224, y + 15))
            board.arrow(*(ends[::-1] if row else ends))
            board.text(180, y + 5, matrix, bold=True)
        top += 122
    facts = {"input_size": input_size, "small": small, "extra": extra, "kernel_size": kernel_size, "stride": stride}
    return Drawing([board], facts)


def weight_gradient(x: Numbers, g: Numbers, kernel_size: int, stride: int = 1) -> Drawing:
    """Draw, for each tap, the input cells that it multiplies, with the incoming gradient above them."""
    board = Board()
    result: Numbers = conv_weight_gradient(np.array(x), np.array(g), kernel_size, stride).tolist()
    top = 0.0
    for tap, total in enumerate(result):
        board.text(0, top + CELL * 1.5 + 2, f"w[{tap}]", anchor="start")
        met = {stride * j + tap: j for j in range(len(g))}
        for cell, value in enumerate(x):
            left = 44 + cell * CELL
            board.cell(left, top + CELL + 2, value, "lit-input" if cell in met else "input")
            if cell in met:
                board.cell(left, top, g[met[cell]], "kernel")
        board.text(44 + len(x) * CELL + 12, top + CELL * 1.5 + 2, "→", anchor="start")
        board.cell(44 + len(x) * CELL + 36, top + CELL + 2, total, "lit-output")
        top += 2 * CELL + 18
    board.key({"kernel": "incoming gradient g", "lit-input": "input it meets"}, gap=4)
    return Drawing([board], {"x": x, "g": g, "kernel_size": kernel_size, "stride": stride, "result": result})
