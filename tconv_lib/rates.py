"""The arguments that multiply the size of every input by the stride.

Chapter ``streaming``, equation (rate-arguments). Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from tconv_lib.arguments import check_integer
from tconv_lib.errors import GeometryError

__all__ = ["rate_arguments"]


def rate_arguments(kernel_size: int, stride: int) -> tuple[int, int]:
    """Find the smallest padding, and its output padding, that turn every m cells into m * stride.

    Raises
    ------
    GeometryError
        where none do: for an even kernel at stride 1, or for sizes below 1.

    Notes
    -----
    Equation (rate-arguments).

    Examples
    --------
    >>> rate_arguments(10, 5), rate_arguments(30, 15), rate_arguments(16, 8)
    ((3, 1), (8, 1), (4, 0))
    """
    kernel_size = check_integer("kernel_size", kernel_size, 1)
    stride = check_integer("stride", stride, 1)
    padding = (max(kernel_size - stride, 0) + 1) // 2
    output_padding = stride + 2 * padding - kernel_size
    if output_padding >= stride:
        raise GeometryError(
            f"kernel_size {kernel_size} at stride 1 would need output_padding {output_padding}, which must be smaller"
            " than the stride: take an odd kernel_size, or crop one end afterwards"
        )
    return padding, output_padding
