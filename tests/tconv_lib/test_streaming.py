"""The crop against torch, chunks against the whole to the bit, windows against SciPy."""

import itertools

import numpy as np
import pytest
import scipy.signal

from tconv_lib.errors import GeometryError
from tconv_lib.streaming import causal_upsample, constant_overlap, stream_step
from tests.tconv_lib import torch_oracle


def test_causal_upsampling_crops_the_right_end_of_torchs_result(rng):
    for m, k, s in itertools.product([1, 2, 5], range(1, 9), range(1, 5)):
        x, w = rng.integers(-9, 10, m).astype(float), rng.integers(-9, 10, k).astype(float)
        full = torch_oracle.conv_transpose(x[None, None], w[None, None], stride=s)[0, 0]
        expected = np.pad(full, (0, max(s - k, 0)))[: m * s]
        assert np.array_equal(causal_upsample(x, w, s), expected)


def test_no_sample_waits_for_a_later_input(rng):
    x, w = rng.normal(size=9), rng.normal(size=7)
    for known in range(10):
        assert np.array_equal(causal_upsample(x[:known], w, 3), causal_upsample(x, w, 3)[: 3 * known])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_chunks_of_any_size_give_the_whole_to_the_last_bit(rng, dtype):
    for k, s in itertools.product(range(1, 14), range(1, 5)):
        x, w, bias = rng.normal(size=23).astype(dtype), rng.normal(size=k).astype(dtype), dtype(0.3)
        cuts = [0, *sorted(rng.integers(0, 24, 5)), 23]
        state, parts = None, []
        for start, stop in itertools.pairwise(cuts):
            samples, state = stream_step(state, x[start:stop], w, bias, s)
            assert samples.dtype == state.dtype == dtype
            parts.append(samples)
        assert np.array_equal(np.concatenate(parts), causal_upsample(x, w, s) + bias)


def test_the_last_state_is_the_tail_that_was_cropped(rng):
    x, w = rng.integers(-9, 10, 6).astype(float), rng.integers(-9, 10, 7).astype(float)
    full = torch_oracle.conv_transpose(x[None, None], w[None, None], stride=3)[0, 0]
    assert np.array_equal(stream_step(None, x, w, 5.0, 3)[1], full[18:])


def test_a_step_leaves_its_state_as_it_is():
    state = np.ones(3)
    stream_step(state, np.ones(2), np.ones(5), 1.0, 2)
    assert state.tolist() == [1, 1, 1]


def test_a_state_of_another_length_is_refused():
    assert stream_step(np.zeros(3), np.ones(1), np.ones(5), 0.0, 2)[1].size == 3
    with pytest.raises(GeometryError, match=r"= 3 samples, got shape \(2,\)"):
        stream_step(np.zeros(2), np.ones(1), np.ones(5), 0.0, 2)


def test_wrong_kernels_signals_and_strides_are_refused():
    for arguments, message in [
        ((np.ones(2), np.ones((1, 2)), 1), r"w must be an array \(k\)"),
        ((np.ones(2), np.ones(0), 1), "w must have at least one cell"),
        ((np.ones((1, 2)), np.ones(2), 1), r"x must be an array \(N\)"),
        ((np.ones(2), np.ones(2), 0), "stride must be at least 1, got 0"),
    ]:
        with pytest.raises(GeometryError, match=message):
            causal_upsample(*arguments)


def test_overlap_is_constant_where_scipy_says_so_of_the_squared_window(rng):
    named = [scipy.signal.get_window(name, 16) for name in ("hann", "cosine", "hamming", "boxcar")]
    windows = [np.sqrt(scipy.signal.get_window("hann", 16)), *named, *rng.integers(0, 3, (60, 4)).astype(float)]
    found = set()
    for window in windows:
        for hop in range(1, len(window) + 1):
            constant = scipy.signal.check_COLA(window**2, len(window), len(window) - hop)
            assert constant_overlap(window, hop) == constant
            found.add(bool(constant))
    assert found == {True, False}


def test_a_hop_longer_than_the_window_leaves_gaps():
    assert constant_overlap(np.ones(4), 4)
    assert not constant_overlap(np.ones(4), 5)
