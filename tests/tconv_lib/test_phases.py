"""Both ways to the phases against torch, whose output is taken a stride apart; and where cells end up."""

import itertools

import numpy as np
import pytest

from tconv_lib.geometry import Axis
from tconv_lib.phases import add_stamps, convolve_phases, interleave, sort_taps
from tests.tconv_lib import torch_oracle

SIZES = [((4,), (5,), (2,)), ((3, 4), (2, 3), (2, 1)), ((3, 4), (5, 1), (3, 2)), ((2, 3, 2), (3, 1, 2), (1, 3, 2))]
every_size = pytest.mark.parametrize(("size", "kernel", "strides"), SIZES)


def check_phases(phases, expected, strides):
    """Phase r holds the cells r, r + s, ... of torch's output, then zeros; a phase that is left out holds none."""
    for phase in np.ndindex(*strides):
        cells = expected[:, :, *(slice(r, None, s) for r, s in zip(phase, strides, strict=True))]
        if any(r >= count for r, count in zip(phase, phases.shape[2:], strict=False)):
            assert not cells.any()
            continue
        actual = np.moveaxis(phases[0, :, *phase], -1, 0)
        inside = tuple(slice(n) for n in cells.shape[2:])
        np.testing.assert_array_equal(actual[:, :, *inside], cells)
        assert np.count_nonzero(actual) == np.count_nonzero(cells)


@every_size
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_added_stamps_are_torchs_output_a_stride_apart(rng, size, kernel, strides, dilation):
    x, weight = rng.integers(1, 9, (2, 1, *size)), rng.integers(1, 9, (1, 3, *kernel))
    expected = torch_oracle.conv_transpose(x, weight, stride=strides, dilation=dilation)
    stamps = np.multiply.outer(weight[0], np.moveaxis(x[:, 0], 0, -1))[None]
    axes = [Axis(k, s, dilation=dilation) for k, s in zip(kernel, strides, strict=True)]
    check_phases(add_stamps(stamps, axes), expected, strides)


@every_size
def test_convolved_phases_are_torchs_output_a_stride_apart(rng, size, kernel, strides):
    x, weight = rng.integers(1, 9, (2, 4, *size)), rng.integers(1, 9, (4, 3, *kernel))
    expected = torch_oracle.conv_transpose(x, weight, stride=strides)
    axes = [Axis(k, s) for k, s in zip(kernel, strides, strict=True)]
    phases = convolve_phases(np.moveaxis(x, 0, -1)[None], sort_taps(weight[None], axes), axes)
    check_phases(phases, expected, strides)


@every_size
def test_sorting_keeps_every_tap_once(size, kernel, strides):
    weight = np.arange(1, 1 + 2 * 3 * np.prod(kernel)).reshape(1, 2, 3, *kernel)
    axes = [Axis(k, s) for k, s in zip(kernel, strides, strict=True)]
    kernels = sort_taps(weight, axes)
    assert sorted(kernels[kernels > 0]) == sorted(weight.ravel())


def test_interleaving_crops_and_leaves_what_lies_beyond():
    for cells, stride, padding, output_size in itertools.product(range(1, 4), range(1, 4), range(5), range(1, 12)):
        full = np.arange(1, 1 + cells * stride)
        phases = full.reshape(cells, stride).T.reshape(1, 1, stride, cells, 1)
        out = np.full((1, 1, 1, output_size), -7)
        interleave(phases, [Axis(1, stride, padding)], out)
        kept = full[padding : padding + output_size].tolist()
        assert out[0, 0, 0].tolist() == kept + [-7] * (output_size - len(kept))
