"""Layers drawn by seed, and what ``tconv_lib`` makes of each: the table that the explorer's geometry must equal."""

import random
from functools import reduce

import numpy as np

from tconv_lib import checkerboard, matrix, output_padding, output_size, scatter, sliding_window, zero_insertion
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

LARGE = 2**20  # products of such values, and their sums, are exact in doubles


def record(count, seed):
    """Return ``count`` cases: a layer, its arrays, and its size or refusal, values and products by the library."""
    draw = random.Random(seed)  # noqa: S311 - layers, not secrets
    return [_case(draw) for _ in range(count)]


def _case(draw):
    rank, transposed = draw.choice([1, 1, 2]), draw.random() < 0.6
    layer = [_axis(draw, transposed, 9 if rank == 1 else 4) for _ in range(rank)]
    x, weight = (_values(draw, [axis[key] for axis in layer]) for key in ("size", "kernel"))
    question = {"layer": layer, "input": x.ravel().tolist(), "kernel": weight.ravel().tolist()}
    try:
        return {"question": question, "answer": _answer(layer, x, weight, transposed)}
    except GeometryError:
        return {"question": question, "answer": None}


def _axis(draw, transposed, largest):
    stride, dilation = draw.randint(1, 4), draw.choice([1, 1, 2, 3])
    return {
        "transposed": transposed,
        "size": draw.randint(1, largest),
        "kernel": draw.randint(1, 5),
        "stride": stride,
        "padding": draw.choice([0, 0, 1, 1, 2, 3, 5]),
        "outputPadding": draw.choice([0, 0, draw.randint(0, max(stride, dilation))]) if transposed else 0,
        "dilation": dilation,
    }


def _values(draw, shape):
    largest = draw.choice([9, 9, LARGE])
    return np.array([draw.randint(-largest, largest) for _ in range(int(np.prod(shape)))], np.int64).reshape(shape)


def _answer(layer, x, weight, transposed):
    axes = [Axis(axis["kernel"], axis["stride"], axis["padding"], axis["dilation"]) for axis in layer]
    options = {key: tuple(getattr(axis, key) for axis in axes) for key in ("stride", "padding", "dilation")}
    extra = tuple(axis["outputPadding"] for axis in layer)
    if transposed:
        out = scatter.conv_transpose(x[None], weight[None, None], **options, output_padding=extra, torch_limit=True)[0]
        if any(a >= axis.stride for axis, a in zip(axes, extra, strict=True)):
            return _of_torch_alone(axes, x, out)
        forward = matrix.layer_matrix(weight[None, None], out.shape, x.shape, axes)
    else:
        out = sliding_window.conv(x[None], weight[None, None], **options)[0]
        forward = matrix.layer_matrix(weight[None, None], x.shape, out.shape, axes)
    return {
        "outputShape": list(out.shape),
        "output": out.ravel().tolist(),
        "matrix": (forward.T if transposed else forward).tolist(),
        "sharedSizes": [
            list(a.input_sizes(n if transposed else o)) for a, n, o in zip(axes, x.shape, out.shape, strict=True)
        ],
        "phaseSums": _phase_sums(weight, axes).ravel().tolist(),
        "hasHoles": transposed and any(checkerboard.has_holes(a.kernel_size, a.stride, a.dilation) for a in axes),
    } | (_of_transposed(axes, x, out, extra) if transposed else _of_convolution(axes, x))


def _of_transposed(axes, x, out, extra):
    arguments = [(a.kernel_size, a.stride, a.padding) for a in axes]
    counts = [
        checkerboard.coverage(n, *given, a.dilation, more)
        for n, given, a, more in zip(x.shape, arguments, axes, extra, strict=True)
    ]
    answer = _of_torch_alone(axes, x, out) | {
        "coverage": reduce(np.multiply.outer, counts, np.array(1)).ravel().tolist(),
        "canvas": _canvas(axes, x.shape, extra),
    }
    if len(axes) == 1:
        answer["kinds"] = output_padding.cell_kinds(len(x), *arguments[0], extra[0], axes[0].dilation)
    return answer


def _of_torch_alone(axes, x, out):
    """Return what is recorded of every transposed layer, also of those that are the transpose of no convolution."""
    return {
        "outputShape": list(out.shape),
        "output": out.ravel().tolist(),
        "fullShape": [axis.full_size(n) for axis, n in zip(axes, x.shape, strict=True)],
        "contributions": [
            [
                [list(part) for part in zip(*several, strict=True)]
                for several in _products(
                    [a.contributors(i + a.padding, n) for a, i, n in zip(axes, cell, x.shape, strict=True)]
                )
            ]
            for cell in np.ndindex(*out.shape)
        ],
    }


def _of_convolution(axes, x):
    lost = [
        output_size.unread_cells(n, a.kernel_size, a.stride, a.padding, a.dilation)
        for a, n in zip(axes, x.shape, strict=True)
    ]
    return {"unread": [list(c) for c in np.ndindex(*x.shape) if any(i in row for i, row in zip(c, lost, strict=True))]}


def _products(axes):
    """Return every choice of one (input, tap) an axis; taps in order, as the page writes its sums."""
    found = [[]]
    for pairs in axes:
        found = [[*head, pair] for head in found for pair in sorted(pairs, key=lambda pair: pair[1])]
    return found


def _canvas(axes, shape, extra):
    """Return, for each axis, the input cell (from 1) at each place of the library's canvas, 0 where there is none."""
    return [
        zero_insertion.padded_canvas(np.arange(1, n + 1), a.kernel_size, a.stride, a.padding, more, a.dilation).tolist()
        for a, n, more in zip(axes, shape, extra, strict=True)
    ]


def _phase_sums(weight, axes):
    """Return the phase sums of the kernel with its dilation's zeros in place."""
    spread = zero_insertion.insert_zeros(weight[None, None], [axis.dilation for axis in axes])[0, 0]
    square = checkerboard.phase_sums(spread, int(np.lcm.reduce([axis.stride for axis in axes])))
    for at, axis in enumerate(axes):  # fold the phases of the common stride into those of this axis
        parts = np.split(square, square.shape[at] // axis.stride, axis=at)
        square = np.add.reduce(parts)
    return square
