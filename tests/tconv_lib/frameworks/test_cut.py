"""What all frameworks share, against torch's own layer and a crop by hand."""

import numpy as np
import pytest
import torch

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.cut import check_layer, cut


@pytest.mark.parametrize("crops", [[(0, 0), (0, 0)], [(1, 0), (0, 2)], [(2, 3), (1, 1)], [(-1, 0), (0, -2)]])
def test_the_uncropped_result_loses_cells_by_side_or_gains_zeros_and_the_bias_comes_last(rng, crops):
    x, weight, bias = rng.integers(-9, 10, (2, 4, 3, 4)), rng.integers(-9, 10, (4, 3, 3, 2)), rng.integers(1, 9, 6)
    x, weight, bias = x.astype(float), weight.astype(float), bias.astype(float)
    full = torch.nn.functional.conv_transpose2d(torch.tensor(x), torch.tensor(weight), stride=2, groups=2)
    (top, bottom), (left, right) = crops
    expected = torch.nn.functional.pad(full, (-left, -right, -top, -bottom)).numpy() + bias[:, None, None]
    assert np.array_equal(cut(x, weight, bias, crops, 2, groups=2), expected)
    assert np.array_equal(cut(x, weight, None, crops, 2, groups=2), expected - bias[:, None, None])


def test_crops_that_leave_nothing_are_named():
    row = np.ones((1, 1, 3))
    assert cut(row, row, None, [(2, 2)], 1).shape == (1, 1, 1)
    with pytest.raises(GeometryError, match="nothing is left of 5 cells without 2 at the start and 3 at the end"):
        cut(row, row, None, [(2, 3)], 1)


def test_the_layer_that_is_checked_has_no_crop():
    layer = check_layer(np.ones((1, 2, 5)), np.ones((2, 3, 4)), 2, dilation=3)
    assert [(axis.kernel_size, axis.stride, axis.padding, axis.dilation) for axis in layer.axes] == [(4, 2, 0, 3)]
    with pytest.raises(GeometryError):
        check_layer(np.ones((1, 2, 5)), np.ones((3, 3, 4)), 2)
