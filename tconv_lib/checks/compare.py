"""The first difference of a value from the expected one: type, then shape, then values.

NumPy is used only where it is loaded already: without it there are no arrays to compare.
"""

from __future__ import annotations

import cmath
import numbers
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeGuard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Difference", "difference", "is_array", "show"]

_RELATIVE = 1e-5  # float32 keeps seven digits
_ABSOLUTE = 1e-6  # of the largest value expected
_MAX_CELLS = 64  # that a message shows


@dataclass(frozen=True)
class Difference:
    """The kind of a difference, the lines of the message that show it, and the two values that differ."""

    kind: Literal["shape", "values", "type"]
    text: str
    expected: object = None
    received: object = None
    cell: tuple[int, ...] | None = None
    """The first cell that differs, where both are arrays of one shape."""


def difference(actual: object, expected: object, place: str = "") -> Difference | None:
    """Find the first difference of ``actual`` from ``expected``; None where they agree.

    Parameters
    ----------
    actual, expected : numbers, strings, None, arrays, and lists, tuples and dicts of these
    place : where both stand in a larger value, for the message: ``"[0]['size']"``

    Examples
    --------
    >>> difference([1, 2], [1, 3]).kind
    'values'
    >>> difference((1, 2.0), [1, 2]) is None
    False
    >>> difference((1, 2), [1, 2]) is None
    True
    """
    where = f" at {place}" if place else ""
    wrong_type = _type_difference(actual, expected, where)
    if wrong_type is not None:
        return wrong_type
    if is_array(actual) and is_array(expected):
        return _array_difference(actual, expected, where)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _dict_difference(actual, expected, place)
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return _sequence_difference(actual, expected, place)
    return _scalar_difference(actual, expected, where)


def is_array(value: object) -> TypeGuard[NDArray[np.generic]]:
    """Tell whether ``value`` is a NumPy array; where NumPy is not loaded, nothing is.

    >>> is_array([1, 2])
    False
    """
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def show(value: object) -> str:
    """Write a value for a message: a small array with its cells, a large one by its shape.

    >>> show(2.5)
    '2.5'
    """
    if not is_array(value):
        return repr(value.item() if hasattr(value, "item") else value)
    if value.size > _MAX_CELLS:
        return f"array of shape {value.shape}, {value.dtype}"
    cells = " ".join(str(value.tolist()).split()) if value.size else "[]"
    return f"{cells} shape {value.shape}, {value.dtype}"


def _type_difference(actual: object, expected: object, where: str) -> Difference | None:
    received, wanted = _noun(actual), _noun(expected)
    if received == wanted or (wanted == "a float" and received == "an int"):
        return None
    if actual is None:
        return Difference("type", f"  expected {wanted}{where}, got None: was a return forgotten?", expected)
    return Difference("type", f"  expected {wanted}{where}, got {received}: {show(actual)}", expected, actual)


def _scalar_difference(actual: object, expected: object, where: str) -> Difference | None:
    if isinstance(actual, numbers.Number) and isinstance(expected, float | complex):
        equal = cmath.isclose(complex(actual), complex(expected), rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)  # type: ignore[call-overload]
    else:
        equal = actual == expected
    if equal:
        return None
    return Difference(
        "values", f"  expected {show(expected)}{where}\n  received {show(actual)}{where}", expected, actual
    )


def _dict_difference(actual: dict[object, object], expected: dict[object, object], place: str) -> Difference | None:
    if actual.keys() != expected.keys():
        where = f" at {place}" if place else ""
        text = f"  expected keys {list(expected)}{where}\n  received keys {list(actual)}"
        return Difference("values", text, expected, actual)
    for key, value in expected.items():
        found = difference(actual[key], value, f"{place}[{key!r}]")
        if found is not None:
            return found
    return None


def _sequence_difference(actual: Sequence[object], expected: Sequence[object], place: str) -> Difference | None:
    where = f" at {place}" if place else ""
    both = f"  expected {[show(v) for v in expected]}{where}\n  received {[show(v) for v in actual]}{where}"
    if not any(map(is_array, (*actual, *expected))):
        both = f"  expected {show(expected)}{where}\n  received {show(actual)}{where}"
    if len(actual) != len(expected):
        text = f"  expected length {len(expected)}, received length {len(actual)}\n{both}"
        return Difference("shape", text, expected, actual)
    for index, (received, wanted) in enumerate(zip(actual, expected, strict=True)):
        found = difference(received, wanted, f"{place}[{index}]")
        if found is not None:
            return found if is_array(wanted) else replace(found, text=f"{found.text}\n{both}")
    return None


def _array_difference(actual: NDArray[np.generic], expected: NDArray[np.generic], where: str) -> Difference | None:
    import numpy as np  # noqa: PLC0415 - loaded already, both are arrays

    shapes = f"  both have shape {expected.shape}{where}"
    if actual.shape != expected.shape:
        shapes = f"  expected shape {expected.shape}, received shape {actual.shape}{where}"
        return Difference("shape", f"{shapes}{_both(actual, expected)}", expected, actual)
    if _family(actual.dtype.kind) != _family(expected.dtype.kind):
        text = f"{shapes}\n  expected dtype {expected.dtype}, received dtype {actual.dtype}"
        return Difference("type", text, expected, actual)

    equal: NDArray[np.bool]
    if expected.dtype.kind in "fc":
        sizes = np.abs(expected[np.isfinite(expected)])
        atol = _ABSOLUTE * max(1.0, sizes.max(initial=0.0))
        equal = np.isclose(actual, expected, rtol=_RELATIVE, atol=atol)
    else:
        equal = np.asarray(actual == expected)
    if equal.all():
        return None
    cell = tuple(int(index) for index in np.argwhere(~equal)[0])
    values = f"expected {show(expected[cell])}, received {show(actual[cell])}"
    at = f"first difference at [{', '.join(map(str, cell))}]"
    return Difference("values", f"{shapes}\n  {at}: {values}{_both(actual, expected)}", expected, actual, cell)


def _both(actual: NDArray[np.generic], expected: NDArray[np.generic]) -> str:
    if max(actual.size, expected.size) > _MAX_CELLS:
        return ""
    cells = [str(array).replace("\n", "\n    ") for array in (expected, actual)]
    return f"\n  expected\n    {cells[0]}\n  received\n    {cells[1]}"


def _family(kind: str) -> str:
    return "i" if kind == "u" else kind


def _noun(value: object) -> str:
    """Name the type as a message does; NumPy's numbers pass for Python's, a tuple for a list."""
    if is_array(value):
        return "a NumPy array"
    if isinstance(value, bool) or type(value).__name__ in {"bool", "bool_"}:
        return "a bool"
    for kind, noun in (
        (numbers.Integral, "an int"),
        (numbers.Real, "a float"),
        (numbers.Complex, "a complex number"),
        (str, "a str"),
        (list | tuple, "a list"),
        (dict, "a dict"),
    ):
        if isinstance(value, kind):
            return noun
    return "None" if value is None else f"a {type(value).__name__}"
