"""Transposed convolution as the backward pass of a convolution: every cell gathers from the windows that read it.

Chapter ``gradient``, equation (input-gradient). The definition lets each input push; here each output cell pulls.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer

__all__ = ["conv_transpose"]


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
    """Compute a convolution's gradient at its input; arguments, result and errors are those of the definition.

    ``x`` is the gradient that arrives at the convolution's output, ``weight`` is the convolution's own: see
    ``scatter.conv_transpose``.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )

    def gather(g: Array, weight: Array) -> Array:
        out: Array = np.zeros((len(g), weight.shape[1], *layer.output_size), g.dtype)
        for tap in np.ndindex(*weight.shape[2:]):
            pairs = [
                _readers(axis, t, cells, windows)
                for axis, t, cells, windows in zip(layer.axes, tap, layer.output_size, g.shape[2:], strict=True)
            ]
            cells, windows = zip(*pairs, strict=True)
            read_by = g[:, :, *np.ix_(*windows)]  # (N, C_in, *cells that this tap reads)
            out[:, :, *np.ix_(*cells)] += np.einsum("nc...,co->no...", read_by, weight[:, :, *tap])
        return out

    return layer.by_group(gather)


def _readers(axis: Axis, tap: int, cells: int, windows: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the cells that ``tap`` reads in some window, and the window: sj + dt - p = cell."""
    window, remainder = np.divmod(np.arange(cells) + axis.padding - axis.dilation * tap, axis.stride)
    cell = np.flatnonzero((remainder == 0) & (window >= 0) & (window < windows))
    return cell, window[cell]
