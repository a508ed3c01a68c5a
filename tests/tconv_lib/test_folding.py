"""An axis folded into the channels, against torch: dense layers of one axis fewer give the same numbers."""

import itertools

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.folding import fold_axis
from tconv_lib.geometry import Axis
from tests.tconv_lib import torch_oracle


@pytest.mark.parametrize("i", [1, 2, 4])
def test_a_folded_row_is_a_matrix_product_and_gives_torchs_cells_to_the_last_bit(rng, i):
    for k, s, p, d, a in itertools.product([1, 2, 3, 5], [1, 2, 4], [0, 1, 3], [1, 2, 3], [0, 1, 3]):
        axis = Axis(k, s, p, d)
        size = (i - 1) * s + axis.extent - 2 * p + a
        if size < 1 or a >= max(s, d):
            continue
        x, weight = rng.integers(-9, 10, (2, 3, i)), rng.integers(-9, 10, (3, 2, k))
        expected = torch_oracle.conv_transpose(x, weight, stride=s, padding=p, dilation=d, output_padding=a)
        folded = fold_axis(weight[None], axis, i, size)
        assert folded.shape == (1, 3 * i, 2 * size)
        np.testing.assert_array_equal((x.reshape(2, 3 * i) @ folded[0]).reshape(expected.shape), expected)


def test_what_is_left_of_an_image_is_a_layer_of_rows(rng):
    x, weight = rng.integers(-9, 10, (2, 3, 4, 5)), rng.integers(-9, 10, (3, 2, 3, 2))
    expected = torch_oracle.conv_transpose(x, weight, stride=2, padding=(1, 0))
    folded = fold_axis(weight[None], Axis(3, 2, 1), 4, expected.shape[2])[0]
    rows = torch_oracle.conv_transpose(x.reshape(2, 12, 5), folded, stride=2)
    np.testing.assert_array_equal(rows.reshape(expected.shape), expected)


def test_each_group_is_folded_by_itself(rng):
    weight = rng.integers(-9, 10, (4, 3, 2, 3))
    together = fold_axis(weight, Axis(3, 2), 3, 7)
    for group in range(4):
        np.testing.assert_array_equal(together[group], fold_axis(weight[group : group + 1], Axis(3, 2), 3, 7)[0])


def test_the_axis_is_that_of_the_first_kernel_size():
    with pytest.raises(GeometryError, match="axis must be an Axis with the kernel_size of weight, 3, got Axis"):
        fold_axis(np.ones((1, 1, 1, 3, 2)), Axis(2), 4, 6)
