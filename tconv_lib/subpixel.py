"""Transposed convolution as ordinary convolutions: one for each phase of the output, interleaved.

Chapter ``subpixel``, equation (phases). Output cells a stride apart see the same taps; those taps are a phase.
Pixel shuffle is the interleaving. Every function raises ``GeometryError`` for a stride or a factor below 1.
"""

from __future__ import annotations

from itertools import product
from math import gcd

import numpy as np

from tconv_lib.arguments import check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer
from tconv_lib.scatter import window
from tconv_lib.sliding_window import slide

__all__ = [
    "conv_transpose",
    "icnr",
    "phase_kernels",
    "phase_outputs",
    "pixel_shuffle",
    "pixel_unshuffle",
    "subpixel_weight",
    "transposed_weight",
]


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
    """Apply a transposed convolution phase by phase; arguments, result and errors are those of the definition.

    See ``scatter.conv_transpose``.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    axes = layer.axes
    rank = len(axes)

    def interleave(x: Array, weight: Array) -> Array:
        full_size = [axis.full_size(size) for axis, size in zip(axes, x.shape[2:], strict=True)]
        full: Array = np.zeros((len(x), weight.shape[1], *full_size), x.dtype)
        for first_taps in product(*(range(min(_period(axis), axis.kernel_size)) for axis in axes)):
            kernel = weight[:, :, *(slice(t, None, _period(axis)) for axis, t in zip(axes, first_taps, strict=True))]
            dilations = [axis.dilation // gcd(axis.dilation, axis.stride) for axis in axes]
            borders = [d * (k - 1) for d, k in zip(dilations, kernel.shape[2:], strict=True)]
            padded = np.pad(x, [(0, 0), (0, 0), *((cells, cells) for cells in borders)])
            flipped = np.flip(kernel, axis=tuple(range(2, 2 + rank))).swapaxes(0, 1)
            phase = slide(padded, flipped, [1] * rank, dilations)
            starts = [axis.dilation * t for axis, t in zip(axes, first_taps, strict=True)]
            cells = zip(starts, phase.shape[2:], axes, strict=True)
            full[:, :, *(slice(a, a + axis.stride * n, axis.stride) for a, n, axis in cells)] = phase
        return window(full, [axis.padding for axis in axes], layer.output_size)

    return layer.by_group(interleave)


def _period(axis: Axis) -> int:
    """Return the distance, in taps, of the next tap of the same phase: s without dilation."""
    return axis.stride // gcd(axis.dilation, axis.stride)


def phase_kernels(w: Array, stride: int) -> list[Array]:
    """Split a kernel (k,) into the taps of each phase; a phase beyond the kernel has none.

    Returns
    -------
    list of ``stride`` arrays of the dtype of ``w``

    Examples
    --------
    >>> phase_kernels(np.array([1, 2, 3]), 2)
    [array([1, 3]), array([2])]
    """
    check_arrays(w=(w, "k"))
    return [w[phase::stride] for phase in range(check_integer("stride", stride, 1))]


def phase_outputs(x: Array, w: Array, stride: int) -> list[Array]:
    """Convolve a row (n,) with each phase kernel: the uncropped output is these, interleaved.

    Notes
    -----
    Equation (phases).

    Examples
    --------
    >>> phase_outputs(np.array([1, 1]), np.array([1, 2, 3]), 2)
    [array([1, 4, 3]), array([2, 2])]
    """
    check_arrays(x=(x, "n"), w=(w, "k"))
    empty: Array = np.zeros(len(x) - 1, np.result_type(x, w))
    return [np.convolve(x, kernel) if kernel.size else empty.copy() for kernel in phase_kernels(w, stride)]


def pixel_shuffle(x: Array, upscale: int) -> Array:
    """Interleave groups of ``upscale**2`` channels: (..., C * r * r, H, W) to (..., C, r * H, r * W).

    Examples
    --------
    >>> pixel_shuffle(np.arange(4).reshape(4, 1, 1), 2)
    array([[[0, 1],
            [2, 3]]])
    """
    r = check_integer("upscale", upscale, 1)
    check_arrays(x=(x, "... C H W"))
    *batch, channels, height, width = x.shape
    if channels % r**2:
        raise GeometryError(f"x must have a multiple of upscale**2 = {r**2} channels, got shape {x.shape}")
    split = x.reshape(*batch, channels // r**2, r, r, height, width)
    together = np.moveaxis(split, (-4, -3), (-3, -1))  # (..., C, H, r, W, r)
    return together.reshape(*batch, channels // r**2, height * r, width * r)


def pixel_unshuffle(x: Array, downscale: int) -> Array:
    """Undo ``pixel_shuffle``: (..., C, r * H, r * W) to (..., C * r * r, H, W).

    Examples
    --------
    >>> pixel_unshuffle(np.array([[[0, 1], [2, 3]]]), 2).ravel()
    array([0, 1, 2, 3])
    """
    r = check_integer("downscale", downscale, 1)
    check_arrays(x=(x, "... C H W"))
    *batch, channels, height, width = x.shape
    if height % r or width % r:
        raise GeometryError(f"x must have a multiple of downscale {r} rows and columns, got shape {x.shape}; crop it")
    split = x.reshape(*batch, channels, height // r, r, width // r, r)
    apart = np.moveaxis(split, (-3, -1), (-4, -3))  # (..., C, r, r, H, W)
    return apart.reshape(*batch, channels * r**2, height // r, width // r)


def subpixel_weight(weight: Array, stride: int) -> Array:
    """Rearrange (C_in, C_out, kh, kw) so that convolution and pixel shuffle do what the transposed one did.

    The kernel is filled up with zeros to a multiple of ``stride``; with K = ceil(k / stride) the result is
    (C_out * s * s, C_in, Kh, Kw), for a convolution with padding K - 1 whose shuffled output holds the uncropped one.

    Examples
    --------
    >>> subpixel_weight(np.arange(4).reshape(1, 1, 2, 2), 1).ravel()  # at stride 1 a convolution flips the kernel
    array([3, 2, 1, 0])
    """
    s = check_integer("stride", stride, 1)
    check_arrays(weight=(weight, "C_in C_out kh kw"))
    filled = np.pad(weight, [(0, 0), (0, 0), *((0, -k % s) for k in weight.shape[2:])])
    channels_in, channels_out, height, width = filled.shape
    phases = filled.reshape(channels_in, channels_out, height // s, s, width // s, s)[:, :, ::-1, :, ::-1]
    return phases.transpose(1, 3, 5, 0, 2, 4).reshape(channels_out * s**2, channels_in, height // s, width // s)


def transposed_weight(weight: Array, stride: int) -> Array:
    """Undo ``subpixel_weight``: (C_out * s * s, C_in, Kh, Kw) to (C_in, C_out, s * Kh, s * Kw).

    Examples
    --------
    >>> transposed_weight(np.arange(4).reshape(4, 1, 1, 1), 2)
    array([[[[0, 1],
             [2, 3]]]])
    """
    s = check_integer("stride", stride, 1)
    check_arrays(weight=(weight, "C_out*s*s C_in Kh Kw"))
    shuffled, channels_in, height, width = weight.shape
    if shuffled % s**2:
        raise GeometryError(
            f"weight must have a multiple of stride**2 = {s**2} channels first, got shape {weight.shape}"
        )
    phases = weight.reshape(shuffled // s**2, s, s, channels_in, height, width)[..., ::-1, ::-1]
    return phases.transpose(3, 0, 4, 1, 5, 2).reshape(channels_in, shuffled // s**2, s * height, s * width)


def icnr(weight: Array, stride: int) -> Array:
    """Repeat each kernel of (C_out, C_in, kh, kw) for its phases: the shuffled output starts as nearest neighbour.

    Examples
    --------
    >>> icnr(np.arange(2).reshape(2, 1, 1, 1), 2).ravel()
    array([0, 0, 0, 0, 1, 1, 1, 1])
    """
    check_arrays(weight=(weight, "C_out C_in kh kw"))
    return np.repeat(weight, check_integer("stride", stride, 1) ** 2, axis=0)
