"""The layout of a frame: lengths first, so that nothing is read that is too large."""

import struct

import numpy as np
import pytest

from autograder.sandbox.inside.layout import CAPS, WireError, check_keys, check_sizes, frame_size, is_text
from autograder.sandbox.inside.wire import encode


@pytest.mark.parametrize("value", [None, 1, "text", [1, (2.5,)], np.ones((3, 4)), {"a": np.arange(5)}])
def test_the_size_of_a_frame_is_known_from_its_first_bytes(value):
    frame = encode(value)
    assert frame_size(frame) == frame_size(b"xy" + frame + b"more", 2) == len(frame)
    assert frame_size(frame[:7]) is None


def test_a_header_that_asks_for_too_much_is_refused_at_once():
    with pytest.raises(WireError):
        frame_size(struct.pack("<II", CAPS.tree + 1, 0))
    with pytest.raises(WireError):
        frame_size(struct.pack("<II", 1, CAPS.arrays + 1))
    with pytest.raises(WireError):
        check_sizes(1, [CAPS.buffers, 1])
    check_sizes(CAPS.tree, [CAPS.buffers])


def test_only_one_string_is_text():
    assert is_text(encode("a" * 100))
    assert not any(map(is_text, map(encode, (1, ["a"], None, ("a",)))))


def test_too_many_keys_that_could_be_made_to_collide_are_refused():
    check_keys([f"{number}" for number in range(CAPS.long_keys + 1)])
    with pytest.raises(WireError):
        check_keys([(number,) for number in range(CAPS.long_keys + 1)])
