"""The data under a small subclass of plain data: a namedtuple is a tuple, a member of an IntEnum an int.

It is read with the methods of the base, so that nothing of the subclass's own runs or decides what is read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["NoPlainData", "plain"]

NoPlainData = object()
"""What ``plain`` returns where there is none: None is data."""


def _dict(value: dict[Any, Any]) -> dict[Any, Any]:
    if isinstance(value, OrderedDict):
        return {key: dict.__getitem__(value, key) for key in OrderedDict.__iter__(value)}
    return dict(dict.items(value))


BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__index__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (list, lambda value: list(list.__iter__(value))),
    (dict, _dict),
    (np.ndarray, lambda value: np.ndarray.view(value, np.ndarray)),
)


def plain(value: Any) -> Any:
    """Return the value of a subclass as its base, ``NoPlainData`` for anything else.

    An array of a subclass is its numbers (``np.matrix``, ``np.memmap``); not so a masked one, whose mask would be lost.

    >>> from collections import Counter, namedtuple
    >>> plain(namedtuple("Pair", "j t")(1, 2)), plain(Counter("aab"))
    ((1, 2), {'a': 2, 'b': 1})
    """
    kinds = type.mro(type(value))
    if np.ma.MaskedArray in kinds or (np.generic in kinds and str not in kinds):
        return NoPlainData
    for base, read in BASES:
        if base in kinds and type(value) is not base:
            return read(value)
    return NoPlainData
