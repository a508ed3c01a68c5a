"""Arguments by name, in the order of the real signatures."""

import inspect

import pytest
import torch.nn.functional as F  # noqa: N812 - torch's name
from torch import nn

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.syntax import read_calls

NAMES = [f"{kind}{rank}d" for kind in ("Conv", "ConvTranspose", "MaxPool", "AvgPool") for rank in (1, 2, 3)]
OTHERS = ["PixelShuffle", "PixelUnshuffle", "Upsample", "ZeroPad2d", "LazyConv2d", "LazyConvTranspose1d"]


@pytest.mark.parametrize("name", [*NAMES, *OTHERS])
def test_positional_arguments_have_torchs_names(name):
    parameters = [*inspect.signature(getattr(nn, name)).parameters]
    known = [p for p in parameters if p not in ("device", "dtype", "recompute_scale_factor")]
    [call] = read_calls(f"nn.{name}({', '.join(map(str, range(1, 1 + len(known))))})")
    assert [*make_layer(call).arguments] == known


@pytest.mark.parametrize("name", [f"conv{t}{rank}d" for t in ("", "_transpose") for rank in (1, 2, 3)])
def test_positional_arguments_of_functions_have_torchs_names(name):
    assert hasattr(F, name)
    [call] = read_calls(f"F.{name}(x, w, None, 2, 1)")
    assert make_layer(call).arguments["stride"] == 2
    signature = getattr(F, name).__doc__.split(")")[0]
    written = [part.split("=")[0].strip() for part in signature.split("(", 1)[1].split(",")]
    [call] = read_calls(f"F.{name}({', '.join(map(str, range(len(written))))})")
    assert [*make_layer(call).arguments] == written


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nn.LSTM(3, 4)", "nn.LSTM is no layer that explain knows"),
        ("nn.ConvTranspose(features=8, kernel_size=(3, 3))", "is no layer that explain knows"),  # Flax, not ONNX
        ("nn.Conv2d(1, 2, 3, dilations=2)", "it is called dilation there"),
        ("Conv2D(8, 3, stride=2)", "it is called strides there"),
        ("nn.Conv2d(1, 2, 3, in_channels=2)", "twice"),
    ],
)
def test_a_wrong_argument_is_named(text, line):
    [call] = read_calls(text)
    with pytest.raises(ExplainError, match=line):
        make_layer(call)


def test_a_kernel_is_read_from_a_written_weight_or_from_the_caller():
    [call] = read_calls("F.conv_transpose2d(x, torch.zeros(4, 2, 3, 5))")
    assert make_layer(call).arguments["kernel_size"] == (3, 5)
    [call] = read_calls("F.conv_transpose2d(x, w)")
    assert make_layer(call, 3).arguments["kernel_size"] == 3
    [call] = read_calls("nn.Conv2d(1, 2, 5)")
    assert make_layer(call, 3).arguments["kernel_size"] == 5
