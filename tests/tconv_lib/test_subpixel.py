"""Phases and pixel shuffle: the same numbers by rearrangement, and torch's own shuffle."""

import numpy as np
import pytest
import torch

import tconv_lib
from tconv_lib.subpixel import (
    icnr,
    phase_kernels,
    phase_outputs,
    pixel_shuffle,
    pixel_unshuffle,
    subpixel_weight,
    transposed_weight,
)


@pytest.mark.parametrize("upscale", [1, 2, 3])
@pytest.mark.parametrize("batch", [(), (2,), (2, 3)])
def test_pixel_shuffle_is_torchs_and_comes_back(rng, upscale, batch):
    x = rng.normal(size=(*batch, 2 * upscale**2, 4, 3))
    shuffled = pixel_shuffle(x, upscale)
    np.testing.assert_array_equal(shuffled, torch.nn.functional.pixel_shuffle(torch.from_numpy(x), upscale).numpy())
    np.testing.assert_array_equal(pixel_unshuffle(shuffled, upscale), x)


@pytest.mark.parametrize("k", range(1, 7))
@pytest.mark.parametrize("stride", range(1, 6))
def test_the_phases_interleaved_are_the_transposed_convolution(rng, k, stride):
    x, w = rng.integers(-9, 10, 4), rng.integers(-9, 10, k)
    full = tconv_lib.conv_transpose(x[None], w[None, None], stride=stride)[0]
    phases = phase_outputs(x, w, stride)
    assert len(phases) == stride
    for phase, values in enumerate(phases):
        np.testing.assert_array_equal(values, full[phase::stride])
    assert np.concatenate(phase_kernels(w, stride)).size == k


@pytest.mark.parametrize("kernel", [(3, 3), (4, 2), (5, 6)])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_convolution_and_shuffle_do_what_the_transposed_convolution_does(rng, kernel, stride):
    x, weight = rng.integers(-9, 10, (2, 3, 4, 5)), rng.integers(-9, 10, (3, 2, *kernel))
    full = tconv_lib.conv_transpose(x, weight, stride=stride)
    rearranged = subpixel_weight(weight, stride)
    padding = tuple(k - 1 for k in rearranged.shape[2:])
    shuffled = pixel_shuffle(tconv_lib.conv(x, rearranged, padding=padding), stride)
    np.testing.assert_array_equal(shuffled[:, :, : full.shape[2], : full.shape[3]], full)
    filled = transposed_weight(rearranged, stride)
    np.testing.assert_array_equal(filled[:, :, : kernel[0], : kernel[1]], weight)
    assert np.count_nonzero(filled) == np.count_nonzero(weight)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_icnr_starts_as_nearest_neighbour_of_the_small_convolution(rng, stride):
    x, weight = rng.integers(-9, 10, (1, 3, 5, 6)), rng.integers(-9, 10, (2, 3, 3, 3))
    small = tconv_lib.conv(x, weight, padding=1)
    large = pixel_shuffle(tconv_lib.conv(x, icnr(weight, stride), padding=1), stride)
    np.testing.assert_array_equal(large, small.repeat(stride, axis=2).repeat(stride, axis=3))


@pytest.mark.parametrize("kernel", [(1, 1), (2, 1), (2, 3)])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_what_is_rearranged_can_be_handed_to_torch(rng, kernel, stride):
    there = torch.tensor(subpixel_weight(rng.normal(size=(1, 2, *kernel)), stride))  # refuses negative strides
    back = torch.tensor(transposed_weight(there.numpy(), stride))
    assert back.shape == (1, 2, *(-(-k // stride) * stride for k in kernel))
