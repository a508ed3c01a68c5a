"""One checked call: sizes against torch, groups and bias by what they must do, and what is no layer."""

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.layer import Layer
from tests.tconv_lib import torch_oracle


def conv_layer(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return Layer.of_conv(x, weight, bias, stride, padding, dilation, groups)


def transposed_layer(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    return Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=False
    )


@pytest.mark.parametrize("size", [(7,), (7, 6), (5, 6, 7)])
def test_the_output_size_is_torchs(size):
    rank = len(size)
    arguments = {"stride": 2, "padding": 1, "dilation": (2, 1, 1)[:rank], "groups": 2}
    x, weight = np.ones((3, 4, *size)), np.ones((4, 2, *(3, 2, 1)[:rank]))
    assert conv_layer(x, weight, **arguments).output_size == torch_oracle.conv(x, weight, **arguments).shape[2:]
    arguments["output_padding"] = (1, 0, 1)[:rank]
    expected = torch_oracle.conv_transpose(x, weight, **arguments).shape[2:]
    assert transposed_layer(x, weight, **arguments).output_size == expected


@pytest.mark.parametrize("make", [conv_layer, transposed_layer])
def test_groups_are_pythons_integer_whatever_they_came_as(make):
    assert type(make(np.ones((4, 3)), np.ones((4, 2, 1)), groups=np.uint8(2)).groups) is int


@pytest.mark.parametrize("make", [conv_layer, transposed_layer])
def test_an_input_without_a_batch_gets_one_and_the_result_loses_it(make):
    x, weight = np.arange(6.0).reshape(2, 3), np.ones((2, 2, 1))
    layer = make(x, weight)
    assert layer.x.shape == (1, 2, 3)
    assert layer.finish(np.zeros((1, 2, 3))).shape == (2, 3)
    assert make(x[None], weight).finish(np.zeros((1, 2, 3))).shape == (1, 2, 3)


def test_the_bias_goes_to_its_channel():
    layer = conv_layer(np.ones((2, 1, 3, 4)), np.ones((2, 1, 1, 1)), np.array([10.0, 20.0]))
    out = layer.finish(np.zeros((2, 2, 3, 4)))
    assert (out[:, 0] == 10).all()
    assert (out[:, 1] == 20).all()


def test_each_group_gets_its_channels_and_its_part_of_the_weight(rng):
    x, weight = rng.normal(size=(2, 6, 5)), rng.normal(size=(6, 1, 1))
    calls = []

    def one_group(x, weight):
        calls.append((x, weight))
        return x

    np.testing.assert_array_equal(transposed_layer(x, weight, groups=3).by_group(one_group), x)
    for group, (channels, part) in enumerate(calls):
        np.testing.assert_array_equal(channels, x[:, 2 * group : 2 * group + 2])
        np.testing.assert_array_equal(part, weight[2 * group : 2 * group + 2])
    assert len(calls) == 3


@pytest.mark.parametrize("make", [conv_layer, transposed_layer])
def test_arrays_of_one_dtype_of_numbers_are_needed(make):
    array = np.ones((1, 1, 3))
    with pytest.raises(GeometryError, match=r"x must be an array .* got list"):
        make(array.tolist(), array)
    with pytest.raises(GeometryError, match=r"weight must be an array .* got list"):
        make(array, array.tolist())
    with pytest.raises(GeometryError, match="got float32 and float64; use astype"):
        make(array.astype(np.float32), array)
    with pytest.raises(GeometryError, match="must hold numbers, got dtype bool"):
        make(array.astype(bool), array.astype(bool))


def test_the_message_says_which_layer_and_how_many_channels_it_takes():
    with pytest.raises(GeometryError, match=r"x has 3 channels, but a convolution .* and groups 2 takes 4"):
        conv_layer(np.ones((1, 3, 5)), np.ones((2, 2, 1)), groups=2)
    with pytest.raises(GeometryError, match=r"x has 3 channels, but a transposed convolution .* takes 2"):
        transposed_layer(np.ones((1, 3, 5)), np.ones((2, 2, 1)))
    with pytest.raises(GeometryError, match="each of the 4 output channels, got shape"):
        transposed_layer(np.ones((1, 2, 5)), np.ones((2, 2, 1)), np.ones(2), groups=2)
