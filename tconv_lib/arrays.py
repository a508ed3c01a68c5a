"""Arrays as arguments: numbers, as many axes as their letters, and one size for one letter.

NumPy is imported with the first array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

from tconv_lib.errors import GeometryError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["check_arrays", "check_numbers", "check_shape", "is_array"]


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
    sizes: dict[str, tuple[str, tuple[int, ...]]] = {}
    for name, (value, letters) in arrays.items():
        shape = check_numbers(name, value, letters).shape
        for letter, cells in _match(name, shape, letters).items():
            if 0 in cells and letter not in {"N", "..."}:
                raise GeometryError(f"{name} must have at least one cell on each axis, got shape {shape}")
            if letter == "...":
                continue
            key, compared = (letter, cells) if letter[0] != "*" else ("spatial axes", (len(cells),))
            other, known = sizes.setdefault(key, (name, compared))
            if known != compared:
                raise GeometryError(
                    f"{name} must have as many {_plural(key)} as {other}, {known[0]}, got shape {shape}"
                )


def check_numbers(name: str, value: object, letters: str = "...") -> NDArray[np.number]:
    """Return ``value`` where it is an array of numbers; ``letters`` say in the message which axes it should have.

    Python's numbers pass, too: exact fractions, for instance, in an array of objects.

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
    if value.dtype.kind not in "iufcO":
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


def _match(name: str, shape: tuple[int, ...], letters: str) -> dict[str, tuple[int, ...]]:
    """Give each letter its sizes: one, or for ``*size`` and ``...`` those of several axes."""
    names = letters.split()
    fixed = [letter for letter in names if letter[0] not in "*."]
    several = len(shape) - len(fixed)
    least = 1 if any(letter[0] == "*" for letter in names) else 0
    if several < least or (several and len(names) == len(fixed)):
        raise GeometryError(
            f"{name} must be an array {_written(letters)}, got shape {shape};"
            f" {'take one member of it' if several > 0 else f'add an axis with {name}[None]'}"
        )
    matched, start = {}, 0
    for letter in names:
        stop = start + (several if letter[0] in "*." else 1)
        matched[letter] = shape[start:stop]
        start = stop
    return matched


def _written(letters: str) -> str:
    return f"({', '.join(letters.split())})"


def _plural(letter: str) -> str:
    return letter if letter == "spatial axes" else f"cells on its axis {letter}"
