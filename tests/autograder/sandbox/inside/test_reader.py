"""Reading a frame back gives the value, or one clear refusal."""

import numpy as np
import pytest

from autograder.sandbox.inside.layout import WireError
from autograder.sandbox.inside.reader import decode
from autograder.sandbox.inside.wire import encode


@pytest.mark.parametrize("value", [None, True, 3, 1 << 80, 2.5, 1j, "text", (1, [2, {"a": (None,)}])])
def test_a_value_comes_back_as_it_was(value):
    again = decode(encode(value))
    assert (again, type(again)) == (value, type(value))


def test_an_array_comes_back_fresh_and_writable():
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    again = decode(encode(array))
    again[0, 0] = 9
    assert (again.dtype, again.shape, array[0, 0]) == (array.dtype, array.shape, 0)


def test_bytes_that_are_no_frame_are_refused():
    frame = encode([1, 2])
    for broken in (b"", frame[:-1], frame + b"x", frame.replace(b"\x93", b"\xc1")):
        with pytest.raises(WireError):
            decode(broken)


def test_where_lists_alone_are_wanted_nothing_else_is_made():
    assert decode(encode(["stream", ["a", 1]]), lists_only=True) == ["stream", ["a", 1]]
    for value in ((1,), {"a": 1}, np.ones(2), 1j):
        with pytest.raises(WireError):
            decode(encode(value), lists_only=True)
