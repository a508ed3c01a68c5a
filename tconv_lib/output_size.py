"""How large a convolution's output is, which inputs share that size, and which cells go unread.

Chapter ``output_size``, equations (output-size) and (preimage). Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence

from tconv_lib.arguments import check_integer
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_layers

__all__ = ["conv_output_size", "first_mismatch", "input_sizes", "unread_cells"]


def conv_output_size(input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Count the positions of the kernel on the padded input.

    Raises
    ------
    GeometryError
        if the kernel does not fit, or an argument is too small.

    Notes
    -----
    Equation (output-size).

    Examples
    --------
    >>> conv_output_size(7, 3, 2), conv_output_size(8, 3, 2)
    (3, 3)
    """
    return Axis(kernel_size, stride, padding, dilation).size(input_size)


def input_sizes(
    output_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[int, int]:
    """Return the smallest and the largest input size that the convolution takes to ``output_size``, from 1 up.

    Raises
    ------
    GeometryError
        if the padding alone makes more than ``output_size`` cells.

    Notes
    -----
    Equation (preimage).

    Examples
    --------
    >>> input_sizes(3, 3, 2)
    (7, 8)
    """
    sizes = Axis(kernel_size, stride, padding, dilation).input_sizes(output_size)
    if not sizes:
        raise GeometryError(f"no input is small enough: padding {padding} alone makes more than {output_size} cells")
    return sizes[0], sizes[-1]


def unread_cells(input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> list[int]:
    """List the real cells that no window reads, at the end and between the windows.

    Raises
    ------
    GeometryError
        if the kernel does not fit.

    Examples
    --------
    >>> unread_cells(8, 3, 2), unread_cells(6, 3, 2, 1), unread_cells(7, 2, 3)
    ([7], [], [2, 5, 6])
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    starts = range(-axis.padding, axis.stride * axis.size(input_size) - axis.padding, axis.stride)
    read = {start + axis.dilation * tap for start in starts for tap in range(axis.kernel_size)}
    return [cell for cell in range(input_size) if cell not in read]


def first_mismatch(layers: Sequence[tuple[int, int, int, int]], size: int) -> int | None:
    """Find the first stage whose size a transposed convolution without output padding does not bring back.

    Parameters
    ----------
    layers : ``(kernel_size, stride, padding, dilation)`` from the first to the last
    size : int, the input size of the first

    Returns
    -------
    int or None
        the stage's index; None where all sizes come back.

    Raises
    ------
    GeometryError
        where a kernel does not fit.

    Examples
    --------
    >>> first_mismatch([(3, 1, 1, 1), (3, 2, 1, 1)], 11) is None
    True
    >>> first_mismatch([(3, 1, 1, 1), (3, 2, 1, 1)], 12)
    1
    """
    size = check_integer("size", size, 1)
    for index, axis in enumerate(check_layers(layers)):
        if axis.unread(size) != 0:
            return index
        size = axis.size(size)
    return None
