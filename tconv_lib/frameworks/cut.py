"""What all frameworks share: the uncropped result, and the cells that each takes off it.

NumPy is imported with the first array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.crops import Crop

if TYPE_CHECKING:
    from tconv_lib.layer import Array, Ints, Layer

__all__ = ["check_layer", "cut"]


def check_layer(x: Array, weight: Array, stride: Ints, dilation: Ints = 1, groups: int = 1) -> Layer:
    """Check the arrays and what all frameworks have in common: the layer without any crop."""
    from tconv_lib.layer import Layer  # noqa: PLC0415 - the crops work without NumPy

    return Layer.of_conv_transpose(x, weight, None, stride, 0, 0, groups, dilation, torch_limit=False)


def cut(
    x: Array,
    weight: Array,
    bias: Array | None,
    crops: Sequence[Crop],
    stride: Ints,
    dilation: Ints = 1,
    groups: int = 1,
) -> Array:
    """Take (start, end) cells off the uncropped result, then add the bias."""
    from tconv_lib.fast import conv_transpose  # noqa: PLC0415 - the crops work without NumPy
    from tconv_lib.zero_insertion import pad_or_crop  # noqa: PLC0415

    full = conv_transpose(x, weight, stride=stride, groups=groups, dilation=dilation)
    for size, (start, end) in zip(full.shape[2:], crops, strict=True):
        if size - start - end < 1:
            raise GeometryError(f"nothing is left of {size} cells without {start} at the start and {end} at the end")
    out = pad_or_crop(full, [(-start, -end) for start, end in crops])
    return out if bias is None else out + bias.reshape(-1, *[1] * len(crops))
