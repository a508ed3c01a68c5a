"""Transposed convolution as its definition: every input cell stamps a scaled kernel on the output.

Chapter ``scatter``, equation (scatter). The other routes are theorems about this one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_lib.arguments import check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.geometry import Axis, check_axes
from tconv_lib.layer import Array, Ints, Layer

__all__ = ["contributors", "conv_transpose", "stamp", "stamp1d", "stamp2d_strided", "window"]


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
    """Apply a transposed convolution: stamp, then keep the window that padding leaves, then add the bias.

    Parameters
    ----------
    x : (N, C_in, *input_size) or (C_in, *input_size) ndarray, 1 to 3 spatial axes
    weight : (C_in, C_out/groups, *kernel_size) ndarray of the same dtype
    bias : (C_out,) ndarray of the same dtype, or None
    stride, padding, output_padding, dilation : int, or one int an axis
    groups : int
    torch_limit : accept every ``output_padding`` below ``max(stride, dilation)``, as PyTorch does, and not only
        those below ``stride``

    Returns
    -------
    (N, C_out, *output_size) ndarray of the dtype of ``x``, or (C_out, *output_size)

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Notes
    -----
    Equation (transposed-size): ``output_size = (input_size - 1)s + extent - 2p + a`` on each axis.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    >>> conv_transpose(x, weight, stride=2, padding=1, output_padding=1)
    array([[[ 10., 102.,  20., 203.,  30., 300.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    starts = [axis.padding for axis in layer.axes]
    return layer.by_group(lambda x, weight: window(stamp(x, weight, layer.axes), starts, layer.output_size))


def stamp(x: Array, weight: Array, axes: Sequence[Axis]) -> Array:
    """Add ``x[n, c, j] * weight[c]`` to the output at ``stride * j``, before any cropping.

    Parameters
    ----------
    x : (N, C_in, *input_size) ndarray
    weight : (C_in, C_out, *kernel_size) ndarray
    axes : one Axis for each spatial dimension; their padding is not applied here

    Returns
    -------
    (N, C_out, *full_size) ndarray
        ``full_size = stride * (input_size - 1) + extent`` on each axis.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0]]])
    >>> stamp(x, np.array([[[1.0, 10.0, 100.0]]]), [Axis(kernel_size=3, stride=2)])
    array([[[  1.,  10., 102.,  20., 200.]]])
    """
    check_arrays(x=(x, "N C_in *input_size"), weight=(weight, "C_in C_out *kernel_size"))
    check_axes(axes, weight.shape[2:])
    input_size = x.shape[2:]
    full_size = [axis.full_size(size) for axis, size in zip(axes, input_size, strict=True)]
    full: Array = np.zeros((x.shape[0], weight.shape[1], *full_size), np.result_type(x, weight))

    for tap in np.ndindex(*weight.shape[2:]):  # one strided add for each tap, not for each input cell
        touched = tuple(
            slice(axis.dilation * t, axis.dilation * t + axis.stride * (size - 1) + 1, axis.stride)
            for axis, t, size in zip(axes, tap, input_size, strict=True)
        )
        # (N, C_in, *i) and (C_in, C_out) to (N, C_out, *i)
        full[:, :, *touched] += np.einsum("nc...,co->no...", x, weight[:, :, *tap])
    return full


def window(full: Array, starts: Sequence[int], size: Sequence[int]) -> Array:
    """Return ``full[start : start + size]`` on each spatial axis, reading zeros past the end.

    Parameters
    ----------
    full : (N, C, *full_size) ndarray
    starts, size : one int an axis, at least 0

    Returns
    -------
    (N, C, *size) ndarray of the dtype of ``full``

    Examples
    --------
    >>> window(np.array([[[1, 2, 3, 4]]]), starts=[1], size=[5])
    array([[[2, 3, 4, 0, 0]]])
    """
    check_arrays(full=(full, "N C *full_size"))
    starts = check_integers("starts", starts, full.ndim - 2, 0)
    size = check_integers("size", size, full.ndim - 2, 0)
    kept = full[:, :, *(slice(start, start + n) for start, n in zip(starts, size, strict=True))]
    out: Array = np.zeros((*full.shape[:2], *size), full.dtype)
    out[:, :, *(slice(n) for n in kept.shape[2:])] = kept
    return out


def contributors(
    cell: int, input_size: int, kernel_size: int, stride: int = 1, dilation: int = 1
) -> list[tuple[int, int]]:
    """List every (input index, tap) whose product lands on ``cell`` of the uncropped output.

    Raises
    ------
    GeometryError
        for arguments that no transposed convolution can have.

    Examples
    --------
    >>> contributors(2, input_size=3, kernel_size=3, stride=2)
    [(0, 2), (1, 0)]
    """
    return Axis(kernel_size, stride, dilation=dilation).contributors(cell, input_size)


def stamp1d(x: Array, w: Array, stride: int = 1, dilation: int = 1) -> Array:
    """Stamp one row (n,) with a kernel (k,): return (full_size,).

    Examples
    --------
    >>> stamp1d(np.array([1, 2]), np.array([1, 10]), dilation=2)
    array([ 1,  2, 10, 20])
    """
    check_arrays(x=(x, "n"), w=(w, "k"))
    full: Array = stamp(x[None, None], w[None, None], [Axis(len(w), stride, dilation=dilation)])[0, 0]
    return full


def stamp2d_strided(x: Array, w: Array, stride: int = 1) -> Array:
    """Stamp one image (H, W) with a kernel (kh, kw): return (s(H - 1) + kh, s(W - 1) + kw).

    Examples
    --------
    >>> x = np.array([[0, 1], [2, 3]])
    >>> stamp2d_strided(x, x)
    array([[ 0,  0,  1],
           [ 0,  4,  6],
           [ 4, 12,  9]])
    """
    check_arrays(x=(x, "H W"), w=(w, "kh kw"))
    full: Array = stamp(x[None, None], w[None, None], [Axis(k, stride) for k in w.shape])[0, 0]
    return full
