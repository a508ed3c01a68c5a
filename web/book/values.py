"""What follows from the numbers of a layer: the values that the text of a chapter states, by the library.

``web/explorer/values.js`` computes the same in the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl

import numpy as np

from tconv_lib import channels_groups, checkerboard, output_padding, subpixel, upsampling, zero_insertion
from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.crops import tensorflow_crop
from tconv_lib.geometry import Axis

__all__ = ["NUMBERS", "VALUES", "Layer", "value"]

NUMBERS = {
    "i": "input size i",
    "k": "kernel size k",
    "s": "stride s",
    "p": "padding p",
    "d": "dilation d",
    "a": "output padding a",
    "groups": "groups G",
    "inputs": "input channels of a group",
    "outputs": "output channels of a group",
}
"""Letter of each number that a reader can drag -> what it is called."""

DEFAULT = {"i": 2, "k": 3, "s": 1, "p": 0, "d": 1, "a": 0, "groups": 1, "inputs": 1, "outputs": 1}


@dataclass(frozen=True)
class Layer:
    """One axis of a layer, with its channels, as a page's address names it.

    Examples
    --------
    >>> value("out", Layer.read("layer=transposed&i=3&k=3&s=2&p=1"))
    5
    """

    transposed: bool
    numbers: Mapping[str, int]

    @classmethod
    def read(cls, state: str) -> Layer:
        """Return the layer of an address, as ``web/explorer/state.js`` reads it."""
        given = dict(parse_qsl(state))
        return cls(given.get("layer") != "conv", {name: int(given.get(name, DEFAULT[name])) for name in NUMBERS})

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]

    def with_numbers(self, **numbers: int) -> Layer:
        """Return the layer with other numbers."""
        return replace(self, numbers={**self.numbers, **numbers})

    @property
    def axis(self) -> Axis:
        """The axis, for the library."""
        return Axis(self["k"], self["s"], self["p"], self["d"])

    @property
    def stamped(self) -> int:
        """The size of the output of the transposed layer."""
        return self.axis.transposed_size(self["i"], self["a"])

    @property
    def taps_of_phases(self) -> list[int]:
        """How many taps each phase has, the zeros of the dilation apart."""
        spread = zero_insertion.insert_zeros(np.ones((1, 1, self["k"]), int), [self["d"]])[0, 0]
        return [int(count) for count in checkerboard.phase_sums(spread, self["s"])]

    def cells(self, kind: Literal["hole", "beyond"]) -> int:
        """Count the output cells of one kind, equation (beyond-cells)."""
        return output_padding.cell_kinds(*self._arguments, self["a"], self["d"]).count(kind)

    @property
    def coverage(self) -> list[int]:
        """How many products each output cell sums."""
        return checkerboard.coverage(*self._arguments, self["d"], self["a"])

    @property
    def canvas(self) -> int:
        """How long the row is over which the flipped kernel slides."""
        row = np.ones(self["i"])
        return len(zero_insertion.padded_canvas(row, *self._arguments[1:], self["a"], self["d"]))

    @property
    def _arguments(self) -> tuple[int, int, int, int]:
        return self["i"], self["k"], self["s"], self["p"]


def value(name: str, layer: Layer) -> int | float | None:
    """Return what follows from the numbers of a layer; None where there is none, as for a layer that cannot be.

    Raises
    ------
    KeyError
        for a name that is neither in ``NUMBERS`` nor in ``VALUES``.
    """
    compute = None if name in NUMBERS else VALUES[name]
    try:
        layer.axis.full_size(layer["i"])  # refuses a number that no layer can have
        return layer[name] if compute is None else compute(layer)
    except GeometryError:
        return None


VALUES: dict[str, Callable[[Layer], int | float | None]] = {
    # sizes
    "extent": lambda layer: layer.axis.extent,
    "full": lambda layer: layer.axis.full_size(layer["i"]),
    "out": lambda layer: layer.stamped if layer.transposed else layer.axis.size(layer["i"]),
    "least": lambda layer: layer.axis.transposed_size(layer["i"]),
    "growth": lambda layer: layer.axis.transposed_size(layer["i"]) - layer["i"],
    "scaled": lambda layer: layer["s"] * layer["i"],
    "unread": lambda layer: layer.axis.unread(layer["i"]),
    # sizes that the convolution takes to one
    "first": lambda layer: min(layer.axis.input_sizes(layer["i"]), default=None),
    "last": lambda layer: max(layer.axis.input_sizes(layer["i"]), default=None),
    "sizes": lambda layer: len(layer.axis.input_sizes(layer["i"])) or None,
    "rate": lambda layer: output_padding.output_padding_for(
        layer["i"], layer["s"] * layer["i"], layer["k"], layer["s"], layer["p"], layer["d"]
    ),
    # cells
    "shared": lambda layer: max(layer.axis.extent - layer["s"], 0),
    "beyond": lambda layer: layer.cells("beyond"),
    "holes": lambda layer: layer.cells("hole"),
    "cropped": lambda layer: layer.axis.full_size(layer["i"]) - layer.stamped + layer.cells("beyond"),
    # zeros inserted
    "inserted": lambda layer: layer["s"] - 1,
    "spread": lambda layer: Axis(1, layer["s"]).full_size(layer["i"]),
    "before": lambda layer: layer.axis.extent - 1 - layer["p"],
    "after": lambda layer: layer.axis.extent - 1 - layer["p"] + layer["a"],
    "canvas": lambda layer: layer.canvas,
    # products
    "products": lambda layer: layer["i"] * layer["k"],
    "slides": lambda layer: layer.stamped * layer["k"],
    "met": lambda layer: sum(layer.coverage),
    "insertion": lambda layer: layer.axis.full_size(layer["i"]) * layer["k"],
    "dense": lambda layer: layer.axis.full_size(layer["i"]) * layer["i"],
    # phases
    "fewest": lambda layer: min(layer.taps_of_phases),
    "most": lambda layer: max(layer.taps_of_phases),
    "tapless": lambda layer: layer.taps_of_phases.count(0),
    "divisor": lambda layer: math.gcd(layer["d"], layer["s"]),
    "rounds": lambda layer: subpixel.subpixel_weight(np.ones((1, 1, 1, layer["k"])), layer["s"]).shape[3],
    "filled": lambda layer: VALUES["rounds"](layer) * layer["s"],  # type: ignore[operator]
    "phases": lambda layer: subpixel.subpixel_weight(np.ones((1, 1, 1, layer["k"])), layer["s"]).shape[0],
    # kernels that interpolate
    "tent": lambda layer: len(upsampling.bilinear_kernel(layer["s"])),
    "half": lambda layer: upsampling.bilinear_padding(layer["s"]),
    "tied": lambda layer: len(upsampling.tied_kernel(np.ones(layer["k"]), layer["s"])),
    # TensorFlow, where it makes s cells of each
    "start": lambda layer: tensorflow_crop(layer["i"], layer.axis.extent, layer["s"])[0],
    "end": lambda layer: tensorflow_crop(layer["i"], layer.axis.extent, layer["s"])[1],
    "moved": lambda layer: layer["p"] - VALUES["start"](layer),  # type: ignore[operator]
    "kept": lambda layer: layer["p"] - layer["a"],
    # channels
    "channels_in": lambda layer: layer["groups"] * layer["inputs"],
    "channels_out": lambda layer: layer["groups"] * layer["outputs"],
    "weights": lambda layer: layer["groups"] * layer["inputs"] * layer["outputs"] * layer["k"] ** 2,
    "ungrouped": lambda layer: layer["groups"] ** 2 * layer["inputs"] * layer["outputs"] * layer["k"] ** 2,
    "fan_in": lambda layer: _tenth(channels_groups.fan_in(layer["inputs"], (layer["k"],) * 2, layer["s"])),
    "believed": lambda layer: layer["outputs"] * layer["k"] ** 2,
}
"""Name of each value -> how it follows; ``out`` is that of either kind of layer, the others of the transposed one."""


def _tenth(number: float) -> int | float:
    """Round to one decimal, half up, as the page does."""
    tenths = math.floor(10 * number + 0.5)
    return tenths / 10 if tenths % 10 else tenths // 10
