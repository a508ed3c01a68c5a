"""Depth to space in both orders of channels: PixelShuffle's, and that of TensorFlow and of ONNX by default.

Chapter ``frameworks``. NumPy is not imported: only methods of the array are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tconv_lib.arguments import check_choice, check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError

if TYPE_CHECKING:
    from tconv_lib.layer import Array

__all__ = ["depth_to_space", "space_to_depth"]

Mode = Literal["DCR", "CRD"]


def depth_to_space(x: Array, blocksize: int, mode: Mode = "DCR") -> Array:
    """Move groups of ``blocksize**2`` channels to blocks of cells: (..., C * r * r, H, W) to (..., C, r * H, r * W).

    Parameters
    ----------
    x : (..., C * r * r, H, W) ndarray
    blocksize : r
    mode : 'DCR' (depth, column, row: the place in the block is the slow index of the channels) is the default of
        ONNX's DepthToSpace, and TensorFlow's ``tf.nn.depth_to_space``; 'CRD' is PyTorch's ``PixelShuffle``

    Returns
    -------
    ndarray of the dtype of ``x``

    Raises
    ------
    GeometryError
        if the channels are no multiple of ``blocksize**2``, or for another mode.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(8).reshape(8, 1, 1)
    >>> depth_to_space(x, 2, "DCR")[0].tolist(), depth_to_space(x, 2, "CRD")[0].tolist()
    ([[0, 2], [4, 6]], [[0, 1], [2, 3]])
    """
    r = check_integer("blocksize", blocksize, 1)
    check_choice("mode", mode, ("DCR", "CRD"))
    check_arrays(x=(x, "... C H W"))
    *batch, channels, height, width = x.shape
    if channels % r**2:
        raise GeometryError(f"x must have a multiple of blocksize**2 = {r**2} channels, got shape {x.shape}")
    channels //= r**2
    split = [r, r, channels] if mode == "DCR" else [channels, r, r]
    row, column, channel = (0, 1, 2) if mode == "DCR" else (1, 2, 0)
    lead = len(batch)
    axes = [channel, 3, row, 4, column]  # (C, H, r, W, r)
    apart = x.reshape(*batch, *split, height, width).transpose(*range(lead), *(lead + axis for axis in axes))
    return apart.reshape(*batch, channels, height * r, width * r)


def space_to_depth(x: Array, blocksize: int, mode: Mode = "DCR") -> Array:
    """Undo ``depth_to_space``: (..., C, r * H, r * W) to (..., C * r * r, H, W).

    Raises
    ------
    GeometryError
        if the rows or columns are no multiple of ``blocksize``, or for another mode.

    Examples
    --------
    >>> import numpy as np
    >>> space_to_depth(np.array([[[0, 1], [2, 3]]]), 2).ravel()
    array([0, 1, 2, 3])
    """
    r = check_integer("blocksize", blocksize, 1)
    check_choice("mode", mode, ("DCR", "CRD"))
    check_arrays(x=(x, "... C H W"))
    *batch, channels, height, width = x.shape
    if height % r or width % r:
        raise GeometryError(f"x must have a multiple of blocksize {r} rows and columns, got shape {x.shape}; crop it")
    split = x.reshape(*batch, channels, height // r, r, width // r, r)
    lead = len(batch)
    axes = [2, 4, 0, 1, 3] if mode == "DCR" else [0, 2, 4, 1, 3]
    together = split.transpose(*range(lead), *(lead + axis for axis in axes))
    return together.reshape(*batch, channels * r**2, height // r, width // r)
