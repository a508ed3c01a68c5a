"""The route through the backward pass: autograd's gradient of torch's convolution, and nothing else."""

import numpy as np
import pytest
import torch

from tconv_lib.input_gradient import conv_transpose

CONV = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}


@pytest.mark.parametrize(("size", "kernel"), [((9,), (3,)), ((8, 9), (2, 3)), ((6, 7, 5), (1, 2, 3))])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize(("padding", "dilation", "groups"), [(0, 1, 1), (1, 2, 2)])
def test_it_is_what_autograd_sends_back_through_a_convolution(rng, size, kernel, stride, padding, dilation, groups):
    arguments = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    x = torch.zeros(2, 2 * groups, *size, dtype=torch.float64, requires_grad=True)
    weight = rng.integers(-9, 10, (3 * groups, 2, *kernel)).astype(float)
    out = CONV[len(size)](x, torch.from_numpy(weight), **arguments)
    g = rng.integers(-9, 10, tuple(out.shape)).astype(float)
    out.backward(torch.from_numpy(g))
    unread = tuple((n + 2 * padding - dilation * (k - 1) - 1) % stride for n, k in zip(size, kernel, strict=True))
    np.testing.assert_array_equal(conv_transpose(g, weight, **arguments, output_padding=unread), x.grad.numpy())


def test_a_cell_that_no_window_reads_gets_no_gradient():
    out = conv_transpose(np.ones((1, 1, 3)), np.ones((1, 1, 2)), stride=3, output_padding=1)
    assert out.tolist() == [[[1, 1, 0, 1, 1, 0, 1, 1, 0]]]
