"""Sizes against torch over a drawn population of layers: the same size, or a refusal where torch refuses."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tconv_lib.explain.messages import find_answers
from tconv_lib.explain.stages import run_stages
from tests.tconv_lib.explain.drawn import layer_of, real_size

small, size = st.integers(0, 4), st.integers(1, 20)
PADDING = st.one_of(small, st.sampled_from(["same", "valid", "SAME"]))


@st.composite
def written_layers(draw):
    """Draw a layer as it is written, right or wrong."""
    rank = draw(st.integers(1, 3))
    kind = draw(st.sampled_from(["Conv", "ConvTranspose", "MaxPool", "AvgPool"]))
    each = lambda numbers: draw(st.one_of(numbers, st.tuples(*[numbers] * rank)))  # noqa: E731
    given = {"kernel_size": each(st.integers(0, 5)), "stride": each(small), "padding": each(small)}
    if kind != "AvgPool":
        given["dilation"] = each(st.integers(0, 3))
    if kind == "ConvTranspose":
        given["output_padding"] = each(st.integers(0, 3))
    if kind in ("Conv", "ConvTranspose"):
        given |= {"padding": draw(PADDING), "groups": draw(small), "bias": draw(st.booleans())}
        channels = f"{draw(st.integers(1, 4))}, {draw(st.integers(1, 4))}, "
    else:
        given["ceil_mode"] = draw(st.booleans())
        channels = ""
    arguments = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return f"nn.{kind}{rank}d({channels}{arguments})", rank


def check_against_torch(written, data):
    text, rank = written
    sizes = tuple(data.draw(size) for _ in range(rank))
    real = real_size(text, sizes)
    [stage] = run_stages([layer_of(text)], sizes)
    if isinstance(real, str):
        assert stage.after is None, (text, sizes, real)
        assert len(find_answers(real)) == 1, real
        assert len(stage.answers) == 1, stage.failure
    elif stage.failure.startswith("dilation must be at least 1"):
        # where there are groups, PyTorch leaves it to oneDNN, which takes the dilation 0 of a single tap
        assert "ConvTranspose" in text
        assert "groups=1" not in text
    else:
        assert stage.after == real, (text, sizes, stage.failure)
        for formula in stage.formulas:
            left, right = formula.rsplit(" = ", 1)
            assert eval(left, {"max": max, "min": min, "floor": math.floor}) == int(right)  # noqa: S307 - the formula itself


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Initializing zero-element")
@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel")
@settings(max_examples=300, deadline=None)
@given(written_layers(), st.data())
def test_a_drawn_layer_has_torchs_size_or_is_refused_with_it(written, data):
    check_against_torch(written, data)


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:Initializing zero-element")
@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel")
@settings(max_examples=10_000, deadline=None)
@given(written_layers(), st.data())
def test_ten_thousand_drawn_layers_have_torchs_sizes(written, data):
    check_against_torch(written, data)


@pytest.mark.parametrize(
    "text",
    [
        "nn.PixelShuffle(2)",
        "nn.PixelUnshuffle(2)",
        "nn.PixelUnshuffle(4)",
        "nn.Upsample(scale_factor=2)",
        "nn.Upsample(scale_factor=1.7)",
        "nn.Upsample(scale_factor=(2, 3), mode='bilinear')",
        "nn.Upsample(size=(7, 9))",
        "nn.Upsample(size=9)",
        "nn.Upsample()",
        "nn.Upsample(size=9, scale_factor=2)",
        "nn.Upsample(scale_factor=(2, 2, 2))",
        "nn.Upsample(scale_factor=0.01)",
        "nn.Upsample(scale_factor=-1.0)",
        "nn.UpsamplingBilinear2d(scale_factor=2)",
        "nn.ZeroPad2d((-4, -4, 0, 0))",
        "nn.ZeroPad2d(2)",
        "nn.ZeroPad2d((1, 2, 3, 4))",
        "nn.ZeroPad2d((-1, 0, 0, -2))",
        "nn.ReflectionPad2d(9)",
        "nn.ReflectionPad2d((1, 0, 2, 0))",
        "nn.ReplicationPad2d(9)",
        "nn.CircularPad2d(7)",
        "nn.ConstantPad2d(1, 0.0)",
        "nn.AdaptiveAvgPool2d((None, 3))",
        "nn.AdaptiveMaxPool2d(4)",
        "nn.MaxPool2d(3)",
        "nn.MaxPool2d(3, 2, 1)",
        "nn.MaxPool2d(3, ceil_mode=True)",
        "nn.ReLU(inplace=True)",
        "nn.BatchNorm2d(16)",
        "nn.Dropout2d(0.5)",
        "nn.Identity()",
        "nn.LazyConv2d(4, 3, padding='same')",
        "nn.LazyConvTranspose2d(4, 3, 2, 1, 1)",
    ],
)
@pytest.mark.parametrize("sizes", [(8, 6), (5, 4)])
@pytest.mark.filterwarnings("ignore:Lazy")
def test_every_other_layer_has_torchs_size(text, sizes):
    [stage] = run_stages([layer_of(text)], sizes)
    real = real_size(text, sizes, channels=16)
    assert stage.after == (None if isinstance(real, str) else real), stage.failure
    assert stage.after or len(stage.answers) == len(find_answers(real)) == 1, (stage.failure, real)


@pytest.mark.parametrize("wanted", [(9, 9), (10, 9), (1, 2, 10, 10), (11, 9), (8, 9)])
def test_output_size_in_the_call_is_read_as_torch_reads_it(wanted):
    text = f"nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1)(x, output_size={list(wanted)})"
    layer, x = nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1), torch.zeros(1, 3, 5, 5)
    try:
        real = tuple(layer(x, output_size=list(wanted)).shape[2:])
    except ValueError:
        real = None
    [stage] = run_stages([layer_of(text)], (5, 5))
    assert stage.after == real
    assert real or [answer.row for answer in stage.answers] == ["own-target"]
