"""The size that a layer makes of one spatial axis, and the formula with the numbers put in."""

from __future__ import annotations

from tconv_lib.explain import frameworks, pytorch
from tconv_lib.explain.at import At, NotWritten, Picture, Size
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.tables import load_table

__all__ = ["NotWritten", "Size", "formula_of", "formula_with", "size_of"]

_RULES = pytorch.RULES | frameworks.RULES
_NAMES = {"conv": "conv", "pool": "conv", "transposed": "transposed"}


def size_of(layer: Layer, axis: int, rank: int, n: int) -> Size:
    """Return what the layer makes of ``n`` cells on spatial axis ``axis`` of ``rank``.

    Raises
    ------
    NotWritten
        where an argument that counts is no constant.
    GeometryError
        where the framework refuses the arguments or the size, in its words or the library's.
    """
    return _RULES[layer.kind](At(layer, axis, rank), n)


def formula_of(layer: Layer) -> str:
    """Return the formula in letters, for a layer whose arguments or input are not known."""
    return load_table("layers")["formulas"][_NAMES[layer.kind]] if layer.kind in _NAMES else ""


def formula_with(picture: Picture) -> str:
    """Return the formula of PyTorch with the numbers of a layer that cannot be put in.

    Examples
    --------
    >>> from tconv_lib.explain.at import drawn
    >>> formula_with(drawn(True, 3, kernel=3, stride=2, padding=1, outputPadding=2))
    '(3 - 1)*2 - 2*1 + 1*(3 - 1) + 2 + 1'
    """
    names = {"size": "n", "kernel": "kernel_size", "outputPadding": "output_padding"}
    values = {names.get(key, key): number for key, number in picture.items()}
    return Size(0, "transposed" if picture["transposed"] else "conv", values).with_numbers
