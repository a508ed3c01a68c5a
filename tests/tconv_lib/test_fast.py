"""The steps of the fast route against torch."""

import math
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from tconv_lib import fast
from tests.tconv_lib import torch_oracle


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_columns_then_col2im_is_the_transposed_convolution(rng, stride):
    x, weight = rng.integers(-9, 10, (3, 4, 5)), rng.integers(-9, 10, (3, 2, 3, 2))
    stamps = fast.columns(x, weight)
    assert stamps.shape == (2 * 3 * 2, 4 * 5)
    np.testing.assert_array_equal(
        fast.col2im(stamps, (4, 5), (3, 2), stride), torch_oracle.conv_transpose(x, weight, stride=stride)
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"groups": 8},
        {"groups": 4, "dilation": 2},
        {"stride": (3, 2), "padding": (1, 2), "output_padding": (2, 1)},
        {"stride": 2, "padding": 1, "groups": 8, "dilation": (3, 2), "output_padding": 1},
        {"stride": 5, "padding": 7},
    ],
)
@pytest.mark.parametrize(("batch", "multiplier"), [(1, 1), (1, 24), (8, 3), (16, 1)])
def test_large_and_small_channel_counts_agree_with_torch(rng, arguments, batch, multiplier):
    x, weight = rng.normal(size=(batch, 8, 6, 7)), rng.normal(size=(8, multiplier, 3, 4))
    bias = rng.normal(size=multiplier * arguments.get("groups", 1))
    expected = torch_oracle.conv_transpose(x, weight, bias, **arguments)
    np.testing.assert_allclose(fast.conv_transpose(x, weight, bias, **arguments), expected, rtol=1e-11, atol=1e-11)


WAYS = [(folded, patched) for folded in range(4) for patched in range(4 - folded)]


@pytest.mark.slow
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(("batch", "groups", "channels_in", "channels_out"), [(1, 3, 1, 1), (2, 1, 2, 3), (2, 2, 3, 1)])
@pytest.mark.parametrize("portion", [1, 2**18])
def test_every_way_is_torchs_output(rng, monkeypatch, rank, batch, groups, channels_in, channels_out, portion):
    monkeypatch.setattr(fast, "PORTION", portion)
    for kernel, strides in [((1, 3, 2), (1, 2, 3)), ((4, 2, 3), (2, 3, 1)), ((3, 5, 4), (5, 2, 2))]:
        x = rng.integers(-9, 10, (batch, groups * channels_in, *(2, 3, 4)[:rank]))
        weight = rng.integers(-9, 10, (groups * channels_in, channels_out, *kernel[:rank]))
        arguments = {"stride": strides[:rank], "padding": (0, 1, 1)[:rank], "groups": groups}
        expected = torch_oracle.conv_transpose(x, weight, **arguments)
        for way in WAYS:
            if sum(way) <= rank:
                monkeypatch.setattr(fast, "cheapest", lambda *_, way=way: way)
                np.testing.assert_array_equal(fast.conv_transpose(x, weight, **arguments), expected)


@pytest.mark.parametrize("groups", [1, 4])
def test_a_batch_and_groups_that_are_cut_to_portions_agree_with_torch_to_the_last_bit(rng, groups):
    x, weight = rng.integers(-9, 10, (3, 4, 40, 41)), rng.integers(-9, 10, (4, 8, 5, 4))
    arguments = {"groups": groups, "padding": 1, "dilation": 2}
    expected = torch_oracle.conv_transpose(x, weight, **arguments)
    np.testing.assert_array_equal(fast.conv_transpose(x, weight, **arguments), expected)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_where_patches_would_move_less_what_is_not_finite_still_passes_through_as_in_torch(rng, value):
    arguments = {"stride": 2, "groups": 8}
    for spoiled in (0, 1):
        arrays = [rng.normal(size=(1, 8, 9, 9)), rng.normal(size=(8, 1, 4, 4))]
        arrays[spoiled][0, 0, 2, 1] = value
        expected = torch_oracle.conv_transpose(*arrays, **arguments)
        np.testing.assert_allclose(fast.conv_transpose(*arrays, **arguments), expected, rtol=1e-12, atol=1e-12)


REPORTED = {  # layers that people measured, and how often PyTorch's time they may take
    "depthwise k16 s8": ((1, 21, 14, 14), (21, 1, 16, 16), {"stride": 8, "padding": 4, "groups": 21}, 4),  # was 6.6
    "depthwise k5 s2": (
        *((2, 48, 20, 20), (48, 1, 5, 5)),
        *({"stride": 2, "padding": 2, "output_padding": 1, "groups": 48}, 5),  # was 5.7
    ),
    "few cells": ((1, 512, 4, 4), (512, 256, 4, 4), {"stride": 2, "padding": 1}, 3),
    "stride 1": ((1, 64, 28, 28), (64, 64, 3, 3), {"padding": 1}, 3),
    "batch of 8": ((8, 32, 14, 14), (32, 32, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}, 3),
    "2,744 taps": ((1, 4, 3, 3, 3), (4, 1, 14, 14, 14), {"padding": 6, "groups": 4}, 5),  # was 611
}


@pytest.mark.soak
@pytest.mark.parametrize("name", REPORTED)
def test_layers_that_were_slow_stay_near_pytorchs_time(name):
    """In a process of its own, where every library has one thread: it reads the number when it is imported."""
    program = f"from tests.tconv_lib.test_fast import ratio; print(ratio({name!r}))"
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **one})
    assert float(run.stdout) < REPORTED[name][3]


def ratio(name):
    """The fastest of runs in turn, in processor time: what else the machine does slows neither or both."""
    x_shape, weight_shape, arguments, _ = REPORTED[name]
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=x_shape).astype(np.float32), rng.normal(size=weight_shape).astype(np.float32)
    torch.set_num_threads(1)
    tensors = torch.from_numpy(x), torch.from_numpy(weight)
    rival = getattr(torch.nn.functional, f"conv_transpose{x.ndim - 2}d")
    calls = {"torch": lambda: rival(*tensors, **arguments), "ours": lambda: fast.conv_transpose(x, weight, **arguments)}
    best = dict.fromkeys(calls, math.inf)
    for _ in range(100):
        for which, call in calls.items():
            start = time.process_time()
            call()
            best[which] = min(best[which], time.process_time() - start)
    return best["ours"] / best["torch"]
