"""Interpolation as a transposed convolution whose kernel is fixed, not learned.

Chapter ``upsampling``, equations (bilinear-kernel) and (tied-kernel).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tconv_lib.arguments import check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.layer import Array

__all__ = ["bilinear_kernel", "bilinear_padding", "bilinear_weight", "nearest_kernel", "tied_kernel"]


def nearest_kernel(stride: int) -> NDArray[np.float64]:
    """Return the kernel (s, s) that repeats each cell: nearest neighbour at stride s, padding 0.

    Raises
    ------
    GeometryError
        for a stride below 1.

    Examples
    --------
    >>> nearest_kernel(2)
    array([[1., 1.],
           [1., 1.]])
    """
    return np.ones((check_integer("stride", stride, 1), stride))


def bilinear_kernel(stride: int) -> NDArray[np.float64]:
    """Return the kernel (k, k) that interpolates bilinearly at stride s, except at the borders: k = 2s - s % 2.

    Raises
    ------
    GeometryError
        for a stride below 1.

    Notes
    -----
    Equation (bilinear-kernel).

    Examples
    --------
    >>> bilinear_kernel(2) * 16
    array([[1., 3., 3., 1.],
           [3., 9., 9., 3.],
           [3., 9., 9., 3.],
           [1., 3., 3., 1.]])
    """
    stride = check_integer("stride", stride, 1)
    size = 2 * stride - stride % 2
    centre = (size - 1) / 2  # between two taps for an even stride
    tent = 1 - np.abs(np.arange(size) - centre) / stride
    return np.outer(tent, tent)


def bilinear_padding(stride: int) -> int:
    """Find the padding with which ``bilinear_kernel`` makes s times the input, as ``align_corners=False`` does.

    Raises
    ------
    GeometryError
        for a stride below 1.

    Examples
    --------
    >>> [bilinear_padding(stride) for stride in (1, 2, 3, 4)]
    [0, 1, 1, 2]
    """
    return check_integer("stride", stride, 1) // 2


def bilinear_weight(channels: int, stride: int) -> NDArray[np.float64]:
    """Return the weight (C, C, k, k) that interpolates each channel by itself: the initialisation of FCN.

    Raises
    ------
    GeometryError
        for a number of channels or a stride below 1.

    Examples
    --------
    >>> bilinear_weight(3, 2)[:, :, 0, 0] * 16
    array([[1., 0., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])
    """
    diagonal = np.eye(check_integer("channels", channels, 1))
    return diagonal[:, :, None, None] * bilinear_kernel(stride)


def tied_kernel(w: Array, stride: int) -> Array:
    """Return the kernel whose transposed convolution is a nearest-neighbour resize, then a convolution with ``w``.

    Parameters
    ----------
    w : (*kernel_size,) ndarray, one axis or more
    stride : int, the factor of the resize

    Returns
    -------
    (k + stride - 1 on each axis) ndarray of the dtype of ``w``
        for padding ``k - 1 - p``, where p is the padding of the convolution; the borders are right, too.

    Raises
    ------
    GeometryError
        for a stride below 1.

    Notes
    -----
    Equation (tied-kernel).

    Examples
    --------
    >>> tied_kernel(np.array([1, 10, 100]), 2)
    array([100, 110,  11,   1])
    """
    check_arrays(w=(w, "*kernel_size"))
    stride = check_integer("stride", stride, 1)
    tied: Array = np.zeros([k + stride - 1 for k in w.shape], w.dtype)
    for offset in np.ndindex(*[stride] * w.ndim):  # each copy that the resize makes
        copy = tied[tuple(slice(start, start + k) for start, k in zip(offset, w.shape, strict=True))]
        np.add(copy, np.flip(w), out=copy)
    return tied
