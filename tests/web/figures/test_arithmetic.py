"""The layers of one channel agree with torch's; numbers are written as a reader expects them."""

import numpy as np
import pytest

from tests.web.figures.figure_numbers import torch_correlated, torch_transposed
from web.figures.arithmetic import correlated, say, show, transposed

ROW, KERNEL = [3, -1, 2, 5], [1, 10, -100]
IMAGE, SQUARE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [2, -1]]


@pytest.mark.parametrize(("x", "w"), [(ROW, KERNEL), (IMAGE, SQUARE)])
def test_a_row_and_an_image_are_transposed_as_by_torch(x, w):
    assert transposed(x, w) == torch_transposed(x, w)
    arguments = {"stride": 2, "padding": 1, "output_padding": 1, "dilation": 2}
    assert transposed(x, w, *arguments.values()) == torch_transposed(x, w, **arguments)


@pytest.mark.parametrize(("x", "w"), [(ROW, KERNEL), (IMAGE, SQUARE)])
def test_a_row_and_an_image_are_correlated_as_by_torch(x, w):
    assert correlated(x, w) == torch_correlated(x, w)
    assert correlated(x, w, 2, 1) == torch_correlated(x, w, stride=2, padding=1)


@pytest.mark.parametrize(
    ("value", "written"),
    [(7, "7"), (-7, "−7"), (7.0, "7"), (-0.25, "−0.25"), (67_108_864, "67108864"), (0.1 + 0.2, "0.3"), ("a-b", "a-b")],
)
def test_a_number_has_a_minus_sign_and_no_needless_decimals(value, written):
    assert show(value) == say(value) == written


def test_a_number_of_numpy_is_written_as_one_of_python():
    assert show(np.float64(-2)) == "−2"


def test_a_row_has_commas_and_an_image_semicolons_between_its_rows():
    assert say([1, -2, 3]) == "1, −2, 3"
    assert say((1, 2)) == "1, 2"
    assert say([[1, 2], [3, 4.0]]) == "1 2; 3 4"
    assert say([[[1, 2], [3]], [[4]]]) == "1, 2 3; 4"
    assert say([]) == ""
