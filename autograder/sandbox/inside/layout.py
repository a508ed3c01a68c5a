"""What a frame looks like: its header, its tags, how much it may hold; encoding is in ``wire``, decoding in ``reader``.

A frame is ``u32`` tree length, ``u32`` buffer count, ``u32`` length of each buffer, a msgpack tree, the raw bytes
of the arrays. The tree holds None, bool, float, str and int as msgpack has them, and everything else as an array
that starts with a tag.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

__all__ = ["CAPS", "Caps", "WireError", "check_keys", "check_sizes", "frame_size", "header", "is_text"]


class Caps(NamedTuple):
    """What one frame may hold at most."""

    tree: int = 1 << 20
    buffers: int = 64 << 20
    arrays: int = 1 << 14
    depth: int = 32
    rank: int = 32
    int_bytes: int = 128
    keys: int = 1 << 12
    """Of one dict."""
    long_keys: int = 1 << 10
    """Of those that are no string and no number of 64 bits: made to collide, they take the square of their number."""


CAPS = Caps()
HEADER = struct.Struct("<II")
LIST, TUPLE, DICT, ARRAY, SCALAR, COMPLEX, BIG = range(7)
PLAIN = frozenset({type(None), bool, str, float})
LEAVES = PLAIN | {int}
KINDS = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8, 16), "c": (8, 16, 32)}
DTYPES = {
    dtype.str: dtype
    for kind, sizes in KINDS.items()
    for size in sizes
    for order in "<>"
    if (dtype := np.dtype(f"{order}{kind}{size}"))
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


class WireError(ValueError):
    """A value that may not cross, or bytes that are no frame; the message is for the learner."""


def is_text(frame: bytes) -> bool:
    """Whether a frame holds nothing but one string."""
    tag = frame[HEADER.size : HEADER.size + 1]
    return not any(frame[4 : HEADER.size]) and (b"\xa0" <= tag <= b"\xbf" or b"\xd9" <= tag <= b"\xdb")


def frame_size(data: bytes | bytearray | memoryview, start: int = 0) -> int | None:
    """Return the length of the frame that begins at ``start``, or None if more bytes are needed to say.

    Raises
    ------
    WireError
        As soon as the header asks for more than ``CAPS``.
    """
    sizes = header(data, start)
    return sizes and sizes[0]


def header(data: bytes | bytearray | memoryview, start: int) -> tuple[int, int, tuple[int, ...]] | None:
    """Return the lengths of a frame, of its tree and of its buffers, or None if more bytes are needed to say."""
    have = len(data) - start
    if have < HEADER.size:
        return None
    tree, count = HEADER.unpack_from(data, start)
    if tree > CAPS.tree or count > CAPS.arrays:
        check_sizes(tree, [0] * min(count, CAPS.arrays + 1))
    if not count:
        return HEADER.size + tree, tree, ()
    size = HEADER.size + 4 * count
    if have < size:
        return None
    lengths = _lengths(count).unpack_from(data, start + HEADER.size)
    buffers = sum(lengths)
    if buffers > CAPS.buffers:
        check_sizes(tree, lengths)
    return size + tree + buffers, tree, lengths


@lru_cache
def _lengths(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}I")


def check_sizes(tree: int, lengths: Sequence[int]) -> None:
    """Refuse a frame that is too large."""
    if tree > CAPS.tree:
        raise WireError(f"the value has {tree} bytes beside its arrays, at most {CAPS.tree} can be handed in")
    if len(lengths) > CAPS.arrays:
        raise WireError(f"the value has {len(lengths)} arrays, at most {CAPS.arrays} can be handed in")
    if sum(lengths) > CAPS.buffers:
        raise WireError(f"the arrays have {sum(lengths)} bytes, at most {CAPS.buffers} can be handed in")


def check_keys(keys: list[Any]) -> None:
    """Refuse keys that no dict takes, or that can be made to collide and are too many."""
    long = [key for key in keys if type(key) not in PLAIN and (type(key) is not int or key.bit_length() > 64)]
    if len(long) > CAPS.long_keys:
        raise WireError(f"a dict of {len(long)} keys that are no strings or numbers cannot be handed in")
    for key in long:
        if type(key) is tuple:
            check_keys(list(key))
        elif type(key) in (list, dict, np.ndarray):
            raise WireError("a dict of a frame has a key that is no number, string or tuple")
