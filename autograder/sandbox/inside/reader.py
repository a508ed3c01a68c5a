"""Decode frames: nothing that the sender chose runs, and memory is bounded by ``CAPS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from msgpack import unpackb

from .layout import (
    ARRAY,
    BIG,
    CAPS,
    COMPLEX,
    DICT,
    DTYPES,
    HEADER,
    LEAVES,
    LIST,
    SCALAR,
    TUPLE,
    WireError,
    check_keys,
    header,
)

__all__ = ["decode"]


def decode(frame: bytes | bytearray | memoryview, *, lists_only: bool = False) -> Any:
    """Return the value of one frame, arrays as fresh writable ones; or refuse all but numbers, strings and lists.

    Raises
    ------
    WireError
        If the bytes are not exactly one frame that ``encode`` could have made, up to the spelling of msgpack.
    """
    sizes = header(frame, 0)
    total = sizes and sizes[0]
    if sizes is None or total != len(frame):
        raise WireError(f"a frame of {len(frame)} bytes says that it has {total or 'more'}")
    _, tree_length, lengths = sizes
    view, start = memoryview(frame), HEADER.size + 4 * len(lengths)
    end = start + tree_length
    try:
        tree = unpackb(view[start:end], max_bin_len=CAPS.int_bytes, max_map_len=0, max_ext_len=0)
    except Exception as error:  # msgpack raises many classes for bytes that are none of its
        raise WireError("the tree of a frame is not msgpack") from error
    reader = _Reader(view, end, lengths, LIST if lists_only else BIG)
    try:
        value = reader.value(tree, 0)
    except (TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise WireError("the tree of a frame is not of our making") from error
    reader.finish()
    return value


EMPTY = {LIST: list, TUPLE: tuple, DICT: dict}
Reading = Callable[["_Reader", list[Any]], Any]


class _Reader:
    """Walk a decoded tree and take buffers in their order."""

    __slots__ = "data", "lengths", "max_tag", "offset", "used"

    def __init__(self, data: memoryview, offset: int, lengths: tuple[int, ...], max_tag: int) -> None:
        self.data = data
        self.offset = offset
        self.lengths = lengths
        self.max_tag = max_tag
        self.used = 0

    def finish(self) -> None:
        """Refuse buffers that no array has asked for."""
        if self.used != len(self.lengths):
            raise WireError("a frame has buffers that no array uses")

    def value(self, node: Any, depth: int) -> Any:
        """Return the value of one node."""
        kind = type(node)
        if kind in LEAVES:
            return node
        tag = node[0] if kind is list and node else None
        if type(tag) is not int or not 0 <= tag <= self.max_tag:
            raise WireError("the tree of a frame has a node without a known tag")
        if tag > DICT:
            return self.readers[tag](self, node)
        if depth >= CAPS.depth:
            raise WireError(f"a value nested deeper than {CAPS.depth} cannot be handed in")
        if len(node) == 1:
            return EMPTY[tag]()
        items = node[1:]
        if not LEAVES.issuperset(map(type, items)):
            items = [item if type(item) in LEAVES else self.value(item, depth + 1) for item in items]
        if tag == DICT:
            return self._dict(items)
        return tuple(items) if tag == TUPLE else items

    def _dict(self, items: list[Any]) -> dict[Any, Any]:
        if len(items) > 2 * CAPS.keys:
            raise WireError(f"a dict of more than {CAPS.keys} keys cannot be handed in")
        if len(items) % 2:
            raise WireError("a dict of a frame has a key without a value")
        keys = items[::2]
        check_keys(keys)
        return dict(zip(keys, items[1::2], strict=True))

    def _array(self, node: list[Any]) -> Any:
        _, name, column_major, *shape = node if len(node) > 2 else (None, None, None)
        dtype = DTYPES.get(name) if type(name) is str else None
        if dtype is None or type(column_major) is not bool or len(shape) > CAPS.rank:
            raise WireError("an array of a frame has no known dtype, order and rank")
        needed = dtype.itemsize
        for size in shape:
            if type(size) is not int or size < 0:
                raise WireError("an array of a frame has no proper shape")
            needed *= size
        if self.used >= len(self.lengths):
            raise WireError("an array of a frame has no buffer")
        length, start = self.lengths[self.used], self.offset
        if needed != length:
            raise WireError(f"an array of a frame needs {needed} bytes and has {length}")
        self.used += 1
        self.offset = end = start + length
        data = bytearray(self.data[start:end])
        try:  # a keyword takes three times as long
            return np.ndarray(shape, dtype, data, order="F") if column_major else np.ndarray(shape, dtype, data)
        except ValueError as error:
            raise WireError("an array of a frame has a shape that NumPy does not take") from error

    def _scalar(self, node: list[Any]) -> Any:
        _, name, data = node if len(node) == 3 else (None, None, None)
        dtype = DTYPES.get(name) if type(name) is str else None
        if dtype is None or type(data) is not bytes or len(data) != dtype.itemsize:
            raise WireError("a number of a frame has no known dtype and size")
        return np.frombuffer(data, dtype)[0]

    def _complex(self, node: list[Any]) -> complex:
        if len(node) != 3 or type(node[1]) is not float or type(node[2]) is not float:
            raise WireError("a complex number of a frame needs two parts")
        return complex(node[1], node[2])

    def _big(self, node: list[Any]) -> int:
        if len(node) != 2 or type(node[1]) is not bytes or len(node[1]) > CAPS.int_bytes:
            raise WireError("an integer of a frame has no bytes")
        return int.from_bytes(node[1], "little", signed=True)

    readers: ClassVar[dict[int, Reading]] = {ARRAY: _array, SCALAR: _scalar, COMPLEX: _complex, BIG: _big}
