"""What a function may return is what the grader's wire format takes, and no more."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.inside.wire import WireError, decode, encode
from tconv_check.crossing import NotDataError, as_data

Pair = namedtuple("Pair", "a b")  # noqa: PYI024 - as learners write it
VALUES = [
    None, True, 3, 2.5, 1j, "a", (1, [2, {"a": None}]), [], np.float32(1), np.bool_(True), np.arange(6).reshape(2, 3).T,
    np.zeros((0, 2), complex),
    {1, 2}, range(3), (n for n in ()), map(str, []), object(), np.array(["a"]), {1: {2}}.keys(),
    np.array([None]), np.ma.array([1]), OrderedDict(), b"a", [{1}], np.datetime64("2020"), {(1, 2): 3}, lambda: 1,
]  # fmt: skip


def of_the_grader(value):
    try:
        return decode(encode(value)), ""
    except WireError as error:
        return None, str(error)


def of_ours(value):
    try:
        return as_data(value), ""
    except NotDataError as error:
        return None, str(error)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_value_crosses_or_is_refused_with_the_same_sentence(value):
    (ours, said), (theirs, wanted) = of_ours(value), of_the_grader(value)
    assert said == wanted
    assert type(ours) is type(theirs)
    np.testing.assert_equal(ours, theirs)


leaves = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=3)
nested = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=2), inner)
)


@given(nested)
def test_nested_data_cross_unchanged(value):
    assert as_data(value) == value == decode(encode(value))


def test_what_crosses_is_a_copy():
    array = np.zeros(3)
    copy = as_data([array])[0]
    array[0] = 1
    assert copy[0] == 0
