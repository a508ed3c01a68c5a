"""Which way is taken: none that needs zeros where a value is not finite, and few calls where there are few cells."""

import numpy as np
import pytest

from tconv_lib.cost import cheapest, moves_alone
from tconv_lib.geometry import Axis


def way(x_shape, weight_shape, **arguments):
    axes = [Axis(k, **arguments) for k in weight_shape[3:]]
    full = [axis.full_size(n) for axis, n in zip(axes, x_shape[3:], strict=True)]
    return cheapest(np.ones(x_shape), np.ones(weight_shape), axes, full)


@pytest.mark.parametrize("kernel", [14, 9, 5])
def test_a_kernel_of_many_taps_on_few_cells_costs_few_calls(kernel):
    """One call of NumPy for each tap made a kernel of 14 x 14 x 14 on 3 x 3 x 3 cells 611 times slower than PyTorch."""
    folded, patched = way((1, 4, 1, 3, 3, 3), (4, 1, 1, *[kernel] * 3))
    assert folded > 0
    assert kernel ** (3 - folded - patched) + kernel**patched <= 2 * kernel


def test_a_large_image_is_not_folded():
    assert way((1, 1, 64, 56, 56), (1, 64, 32, 4, 4), stride=2)[0] == 0


def test_many_channels_in_and_few_out_are_stamps_and_the_reverse_are_patches():
    assert way((1, 1, 256, 28, 28), (1, 256, 4, 4, 4), stride=2) == (0, 0)
    assert way((1, 1, 4, 28, 28), (1, 4, 256, 4, 4), stride=2) == (0, 2)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_meets_no_zero(value):
    for spoiled in (0, 1):
        arrays = [np.ones((1, 4, 1, 3, 3)), np.ones((4, 1, 1, 9, 9))]
        arrays[spoiled].flat[3] = value
        assert cheapest(*arrays, [Axis(9), Axis(9)], (11, 11)) == (0, 0)


def test_dilated_kernels_make_no_patches():
    assert way((1, 1, 4, 28, 28), (1, 4, 256, 4, 4), stride=2, dilation=2)[1] == 0


def test_a_wide_kernel_of_one_channel_is_stamped_on_one_axis_and_patched_on_the_other():
    """Stamps of both axes are 121 sums a cell, patches 36 copies; one of each 22 sums and 6 copies."""
    assert way((1, 165, 1, 13, 13), (165, 1, 1, 11, 11), stride=2) == (0, 1)


def test_small_images_and_short_rows_move_together():
    assert moves_alone(np.ones((2, 1, 64, 40, 40)))
    assert not moves_alone(np.ones((2, 1, 640, 16, 16)))
    assert not moves_alone(np.ones((2, 1, 2, 40, 40)))
    assert not moves_alone(np.ones((2, 1, 512)))  # nothing but channels is left
