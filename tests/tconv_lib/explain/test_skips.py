"""Decoders against their encoders: the mended stack, run by torch, meets every skip."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.skips import find_mismatches, find_pairs, nearest_legal_sizes
from tconv_lib.explain.stages import run_stages
from tconv_lib.explain.syntax import read_calls
from tconv_lib.output_padding import plan_decoder
from tconv_lib.segmentation import legal_sizes

LAYER = st.tuples(st.integers(2, 5), st.integers(2, 4), st.integers(0, 1), st.integers(1, 2))


def stack_of(encoder):
    """Write an encoder and the decoder with the same arguments, mirrored."""
    down = [f"nn.Conv1d(1, 1, {k}, {s}, {p}, dilation={d})" for k, s, p, d in encoder]
    up = [f"nn.ConvTranspose1d(1, 1, {k}, {s}, {p}, dilation={d})" for k, s, p, d in reversed(encoder)]
    return [make_layer(call) for call in read_calls(f"nn.Sequential({', '.join(down + up)})")]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(LAYER, min_size=1, max_size=3), st.integers(200, 300))
def test_mended_stages_are_those_of_the_plan_and_torch_meets_every_skip(encoder, size):
    layers = stack_of(encoder)
    mended = {mismatch.stage: mismatch.mended for mismatch in find_mismatches(layers, (size,))}
    extras = [
        mended.get(at, layer).given("output_padding", (0,))[0]
        for at, layer in enumerate(layers[len(encoder) :], len(encoder))
    ]
    assert extras == plan_decoder(size, encoder)
    x, before = torch.zeros(1, 1, size), []
    for k, s, p, d in encoder:
        before.append(x.shape)
        x = nn.Conv1d(1, 1, k, s, p, dilation=d)(x)
    for (k, s, p, d), extra in zip(reversed(encoder), extras, strict=True):
        x = (
            torch.nn.functional.conv_transpose1d(x, torch.zeros(1, 1, k), None, s, p, extra, 1, d)
            if extra < max(s, d)
            else x
        )
        assert x.shape == before.pop()


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(LAYER, min_size=1, max_size=2), st.integers(60, 100))
def test_the_nearest_legal_sizes_are_those_of_the_chapter(encoder, size):
    found = nearest_legal_sizes(stack_of(encoder), size)
    legal = [n for n in legal_sizes(encoder, 1, size + 500) if n != size]
    assert found == [*[n for n in legal if n < size][-1:], *[n for n in legal if n > size][:1]]


UNET = (
    "nn.Conv2d(1, 64, 3), nn.MaxPool2d(2), nn.Conv2d(64, 128, 3),"
    " nn.ConvTranspose2d(128, 64, 2, 2), nn.Conv2d(64, 2, 1)"
)


@pytest.mark.parametrize(
    ("text", "size", "cures"),
    [
        (UNET, 34, ["crop the skip from 32 to 28: no output_padding below the stride reaches it"]),
        ("nn.MaxPool2d(2), nn.Upsample(scale_factor=2)", 7, ["size=7 instead of scale_factor"]),
        (
            "nn.MaxPool2d(2), nn.ConvTranspose2d(1, 1, 2, 2)",
            7,
            ["output_padding=1, or output_size=skip.shape[2:] in the call"],
        ),
        ("nn.MaxPool2d(2), nn.ConvTranspose2d(1, 1, 2, 2)", 8, []),
        ("nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(1, 1, 3, 1, 1), nn.ConvTranspose2d(1, 1, 3, 1, 1)", 7, []),
        (
            "nn.MaxPool2d(2), nn.ConvTranspose2d(1, 1, 6, 2)",
            8,
            ["crop or pad this stage's output from 12 to 8: padding is too small or too large"],
        ),
        ("nn.PixelUnshuffle(2), nn.PixelShuffle(2)", 8, []),
    ],
)
def test_the_cure_is_the_argument_that_reaches_the_skip_or_a_crop(text, size, cures):
    layers = [make_layer(call) for call in read_calls(text)]
    assert [mismatch.cure for mismatch in find_mismatches(layers, (size,))] == cures


@pytest.mark.slow
def test_legal_sizes_are_looked_for_within_a_thousand_cells():
    layers = [make_layer(call) for call in read_calls("nn.MaxPool1d(4096), nn.Upsample(scale_factor=4096)")]
    assert nearest_legal_sizes(layers, 5000) == [4096]
    assert nearest_legal_sizes(layers, 6500) == []


def test_pairs_are_those_of_a_stack_of_brackets():
    text = "nn.MaxPool1d(2), nn.MaxPool1d(3), nn.Upsample(scale_factor=3), nn.ReLU(), nn.Upsample(scale_factor=2)"
    pairs = find_pairs(run_stages([make_layer(call) for call in read_calls(text)], (13,)))
    assert [(pair.stage, pair.encoder_stage, pair.fits) for pair in pairs] == [(2, 1, True), (4, 0, False)]


def test_a_stage_that_fails_or_is_not_known_ends_the_search():
    for text in (
        "nn.Conv1d(1, 1, 9, 2), nn.ConvTranspose1d(1, 1, 9, 2)",
        "nn.MaxPool1d(2), nn.ConvTranspose1d(1, 1, k, 2)",
    ):
        layers = [make_layer(call) for call in read_calls(text)]
        assert run_stages(layers, (7,))[-1].after is None
        assert find_mismatches(layers, (7,)) == []
