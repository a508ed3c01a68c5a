"""What one output cell sees through convolutions and transposed ones, and where on the input it lies.

Chapter ``receptive_field``, equation (decoder-interval), and chapter ``segmentation``, equation (centre). A stage is
``(kind, kernel_size, stride, padding, dilation)``, from the first to the last; pooling is a convolution here. Pure
integers: NumPy is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from tconv_lib.arguments import check_choice, check_integer, check_sequence
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

__all__ = ["Stages", "alignment", "cells_seen"]

Stages = Sequence[tuple[Literal["conv", "transposed"], int, int, int, int]]


def alignment(stages: Stages) -> tuple[Fraction, Fraction]:
    """Return (scale, offset): output cell c lies on ``scale * c + offset`` of the input, in cells.

    Both are exact. A stride of 2 moves the centre by half a cell where the kernel is even, and so do its transposes:
    where the two do not undo each other, a skip connection needs a crop, or the picture is shifted.

    Raises
    ------
    GeometryError
        for a stage of another kind, or arguments that no convolution can have.

    Notes
    -----
    Equation (centre), stage by stage.

    Examples
    --------
    >>> scale, offset = alignment([("conv", 3, 2, 1, 1), ("transposed", 4, 2, 1, 1)])
    >>> float(scale), float(offset)  # half a cell to the left
    (1.0, -0.5)
    """
    scale, offset = Fraction(1), Fraction(0)
    for kind, axis in _axes(stages):
        centre = Fraction(axis.extent - 1, 2) - axis.padding  # of what cell 0 reads, or where it stamps
        if kind == "conv":
            offset += scale * centre
            scale *= axis.stride
        else:
            offset -= scale * centre / axis.stride
            scale /= axis.stride
    return scale, offset


def cells_seen(stages: Stages, index: int) -> list[int]:
    """List the input cells that output cell ``index`` depends on, on an input without an end.

    Cells below 0 lie in the padding; so do those beyond the input.

    Raises
    ------
    GeometryError
        for a negative ``index``, a stage of another kind, or arguments that no convolution can have.

    Examples
    --------
    >>> cells_seen([("conv", 3, 2, 1, 1), ("transposed", 2, 2, 0, 1)], 4)
    [3, 4, 5]
    >>> cells_seen([("transposed", 1, 2, 0, 1)], 1)  # a hole
    []
    """
    cells = {check_integer("index", index, 0)}
    for kind, axis in reversed(_axes(stages)):  # from the output back to the input
        taps = [axis.dilation * tap for tap in range(axis.kernel_size)]
        if kind == "conv":
            cells = {axis.stride * cell - axis.padding + tap for cell in cells for tap in taps}
        else:
            starts = {cell + axis.padding - tap for cell in cells for tap in taps}
            cells = {start // axis.stride for start in starts if start % axis.stride == 0}
    return sorted(cells)


def _axes(stages: object) -> list[tuple[str, Axis]]:
    wanted = "(kind, kernel_size, stride, padding, dilation)"
    axes = []
    for at, stage in enumerate(check_sequence("stages", stages, wanted)):
        try:
            kind, *numbers = check_sequence("", stage, wanted, 5)
            checked = check_choice("kind", kind, ("conv", "transposed"))
            axes.append((checked, Axis(*numbers)))  # type: ignore[arg-type]  # which it checks
        except GeometryError as error:
            raise GeometryError(f"stages[{at}]: {str(error).strip()}") from None
    return axes
