"""Three conventions for the border: no zeros, as many as keep the size, as many as the kernel reaches.

Chapter ``valid_same_full``. NumPy is imported with the first array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tconv_lib.arguments import check_choice, check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

if TYPE_CHECKING:
    from tconv_lib.layer import Array

__all__ = ["correlate_mode", "mode_padding", "symmetric_padding", "tensorflow_same_padding"]


def symmetric_padding(kernel_size: int, dilation: int = 1) -> int:
    """Find the padding that keeps the size at stride 1, the same on both sides.

    Raises
    ------
    GeometryError
        for an even extent: one side would need a zero more than the other.

    Examples
    --------
    >>> symmetric_padding(3), symmetric_padding(2, 2)
    (1, 1)
    """
    extent = Axis(kernel_size, dilation=dilation).extent
    if extent % 2 == 0:
        raise GeometryError(
            f"kernel_size {kernel_size} with dilation {dilation} spans {extent} cells, an even number:"
            f" {extent - 1} zeros do not divide over two sides; use an odd extent, or pad one side by hand"
        )
    return (extent - 1) // 2


def tensorflow_same_padding(input_size: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Return the zeros (before, after) of TensorFlow's ``SAME``, whose output size is ceil(input_size / stride).

    Raises
    ------
    GeometryError
        for an argument below 1.

    Examples
    --------
    >>> tensorflow_same_padding(6, 3, 2), tensorflow_same_padding(5, 3, 2)
    ((0, 1), (1, 1))
    """
    axis = Axis(kernel_size, stride, dilation=dilation)
    input_size = check_integer("input_size", input_size, 1)
    positions = -(-input_size // axis.stride)
    zeros = max(axis.full_size(positions) - input_size, 0)
    return zeros // 2, zeros - zeros // 2


def mode_padding(kernel_size: int, mode: Literal["valid", "same", "full"], dilation: int = 1) -> tuple[int, int]:
    """Return the zeros (before, after) at stride 1; ``same`` puts the odd one after, as PyTorch does.

    Raises
    ------
    GeometryError
        for another ``mode``.

    Examples
    --------
    >>> [mode_padding(4, mode) for mode in ("valid", "same", "full")]
    [(0, 0), (1, 2), (3, 3)]
    """
    reach = Axis(kernel_size, dilation=dilation).extent - 1
    sides = {"valid": (0, 0), "same": (reach // 2, reach - reach // 2), "full": (reach, reach)}
    return sides[check_choice("mode", mode, tuple(sides))]


def correlate_mode(x: Array, w: Array, mode: Literal["valid", "same", "full"]) -> Array:
    """Slide a kernel (kh, kw) over one image (H, W) at stride 1, with the zeros of ``mode``.

    Returns
    -------
    (H_out, W_out) ndarray of the dtype of ``x``

    Raises
    ------
    GeometryError
        for another ``mode``, or a kernel that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> correlate_mode(np.array([[1, 2, 3]]), np.array([[1, 10]]), "same")
    array([[21, 32,  3]])
    """
    check_arrays(x=(x, "H W"), w=(w, "kh kw"))
    import numpy as np  # noqa: PLC0415 - the sizes above work without it

    from tconv_lib.sliding_window import correlate2d  # noqa: PLC0415

    return correlate2d(np.pad(x, [mode_padding(k, mode) for k in w.shape]), w)
