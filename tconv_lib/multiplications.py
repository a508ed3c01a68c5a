"""How many products each route makes, of a row and of a whole layer.

Chapter ``fast``, equation (products). Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Literal

from tconv_lib.arguments import check_choice, check_integer, check_integers, per_axis
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

__all__ = ["ROUTES", "Route", "layer_multiplications", "multiplications"]

Route = Literal["scatter", "insertion", "matrix", "gemm", "phases"]
ROUTES: tuple[Route, ...] = ("scatter", "insertion", "matrix", "gemm", "phases")


def multiplications(route: Route, input_size: int, kernel_size: int, stride: int = 1) -> int:
    """Count the products of one row and one kernel, without padding; those with a zero count, too.

    Raises
    ------
    GeometryError
        if ``route`` is none of ``ROUTES``, or a size or the stride is below 1.

    Examples
    --------
    >>> [multiplications(route, 8, 4, 2) for route in ROUTES]
    [32, 72, 144, 32, 36]
    """
    check_choice("route", route, ROUTES)
    axis = Axis(kernel_size, stride)
    input_size = check_integer("input_size", input_size, 1)
    kernel_size, full_size = axis.kernel_size, axis.full_size(input_size)
    taps_of_phases = [len(range(first, kernel_size, axis.stride)) for first in range(min(axis.stride, kernel_size))]
    counts: dict[Route, int] = {
        "scatter": input_size * kernel_size,
        "insertion": full_size * kernel_size,
        "matrix": full_size * input_size,
        "gemm": input_size * kernel_size,
        "phases": sum((input_size + taps - 1) * taps for taps in taps_of_phases),
    }
    return counts[route]


def layer_multiplications(
    route: Route,
    input_size: Sequence[int],
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    *,
    batch: int = 1,
    in_channels: int = 1,
    out_channels: int = 1,
    groups: int = 1,
) -> int:
    """Count the products of a whole layer, without padding: its multiply-accumulates, MACs.

    Each pair of channels of a group is a kernel of its own, and the axes multiply. A bias adds, and multiplies nothing:
    it is ``batch * out_channels`` sums for each output cell.

    Parameters
    ----------
    route : one of ``ROUTES``; 'gemm' is what PyTorch counts
    input_size : one int for each axis
    kernel_size, stride : int, or one int an axis
    batch, in_channels, out_channels, groups : int

    Raises
    ------
    GeometryError
        for a number below 1, or groups that do not divide both numbers of channels.

    Notes
    -----
    Equation (products).

    Examples
    --------
    >>> layer_multiplications("gemm", (8, 8), 4, 2, in_channels=128, out_channels=64)
    8388608
    """
    sizes = check_integers("input_size", input_size, minimum=1)
    kernels = per_axis("kernel_size", kernel_size, len(sizes), 1)
    strides = per_axis("stride", stride, len(sizes), 1)
    batch, groups = check_integer("batch", batch, 1), check_integer("groups", groups, 1)
    in_channels, out_channels = (
        check_integer("in_channels", in_channels, 1),
        check_integer("out_channels", out_channels, 1),
    )
    if in_channels % groups or out_channels % groups:
        raise GeometryError(f"groups {groups} must divide in_channels {in_channels} and out_channels {out_channels}")
    of_a_pair = prod(multiplications(route, i, k, s) for i, k, s in zip(sizes, kernels, strides, strict=True))
    return batch * in_channels * out_channels // groups * of_a_pair
