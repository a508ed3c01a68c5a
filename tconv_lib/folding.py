"""One axis folded into the channels: what is left is the same layer with an axis fewer.

Chapter ``fast``, equation (folding). Along that axis the layer is its matrix, equation (conv-matrix): each input cell
is an input channel of its own, and each output cell an output channel. That costs products with zeros and saves moves:
it pays where the kernel is about as large as the input.
"""

from __future__ import annotations

import numpy as np

from tconv_lib.arguments import check_integer, shown
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array

__all__ = ["fold_axis"]


def fold_axis(weight: Array, axis: Axis, input_size: int, output_size: int) -> Array:
    """Fold the first spatial axis of a transposed convolution into its channels, padding and output padding included.

    Parameters
    ----------
    weight : (G, C_in/G, C_out/G, k, *rest) ndarray
    axis : that of k
    input_size, output_size : i and o on that axis

    Returns
    -------
    (G, C_in/G * i, C_out/G * o, *rest) ndarray of the same dtype
        an input (G, C_in/G, i, *rest) and an output (G, C_out/G, o, *rest) need no more than a ``reshape``.

    Notes
    -----
    Equation (folding).

    Examples
    --------
    >>> fold_axis(np.array([1, 10, 100]).reshape(1, 1, 1, 3), Axis(kernel_size=3, stride=2, padding=1), 2, 4)[0]
    array([[ 10, 100,   0,   0],
           [  0,   1,  10, 100]])
    """
    check_arrays(weight=(weight, "G C_in C_out k ..."))
    if not isinstance(axis, Axis) or axis.kernel_size != weight.shape[3]:
        raise GeometryError(
            f"axis must be an Axis with the kernel_size of weight, {weight.shape[3]}, got {shown(axis)}"
        )
    i, o = check_integer("input_size", input_size, 1), check_integer("output_size", output_size, 1)
    groups, channels_in, channels_out, k, *rest = weight.shape
    folded: Array = np.zeros((groups, channels_in, i, channels_out, o, *rest), weight.dtype)
    s, d = axis.stride, axis.dilation
    for j in range(i):
        start = s * j - axis.padding  # tap t of cell j lands on start + dt
        inside = slice(max(0, -(start // d)), max(0, min(k, -((start - o) // d))))
        cells = range(start, start + d * k, d)[inside]
        folded[:, :, j, :, cells.start : cells.stop : d] = weight[:, :, :, inside]
    return folded.reshape(groups, channels_in * i, channels_out * o, *rest)
