"""How far back one output cell of a stack of layers sees.

Chapter ``receptive_field``, equation (receptive-field). ``layers`` holds ``(kernel_size, stride, padding, dilation)``
from the first to the last. Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from tconv_lib.arguments import check_integer
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_layers

__all__ = ["Layers", "input_interval", "jump", "layers_to_reach", "receptive_field"]

Layers = Sequence[tuple[int, int, int, int]]


def receptive_field(layers: Layers) -> int:
    """Count the input cells between the first and the last that one output cell sees, both included.

    Notes
    -----
    Equation (receptive-field).

    Examples
    --------
    >>> receptive_field([(3, 1, 1, 1), (3, 2, 1, 1), (3, 1, 1, 2)])
    13
    """
    start, stop = input_interval(layers, 0)
    return stop - start


def jump(layers: Layers) -> int:
    """Return how many input cells lie between the starts of what two neighbouring output cells see.

    Examples
    --------
    >>> jump([(3, 2, 1, 1), (3, 2, 1, 1)])
    4
    """
    return prod(axis.stride for axis in check_layers(layers))


def input_interval(layers: Layers, index: int) -> tuple[int, int]:
    """Return the input cells [start, stop) that output cell ``index`` sees; those outside the input are padding.

    Raises
    ------
    GeometryError
        for a negative ``index``, or arguments that no convolution can have.

    Examples
    --------
    >>> input_interval([(3, 2, 1, 1), (3, 2, 1, 1)], 0)
    (-3, 4)
    """
    first = last = check_integer("index", index, 0)
    for axis in reversed(check_layers(layers)):  # from the output back to the input
        first = first * axis.stride - axis.padding
        last = last * axis.stride - axis.padding + axis.extent - 1
    return first, last + 1


def layers_to_reach(size: int, kernel_size: int, stride: int = 1) -> int:
    """Count the equal layers until one output cell sees at least ``size`` input cells.

    Raises
    ------
    GeometryError
        for a kernel of one cell, which never sees more than one.

    Examples
    --------
    >>> layers_to_reach(15, 3, 1), layers_to_reach(15, 3, 2)
    (7, 3)
    """
    size = check_integer("size", size, 1)
    axis = Axis(kernel_size, stride)
    if axis.kernel_size == 1 and size > 1:
        raise GeometryError(f"kernel_size 1 sees one cell at any depth, never {size}; use at least 2")
    layer = (axis.kernel_size, axis.stride, 0, 1)
    count = 0
    while receptive_field([layer] * count) < size:
        count += 1
    return count
