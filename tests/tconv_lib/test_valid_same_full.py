"""Modes against SciPy, torch's own `padding="same"`, and TensorFlow's rule by its definition."""

import numpy as np
import pytest
import scipy.signal
import torch

from tconv_lib.errors import GeometryError
from tconv_lib.valid_same_full import correlate_mode, mode_padding, symmetric_padding, tensorflow_same_padding


@pytest.mark.parametrize("kernel", [(3, 3), (2, 3), (4, 1), (5, 2)])
def test_valid_and_full_agree_with_scipy(rng, kernel):
    x, w = rng.integers(-9, 10, (6, 7)), rng.integers(-9, 10, kernel)
    for mode in ("valid", "full"):
        np.testing.assert_array_equal(correlate_mode(x, w, mode), scipy.signal.correlate2d(x, w, mode=mode))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")  # torch says that it copies
@pytest.mark.parametrize("kernel", [(3, 3), (2, 3), (4, 1), (5, 2)])
def test_same_agrees_with_torch_and_for_odd_kernels_with_scipy(rng, kernel):
    x, w = rng.integers(-9, 10, (6, 7)), rng.integers(-9, 10, kernel)
    tensors = torch.from_numpy(x)[None, None], torch.from_numpy(w)[None, None]
    same = correlate_mode(x, w, "same")
    np.testing.assert_array_equal(same, torch.nn.functional.conv2d(*tensors, padding="same")[0, 0].numpy())
    if all(k % 2 for k in kernel):
        np.testing.assert_array_equal(same, scipy.signal.correlate2d(x, w, mode="same"))


@pytest.mark.parametrize("k", range(1, 8))
@pytest.mark.parametrize("d", [1, 2, 3])
def test_symmetric_padding_keeps_the_size_or_cannot(k, d):
    sizes = [9 + 2 * p - d * (k - 1) for p in range(12)]
    if 9 in sizes:
        assert symmetric_padding(k, d) == sizes.index(9)
        assert mode_padding(k, "same", d) == (sizes.index(9),) * 2
    else:
        with pytest.raises(GeometryError, match=f"spans {d * (k - 1) + 1} cells, an even number"):
            symmetric_padding(k, d)


@pytest.mark.parametrize("k", range(1, 6))
@pytest.mark.parametrize("s", range(1, 5))
@pytest.mark.parametrize("d", [1, 2])
def test_tensorflow_pads_as_little_as_gives_the_quotient_rounded_up(k, s, d):
    for size in range(1, 12):
        before, after = tensorflow_same_padding(size, k, s, d)
        last_start = size + before + after - d * (k - 1) - 1
        assert last_start // s + 1 == -(-size // s)
        assert 0 <= after - before <= 1
        assert before + after == 0 or last_start % s == 0


def test_a_mode_that_does_not_exist_is_refused():
    with pytest.raises(GeometryError, match="mode must be one of valid, same, full, got 'reflect'"):
        mode_padding(3, "reflect")
