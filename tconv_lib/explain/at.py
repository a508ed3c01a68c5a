"""One axis of a layer: its arguments as numbers, and the size with its formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tconv_lib.arguments import per_axis
from tconv_lib.errors import GeometryError
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.syntax import Unknown

__all__ = ["LARGEST", "At", "NotWritten", "Size"]

LARGEST = 1_000_000  # of an argument and of an input's axis: enough for sound, and a list of sizes still fits


class NotWritten(Exception):  # noqa: N818 - nothing is wrong
    """An argument that the size depends on is not written as a number; the message says which."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name} is {text}" if text else f"{name} is not written")


@dataclass(frozen=True)
class Size:
    """One axis: the output's cells, the formula in letters, and the values of its letters."""

    cells: int
    formula: str
    values: Mapping[str, object]

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
        if abs(number) > LARGEST:
            raise GeometryError(f"{name} must be at most {LARGEST}, got {number}")
        return number
