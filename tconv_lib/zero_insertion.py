"""Transposed convolution as a convolution: spread the input with zeros, pad, flip the kernel, slide.

Chapter ``zero_insertion``, equation (insertion). The stride goes into the input, the dilation stays in the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_lib.arguments import check_integer, check_integers, check_sequence, shown
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer
from tconv_lib.sliding_window import slide

__all__ = [
    "conv_transpose",
    "conv_transpose_by_insertion",
    "insert_zeros",
    "insert_zeros2d",
    "pad_or_crop",
    "padded_canvas",
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
    """Apply a transposed convolution in four steps; arguments, result and errors are those of the definition.

    An infinite or undefined weight spoils more cells here than in ``scatter.conv_transpose``: it is multiplied with
    the inserted zeros, too.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )

    def four_steps(x: Array, weight: Array) -> Array:
        canvas = _canvas(x, layer.axes, layer.output_size)
        flipped = np.flip(weight, axis=tuple(range(2, weight.ndim)))  # (C_in, C_out, *k)
        strides, dilations = [1] * len(layer.axes), [axis.dilation for axis in layer.axes]
        return slide(canvas, flipped.swapaxes(0, 1), strides, dilations)

    return layer.by_group(four_steps)


def insert_zeros(x: Array, strides: Sequence[int]) -> Array:
    """Put ``stride - 1`` zeros between neighbouring cells, and none after the last.

    Parameters
    ----------
    x : (N, C, *input_size) ndarray
    strides : one int an axis

    Returns
    -------
    (N, C, *spread_size) ndarray of the same dtype
        ``spread_size = stride * (input_size - 1) + 1`` on each axis.

    Examples
    --------
    >>> insert_zeros(np.array([[[1, 2, 3]]]), [3])
    array([[[1, 0, 0, 2, 0, 0, 3]]])
    """
    check_arrays(x=(x, "N C *input_size"))
    strides = check_integers("strides", strides, x.ndim - 2, 1)
    spread_size = [stride * (size - 1) + 1 for stride, size in zip(strides, x.shape[2:], strict=True)]
    spread: Array = np.zeros((*x.shape[:2], *spread_size), x.dtype)
    spread[:, :, *(slice(None, None, stride) for stride in strides)] = x
    return spread


def pad_or_crop(x: Array, sides: Sequence[tuple[int, int]]) -> Array:
    """Add (before, after) zeros on each spatial axis; a negative number takes cells away, after the zeros are there.

    Parameters
    ----------
    x : (N, C, *size) ndarray
    sides : (before, after) for each spatial axis

    Returns
    -------
    (N, C, *(before + size + after)) ndarray of the same dtype

    Examples
    --------
    >>> pad_or_crop(np.array([[[1, 2, 3]]]), [(-1, 2)])
    array([[[2, 3, 0, 0]]])
    """
    check_arrays(x=(x, "N C *size"))
    rank = x.ndim - 2
    if len(check_sequence("sides", sides, "(before, after)")) != rank:
        raise GeometryError(f"sides must hold one (before, after) for each of the {rank} axes, got {shown(sides)}")
    for at, (side, size) in enumerate(zip(sides, x.shape[2:], strict=True)):
        before, after = check_integers(f"sides[{at}]", side, 2)
        if size + before + after < 0:
            raise GeometryError(f"sides[{at}] {side} takes more than the {size} cells that there are")
    padded = np.pad(x, [(0, 0), (0, 0), *((max(before, 0), max(after, 0)) for before, after in sides)])
    kept = [
        slice(max(-before, 0), size - max(-after, 0))
        for (before, after), size in zip(sides, padded.shape[2:], strict=True)
    ]
    return padded[:, :, *kept]


def insert_zeros2d(x: Array, stride: int) -> Array:
    """Put ``stride - 1`` zeros between the rows and between the columns of (H, W).

    Raises
    ------
    GeometryError
        for a stride below 1.

    Examples
    --------
    >>> insert_zeros2d(np.array([[1, 2], [3, 4]]), 2)
    array([[1, 0, 2],
           [0, 0, 0],
           [3, 0, 4]])
    """
    check_arrays(x=(x, "H W"))
    spread: Array = insert_zeros(x[None, None], [check_integer("stride", stride, 1)] * 2)[0, 0]
    return spread


def padded_canvas(
    x: Array, kernel_size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Array:
    """Build what the flipped kernel slides over, for one row (n,): its zeros inserted, padded or cropped.

    Raises
    ------
    GeometryError
        for arguments that no transposed convolution can have.

    Examples
    --------
    >>> padded_canvas(np.array([1, 2, 3]), 3, 2, 1, 1)
    array([0, 1, 0, 2, 0, 3, 0, 0])
    """
    check_arrays(x=(x, "n"))
    axis = Axis(kernel_size, stride, padding, dilation)
    canvas: Array = _canvas(x[None, None], [axis], [axis.transposed_size(len(x), output_padding)])[0, 0]
    return canvas


def conv_transpose_by_insertion(
    x: Array, w: Array, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Array:
    """Apply the transposed convolution to one image (H, W) with a kernel (kh, kw) of the same dtype.

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Notes
    -----
    Equation (insertion).

    Examples
    --------
    >>> x = np.array([[0, 1], [2, 3]])
    >>> conv_transpose_by_insertion(x, x, padding=1)
    array([[4]])
    """
    check_arrays(x=(x, "H W"), w=(w, "kh kw"))
    batch = conv_transpose(
        x[None], w[None, None], stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )
    out: Array = batch[0]
    return out


def _canvas(x: Array, axes: Sequence[Axis], output_size: Sequence[int]) -> Array:
    spread = insert_zeros(x, [axis.stride for axis in axes])
    sides = []
    for axis, size, cells in zip(axes, spread.shape[2:], output_size, strict=True):
        before = axis.extent - 1 - axis.padding
        sides.append((before, cells + axis.extent - 1 - size - before))  # q and q + a
    return pad_or_crop(spread, sides)
