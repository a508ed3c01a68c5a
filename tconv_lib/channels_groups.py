"""Many channels: what the axes of the weight mean, and what groups do to them.

Chapter ``channels_groups``, equations (layer) and (fan-in).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from tconv_lib.arguments import check_integer, check_integers, per_axis
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.layer import Array, Ints
from tconv_lib.scatter import conv_transpose

__all__ = ["as_convolution_weight", "conv_transpose2d", "fan_in"]


def as_convolution_weight(weight: Array, groups: int = 1) -> Array:
    """Rewrite a transposed convolution's weight as that of the ordinary convolution in ``zero_insertion``.

    The kernels are turned by half a turn, and within each group the two channel axes change places.

    Parameters
    ----------
    weight : (C_in, C_out/groups, *kernel_size) ndarray
    groups : int

    Returns
    -------
    (C_out, C_in/groups, *kernel_size) ndarray of the same dtype

    Raises
    ------
    GeometryError
        if ``groups`` does not divide C_in.

    Notes
    -----
    Equation (layer).

    Examples
    --------
    >>> as_convolution_weight(np.arange(4).reshape(2, 1, 2))
    array([[[1, 0],
            [3, 2]]])
    """
    check_arrays(weight=(weight, "C_in C_out *kernel_size"))
    channels_in, channels_out, *kernel_size = weight.shape
    groups = check_integer("groups", groups, 1)
    if channels_in % groups:
        raise GeometryError(f"groups {groups} must divide the first axis of weight, got shape {weight.shape}")
    flipped = np.flip(weight, axis=tuple(range(2, weight.ndim)))
    by_group = flipped.reshape(groups, channels_in // groups, channels_out, *kernel_size)
    return by_group.swapaxes(1, 2).reshape(groups * channels_out, channels_in // groups, *kernel_size)


def fan_in(in_channels: int, kernel_shape: Sequence[int], stride: Ints = 1, groups: int = 1) -> float:
    """Return the mean number of products that an output cell of a transposed convolution sums.

    Raises
    ------
    GeometryError
        if a number is below 1, or ``groups`` does not divide ``in_channels``.

    Notes
    -----
    Equation (fan-in): each input cell writes ``prod(k)`` cells, and there are ``prod(s)`` output cells for each input
    cell. PyTorch's initialisation takes the number from the other channel axis, and leaves the stride out.

    Examples
    --------
    >>> fan_in(256, (4, 4), 2)
    1024.0
    """
    kernel_shape = check_integers("kernel_shape", kernel_shape, minimum=1)
    strides = per_axis("stride", stride, len(kernel_shape), 1)
    in_channels, groups = check_integer("in_channels", in_channels, 1), check_integer("groups", groups, 1)
    if in_channels % groups:
        raise GeometryError(f"groups {groups} must divide in_channels {in_channels}")
    return in_channels // groups * prod(kernel_shape) / prod(strides)


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Array:
    """Apply the layer to images, with the arguments in PyTorch's order.

    Parameters
    ----------
    x : (N, C_in, H, W) or (C_in, H, W) ndarray
    weight : (C_in, C_out/groups, kh, kw) ndarray of the same dtype
    bias, stride, padding, output_padding, groups, dilation : as for ``scatter.conv_transpose``

    Returns
    -------
    (N, C_out, H_out, W_out) or (C_out, H_out, W_out) ndarray of the dtype of ``x``

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Examples
    --------
    >>> conv_transpose2d(np.ones((1, 1, 1)), np.ones((1, 1, 1, 2)), np.array([0.5]), (1, 2), 0, (0, 1))
    array([[[1.5, 1.5, 0.5]]])
    """
    check_arrays(weight=(weight, "C_in C_out kh kw"))
    return conv_transpose(
        x,
        weight,
        bias,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        groups=groups,
        dilation=dilation,
    )
