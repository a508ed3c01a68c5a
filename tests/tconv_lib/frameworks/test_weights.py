"""Weights of each framework: SciPy computes in the framework's own layout what torch computes in its own."""

import numpy as np
import pytest
import scipy.signal

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.weights import convert_weight
from tests.tconv_lib import torch_oracle

SHAPES = {"torch": (2, 3, 4, 5), "tensorflow": (4, 5, 3, 2), "jax": (4, 5, 2, 3)}


def tensorflows(x, weight):
    """(H, W, C_in) with (kh, kw, C_out, C_in): a true convolution of each channel."""
    pairs = [
        [scipy.signal.convolve2d(x[:, :, c], weight[:, :, o, c]) for c in range(weight.shape[3])]
        for o in range(weight.shape[2])
    ]
    return np.stack([np.sum(channels, axis=0) for channels in pairs], axis=-1)


def jaxs(x, weight):
    """(H, W, C_in) with (kh, kw, C_in, C_out): the kernel is not flipped."""
    pairs = [
        [scipy.signal.correlate2d(x[:, :, c], weight[:, :, c, o]) for c in range(weight.shape[2])]
        for o in range(weight.shape[3])
    ]
    return np.stack([np.sum(channels, axis=0) for channels in pairs], axis=-1)


@pytest.mark.parametrize(("framework", "compute"), [("tensorflow", tensorflows), ("jax", jaxs)])
def test_the_converted_weight_gives_torchs_result_in_the_frameworks_layout(rng, framework, compute):
    x, weight = rng.integers(-9, 10, (2, 6, 3)), rng.integers(-9, 10, SHAPES["torch"])
    out = compute(x.transpose(1, 2, 0), convert_weight(weight, "torch", framework))
    np.testing.assert_array_equal(out.transpose(2, 0, 1), torch_oracle.conv_transpose(x, weight))


@pytest.mark.parametrize("source", SHAPES)
@pytest.mark.parametrize("target", SHAPES)
def test_a_converted_weight_comes_back_and_agrees_whatever_the_way(rng, source, target):
    weight = rng.normal(size=SHAPES["torch"])
    there = convert_weight(convert_weight(weight, "torch", source), source, target)
    np.testing.assert_array_equal(there, convert_weight(weight, "torch", target))
    np.testing.assert_array_equal(convert_weight(there, target, "torch"), weight)
    assert there.shape == SHAPES[target]


@pytest.mark.parametrize(("source", "target", "wrong"), [("torch", "onnx", "target"), ("caffe", "jax", "source")])
def test_an_unknown_framework_is_refused(source, target, wrong):
    with pytest.raises(GeometryError, match=f"{wrong} must be 'torch', 'tensorflow' or 'jax', got"):
        convert_weight(np.ones((1, 1, 1)), source, target)
