"""Integers, one for each axis, words and flags: what an argument may be, and one clear line where it is not.

NumPy is not imported; its integers and bools are welcome.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from tconv_lib.errors import GeometryError

__all__ = [
    "check_choice",
    "check_flag",
    "check_integer",
    "check_integers",
    "check_sequence",
    "per_axis",
    "shown",
]

_LONGEST = 60  # characters of a value that a message quotes


def shown(value: object) -> str:
    """Write a value for a message: an array by its shape, and of a long text its beginning.

    Examples
    --------
    >>> shown((1, "same"))
    "(1, 'same')"
    """
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"an array of shape {shape}"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def check_integer(name: str, value: object, minimum: int | None = None) -> int:
    """Return ``value`` as an int where it is an integer, NumPy's included, and not below ``minimum``.

    Raises
    ------
    GeometryError
        if it is not; a bool is no integer here, and 2.0 is none either.

    Examples
    --------
    >>> check_integer("stride", 0, 1)
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: stride must be at least 1, got 0
    """
    number = _as_integer(value)
    if number is None:
        raise GeometryError(f"{name} must be an integer, got {shown(value)}{_cure(value)}")
    if minimum is not None and number < minimum:
        raise GeometryError(f"{name} must be at least {minimum}, got {number}")
    return number


def check_integers(
    name: str, value: object, count: int | None = None, minimum: int | None = None, rule: str = ""
) -> tuple[int, ...]:
    """Return a sequence of exactly ``count`` integers as a tuple; without ``count``, of one or more.

    Parameters
    ----------
    rule : what the message says of the numbers; by default what ``count`` says

    Raises
    ------
    GeometryError
        for anything else, a single integer, too.

    Examples
    --------
    >>> check_integers("pads", [1], 2)
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: pads must be a tuple or list of 2 integers, got [1]
    """
    rule = rule or f"must be a tuple or list of {'integers, one or more' if count is None else _counted(count)}"
    if not isinstance(value, tuple | list):
        raise GeometryError(f"{name} {rule}, got {shown(value)}{_cure_of_sequence(value)}")
    if len(value) == 0 or len(value) != (count or len(value)):
        raise GeometryError(f"{name} {rule}, got {shown(value)}")
    return tuple(check_integer(name, member, minimum) for member in value)


def per_axis(name: str, value: int | Sequence[int], rank: int, minimum: int | None = None) -> tuple[int, ...]:
    """Return one integer for each of ``rank`` axes: one value is repeated, a sequence must have one an axis.

    Raises
    ------
    GeometryError
        if a value is no integer or below ``minimum``, or the sequence has another length.

    Examples
    --------
    >>> per_axis("stride", 2, rank=3)
    (2, 2, 2)
    """
    if isinstance(value, tuple | list) and len(value) == 1:
        value = check_integer(name, value[0], minimum)
    rank = check_integer("rank", rank, 1)
    if isinstance(value, tuple | list) or _cure_of_sequence(value):
        return check_integers(name, value, rank, minimum, f"must be one integer or one for each of the {rank} axes")
    return (check_integer(name, value, minimum),) * rank


def check_choice(name: str, value: object, choices: Sequence[str]) -> str:
    """Return ``value`` where it is one of the words.

    Raises
    ------
    GeometryError
        if it is not; the message lists the words.

    Examples
    --------
    >>> check_choice("mode", "Same", ("valid", "same"))
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: mode must be one of valid, same, got 'Same'
    """
    if not isinstance(value, str) or value not in choices:
        raise GeometryError(f"{name} must be one of {', '.join(choices)}, got {shown(value)}")
    return value


def check_flag(name: str, value: object) -> bool:
    """Return ``value`` where it is True or False, NumPy's included.

    Raises
    ------
    GeometryError
        for anything else, 0, 1 and None, too.

    Examples
    --------
    >>> check_flag("bias", "no")
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: bias must be True or False, got 'no'
    """
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return bool(value)
    raise GeometryError(f"{name} must be True or False, got {shown(value)}")


def check_sequence(name: str, value: object, holds: str, count: int | None = None) -> Sequence[object]:
    """Return ``value`` where it is a tuple or a list, of ``count`` members; the caller looks at what is in it.

    Raises
    ------
    GeometryError
        if it is neither, or has another length.

    Examples
    --------
    >>> check_sequence("layers", 3, "(kernel_size, stride, padding, dilation)")
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: layers must be a tuple or list of (kernel_size, stride, padding, dilation), got 3
    """
    if not isinstance(value, tuple | list):
        raise GeometryError(f"{name} must be a tuple or list of {holds}, got {shown(value)}{_cure_of_sequence(value)}")
    if len(value) != (count or len(value)):
        raise GeometryError(f"{name} must be {holds}, got {shown(value)}")
    return value


def _as_integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]  # the very question
    except TypeError:
        return None


def _cure(value: object) -> str:
    """Say what the caller may have meant."""
    if isinstance(value, bool | float | str):
        try:
            number = int(value)
        except (ValueError, OverflowError):
            return ""
        return f"; write {number}" if isinstance(value, str) or number == value else "; round it with // or int()"
    if isinstance(value, tuple | list) and len(value) == 1:
        return "; take the number out of it"
    return ""


def _cure_of_sequence(value: object) -> str:
    return "; turn it into a tuple" if hasattr(value, "__iter__") and not isinstance(value, str | bytes | dict) else ""


def _counted(count: int) -> str:
    return "1 integer" if count == 1 else f"{count} integers"
