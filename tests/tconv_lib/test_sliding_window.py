"""The convolution layer against torch and SciPy, in values, dtype and refusals."""

import numpy as np
import pytest
import scipy.signal
import torch

from tconv_lib import conv
from tconv_lib.errors import GeometryError
from tconv_lib.sliding_window import conv2d, convolve2d, correlate2d, n_parameters
from tests.tconv_lib import torch_oracle

SIZES = {1: (7,), 2: (7, 5), 3: (5, 6, 4)}
KERNELS = {1: (3,), 2: (3, 2), 3: (2, 3, 1)}


@pytest.mark.slow
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("arguments", [{}, {"stride": 2}, {"padding": 1}, {"dilation": 2, "padding": 3, "stride": 3}])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128", "int64"])
def test_conv_agrees_with_torch(rng, rank, groups, arguments, dtype):
    x = rng.integers(-9, 10, (2, 4, *SIZES[rank])).astype(dtype)
    weight = rng.integers(-9, 10, (8, 4 // groups, *KERNELS[rank])).astype(dtype)
    bias = rng.integers(-9, 10, 8).astype(dtype)
    expected = torch_oracle.conv(x, weight, bias, groups=groups, **arguments)
    actual = conv(x, weight, bias, groups=groups, **arguments)
    assert actual.dtype == dtype
    np.testing.assert_array_equal(actual, expected)
    np.testing.assert_array_equal(conv(x[1], weight, bias, groups=groups, **arguments), expected[1])


def test_per_axis_arguments_go_to_their_axes(rng):
    x, weight = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, 3, 2))
    arguments = {"stride": (2, 3), "padding": (0, 2), "dilation": (3, 1)}
    np.testing.assert_allclose(
        conv(x, weight, **arguments), torch_oracle.conv(x, weight, **arguments), rtol=1e-12, atol=1e-12
    )


def test_an_empty_batch_stays_empty():
    assert conv(np.ones((0, 2, 5)), np.ones((3, 2, 2))).shape == (0, 3, 4)


def test_both_2d_functions_agree_with_scipy(rng):
    x, w = rng.integers(-9, 10, (6, 5)), rng.integers(-9, 10, (3, 2))
    np.testing.assert_array_equal(correlate2d(x, w), scipy.signal.correlate2d(x, w, mode="valid"))
    np.testing.assert_array_equal(convolve2d(x, w), scipy.signal.convolve2d(x, w, mode="valid"))


def test_conv2d_is_the_layer_on_one_image(rng):
    x, weight, bias = rng.normal(size=(3, 6, 5)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    np.testing.assert_allclose(
        conv2d(x, weight, bias, 2, 1), torch_oracle.conv(x, weight, bias, stride=2, padding=1), rtol=1e-12, atol=1e-12
    )


def test_parameters_are_counted_as_torch_has_them():
    for bias in (True, False):
        layer = torch.nn.Conv2d(3, 5, (2, 4), bias=bias)
        assert n_parameters(3, 5, (2, 4), bias) == sum(p.numel() for p in layer.parameters())


@pytest.mark.parametrize(
    ("x", "weight", "arguments", "message"),
    [
        ((1, 3, 5), (2, 2, 3), {}, "x has 3 channels, but a convolution .* takes 2"),
        ((1, 4, 5), (3, 2, 3), {"groups": 2}, "groups 2 must divide"),
        ((1, 4, 5), (2, 4, 3), {"groups": 0}, "groups must be at least 1"),
        ((1, 4, 5), (2, 4, 3), {"bias": np.ones(3)}, "one number for each of the 2 output channels, got shape"),
        ((1, 4, 5), (2, 4, 3), {"bias": np.ones((1, 2))}, "bias must be an array of one number"),
        ((1, 4, 5), (2, 4, 3), {"bias": [1.0, 2.0]}, "got list"),
        ((1, 4, 5), (2, 4, 3), {"bias": np.ones(2, np.float32)}, "dtype of weight, float64, got float32"),
        ((1, 4, 5), (2, 4, 3), {"stride": (1, 2)}, "one for each of the 1 axes"),
        ((1, 4, 5), (2, 4, 3), {"stride": 1.5}, "stride must be an integer"),
        ((1, 4, 5), (2, 4, 0), {}, "kernel_size must be at least 1"),
        ((1, 4, 5), (0, 4, 3), {}, "at least one channel"),
        ((1, 4, 0), (2, 4, 3), {"padding": 2}, "at least one cell"),
        ((4, 5), (2, 4, 3, 3), {}, "2 spatial axes, as weight has, got an array of shape"),
        ((4, 5), (2, 4), {}, "1 to 3 spatial ones"),
    ],
)
def test_what_torch_refuses_is_refused(x, weight, arguments, message):
    x, weight = np.ones(x), np.ones(weight)
    with pytest.raises(GeometryError, match=message):
        conv(x, weight, **arguments)
    tensors = {name: value for name, value in arguments.items() if name != "bias"}
    if "bias" not in arguments:
        with pytest.raises((RuntimeError, TypeError, KeyError, ValueError)):
            torch_oracle.conv(x, weight, **tensors)
