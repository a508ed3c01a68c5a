import contextlib
import enum
import random
import struct
import tracemalloc

import hypothesis.extra.numpy as npst
import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.sandbox.inside.wire import CAPS, WireError, decode, encode, frame_size, is_text

FRAMES = 100  # mutations of one value
DTYPES = [f"{order}{kind}" for kind in ("i2", "u4", "i8", "f2", "f4", "f8", "c8", "c16") for order in "<>"]
DTYPES += ["|b1", "|i1", "|u1"]
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "derandomize": True}

arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: npst.arrays(np.dtype(dtype), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
keys = st.one_of(st.text(max_size=4), st.integers(), st.booleans(), st.none(), st.tuples(st.integers(), st.text()))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 200), 1 << 200),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    arrays,
    arrays.filter(lambda array: array.size > 0).map(lambda array: array.flat[0]),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple), st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=12,
)


def same(left, right):  # noqa: PLR0911 - one line a type
    """Compare to the last bit, types and layout included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        layout = left.ndim < 2 or left.flags.c_contiguous == right.flags.c_contiguous
        return (left.dtype.str, left.shape, left.tobytes()) == (
            right.dtype.str,
            right.shape,
            right.tobytes(),
        ) and layout
    if isinstance(left, np.generic):
        return left.dtype == right.dtype and left.tobytes() == right.tobytes()
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right)
    if isinstance(left, complex):
        return same(left.real, right.real) and same(left.imag, right.imag)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return same(list(left), list(right)) and same(list(left.values()), list(right.values()))
    return left == right


@pytest.mark.slow
@given(values)
@settings(max_examples=200, **SETTINGS)
def test_what_goes_in_comes_out_to_the_last_bit(value):
    assert same(decode(encode(value)), value)


@pytest.mark.slow
@given(values)
@settings(max_examples=100, **SETTINGS)
def test_the_length_of_a_frame_stands_at_its_start(value):
    frame = encode(value)
    assert frame_size(frame + b"more") == len(frame)
    assert frame_size(frame[:7]) is None


def mutated(frame, rng):
    """Give a frame with a few bytes changed, cut, doubled or put in."""
    data = bytearray(frame)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(5):
            case 0 if place < len(data):
                data[place] = rng.randrange(256)
            case 1:
                del data[place : place + rng.randint(1, 8)]
            case 2:
                data[place:place] = rng.randbytes(rng.randint(1, 8))
            case 3:
                data[place:place] = data[place : place + rng.randint(1, 32)]
            case _ if len(data) >= 4:
                struct.pack_into("<I", data, 0, rng.choice([0, 1, len(data), 1 << 20, (1 << 32) - 1]))
    return bytes(data)


def fuzz(value, seed):
    frame, rng = encode(value), random.Random(seed)  # noqa: S311
    for _ in range(FRAMES):
        hostile = mutated(frame, rng)
        try:
            frame_size(hostile)
            decoded = decode(hostile)
        except WireError:
            continue
        assert encode(decoded)  # whatever is taken is data that can be sent again


@pytest.mark.slow
@given(values, st.integers(0, 1 << 32))
@settings(max_examples=100, **SETTINGS)
def test_ten_thousand_hostile_frames_are_data_or_refused(value, seed):
    fuzz(value, seed)


@pytest.mark.soak
@given(values, st.integers(0, 1 << 32))
@settings(max_examples=10_000, **{**SETTINGS, "derandomize": False})
def test_a_million_hostile_frames_are_data_or_refused(value, seed):
    fuzz(value, seed)


@given(st.binary(max_size=200), st.integers(0, 3))
@settings(max_examples=300, **SETTINGS)
def test_any_tree_of_bytes_is_data_or_refused(tree, buffers):
    frame = struct.pack(f"<{2 + buffers}I", len(tree), buffers, *[8] * buffers) + tree + bytes(8 * buffers)
    with contextlib.suppress(WireError):
        decode(frame)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tree", "buffers"),
    [
        (b"\x90" * 0 + b"\xdd\x00\x0f\xff\xfb" + b"\x90" * 0xFFFFB, 0),
        (b"\xdd\xff\xff\xff\xff", 0),
        (b"\xdb\xff\xff\xff\xff", 0),
        (msgpack.packb([3, "<f8", False, 1 << 60, 0]), 0),
        (b"\x91" * 0xFFFFF + b"\x00", 0),
        (msgpack.packb([0, *[[0]] * 500_000]), 0),
    ],
)
def test_no_frame_takes_more_memory_than_its_caps_allow(tree, buffers):
    frame = struct.pack("<II", len(tree), buffers) + tree
    tracemalloc.start()
    try:
        decode(frame)
    except WireError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 256 << 20


class Color(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({1}, "set"),
        (range(3), "range"),
        (map(str, []), "map"),
        ((i for i in ()), "generator"),
        (b"bytes", "bytes"),
        (lambda: 0, "function"),
        (object(), "object"),
        (Color.RED, "Color"),
        (np.float64, "type"),
        (np.array(["a"]), "<U1"),
        (np.array([None]), "object"),
        (np.array("2020", "M8[Y]"), "datetime64[Y]"),
        (np.ma.masked_array([1.0]), "MaskedArray"),
        (1 << 1024, "1025 bits"),
        ("\ud800", "surrogates"),
        (ValueError("x"), "ValueError"),
    ],
)
def test_what_cannot_cross_is_refused_by_name(value, named):
    with pytest.raises(WireError, match="handed in") as caught:
        encode([value])
    assert named in str(caught.value)


def test_a_value_that_is_too_large_is_refused_before_it_is_copied():
    huge = np.broadcast_to(np.float64(1), (1 << 30,))
    with pytest.raises(WireError, match="at most"):
        encode(huge)
    with pytest.raises(WireError, match="at most"):
        encode("x" * (CAPS.tree + 1))
    with pytest.raises(WireError, match="arrays"):
        encode([np.zeros(0)] * (CAPS.arrays + 1))


def test_a_dict_that_is_too_large_is_refused_on_both_sides():
    large = dict.fromkeys(range(CAPS.keys + 1), 0)
    with pytest.raises(WireError, match="keys"):
        encode(large)
    packed = msgpack.packb([2, *[number for key in large for number in (key, 0)]])
    with pytest.raises(WireError, match="keys"):
        decode(struct.pack("<II", len(packed), 0) + packed)


def test_a_value_that_is_too_deep_is_refused_on_both_sides():
    value = 1
    for _ in range(CAPS.depth):
        value = [value]
    assert decode(encode(value)) == value
    with pytest.raises(WireError, match="deeper"):
        encode([value])
    circle = []
    circle.append(circle)
    with pytest.raises(WireError, match="deeper"):
        encode(circle)
    tree = 1
    for _ in range(CAPS.depth + 1):
        tree = [0, tree]
    packed = msgpack.packb(tree)
    with pytest.raises(WireError, match="deeper"):
        decode(struct.pack("<II", len(packed), 0) + packed)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24.0).reshape(2, 3, 4)[:, ::2, ::-1],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(6, dtype=">i4"),
        np.array(3.5),
        np.zeros((0, 3)),
        np.ones((1,) * 32),
        np.array([0x7FF0000000000001, 0xFFF8DEADBEEF0001], np.uint64).view(np.float64),
        np.broadcast_to(np.float32(2), (3, 3)),
    ],
    ids=["non-contiguous", "fortran", "big-endian", "0-d", "zero-size", "rank 32", "NaN payloads", "broadcast"],
)
def test_arrays_keep_dtype_shape_and_values_and_become_writable(array):
    back = decode(encode(array))
    assert back.dtype.str == array.dtype.str
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable
    if array.flags.f_contiguous and not array.flags.c_contiguous:
        assert back.flags.f_contiguous


def test_nan_payloads_of_plain_floats_are_kept():
    (value,) = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000ABCDEF))
    assert struct.pack("<d", decode(encode(value))) == struct.pack("<Q", 0x7FF8000000ABCDEF)


def test_buffers_that_nobody_uses_are_refused():
    frame = encode(1)
    padded = struct.pack("<III", struct.unpack_from("<I", frame)[0], 1, 4) + frame[8:] + b"1234"
    with pytest.raises(WireError, match="no array uses"):
        decode(padded)


def test_many_keys_that_can_be_made_to_collide_are_refused():
    few, many = ({(0, place): 1 for place in range(count)} for count in (CAPS.long_keys, CAPS.long_keys + 1))
    assert decode(encode(few)) == few
    with pytest.raises(WireError, match="keys that are no strings or numbers"):
        encode(many)
    tree = msgpack.packb([2, *(item for key, value in many.items() for item in ([1, *key], value))])
    with pytest.raises(WireError, match="keys that are no strings or numbers"):
        decode(struct.pack("<II", len(tree), 0) + tree)


@pytest.mark.slow
@given(values)
@settings(max_examples=200, **SETTINGS)
def test_lists_alone_are_lists_numbers_and_strings(value):
    frame = encode(value)
    assert is_text(frame) is (type(value) is str)
    try:
        taken = decode(frame, lists_only=True)
    except WireError:
        assert not only_lists(value)
    else:
        assert same(taken, value)
        assert only_lists(value)


def only_lists(value):
    if type(value) is list:
        return all(map(only_lists, value))
    return type(value) in (str, float, bool, type(None)) or (type(value) is int and -(2**63) <= value < 2**64)
