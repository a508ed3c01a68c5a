"""The steps of the fast route against torch."""

import numpy as np
import pytest

from tconv_lib import fast
from tests.tconv_lib import torch_oracle


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_columns_then_col2im_is_the_transposed_convolution(rng, stride):
    x, weight = rng.integers(-9, 10, (3, 4, 5)), rng.integers(-9, 10, (3, 2, 3, 2))
    stamps = fast.columns(x, weight)
    assert stamps.shape == (2 * 3 * 2, 4 * 5)
    np.testing.assert_array_equal(
        fast.col2im(stamps, (4, 5), (3, 2), stride), torch_oracle.conv_transpose(x, weight, stride=stride)
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"groups": 8},
        {"groups": 4, "dilation": 2},
        {"stride": (3, 2), "padding": (1, 2), "output_padding": (2, 1)},
        {"stride": 2, "padding": 1, "groups": 8, "dilation": (3, 2), "output_padding": 1},
        {"stride": 5, "padding": 7},
    ],
)
@pytest.mark.parametrize(("batch", "multiplier"), [(1, 1), (1, 24), (8, 3), (16, 1)])
def test_large_and_small_channel_counts_agree_with_torch(rng, arguments, batch, multiplier):
    x, weight = rng.normal(size=(batch, 8, 6, 7)), rng.normal(size=(8, multiplier, 3, 4))
    bias = rng.normal(size=multiplier * arguments.get("groups", 1))
    expected = torch_oracle.conv_transpose(x, weight, bias, **arguments)
    np.testing.assert_allclose(fast.conv_transpose(x, weight, bias, **arguments), expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("groups", [1, 4])
def test_a_batch_and_groups_that_are_cut_to_portions_agree_with_torch_to_the_last_bit(rng, groups):
    x, weight = rng.integers(-9, 10, (3, 4, 40, 41)), rng.integers(-9, 10, (4, 8, 5, 4))
    arguments = {"groups": groups, "padding": 1, "dilation": 2}
    expected = torch_oracle.conv_transpose(x, weight, **arguments)
    np.testing.assert_array_equal(fast.conv_transpose(x, weight, **arguments), expected)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_where_patches_would_move_less_what_is_not_finite_still_passes_through_as_in_torch(rng, value):
    arguments = {"stride": 2, "groups": 8}
    for spoiled in (0, 1):
        arrays = [rng.normal(size=(1, 8, 9, 9)), rng.normal(size=(8, 1, 4, 4))]
        arrays[spoiled][0, 0, 2, 1] = value
        expected = torch_oracle.conv_transpose(*arrays, **arguments)
        np.testing.assert_allclose(fast.conv_transpose(*arrays, **arguments), expected, rtol=1e-12, atol=1e-12)
