"""Arrays that belong together: their letters, and what the message says where they do not fit."""

import fractions

import numpy as np
import pytest

from tconv_lib.arrays import check_arrays, check_numbers, check_shape, is_array
from tconv_lib.errors import GeometryError


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"w": ([1, 2], "k")}, r"w must be an array \(k\), got list; use np.array\(w\)"),
        ({"w": (np.ones(2), "kh kw")}, r"w must be an array \(kh, kw\), got shape \(2,\); add an axis with w\[None\]"),
        ({"w": (np.ones((1, 2)), "k")}, r"w must be an array \(k\), got shape \(1, 2\); take one member of it"),
        ({"w": (np.ones(2, bool), "k")}, "w must hold numbers, got dtype bool; convert it with astype"),
        ({"w": (np.ones((3, 0)), "kh kw")}, r"w must have at least one cell on each axis, got shape \(3, 0\)"),
        ({"x": (np.ones((2, 3)), "N *size")}, None),
        ({"x": (np.ones((0, 3)), "N n")}, None),
        ({"x": (np.ones(3), "... n")}, None),
        ({"x": (np.ones((4, 0, 3)), "... n")}, None),
        ({"x": (np.ones(3), "N *size")}, r"x must be an array \(N, \*size\), got shape \(3,\)"),
        (
            {"x": (np.ones((2, 3)), "C n"), "w": (np.ones((3, 1)), "C k")},
            r"w must have as many cells on its axis C as x, 2, got shape \(3, 1\)",
        ),
        (
            {"x": (np.ones((2, 3)), "C *size"), "w": (np.ones((2, 1, 1)), "C *kernel")},
            r"w must have as many spatial axes as x, 1, got shape \(2, 1, 1\)",
        ),
        ({"x": (np.ones((2, 3)), "C *size"), "w": (np.ones((2, 9)), "C *kernel")}, None),
    ],
)
def test_letters_say_what_fits(arrays, message):
    if message is None:
        check_arrays(**arrays)
    else:
        with pytest.raises(GeometryError, match=message):
            check_arrays(**arrays)


@pytest.mark.parametrize("members", [[None, 1], [{}], [fractions.Fraction(1, 3)]])
def test_objects_are_no_numbers(members):
    with pytest.raises(GeometryError, match="w must hold numbers, got dtype object; convert it with astype"):
        check_numbers("w", np.array(members))


def test_a_gradient_has_the_shape_and_the_dtype_of_what_it_belongs_to():
    check_shape("g", np.ones((2, 3)), [2, 3], np.dtype(float), of="y")
    with pytest.raises(GeometryError, match=r"g must have the shape of y, \(2, 3\), got \(3, 2\)"):
        check_shape("g", np.ones((3, 2)), [2, 3], np.dtype(float), of="y")
    with pytest.raises(GeometryError, match="g must have the dtype of y, float64, got float32; use astype"):
        check_shape("g", np.ones((2, 3), np.float32), [2, 3], np.dtype(float), of="y")
    assert is_array(np.ones(1))
    assert not is_array([1])
