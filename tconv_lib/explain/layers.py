"""Layers of PyTorch, Keras, TensorFlow and ONNX, from calls that were read: their kind, and their arguments by name.

Their names and the order of their arguments stand in ``layers.json``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tconv_lib.explain.constants import Shape, Unknown
from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.syntax import Call
from tconv_lib.explain.tables import cut, load_table, pattern, say

__all__ = ["TORCH", "Layer", "make_layer"]

TORCH = {"transposed", "conv", "pool", "shuffle", "unshuffle", "pad", "fixed"}  # kinds whose every argument is known


@dataclass(frozen=True)
class Layer:
    """A layer: its name as written, its kind, its number of spatial axes (None: any), and its arguments by name."""

    name: str
    kind: str
    rank: int | None
    arguments: Mapping[str, object]

    def given(self, name: str, default: object) -> object:
        """Return an argument, or its default where it was not written."""
        return self.arguments.get(name, default)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return an argument that is written as an integer, else None."""
        value = self.arguments.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def make_layer(call: Call, kernel_size: object = None) -> Layer:
    """Return the layer that a call makes or applies; ``kernel_size`` stands in for that of a weight that is only named.

    Raises
    ------
    ExplainError
        for a name that is no layer of the table, too many arguments, or one that it does not have.

    Examples
    --------
    >>> from tconv_lib.explain.syntax import read_calls
    >>> layer = make_layer(read_calls("nn.ConvTranspose2d(64, 32, 3, stride=2)")[0])
    >>> layer.kind, layer.rank, layer.given("stride", 1), layer.given("padding", 0)
    ('transposed', 2, 2, 0)
    """
    table = load_table("layers")
    if pattern(table["keep"], re.IGNORECASE).fullmatch(call.name):
        return Layer(call.name, "keep", None, {})
    for form in table["forms"]:
        match = pattern(f"(?:{form['path']})$").search(call.path)
        if match:
            rank, kind = next((int(digit) for digit in match.groups() if digit), None), form["kind"]
            arguments = _named(call, kind, form["order"].split())
            _read_weight(kind, arguments, kernel_size)
            if call.output_size is not None:
                arguments["output_size"] = call.output_size
            return Layer(call.name, kind, rank, arguments)
    raise ExplainError(say("unknown-layer", path=cut(call.path)))


def _named(call: Call, kind: str, order: Sequence[str]) -> dict[str, object]:
    if len(call.positional) > len(order):
        raise ExplainError(say("too-many", name=call.name, most=len(order), count=len(call.positional)))
    arguments: dict[str, object] = dict(zip(order, call.positional, strict=False))
    foreign = load_table("layers")["foreign"]
    for name, value in call.keywords.items():
        if name in arguments:
            raise ExplainError(say("twice", name=call.name, argument=name))
        if order and name not in order and (name in foreign or kind in TORCH):
            if name in foreign:
                raise ExplainError(say("called-there", name=call.name, argument=name, other=foreign[name]))
            raise ExplainError(say("has-arguments", name=call.name, argument=name, known=", ".join(order)))
        arguments[name] = value
    return arguments


def _read_weight(kind: str, arguments: dict[str, object], kernel_size: object) -> None:
    """Take the kernel's size from a weight whose shape is written out, or from what the caller says of it."""
    weight = next((arguments[name] for name in ("weight", "filters", "rhs") if name in arguments), None)
    if "kernel_shape" in arguments:
        arguments["kernel_size"] = arguments["kernel_shape"]
    if isinstance(weight, Shape) and "kernel_size" not in arguments:
        last = kind not in ("tf_transposed", "jax_transposed")
        arguments["kernel_size"] = tuple(weight)[2:] if last else tuple(weight)[:-2]
    if kernel_size is not None and isinstance(arguments.get("kernel_size", Unknown("")), Unknown):
        arguments["kernel_size"] = kernel_size
