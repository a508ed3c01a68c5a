"""Uneven overlap: how many products each output cell sums, and which kernels hide that from a constant.

Chapter ``checkerboard``, equations (coverage) and (phase-sums). NumPy is imported with the first array.
"""

from __future__ import annotations

from itertools import product
from math import gcd
from typing import TYPE_CHECKING

from tconv_lib.arguments import check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.geometry import Axis

if TYPE_CHECKING:
    from tconv_lib.layer import Array

__all__ = ["coverage", "has_holes", "keeps_constants", "phase_sums"]


def coverage(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1, output_padding: int = 0
) -> list[int]:
    """Count the products that each output cell sums, per axis.

    Where ``output_padding`` is what the convolution's floor forgot, this is also how many windows read each of its
    input cells: the pattern in its gradient.

    Raises
    ------
    GeometryError
        for arguments that no transposed convolution can have.

    Notes
    -----
    Equation (coverage).

    Examples
    --------
    >>> coverage(4, 3, 2), coverage(4, 4, 2, 1)
    ([1, 1, 2, 1, 2, 1, 2, 1, 1], [1, 2, 2, 2, 2, 2, 2, 1])
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    cells = range(axis.padding, axis.padding + axis.transposed_size(input_size, output_padding))
    return [len(axis.contributors(cell, input_size)) for cell in cells]


def phase_sums(w: Array, stride: int) -> Array:
    """Sum the taps of each phase: ``result[r]`` is the sum of ``w[r::stride]``, on each axis of ``w``.

    Parameters
    ----------
    w : (*kernel_size,) ndarray, one axis or more
    stride : int, the same on each axis

    Returns
    -------
    (stride, ...) ndarray with as many axes as ``w``, of its dtype

    Raises
    ------
    GeometryError
        for a stride below 1.

    Notes
    -----
    Equation (phase-sums).

    Examples
    --------
    >>> import numpy as np
    >>> phase_sums(np.array([1, 2, 3]), 2)
    array([4, 2])
    """
    import numpy as np  # noqa: PLC0415 - counting needs no array

    check_arrays(w=(w, "*kernel_size"))
    sums: Array = np.zeros([check_integer("stride", stride, 1)] * w.ndim, w.dtype)
    for phase in product(range(stride), repeat=w.ndim):
        sums[phase] = w[tuple(slice(first, None, stride) for first in phase)].sum()
    return sums


def keeps_constants(w: Array, stride: int) -> bool:
    """Tell whether a constant input comes out constant in the interior: all phase sums are equal, exactly.

    Examples
    --------
    >>> import numpy as np
    >>> keeps_constants(np.array([1, 2, 1]), 2), keeps_constants(np.array([1, 2, 3]), 2)
    (True, False)
    """
    sums = phase_sums(w, stride)
    return bool((sums == sums.flat[0]).all())


def has_holes(kernel_size: int, stride: int = 1, dilation: int = 1) -> bool:
    """Tell whether some cells in the interior get no product at all, however large the input is.

    Examples
    --------
    >>> has_holes(3, 2), has_holes(3, 2, 2), has_holes(2, 3)
    (False, True, True)
    """
    axis = Axis(kernel_size, stride, dilation=dilation)
    taps_share_phases = gcd(axis.dilation, axis.stride) > 1
    return axis.stride > 1 and (taps_share_phases or axis.kernel_size < axis.stride)
