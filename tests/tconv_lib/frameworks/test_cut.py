"""What all frameworks cut: the uncropped result of torch, fewer or more cells of it."""

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.cut import check_layer, cut
from tests.tconv_lib import torch_oracle


@pytest.mark.parametrize("crops", [[(0, 0), (1, 2)], [(1, 0), (0, -2)], [(-1, 3), (2, 1)]])
def test_a_cut_takes_cells_off_torchs_uncropped_result_and_the_bias_comes_after(rng, crops):
    x, weight, bias = rng.integers(-9, 10, (2, 3, 3, 4)), rng.integers(-9, 10, (3, 2, 3, 2)), np.array([5, 7])
    full = torch_oracle.conv_transpose(x, weight, stride=2)
    padded = np.pad(full, [(0, 0), (0, 0), *((max(0, -start), max(0, -end)) for start, end in crops)])
    sides = [
        slice(max(0, start), size - max(0, end)) for (start, end), size in zip(crops, padded.shape[2:], strict=True)
    ]
    expected = padded[:, :, *sides] + bias[:, None, None]
    np.testing.assert_array_equal(cut(x, weight, bias, crops, 2), expected)


def test_a_cut_that_leaves_nothing_is_refused():
    with pytest.raises(GeometryError, match="nothing is left of 5 cells without 3 at the start and 2 at the end"):
        cut(np.ones((1, 1, 3)), np.ones((1, 1, 3)), None, [(3, 2)], 1)


def test_the_layer_has_no_crop():
    layer = check_layer(np.ones((1, 1, 3)), np.ones((1, 1, 3)), 2)
    assert layer.output_size == (7,)
