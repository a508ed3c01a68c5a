"""The comparison: each difference is found, named by its kind, and shown; equal values agree."""

import numpy as np
import pytest

from tconv_lib.checks.compare import difference, is_array, show


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (3, 3),
        (np.int64(3), 3),
        (3.0 + 1e-9, 3.0),
        (3, 3.0),
        (np.float32(0.1), 0.1),
        (float("inf"), float("inf")),
        (1j, 1j),
        (np.complex64(0.1 + 0.2j), 0.1 + 0.2j),
        (np.True_, True),
        ("same", "same"),
        (None, None),
        ([1, 2], (1, 2)),
        ((1, [2.0, 3]), [1, (2.0, 3.0)]),
        ({"a": 1}, {"a": 1}),
        (np.array([1, 2], np.int32), np.array([1, 2])),
        (np.array([0.1], np.float32), np.array([0.1])),
        (np.array([np.inf, 1]), np.array([np.inf, 1])),
        ([np.array([1.0])], [np.array([1.0])]),
        (np.array([True]), np.array([True])),
        (np.zeros((0, 2)), np.zeros((0, 2))),
    ],
)
def test_equal_values_agree(actual, expected):
    assert difference(actual, expected) is None


@pytest.mark.parametrize(
    ("actual", "expected", "kind", "says"),
    [
        (None, 3, "type", "was a return forgotten"),
        (True, 1, "type", "expected an int, got a bool: True"),
        (1, True, "type", "expected a bool, got an int: 1"),
        (3.0, 3, "type", "expected an int, got a float: 3.0"),
        (True, 1.0, "type", "expected a float, got a bool"),
        (1j, 1.0, "type", "expected a float, got a complex number"),
        ("3", 3, "type", "expected an int, got a str"),
        (3, None, "type", "expected None, got an int"),
        ([1.0], np.array([1.0]), "type", "expected a NumPy array, got a list"),
        (np.array([1.0]), [1.0], "type", "expected a list, got a NumPy array"),
        (np.array([1]), np.array([1.0]), "type", "expected dtype float64, received dtype int64"),
        ({1}, [1], "type", "got a set"),
        (4, 3, "values", "expected 3\n  received 4"),
        (3.001, 3.0, "values", "received 3.001"),
        (float("nan"), float("nan"), "values", "received nan"),
        ([1, 2, 3], [1, 2], "shape", "expected length 2, received length 3"),
        ([1, (2, 4)], [1, (2, 3)], "values", "expected 3 at [1][1]"),
        ({"a": 1}, {"b": 1}, "values", "expected keys ['b']"),
        ({"a": [1]}, {"a": [2]}, "values", "['a'][0]"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape", "expected shape (3, 2), received shape (2, 3)"),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), "values", "first difference at [1]"),
        (np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]]), "values", "at [0, 1]: expected 3.0, received 2.0"),
        (np.array([1, 2]), np.array([1, 3]), "values", "[1 3]"),
        ([np.array([1.0])], [np.array([2.0])], "values", "at [0]"),
        ([np.array([1.0]), 2], [np.array([1.0])], "shape", "length 1"),
    ],
)
def test_a_difference_is_found_named_and_shown(actual, expected, kind, says):
    found = difference(actual, expected)
    assert found.kind == kind
    assert says in found.text


@pytest.mark.parametrize(("dtype", "off"), [("float32", 1e-4), ("float64", 1e-4), ("complex128", 1e-4j)])
def test_rounding_passes_and_an_error_in_the_fourth_digit_does_not(rng, dtype, off):
    expected = rng.uniform(1, 2, 9).astype(dtype)
    assert difference((expected * (1 + 1e-7)).astype(dtype), expected) is None
    assert difference((expected * (1 + off)).astype(dtype), expected).kind == "values"


def test_what_cancels_to_zero_may_be_off_by_the_rounding_of_the_largest():
    assert difference(np.array([1000.0, 1e-5]), np.array([1000.0, 0.0])) is None
    assert difference(np.array([1.0, 1e-5]), np.array([1.0, 0.0])).kind == "values"


def test_the_place_leads_to_a_value_inside_others():
    assert "at ['sizes'][1]" in difference({"sizes": (1, 2)}, {"sizes": (1, 3)}).text
    assert "at result[1]" in difference([1, 2], [1, 3], "result").text


def test_only_arrays_of_numpy_are_arrays():
    assert is_array(np.ones(2))
    assert not is_array(np.float64(1))
    assert not is_array([1.0])


def test_a_small_array_is_shown_with_its_cells_and_a_large_one_by_its_shape():
    assert show(np.array([[1, 2]])) == "[[1, 2]] shape (1, 2), int64"
    assert show(np.zeros((9, 9))) == "array of shape (9, 9), float64"
    assert show(np.float32(0.5)) == "0.5"
    assert show("same") == "'same'"


def test_an_empty_array_is_shown_without_its_empty_rows():
    assert show(np.zeros((10**9, 0))) == "[] shape (1000000000, 0), float64"
