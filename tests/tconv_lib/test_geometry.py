"""One axis against torch, and the law that ties the two sizes together; integers as arguments."""

import itertools

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_integer, per_axis
from tests.tconv_lib import torch_oracle

GRID = list(itertools.product(range(1, 5), range(1, 5), range(3), range(1, 4)))  # k, s, p, d


@pytest.mark.parametrize("arguments", GRID, ids=str)
def test_both_sizes_are_torchs(arguments):
    k, s, p, d = arguments
    axis, keywords = Axis(k, s, p, d), {"stride": s, "padding": p, "dilation": d}
    for n in range(1, 9):
        x, weight = np.ones((1, 1, n)), np.ones((1, 1, k))
        for size, run in ((axis.size, torch_oracle.conv), (axis.transposed_size, torch_oracle.conv_transpose)):
            try:
                expected = run(x, weight, **keywords).shape[2]
            except RuntimeError:
                with pytest.raises(GeometryError):
                    size(n)
            else:
                assert size(n) == expected


@pytest.mark.parametrize("arguments", GRID, ids=str)
def test_what_the_floor_forgot_brings_the_size_back(arguments):
    axis = Axis(*arguments)
    for n in range(max(1, axis.extent - 2 * axis.padding), 20):
        m = axis.size(n)
        assert 0 <= axis.unread(n) < axis.stride
        assert axis.transposed_size(m, axis.unread(n)) == n
        assert n in axis.input_sizes(m)


def test_contributors_are_the_pairs_that_torch_multiplies():
    for k, s, d in itertools.product(range(1, 4), range(1, 4), range(1, 4)):
        axis = Axis(k, s, dilation=d)
        inputs, taps = 2.0 ** np.arange(3), 2.0 ** (3 * np.arange(k))  # each product is a power of two of its own
        out = torch_oracle.conv_transpose(inputs[None, None], taps[None, None], stride=s, dilation=d)[0, 0]
        for cell, value in enumerate(out):
            assert sum(inputs[j] * taps[t] for j, t in axis.contributors(cell, 3)) == value


def test_the_limit_of_torch_lets_output_padding_reach_the_dilation():
    axis = Axis(3, stride=1, dilation=3)
    with pytest.raises(GeometryError, match="smaller than stride 1: sizes 9 to 9 are reachable from 3"):
        axis.transposed_size(3, 2)
    weight, arguments = np.ones((1, 1, 3)), {"dilation": 3, "output_padding": 2}
    expected = torch_oracle.conv_transpose(np.ones((1, 1, 3)), weight, **arguments).shape[2]
    assert axis.transposed_size(3, 2, torch_limit=True) == expected


def test_numpys_integers_become_pythons():
    axis = Axis(np.int64(3), np.uint8(2))
    assert type(axis.kernel_size) is type(axis.stride) is int
    assert type(check_integer("stride", np.int8(2))) is int


@pytest.mark.parametrize("value", [2.0, "2", None, True, np.array([2])])
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(GeometryError, match="stride must be an integer, got"):
        check_integer("stride", value)


def test_the_minimum_itself_is_allowed():
    assert check_integer("padding", 0, 0) == 0
    assert check_integer("start", -3) == -3
    with pytest.raises(GeometryError, match="padding must be at least 0, got -1"):
        check_integer("padding", -1, 0)


def test_one_value_goes_to_every_axis_and_several_to_their_own():
    assert per_axis("stride", 2, 3) == (2, 2, 2)
    assert per_axis("stride", [2], 3) == (2, 2, 2)
    assert per_axis("stride", (1, np.int64(2)), 2) == (1, 2)
    with pytest.raises(GeometryError, match=r"stride must be one integer or one for each of the 3 axes, got \(1, 2\)"):
        per_axis("stride", (1, 2), 3)
    with pytest.raises(GeometryError, match=r"stride must be an integer, got 1\.5"):
        per_axis("stride", (1, 1.5), 2)
