"""Convolution as deep learning means it: a window slides, and each stop is one inner product.

Chapter ``sliding_window``, equation (correlation). The kernel is not flipped; mathematics calls this
cross-correlation, and ``convolve2d`` here is the flipped one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from tconv_lib.arguments import check_flag, check_integer, check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.layer import Array, Ints, Layer

__all__ = ["conv", "conv2d", "convolve2d", "correlate2d", "n_parameters", "slide"]


def conv(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Ints = 1,
    padding: Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Array:
    """Apply a convolution layer: pad, slide, add the bias.

    Parameters
    ----------
    x : (N, C_in, *input_size) or (C_in, *input_size) ndarray, 1 to 3 spatial axes
    weight : (C_out, C_in/groups, *kernel_size) ndarray of the same dtype
    bias : (C_out,) ndarray of the same dtype, or None
    stride, padding, dilation : int, or one int an axis
    groups : int

    Returns
    -------
    (N, C_out, *output_size) ndarray of the dtype of ``x``, or (C_out, *output_size)

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Notes
    -----
    Equation (output-size): ``output_size = (input_size + 2p - extent) // s + 1`` on each axis.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0, 4.0, 8.0]]])
    >>> conv(x, np.array([[[-1.0, 1.0]]]))
    array([[[1., 2., 4.]]])
    """
    layer = Layer.of_conv(x, weight, bias, stride, padding, dilation, groups)
    borders = [(0, 0), (0, 0)] + [(axis.padding, axis.padding) for axis in layer.axes]
    strides = [axis.stride for axis in layer.axes]
    dilations = [axis.dilation for axis in layer.axes]
    return layer.by_group(lambda x, weight: slide(np.pad(x, borders), weight, strides, dilations))


def slide(x: Array, weight: Array, strides: Sequence[int], dilations: Sequence[int]) -> Array:
    """Compute the inner product of ``weight`` with every window that lies inside ``x``.

    Parameters
    ----------
    x : (N, C_in, *padded_size) ndarray
    weight : (C_out, C_in, *kernel_size) ndarray
    strides, dilations : one int an axis

    Returns
    -------
    (N, C_out, *output_size) ndarray

    Examples
    --------
    >>> x = np.arange(25).reshape(1, 1, 5, 5)
    >>> slide(x, np.array([[[[1, 0], [0, -1]]]]), strides=[2, 3], dilations=[1, 1])[0, 0]
    array([[-6, -6],
           [-6, -6]])
    """
    check_arrays(x=(x, "N C_in *padded_size"), weight=(weight, "C_out C_in *kernel_size"))
    rank, kernel_size = weight.ndim - 2, weight.shape[2:]
    strides = check_integers("strides", strides, rank, 1)
    dilations = check_integers("dilations", dilations, rank, 1)
    extents = tuple(d * (k - 1) + 1 for d, k in zip(dilations, kernel_size, strict=True))
    if any(extent > size for extent, size in zip(extents, x.shape[2:], strict=True)):
        raise GeometryError(f"a kernel of extent {extents} does not fit in x of size {x.shape[2:]}; pad x")
    windows = np.lib.stride_tricks.sliding_window_view(x, extents, axis=tuple(range(2, 2 + rank)))
    every = [slice(None, None, step) for step in (*strides, *dilations)]
    windows = windows[:, :, *every]  # (N, C_in, *o, *k)

    summed = ([1, *range(2 + rank, 2 + 2 * rank)], [1, *range(2, 2 + rank)])
    out: Array = np.tensordot(windows, weight, axes=summed)  # (N, *o, C_out)
    return np.moveaxis(out, -1, 1)


def correlate2d(x: Array, w: Array) -> Array:
    """Slide a kernel (kh, kw) over one image (H, W): return (H - kh + 1, W - kw + 1).

    Raises
    ------
    GeometryError
        if the kernel does not fit, or the dtypes differ.

    Notes
    -----
    Equation (correlation).

    Examples
    --------
    >>> correlate2d(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), np.array([[1, 0], [0, -1]]))
    array([[-4, -4],
           [-4, -4]])
    """
    check_arrays(x=(x, "H W"), w=(w, "kh kw"))
    out: Array = conv(x[None], w[None, None])[0]
    return out


def convolve2d(x: Array, w: Array) -> Array:
    """Turn the kernel by half a turn, then slide it: *true* convolution.

    Raises
    ------
    GeometryError
        if the kernel does not fit, or the dtypes differ.

    Examples
    --------
    >>> convolve2d(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), np.array([[1, 0], [0, -1]]))
    array([[4, 4],
           [4, 4]])
    """
    check_arrays(x=(x, "H W"), w=(w, "kh kw"))
    return correlate2d(x, w[::-1, ::-1])


def conv2d(x: Array, weight: Array, bias: Array | None = None, stride: Ints = 1, padding: Ints = 0) -> Array:
    """Slide kernels (C_out, C_in, kh, kw) over one image (C_in, H, W): return (C_out, H_out, W_out).

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Examples
    --------
    >>> conv2d(np.ones((2, 3, 3)), np.ones((1, 2, 2, 2)), np.array([0.5]), 2, 1)
    array([[[2.5, 4.5],
            [4.5, 8.5]]])
    """
    check_arrays(weight=(weight, "C_out C_in kh kw"))
    return conv(x, weight, bias, stride=stride, padding=padding)


def n_parameters(in_channels: int, out_channels: int, kernel_shape: Sequence[int], bias: bool = True) -> int:
    """Count what a layer learns: one kernel over all input channels, and one bias, for each output channel.

    Raises
    ------
    GeometryError
        for a number below 1.

    Examples
    --------
    >>> n_parameters(3, 1, (3, 3))
    28
    """
    in_channels, out_channels = (
        check_integer("in_channels", in_channels, 1),
        check_integer("out_channels", out_channels, 1),
    )
    of_one_kernel = in_channels * prod(check_integers("kernel_shape", kernel_shape, minimum=1))
    return out_channels * (of_one_kernel + check_flag("bias", bias))
