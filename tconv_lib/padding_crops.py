"""The padding of a transposed convolution takes cells away: it is that of the convolution which it transposes.

Chapter ``padding_crops``, equation (crop). Pure integers and slices: NumPy is not imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tconv_lib.arguments import per_axis
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

if TYPE_CHECKING:
    from tconv_lib.layer import Array, Ints

__all__ = ["conv_transpose_size", "crop2d", "padding_for_scale"]


def conv_transpose_size(input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return the output size without output padding: (i - 1)s + extent - 2p.

    Raises
    ------
    GeometryError
        if the padding crops all of the output, or an argument is too small.

    Notes
    -----
    Equation (crop).

    Examples
    --------
    >>> conv_transpose_size(2, 2), conv_transpose_size(2, 2, padding=1), conv_transpose_size(5, 3, 1, 2)
    (3, 1, 3)
    """
    return Axis(kernel_size, stride, padding, dilation).transposed_size(input_size)


def crop2d(full: Array, padding: Ints) -> Array:
    """Take ``padding`` cells off each side of (H, W), one number an axis or one for both.

    Raises
    ------
    GeometryError
        if nothing is left.

    Examples
    --------
    >>> import numpy as np
    >>> crop2d(np.arange(12).reshape(3, 4), (1, 0))
    array([[4, 5, 6, 7]])
    """
    check_arrays(full=(full, "H W"))
    kept = []
    for size, cells in zip(full.shape, per_axis("padding", padding, 2, 0), strict=True):
        if size - 2 * cells < 1:
            raise GeometryError(f"padding {cells} leaves {size - 2 * cells} of {size} cells, must be at least 1")
        kept.append(slice(cells, size - cells))
    return full[tuple(kept)]


def padding_for_scale(kernel_size: int, stride: int) -> int:
    """Find the padding with which the output is ``stride`` times the input, without output padding.

    Raises
    ------
    GeometryError
        if (k - s)/2 is negative or no integer.

    Examples
    --------
    >>> padding_for_scale(4, 2), padding_for_scale(2, 2)
    (1, 0)
    """
    axis = Axis(kernel_size, stride)
    excess = axis.kernel_size - axis.stride
    if excess < 0:
        raise GeometryError(
            f"kernel_size {kernel_size} is smaller than stride {stride}: no padding makes the output"
            f" {stride} times the input, it is short of it; use a kernel_size of at least {stride}"
        )
    if excess % 2:
        other_cure = ", or output_padding" if axis.stride > 1 else ""  # which must be smaller than the stride
        raise GeometryError(
            f"kernel_size {kernel_size} and stride {stride} differ by the odd number {excess}, which two sides"
            f" do not share; use kernel_size {kernel_size + 1}{other_cure}"
        )
    return excess // 2
