"""Arrays as arguments: numbers, as many axes as their letters, and one size for one letter.

NumPy is imported with the first array.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeGuard

from tconv_lib.errors import GeometryError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["KINDS", "check_arrays", "check_numbers", "check_shape", "is_array"]

KINDS = "iufc"
"""NumPy's kinds of dtypes that are numbers: integers, unsigned ones, floats, complex ones."""


def check_arrays(**arrays: tuple[object, str]) -> None:
    """Check arrays that belong together, each given as ``name=(value, letters)``.

    A letter is an axis of at least one cell, N for a batch of none or more. Two axes of one letter have one size.
    ``*size`` stands for one or more axes, as many in each array of the call; ``...`` for any number.

    Raises
    ------
    GeometryError
        for what is no array of numbers, or has other axes; the message names the array, what it is and must be.

    Examples
    --------
    >>> check_arrays(w=([1, 2], "k"))
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: w must be an array (k), got list; use np.array(w)
    """
    known: dict[str, tuple[str, int]] = {}  # of a letter: the first array that has it, and its cells
    for name, (value, letters) in arrays.items():
        shape = check_numbers(name, value, letters).shape
        first, several, last = _parts(letters)
        spread = len(shape) - len(first) - len(last)  # axes that the letter for several stands for
        if spread < (several[:1] == "*") or (spread and not several):
            raise GeometryError(
                f"{name} must be an array {_written(letters)}, got shape {shape};"
                f" {'take one member of it' if spread > 0 else f'add an axis with {name}[None]'}"
            )
        sizes = [*zip(first, shape, strict=False), *zip(reversed(last), reversed(shape), strict=False)]
        if several[:1] == "*":
            sizes.append(("spatial axes", spread))
        if 0 in shape and 0 in _cells_needed(shape, first, several, last):
            raise GeometryError(f"{name} must have at least one cell on each axis, got shape {shape}")
        for letter, cells in sizes:
            other, expected = known.setdefault(letter, (name, cells))
            if cells != expected:
                what = letter if letter == "spatial axes" else f"cells on its axis {letter}"
                raise GeometryError(f"{name} must have as many {what} as {other}, {expected}, got shape {shape}")


def check_numbers(name: str, value: object, letters: str = "...") -> NDArray[np.number]:
    """Return ``value`` where it is an array of numbers; ``letters`` say in the message which axes it should have.

    Raises
    ------
    GeometryError
        if it is none.

    Examples
    --------
    >>> check_numbers("w", np.array(["one"]))
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: w must hold numbers, got dtype <U3; convert it with astype
    """
    if not is_array(value):
        kind = "an array" if letters == "..." else f"an array {_written(letters)}"
        raise GeometryError(f"{name} must be {kind}, got {type(value).__name__}; use np.array({name})")
    if value.dtype.kind not in KINDS:
        raise GeometryError(f"{name} must hold numbers, got dtype {value.dtype}; convert it with astype")
    return value


def check_shape(name: str, value: object, shape: Sequence[int], dtype: np.dtype[np.number], of: str) -> None:
    """Check that an array has the shape and the dtype of what ``of`` names.

    Raises
    ------
    GeometryError
        if it has not.

    Examples
    --------
    >>> check_shape("g", np.ones(3), (2,), np.dtype(float), of="the layer's output")
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: g must have the shape of the layer's output, (2,), got (3,)
    """
    array = check_numbers(name, value)
    if array.shape != tuple(shape):
        raise GeometryError(f"{name} must have the shape of {of}, {tuple(shape)}, got {array.shape}")
    if array.dtype != dtype:
        raise GeometryError(f"{name} must have the dtype of {of}, {dtype}, got {array.dtype}; use astype")


def is_array(value: object) -> TypeGuard[NDArray[np.number]]:
    """Tell whether ``value`` is a NumPy array.

    Examples
    --------
    >>> is_array([1, 2])
    False
    """
    import numpy as np  # noqa: PLC0415 - the modules of integers work without it

    return isinstance(value, np.ndarray)


@cache
def _parts(letters: str) -> tuple[list[str], str, list[str]]:
    """Split letters at the one that stands for several axes, ``*size`` or ``...``, if there is one."""
    names = letters.split()
    at = next((index for index, letter in enumerate(names) if letter[0] in "*."), len(names))
    return names[:at], "".join(names[at : at + 1]), names[at + 1 :]


def _cells_needed(shape: tuple[int, ...], first: list[str], several: str, last: list[str]) -> list[int]:
    """Return the sizes that must not be 0: not those of a batch, nor of ``...``."""
    between = shape[len(first) : len(shape) - len(last)] if several != "..." else ()
    ends = zip([*first, *last], [*shape[: len(first)], *shape[len(shape) - len(last) :]], strict=True)
    return [*between, *(cells for letter, cells in ends if letter != "N")]


def _written(letters: str) -> str:
    return f"({', '.join(letters.split())})"
