"""The numbers in the pictures: rows and images of one channel as nested lists, computed by tconv_lib, and as words."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from tconv_lib.scatter import conv_transpose
from tconv_lib.sliding_window import conv

__all__ = ["Numbers", "correlated", "say", "show", "transposed"]

Numbers: TypeAlias = list[Any]
"""A row of numbers, or nested lists of them, as ``ndarray.tolist`` returns them."""


def transposed(
    x: Numbers, w: Numbers, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> Numbers:
    """Return the transposed convolution of a row or an image.

    >>> transposed([1, 2, 3], [1, 10, 100], stride=2, padding=1)
    [10.0, 102.0, 20.0, 203.0, 30.0]
    """
    image, kernel = np.array([x], float), np.array([[w]], float)
    out: Numbers = conv_transpose(
        image, kernel, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )[0].tolist()
    return out


def correlated(x: Numbers, w: Numbers, stride: int = 1, padding: int = 0) -> Numbers:
    """Return the convolution (cross-correlation) of a row or an image.

    >>> correlated([1, 2, 4, 8], [-1, 1])
    [1.0, 2.0, 4.0]
    """
    out: Numbers = conv(np.array([x], float), np.array([[w]], float), stride=stride, padding=padding)[0].tolist()
    return out


def show(value: object) -> str:
    """Write a number as pictures do, with a real minus sign and no needless decimals; leave words as they are.

    >>> show(-4), show(2.0), show(0.25), show("κ")
    ('−4', '2', '0.25', 'κ')
    """
    return f"{value:.12g}".replace("-", "−") if isinstance(value, int | float) else str(value)


def say(value: object) -> str:
    """Write nested numbers as words for alternative text.

    >>> say([1, -2.0]), say([[1, 2], [3, 4]])
    ('1, −2', '1 2; 3 4')
    """
    if not isinstance(value, list | tuple):
        return show(value)
    if value and isinstance(value[0], list | tuple):
        return "; ".join(" ".join(say(cell) for cell in row) for row in value)
    return ", ".join(say(cell) for cell in value)
