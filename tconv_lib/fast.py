"""Transposed convolution at the speed of a matrix product.

Chapter ``fast``, equations (gemm-col2im) and (phases). One product makes phases of the output, which are interleaved.
Each axis is treated in one of three ways. Where the kernel is about as large as the input, it is folded into the
channels. Others are stamped: the product makes the stamp of every tap, and they are added. The last are patched: the
input is copied to patches, and the product sums the taps of a phase. Stamps are many sums, patches many copies;
``cost`` says how many axes of each are the cheapest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np

from tconv_lib.arguments import check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.cost import cheapest, moves_alone
from tconv_lib.errors import GeometryError
from tconv_lib.folding import fold_axis
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer
from tconv_lib.multiplications import ROUTES, Route, multiplications
from tconv_lib.phases import add_stamps, convolve_phases, interleave, sort_taps

__all__ = ["ROUTES", "Route", "col2im", "columns", "conv_transpose", "multiplications"]

PORTION = 2**19  # elements that are moved at a time: they stay near the processor


def conv_transpose(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    torch_limit: bool = False,
) -> Array:
    """Apply a transposed convolution, fast; arguments, result and errors are those of ``scatter.conv_transpose``.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    axes, groups = layer.axes, layer.groups
    batch, channels_in, *input_size = layer.x.shape
    x = layer.x.reshape(batch, groups, channels_in // groups, *input_size)
    channels_out = groups * weight.shape[1]
    weight = weight.reshape(groups, channels_in // groups, *weight.shape[1:])  # (G, C_in/G, C_out/G, *k)

    folded, patched = cheapest(x, weight, axes, layer.output_size)
    for axis, i, o in zip(axes[:folded], input_size[:folded], layer.output_size, strict=False):
        weight = fold_axis(weight, axis, i, o)  # (G, C_in/G * i, C_out/G * o, *rest of k)
    axes = axes[folded:]
    x = x.reshape(batch, groups, weight.shape[1], *input_size[folded:])
    out: Array = np.zeros((batch, groups, weight.shape[2], *layer.output_size[folded:]), x.dtype)

    stamped, last = axes[: len(axes) - patched], axes[len(axes) - patched :]
    taps = _sort_last(weight, stamped, last) if last else np.moveaxis(weight, 1, -1)
    for images, some_groups in _portions(x, taps, stamped, last):
        # (G, C_in/G, *i, N): the images of a batch lie side by side and move together
        cells = np.ascontiguousarray(np.moveaxis(x[images, some_groups], 0, -1))
        phases = _compute_phases(cells, taps[some_groups], stamped, last)
        interleave(phases, axes, out[images, some_groups])
    return layer.finish(out.reshape(batch, channels_out, *layer.output_size))


def columns(x: Array, weight: Array) -> Array:
    """Make all stamps of one image by one matrix product.

    Parameters
    ----------
    x : (C_in, H, W) ndarray
    weight : (C_in, C_out, kh, kw) ndarray of the same dtype

    Returns
    -------
    (C_out * kh * kw, H * W) ndarray
        one column for each input cell.

    Examples
    --------
    >>> columns(np.array([[[2, 3]]]), np.array([[[[1, 10]]]]))
    array([[ 2,  3],
           [20, 30]])
    """
    check_arrays(x=(x, "C_in H W"), weight=(weight, "C_in C_out kh kw"))
    channels = len(x)
    return weight.reshape(channels, -1).T @ x.reshape(channels, -1)


def col2im(columns: Array, input_shape: tuple[int, int], kernel_shape: tuple[int, int], stride: int = 1) -> Array:
    """Add the stamps that ``columns`` made at their places in the uncropped output.

    Parameters
    ----------
    columns : (C_out * kh * kw, H * W) ndarray
    input_shape, kernel_shape : (H, W) and (kh, kw)
    stride : int

    Returns
    -------
    (C_out, s(H - 1) + kh, s(W - 1) + kw) ndarray

    Examples
    --------
    >>> col2im(np.array([[2, 3], [20, 30]]), (1, 2), (1, 2))
    array([[[ 2, 23, 30]]])
    """
    check_arrays(columns=(columns, "rows cells"))
    height, width = check_integers("input_shape", input_shape, 2, 1)
    taps = check_integers("kernel_shape", kernel_shape, 2, 1)
    if columns.shape[1] != height * width or columns.shape[0] % prod(taps):
        raise GeometryError(
            f"columns must have a multiple of {prod(taps)} rows, for kernel_shape {taps},"
            f" and {height * width} columns, for input_shape {(height, width)}, got shape {columns.shape}"
        )
    axes = [Axis(k, stride) for k in taps]
    phases = add_stamps(columns.reshape(1, -1, *taps, height, width, 1), axes)
    full_size = [axis.full_size(size) for axis, size in zip(axes, (height, width), strict=True)]
    full: Array = np.zeros((1, 1, phases.shape[1], *full_size), phases.dtype)
    interleave(phases, axes, full)
    image: Array = full[0, 0]
    return image


def _portions(x: Array, taps: Array, stamped: Sequence[Axis], last: Sequence[Axis]) -> Iterator[tuple[slice, slice]]:
    """Cut the batch, and one image's groups, to portions whose patches and stamps are few enough."""
    batch, groups, channels_in, *input_size = x.shape
    counts = taps.shape[taps.ndim - 1 - len(last) : -1]
    terms = channels_in * prod(counts)
    cells = prod(input_size[: len(stamped)]) * prod(
        i + count - 1 for i, count in zip(input_size[len(stamped) :], counts, strict=True)
    )
    elements = (terms + taps[0].size // terms) * cells  # of one group of one image
    images = 1 if moves_alone(x) else max(1, min(batch, PORTION // elements))  # first of all: they make rows long
    some_groups = max(1, min(groups, PORTION // (elements * images)))
    for first in range(0, batch, images):
        for group in range(0, groups, some_groups):
            yield slice(first, first + images), slice(group, group + some_groups)


def _sort_last(weight: Array, stamped: Sequence[Axis], last: Sequence[Axis]) -> Array:
    """Sort the taps of the last axes: (G, C_out/G, *s of the last, *k of the others, *ceil(k/s) of the last, C_in)."""
    taps = sort_taps(weight, [Axis(axis.kernel_size) for axis in stamped] + list(last))  # stride 1: a single phase
    return taps.reshape(*taps.shape[:2], *taps.shape[2 + len(stamped) :])


def _compute_phases(x: Array, taps: Array, stamped: Sequence[Axis], last: Sequence[Axis]) -> Array:
    """Convolve the phases of the last axes, and add the stamps of the others: (G, C_out/G, *s, *q, N)."""
    groups, channels_out, *sizes, channels_in = taps.shape
    phase_counts, sizes = sizes[: len(last)], sizes[len(last) :]
    kernel_size, counts = sizes[: len(stamped)], sizes[len(stamped) :]
    ones = [1] * len(stamped)  # to the product the taps of these axes are channels of the output
    kernels = taps.reshape(groups, -1, *ones, *[1] * len(last), *ones, *counts, channels_in)
    sums = convolve_phases(x, kernels, [Axis(1)] * len(stamped) + [Axis(count) for count in counts])
    *sizes, batch = sums.shape[2 + len(ones) + len(last) :]
    input_size, last_size = sizes[: len(stamped)], sizes[len(stamped) :]
    if stamped:
        rows = prod(last_size) * batch
        sums = add_stamps(sums.reshape(groups, -1, *kernel_size, *input_size, rows), stamped)
    added = sums.shape[2 : 2 + 2 * len(stamped)]  # *s, *q
    phases = sums.reshape(groups, channels_out, *phase_counts, *added, *last_size, batch)
    return np.moveaxis(phases, range(2, 2 + len(last)), range(2 + len(stamped), 2 + len(stamped) + len(last)))
