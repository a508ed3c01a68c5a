"""Integers, one for each axis, words and flags: what is taken, and what the message says of the rest."""

import numpy as np
import pytest

from tconv_lib.arguments import check_choice, check_flag, check_integer, check_integers, check_sequence, per_axis, shown
from tconv_lib.errors import GeometryError


def test_numpys_integers_become_pythons():
    assert type(check_integer("stride", np.int8(2))) is int
    assert all(type(member) is int for member in check_integers("pads", [np.uint8(1), np.int64(0)], 2))


@pytest.mark.parametrize("value", [2.0, "2", None, True, np.array([2])])
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(GeometryError, match="stride must be an integer, got"):
        check_integer("stride", value)


def test_the_minimum_itself_is_allowed():
    assert check_integer("padding", 0, 0) == 0
    assert check_integer("start", -3) == -3
    with pytest.raises(GeometryError, match="padding must be at least 0, got -1"):
        check_integer("padding", -1, 0)


def test_one_value_goes_to_every_axis_and_several_to_their_own():
    assert per_axis("stride", 2, 3) == (2, 2, 2)
    assert per_axis("stride", [2], 3) == (2, 2, 2)
    assert per_axis("stride", (1, np.int64(2)), 2) == (1, 2)
    with pytest.raises(GeometryError, match=r"stride must be one integer or one for each of the 3 axes, got \(1, 2\)"):
        per_axis("stride", (1, 2), 3)
    with pytest.raises(GeometryError, match=r"stride must be an integer, got 1\.5"):
        per_axis("stride", (1, 1.5), 2)


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        (2.0, "got 2.0; write 2"),
        (2.5, "got 2.5; round it"),
        (True, "got True; write 1"),
        ("2", "got '2'; write 2"),
        ([2], r"got \[2\]; take the number out of it"),
        (float("nan"), "got nan$"),
        (np.ones((2, 3)), r"got an array of shape \(2, 3\)$"),
        ("x" * 900, "got 'x{59}\\.\\.\\.$"),
    ],
)
def test_the_message_says_what_may_have_been_meant(value, cure):
    with pytest.raises(GeometryError, match=cure):
        check_integer("stride", value)


def test_a_list_has_the_length_that_is_asked_for_and_is_no_single_number():
    assert check_integers("pads", (0, 1), 2, 0) == (0, 1)
    for wrong in ([1], [1, 2, 3], [], 1, "12", np.array([1, 2])):
        with pytest.raises(GeometryError, match="pads must be a tuple or list of 2 integers, got"):
            check_integers("pads", wrong, 2)
    with pytest.raises(GeometryError, match="turn it into a tuple"):
        check_integers("pads", np.array([1, 2]), 2)
    with pytest.raises(GeometryError, match="pads must be at least 0, got -1"):
        check_integers("pads", (0, -1), 2, 0)


def test_words_and_flags_are_those_and_nothing_like_them():
    assert check_choice("mode", "same", ("valid", "same")) == "same"
    assert check_flag("bias", np.bool_(0)) is False
    for wrong in (0, 1, None, "yes", np.ones(1)):
        with pytest.raises(GeometryError, match="bias must be True or False, got"):
            check_flag("bias", wrong)
        with pytest.raises(GeometryError, match="mode must be one of valid, same, got"):
            check_choice("mode", wrong, ("valid", "same"))


def test_a_sequence_is_a_tuple_or_a_list():
    assert check_sequence("layers", [], "numbers") == []
    with pytest.raises(GeometryError, match=r"layers must be a tuple or list of numbers, got range.*; turn it into"):
        check_sequence("layers", range(3), "numbers")
    assert shown(np.float64(2.0)) == "np.float64(2.0)"
