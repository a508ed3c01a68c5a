"""The only way in which two processes of the grader speak: values as data, bytes in a form that cannot hold code.

A frame is ``u32`` tree length, ``u32`` buffer count, ``u32`` length of each buffer, a msgpack tree, the raw bytes
of the arrays. The tree holds None, bool, float, str and int as msgpack has them, and everything else as an array
that starts with a tag. Decoding never runs anything that the sender chose, and its memory is bounded by ``CAPS``.
The module stands on its own, since the sandbox holds it too.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

import msgpack
import numpy as np

__all__ = ["CAPS", "Caps", "WireError", "decode", "encode", "frame_size", "is_text"]


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
RETURN_DATA = "numbers, strings, None, tuples, lists, dicts and NumPy arrays of numbers can be handed in"


class WireError(ValueError):
    """A value that may not cross, or bytes that are no frame; the message is for the learner."""


def encode(value: Any) -> bytes:
    """Return ``value`` as one frame.

    Parameters
    ----------
    value
        None, bool, int, float, complex, str, tuple, list, dict, NumPy numbers and arrays of them, nested at will up
        to ``CAPS``. Exactly these types: a subclass could act, data cannot.

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
        tree = msgpack.packb(_flat(value, buffers, 0, leaves))
    except UnicodeEncodeError as error:
        raise WireError("a string with lone surrogates cannot be handed in") from error
    lengths = [len(buffer) for buffer in buffers]
    _check_sizes(len(tree), lengths)
    return b"".join((struct.pack(f"<{2 + len(lengths)}I", len(tree), len(lengths), *lengths), tree, *buffers))


def is_text(frame: bytes) -> bool:
    """Whether a frame holds nothing but one string."""
    tag = frame[HEADER.size : HEADER.size + 1]
    return not any(frame[4 : HEADER.size]) and (b"\xa0" <= tag <= b"\xbf" or b"\xd9" <= tag <= b"\xdb")


def decode(frame: bytes | bytearray | memoryview, *, lists_only: bool = False) -> Any:
    """Return the value of one frame, arrays as fresh writable ones; or refuse all but numbers, strings and lists.

    Raises
    ------
    WireError
        If the bytes are not exactly one frame that ``encode`` could have made, up to the spelling of msgpack.
    """
    view = memoryview(frame)
    header = _header(view, 0)
    total = header and header[0]
    if header is None or total != len(view):
        raise WireError(f"a frame of {len(view)} bytes says that it has {total or 'more'}")
    _, tree_length, lengths = header
    start = HEADER.size + 4 * len(lengths)
    end = start + tree_length
    try:
        tree = msgpack.unpackb(
            view[start:end],
            use_list=True,
            max_str_len=tree_length,
            max_bin_len=CAPS.int_bytes,
            max_array_len=tree_length,
            max_map_len=0,
            max_ext_len=0,
        )
    except Exception as error:  # msgpack raises many classes for bytes that are none of its
        raise WireError("the tree of a frame is not msgpack") from error
    reader = _Reader(view[end:], lengths, LIST if lists_only else BIG)
    try:
        value = reader.value(tree, 0)
    except (TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise WireError("the tree of a frame is not of our making") from error
    reader.finish()
    return value


def frame_size(data: bytes | bytearray | memoryview, start: int = 0) -> int | None:
    """Return the length of the frame that begins at ``start``, or None if more bytes are needed to say.

    Raises
    ------
    WireError
        As soon as the header asks for more than ``CAPS``.
    """
    header = _header(data, start)
    return header and header[0]


def _header(data: bytes | bytearray | memoryview, start: int) -> tuple[int, int, tuple[int, ...]] | None:
    """Return the lengths of a frame, of its tree and of its buffers, or None if more bytes are needed to say."""
    have = len(data) - start
    if have < HEADER.size:
        return None
    tree, count = HEADER.unpack_from(data, start)
    if tree > CAPS.tree or count > CAPS.arrays:
        _check_sizes(tree, [0] * min(count, CAPS.arrays + 1))
    if not count:
        return HEADER.size + tree, tree, ()
    size = HEADER.size + 4 * count
    if have < size:
        return None
    lengths = struct.unpack_from(f"<{count}I", data, start + HEADER.size)
    buffers = sum(lengths)
    if buffers > CAPS.buffers:
        _check_sizes(tree, lengths)
    return size + tree + buffers, tree, lengths


def _check_sizes(tree: int, lengths: Sequence[int]) -> None:
    if tree > CAPS.tree:
        raise WireError(f"the value has {tree} bytes beside its arrays, at most {CAPS.tree} can be handed in")
    if len(lengths) > CAPS.arrays:
        raise WireError(f"the value has {len(lengths)} arrays, at most {CAPS.arrays} can be handed in")
    if sum(lengths) > CAPS.buffers:
        raise WireError(f"the arrays have {sum(lengths)} bytes, at most {CAPS.buffers} can be handed in")


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
    elif kind is dict and len(value) <= CAPS.keys:
        _check_keys(list(value))
        tag, items = DICT, [item for pair in value.items() for item in pair]
    else:
        return _flat_number(value)
    return [tag, *[item if type(item) in leaves else _flat(item, buffers, depth + 1, leaves) for item in items]]


def _flat_number(value: Any) -> list[Any]:
    if type(value) is complex:
        return [COMPLEX, value.real, value.imag]
    if isinstance(value, np.generic) and value.dtype in NAMES and type(value) is value.dtype.type:
        return [SCALAR, NAMES[value.dtype], value.tobytes()]
    raise WireError(_refusal(value))


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
    if type(value) is dict:
        return f"a dict of {len(value)} keys cannot be handed in, at most {CAPS.keys}"
    if isinstance(value, np.ndarray):
        return f"an array of class {name} cannot be handed in: call numpy.array() on it"
    if name in ("set", "frozenset", "range", "map", "zip", "filter", "generator", "dict_keys", "dict_values"):
        return f"a value of type {name} cannot be handed in: call list() on it"
    return f"a value of type {name} cannot be handed in: {RETURN_DATA}"


Reading = Callable[["_Reader", list[Any]], Any]


class _Reader:
    """Walk a decoded tree and take buffers in their order."""

    def __init__(self, data: memoryview, lengths: tuple[int, ...], max_tag: int) -> None:
        self.data = data
        self.lengths = lengths
        self.max_tag = max_tag
        self.used = 0
        self.offset = 0

    def finish(self) -> None:
        """Refuse buffers that no array has asked for."""
        if self.used != len(self.lengths):
            raise WireError("a frame has buffers that no array uses")

    def value(self, node: Any, depth: int) -> Any:
        """Return the value of one node."""
        kind = type(node)
        if kind in LEAVES:
            return node
        if kind is not list or not node or type(node[0]) is not int or not 0 <= node[0] <= self.max_tag:
            raise WireError("the tree of a frame has a node without a known tag")
        tag = node[0]
        if tag > DICT:
            return self.readers[tag](self, node)
        if depth >= CAPS.depth:
            raise WireError(f"a value nested deeper than {CAPS.depth} cannot be handed in")
        items = [item if type(item) in LEAVES else self.value(item, depth + 1) for item in node[1:]]
        if tag == DICT:
            return self._dict(items)
        return tuple(items) if tag == TUPLE else items

    def _dict(self, items: list[Any]) -> dict[Any, Any]:
        if len(items) > 2 * CAPS.keys:
            raise WireError(f"a dict of more than {CAPS.keys} keys cannot be handed in")
        if len(items) % 2:
            raise WireError("a dict of a frame has a key without a value")
        keys = items[::2]
        _check_keys(keys)
        return dict(zip(keys, items[1::2], strict=True))

    def _array(self, node: list[Any]) -> Any:
        _, name, column_major, *shape = node if len(node) > 2 else (None,) * 3
        dtype = DTYPES.get(name) if type(name) is str else None
        if dtype is None or type(column_major) is not bool or len(shape) > CAPS.rank:
            raise WireError("an array of a frame has no known dtype, order and rank")
        for size in shape:
            if type(size) is not int or size < 0:
                raise WireError("an array of a frame has no proper shape")
        if self.used >= len(self.lengths):
            raise WireError("an array of a frame has no buffer")
        needed, length = math.prod(shape, start=dtype.itemsize), self.lengths[self.used]
        if needed != length:
            raise WireError(f"an array of a frame needs {needed} bytes and has {length}")
        data = bytearray(self.data[self.offset : self.offset + length])
        self.used += 1
        self.offset += length
        try:
            return np.ndarray(shape, dtype, data, order="F" if column_major else "C")
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


def _check_keys(keys: list[Any]) -> None:
    long = [key for key in keys if type(key) not in PLAIN and (type(key) is not int or key.bit_length() > 64)]
    if len(long) > CAPS.long_keys:
        raise WireError(f"a dict of {len(long)} keys that are no strings or numbers cannot be handed in")
    for key in long:
        if type(key) is tuple:
            _check_keys(list(key))
        elif type(key) in (list, dict, np.ndarray):
            raise WireError("a dict of a frame has a key that is no number, string or tuple")
