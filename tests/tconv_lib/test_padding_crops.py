"""Sizes against torch; padding for a scale by trying every padding."""

import itertools

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.padding_crops import conv_transpose_size, crop2d, padding_for_scale
from tests.tconv_lib import torch_oracle


def test_every_size_agrees_with_torch_or_is_refused_by_both():
    refused = 0
    for i, k, s, p, d in itertools.product(range(1, 5), range(1, 5), range(1, 4), range(5), range(1, 4)):
        try:
            expected = torch_oracle.conv_transpose(
                np.ones((1, 1, i)), np.ones((1, 1, k)), stride=s, padding=p, dilation=d
            ).shape[2]
        except RuntimeError:
            refused += 1
            with pytest.raises(GeometryError, match="use a smaller padding"):
                conv_transpose_size(i, k, s, p, d)
        else:
            assert conv_transpose_size(i, k, s, p, d) == expected
    assert refused > 50


def test_cropping_after_is_what_padding_does(rng):
    x, w = rng.integers(-9, 10, (1, 1, 3, 4)), rng.integers(-9, 10, (1, 1, 3, 4))
    full = torch_oracle.conv_transpose(x, w, stride=2)[0, 0]
    for padding in (0, 1, (2, 1), (0, 3)):
        expected = torch_oracle.conv_transpose(x, w, stride=2, padding=padding)[0, 0]
        np.testing.assert_array_equal(crop2d(full, padding), expected)


@pytest.mark.parametrize(
    ("padding", "message"),
    [
        (2, "padding 2 leaves -1 of 3 cells"),
        ((0, 2), "padding 2 leaves 0 of 4"),
        (-1, "at least 0"),
        ((1, 1, 1), "2 axes"),
    ],
)
def test_a_crop_that_leaves_nothing_is_refused(padding, message):
    with pytest.raises(GeometryError, match=message):
        crop2d(np.ones((3, 4)), padding)


@pytest.mark.parametrize("k", range(1, 10))
@pytest.mark.parametrize("s", range(1, 6))
def test_the_padding_for_a_scale_is_the_one_that_trying_finds(k, s):
    fitting = [p for p in range(k) if 8 * s + k - 2 * p == 9 * s]
    if fitting:
        assert padding_for_scale(k, s) == fitting[0]
    else:
        with pytest.raises(GeometryError, match="smaller than stride" if k < s else "odd number") as caught:
            padding_for_scale(k, s)
        reachable = any(8 * s + k - 2 * p + a == 9 * s for p in range(k) for a in range(s))
        assert ("or output_padding" in str(caught.value)) == (reachable and k >= s)
