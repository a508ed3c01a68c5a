"""Stacks against torch: each stage's size, the first failure, and what is not written."""

import pytest
import torch
from torch import nn

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.stages import run_stages
from tconv_lib.explain.syntax import read_calls

STACK = """nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 32, 3, 2, 1),
    nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.PixelShuffle(2), nn.Conv2d(4, 1, (3, 5), dilation=(2, 1)))"""


def stages_of(text, sizes=None):
    return run_stages([make_layer(call) for call in read_calls(text)], sizes)


def test_each_stage_of_a_stack_has_torchs_size():
    x, real = torch.zeros(1, 3, 37, 50), []
    for layer in eval(STACK, {"nn": nn}):  # noqa: S307 - the text above
        x = layer(x)
        real.append(tuple(x.shape[2:]))
    assert [stage.after for stage in stages_of(STACK, (37, 50))] == real


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(4, 8, 3), nn.ReLU()", "conv-input-channels"),
        ("nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ConvTranspose2d(4, 8, 3), nn.ReLU()", "transposed-input-channels"),
        ("nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 40), nn.ReLU()", "own-kernel-too-large"),
        (
            "nn.Conv2d(3, 16, 3), nn.PixelShuffle(2), nn.ConvTranspose2d(16, 8, 3), nn.ReLU()",
            "transposed-input-channels",
        ),
    ],
)
def test_a_stack_stops_where_torch_stops(text, row):
    stages = stages_of(text, (20,))
    assert [bool(stage.failure) for stage in stages] == [False, False, True]
    assert [answer.row for answer in stages[-1].answers] == [row]
    with pytest.raises(RuntimeError):
        nn.Sequential(*eval(text, {"nn": nn}))(torch.zeros(1, 3, 20, 20))  # noqa: S307 - the text above


def test_a_name_is_said_and_nothing_behind_it_is_guessed():
    first, second = stages_of("nn.Conv2d(3, 8, 3, stride=s), nn.ConvTranspose2d(8, 3, 3, 2)", (20,))
    assert (first.after, first.unknown) == (None, "stride is s")
    assert (second.before, second.after, second.formulas) == (None, None, ("(n - 1)*2 - 2*0 + 1*(3 - 1) + 0 + 1",))


def test_channels_that_are_names_do_not_matter():
    [stage] = stages_of("nn.Conv2d(c, 2 * c, 3, bias=flag)", (20,))
    assert stage.after == (18, 18)


@pytest.mark.parametrize(
    ("text", "sizes", "line"),
    [
        ("nn.Conv2d(1, 1, 3), nn.Conv1d(1, 1, 3)", (9,), "Conv2d has 2 spatial axes, Conv1d has 1"),
        ("nn.Conv3d(1, 1, 3)", (9, 9), "the input has 2 sizes, and the layers have 3 spatial axes"),
    ],
)
def test_axes_must_agree(text, sizes, line):
    with pytest.raises(ExplainError, match=line):
        stages_of(text, sizes)


def test_a_size_that_is_too_large_to_be_meant_ends_the_stack():
    stages = stages_of(", ".join(["nn.Upsample(scale_factor=1000)"] * 5), (5,))
    assert [stage.after for stage in stages] == [(5000,), (5_000_000,), None]
    assert stages[-1].failure == "size must be at most 1000000000, got 5000000000"


def test_a_stack_has_at_most_a_hundred_layers():
    assert len(stages_of(", ".join(["nn.ReLU()"] * 100))) == 100
    with pytest.raises(ExplainError, match="the stack has 101 layers; at most 100 are computed"):
        stages_of(", ".join(["nn.ReLU()"] * 101))


def test_the_first_axis_is_drawn_where_pytorchs_arguments_make_it():
    picture = {"transposed": True, "size": 5, "kernel": 3, "stride": 2, "padding": 1, "dilation": 1}
    for text, extra in [
        ("nn.ConvTranspose2d(1, 1, 3, 2, 1)", 0),
        ("nn.ConvTranspose2d(1, 1, 3, 2, 1, 4)", 4),  # which cannot be
        ("Conv2DTranspose(1, 3, 2, 'same', 0)", 0),
        ("ConvTranspose kernel_shape=[3, 3] strides=[2, 2] pads=[1, 1, 0, 0]", 1),
    ]:
        assert stages_of(text, (5,))[0].picture == {**picture, "outputPadding": extra}
    # TensorFlow's SAME of an odd overlap crops more at the end, which PyTorch does not
    assert stages_of("Conv2DTranspose(1, 3, 2, 'same')", (5,))[0].picture is None


def test_a_layer_without_a_number_of_axes_takes_the_inputs():
    [stage] = stages_of("nn.PixelShuffle(3)", (4, 5))
    assert stage.after == (12, 15)
