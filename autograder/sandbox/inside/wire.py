"""The only way in which two processes of the grader speak: values as data, bytes in a form that cannot hold code.

Encoding is here; what a frame looks like is in ``layout``, decoding in ``reader``.
"""

from __future__ import annotations

import struct
from enum import Enum
from typing import Any

import msgpack
import numpy as np

from .layout import (
    ARRAY,
    BIG,
    CAPS,
    COMPLEX,
    DICT,
    HEADER,
    LEAVES,
    LIST,
    NAMES,
    PLAIN,
    SCALAR,
    TUPLE,
    Caps,
    WireError,
    check_keys,
    check_sizes,
    frame_size,
    is_text,
)
from .plain import NoPlainData, plain
from .reader import decode

__all__ = ["CAPS", "Caps", "WireError", "decode", "encode", "frame_size", "is_text"]

RETURN_DATA = "numbers, strings, None, tuples, lists, dicts and NumPy arrays of numbers can be handed in"


def encode(value: Any) -> bytes:
    """Return ``value`` as one frame.

    Parameters
    ----------
    value
        None, bool, int, float, complex, str, tuple, list, dict, NumPy numbers and arrays of them, nested at will up
        to ``CAPS``. A subclass of these counts as its base: its data cross, and nothing of its own.

    Raises
    ------
    WireError
        With the name of the type and what to return instead.

    Examples
    --------
    >>> decode(encode((1, [2.5, None], {"a": 1j})))
    (1, [2.5, None], {'a': 1j})
    >>> encode({1, 2})
    Traceback (most recent call last):
    ...
    autograder.sandbox.inside.wire.WireError: a value of type set cannot be handed in: call list() on it
    """
    try:
        return _frame(value, LEAVES)
    except OverflowError:  # msgpack has met an integer of more than 64 bits: look at each
        return _frame(value, PLAIN)


def _frame(value: Any, leaves: frozenset[type]) -> bytes:
    buffers: list[bytes] = []
    try:
        tree: bytes = msgpack.packb(_flat(value, buffers, 0, leaves))
    except UnicodeEncodeError as error:
        raise WireError("a string with lone surrogates cannot be handed in") from error
    if not buffers and len(tree) <= CAPS.tree:
        return HEADER.pack(len(tree), 0) + tree
    lengths = [len(buffer) for buffer in buffers]
    check_sizes(len(tree), lengths)
    return b"".join((struct.pack(f"<{2 + len(lengths)}I", len(tree), len(lengths), *lengths), tree, *buffers))


def _flat(value: Any, buffers: list[bytes], depth: int, leaves: frozenset[type]) -> Any:
    kind = type(value)
    if kind in leaves:
        return value
    if kind is np.ndarray:
        return _flat_array(value, buffers)
    if kind is int:
        return value if -(1 << 63) <= value < 1 << 64 else _flat_big(value)
    if depth >= CAPS.depth:
        raise WireError(f"a value nested deeper than {CAPS.depth} cannot be handed in")
    if kind is tuple or kind is list:
        tag, items = TUPLE if kind is tuple else LIST, value
    elif kind is dict and not value:
        return [DICT]
    elif kind is dict and len(value) <= CAPS.keys:
        check_keys(list(value))
        tag, items = DICT, [item for pair in value.items() for item in pair]
    elif kind is dict:
        raise WireError(f"a dict of {len(value)} keys cannot be handed in, at most {CAPS.keys}")
    else:
        return _flat_subclass(value, buffers, depth, leaves)
    if not leaves.issuperset(map(type, items)):
        items = [item if type(item) in leaves else _flat(item, buffers, depth + 1, leaves) for item in items]
    return [tag, *items]


def _flat_number(value: Any) -> list[Any]:
    if type(value) is complex:
        return [COMPLEX, value.real, value.imag]
    if isinstance(value, np.generic) and value.dtype in NAMES and type(value) is value.dtype.type:
        return [SCALAR, NAMES[value.dtype], value.tobytes()]
    raise WireError(_refusal(value))


def _flat_subclass(value: Any, buffers: list[bytes], depth: int, leaves: frozenset[type]) -> Any:
    data = plain(value)
    return _flat_number(value) if data is NoPlainData else _flat(data, buffers, depth, leaves)


def _flat_big(value: int) -> list[Any]:
    if value.bit_length() >= 8 * CAPS.int_bytes:
        raise WireError(f"an integer of {value.bit_length()} bits cannot be handed in")
    return [BIG, value.to_bytes(CAPS.int_bytes, "little", signed=True)]


def _flat_array(value: np.ndarray[Any, Any], buffers: list[bytes]) -> list[Any]:
    name = NAMES.get(value.dtype)
    if name is None:
        raise WireError(f"an array of dtype {value.dtype} cannot be handed in: {RETURN_DATA}")
    if value.ndim > CAPS.rank:
        raise WireError(f"an array of {value.ndim} axes cannot be handed in")
    if value.nbytes > CAPS.buffers:
        raise WireError(f"an array of {value.nbytes} bytes cannot be handed in, at most {CAPS.buffers}")
    column_major = value.flags.f_contiguous and not value.flags.c_contiguous
    buffers.append(value.tobytes("F" if column_major else "C"))
    return [ARRAY, name, column_major, *value.shape]


def _refusal(value: Any) -> str:
    name = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"an array of class {name} cannot be handed in: call .filled() on it"
    if isinstance(value, Enum):
        return f"a member of {name} cannot be handed in: return its .value"
    if name in ("set", "frozenset", "range", "map", "zip", "filter", "generator", "dict_keys", "dict_values"):
        return f"a value of type {name} cannot be handed in: call list() on it"
    return f"a value of type {name} cannot be handed in: {RETURN_DATA}"
