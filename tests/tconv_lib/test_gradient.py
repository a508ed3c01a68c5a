"""Gradients against torch's autograd on every kind of argument, and against central differences."""

import itertools

import numpy as np
import pytest
import torch

import tconv_lib
from tconv_lib.gradient import (
    backward_output_padding,
    conv_backward,
    conv_transpose_backward,
    conv_transpose_gradients,
    conv_weight_gradient,
    numerical_gradient,
    numerical_input_gradient,
)

CONV = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
CONV_TRANSPOSE = {
    1: torch.nn.functional.conv_transpose1d,
    2: torch.nn.functional.conv_transpose2d,
    3: torch.nn.functional.conv_transpose3d,
}
CASES = list(
    itertools.product(
        [((5,), (3,)), ((6, 5), (2, 3)), ((4, 5, 3), (2, 1, 3))],  # input and kernel size
        [1, 2, 3],
        [0, 1],
        [1, 2],
        [1, 2],
    )
)


def torch_gradients(function, x, weight, channels, arguments, rng):
    """(g, dx, dw, db) by autograd for a random g of integers."""
    leaves = [torch.from_numpy(array).requires_grad_() for array in (x, weight, np.zeros(channels))]
    out = function(*leaves, **arguments)
    g = rng.integers(-9, 10, tuple(out.shape)).astype(float)
    out.backward(torch.from_numpy(g))
    return g, *(leaf.grad.numpy() for leaf in leaves)


@pytest.mark.slow
@pytest.mark.parametrize(("sizes", "stride", "padding", "dilation", "groups"), CASES)
def test_convolution_gradients_are_torchs(rng, sizes, stride, padding, dilation, groups):
    size, kernel = sizes
    size = tuple(n + 3 for n in size)
    x = rng.integers(-9, 10, (2, 2 * groups, *size)).astype(float)
    weight = rng.integers(-9, 10, (3 * groups, 2, *kernel)).astype(float)
    arguments = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    g, *expected = torch_gradients(CONV[len(kernel)], x, weight, 3 * groups, arguments, rng)
    for actual, right in zip(conv_backward(x, weight, g, **arguments), expected, strict=True):
        np.testing.assert_array_equal(actual, right)


@pytest.mark.slow
@pytest.mark.parametrize(("sizes", "stride", "padding", "dilation", "groups"), CASES)
def test_transposed_convolution_gradients_are_torchs(rng, sizes, stride, padding, dilation, groups):
    size, kernel = sizes
    x = rng.integers(-9, 10, (2, 2 * groups, *size)).astype(float)
    weight = rng.integers(-9, 10, (2 * groups, 3, *kernel)).astype(float)
    for output_padding in range(max(stride, dilation)):
        arguments = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        arguments["output_padding"] = output_padding
        g, *expected = torch_gradients(CONV_TRANSPOSE[len(kernel)], x, weight, 3 * groups, arguments, rng)
        actual = conv_transpose_backward(x, weight, g, **arguments, torch_limit=True)
        for mine, right in zip(actual, expected, strict=True):
            np.testing.assert_array_equal(mine, right)


def test_one_image_without_a_batch_has_gradients_without_one(rng):
    x, weight = rng.normal(size=(2, 7)), rng.normal(size=(3, 2, 3))
    g = rng.normal(size=(3, 3))
    for alone, batched in zip(
        conv_backward(x, weight, g, stride=2), conv_backward(x[None], weight, g[None], stride=2), strict=True
    ):
        np.testing.assert_allclose(alone, batched.reshape(alone.shape), rtol=1e-12, atol=1e-12)
    y = rng.normal(size=(3, 2))
    for alone, batched in zip(
        conv_transpose_backward(y, weight, np.ones((2, 5)), stride=2),
        conv_transpose_backward(y[None], weight, np.ones((1, 2, 5)), stride=2),
        strict=True,
    ):
        np.testing.assert_allclose(alone, batched.reshape(alone.shape), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_central_differences_agree(rng, stride):
    x, w = rng.normal(size=8), rng.normal(size=3)
    m = (8 + 2 - 3) // stride + 1
    g = rng.normal(size=m)
    dx, dw, _ = conv_backward(x[None], w[None, None], g[None], stride=stride, padding=1)
    np.testing.assert_allclose(numerical_input_gradient(x, w, g, stride, 1), dx[0], atol=1e-8)

    def forward(weight):
        return tconv_lib.conv(x[None], weight[None, None], stride=stride, padding=1)[0]

    np.testing.assert_allclose(numerical_gradient(forward, w, g), dw[0, 0], atol=1e-8)
    np.testing.assert_allclose(conv_weight_gradient(x, g, 3, stride, 1), dw[0, 0], rtol=1e-12)


def test_the_row_functions_are_the_layer_on_one_channel(rng):
    x, w = rng.normal(size=4), rng.normal(size=3)
    g = rng.normal(size=7)  # 3 * 2 + 3 - 2
    expected = conv_transpose_backward(x[None], w[None, None], g[None], stride=2, padding=1)
    for actual, right in zip(conv_transpose_gradients(x, w, g, 2, 1), expected, strict=True):
        np.testing.assert_allclose(actual, right.reshape(np.shape(actual)), rtol=1e-12)


def test_the_backward_pass_needs_what_the_floor_forgot():
    for n in range(5, 20):
        u = backward_output_padding(n, 3, 4, 1, 2)
        assert u == (n + 2 - 5) % 4
        x = np.zeros((1, 1, n))
        y = tconv_lib.conv(x, np.zeros((1, 1, 3)), stride=4, padding=1, dilation=2)
        back = tconv_lib.conv_transpose(y, np.zeros((1, 1, 3)), stride=4, padding=1, dilation=2, output_padding=u)
        assert back.shape == x.shape
