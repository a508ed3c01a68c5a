"""What a learner's function can hand in: values as data. The grader takes nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["NotDataError", "as_data"]

DEPTH = 32
LEAVES = (type(None), bool, int, float, complex, str)
ITERABLES = ("set", "frozenset", "range", "map", "zip", "filter", "generator", "dict_keys", "dict_values")
RETURN_DATA = "numbers, strings, None, tuples, lists, dicts and NumPy arrays of numbers can be handed in"


class NotDataError(BaseException):
    """A value that the grader would not take; no ``except Exception`` of a test shall take it for an answer."""


def as_data(value: Any, depth: int = 0) -> Any:
    """Return a copy of ``value``.

    Raises
    ------
    NotDataError
        It, or something in it, is no data; the message says what to return instead.

    Examples
    --------
    >>> as_data((1, [2.5, None]))
    (1, [2.5, None])
    >>> as_data({1, 2})
    Traceback (most recent call last):
    ...
    tconv_check.crossing.NotDataError: a value of type set cannot be handed in: call list() on it
    """
    kind = type(value)
    if kind in LEAVES:
        return value
    if kind is np.ndarray:
        if value.dtype.kind not in "biufc":
            raise NotDataError(f"an array of dtype {value.dtype} cannot be handed in: {RETURN_DATA}")
        return value.copy(order="K")
    if depth >= DEPTH:
        raise NotDataError(f"a value nested deeper than {DEPTH} cannot be handed in")
    if kind is list or kind is tuple:
        return kind(as_data(item, depth + 1) for item in value)
    if kind is dict:
        return {as_data(key, depth + 1): as_data(item, depth + 1) for key, item in value.items()}
    if isinstance(value, np.generic) and value.dtype.kind in "biufc" and kind is value.dtype.type:
        return value
    if isinstance(value, np.ndarray):
        raise NotDataError(f"an array of class {kind.__name__} cannot be handed in: call numpy.array() on it")
    cure = "call list() on it" if kind.__name__ in ITERABLES else RETURN_DATA
    raise NotDataError(f"a value of type {kind.__name__} cannot be handed in: {cure}")
