"""One axis of a layer: its arguments as numbers, and the size with its formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tconv_lib.arguments import per_axis
from tconv_lib.errors import GeometryError
from tconv_lib.explain.constants import Unknown
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.tables import load_table, say

__all__ = ["LARGEST", "At", "NotWritten", "Picture", "Size", "cropped", "drawn"]

Picture = Mapping[str, int | bool]
LARGEST = 1_000_000  # of an argument and of an input's axis: enough for sound, and computed exactly in JavaScript, too
_LARGEST_STRIDE = 4096  # a message lists as many sizes


class NotWritten(Exception):  # noqa: N818 - nothing is wrong
    """An argument that the size depends on is not written as a number; the message says which."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(say("not-a-number", name=name, text=text) if text else say("not-given", name=name))


@dataclass(frozen=True)
class Size:
    """One axis: the output's cells, the name of its formula in ``layers.json``, and the values of its letters.

    ``picture`` is the same axis as the explorer draws it, where it does: a convolution or a transposed one whose ends
    PyTorch's padding and output padding can crop.
    """

    cells: int
    name: str
    values: Mapping[str, object]
    picture: Picture | None = None

    @property
    def formula(self) -> str:
        """Return the formula in letters."""
        formula: str = load_table("layers")["formulas"][self.name]
        return formula

    @property
    def with_numbers(self) -> str:
        """Return the formula, each letter replaced by its value."""
        return self._filled(self.values)

    @property
    def without_input(self) -> str:
        """Return the formula, each letter but the input's size n replaced by its value."""
        return self._filled({**self.values, "n": "n"})

    def _filled(self, values: Mapping[str, object]) -> str:
        return re.sub(r"[a-z]\w*", lambda name: str(values.get(name[0], name[0])), self.formula)


@dataclass(frozen=True)
class At:
    """One spatial axis of a layer: its arguments as numbers."""

    layer: Layer
    axis: int
    rank: int

    def raw(self, name: str, default: object = None) -> object:
        """Return an argument as it is written, where that is a constant."""
        value = self.layer.given(name, default)
        if isinstance(value, Unknown):
            raise NotWritten(name, value.text)
        return value

    def number(self, name: str, default: int | None = None, minimum: int | None = None) -> int:
        """Return an argument's integer on this axis."""
        value = self.raw(name, default)
        if value is None:
            raise NotWritten(name, "")
        number = per_axis(name, value, self.rank, minimum)[self.axis]  # type: ignore[arg-type]  # it is checked there
        most = _LARGEST_STRIDE if name in ("stride", "strides") else LARGEST
        if abs(number) > most:
            raise GeometryError(say("at-most", name=name, most=most, value=number))
        return number

    def picture(self, n: int) -> Picture | None:
        """Return the axis as the explorer draws it, possible or not, where its arguments are PyTorch's and written."""
        names = {"kernel": "kernel_size", "stride": "stride", "padding": "padding", "dilation": "dilation"}
        if self.layer.kind not in ("conv", "transposed"):
            return None
        try:
            numbers = {key: self.number(name, _DEFAULTS.get(name)) for key, name in names.items()}
            extra = self.number("output_padding", 0) if self.layer.kind == "transposed" else 0
        except (NotWritten, GeometryError):
            return None
        return drawn(self.layer.kind == "transposed", n, outputPadding=extra, **numbers)


_DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1}


def drawn(transposed: bool, size: int, **numbers: int) -> Picture:
    """Return an axis by the names of the explorer's state.

    Examples
    --------
    >>> drawn(False, 5, kernel=3)
    {'transposed': False, 'size': 5, 'kernel': 3, 'stride': 1, 'padding': 0, 'dilation': 1, 'outputPadding': 0}
    """
    whole = {"kernel": 1, "stride": 1, "padding": 0, "dilation": 1, "outputPadding": 0}
    return {"transposed": transposed, "size": size, **whole, **numbers}


def cropped(transposed: bool, size: int, start: int, end: int, **numbers: int) -> Picture | None:
    """Return the axis whose ends lose ``start`` and ``end`` cells (a convolution: get them), where PyTorch has it."""
    extra = start - end
    if start < 0 or (transposed and not 0 <= extra < numbers["stride"]) or (not transposed and extra):
        return None
    return drawn(transposed, size, padding=start, outputPadding=extra, **numbers)
