"""One axis against torch, and the law that ties the two sizes together; integers as arguments."""

import itertools

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_axes, check_layers
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


@pytest.mark.slow
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


def test_a_stack_is_one_axis_a_layer_and_a_mistake_in_it_is_named_by_its_place():
    assert check_layers([(3, 2, 1, 1), (2, 1, 0, 3)]) == [Axis(3, 2, 1, 1), Axis(2, 1, 0, 3)]
    assert check_layers([]) == []
    with pytest.raises(GeometryError, match=r"layers\[1\]: must be \(kernel_size, .*\), got \(3, 2\)"):
        check_layers([(3, 2, 1, 1), (3, 2)])
    for stride, rule in ((0, "at least 1, got 0"), (2.0, "an integer, got 2.0; write 2")):
        with pytest.raises(GeometryError, match=rf"layers\[0\]: stride must be {rule}"):
            check_layers([(3, stride, 1, 1)])


def test_a_stride_of_a_half_is_told_where_transposed_convolutions_are_taken():
    with pytest.raises(GeometryError, match=r"stride must be an integer, got 0.5; .* of stride 2 use .*cells_seen"):
        check_layers([(4, 1 / 2, 1, 1)])


def test_there_is_one_axis_for_each_of_the_kernel():
    check_axes([Axis(3), Axis(2)], (3, 2), input_size=(4, 5))
    with pytest.raises(GeometryError, match=r"axes\[1\] must have the kernel_size of the array, 3, got 2"):
        check_axes([Axis(3), Axis(2)], (3, 3))
    with pytest.raises(GeometryError, match=r"input_size must be a tuple or list of 2 integers, got \[4\]"):
        check_axes([Axis(3), Axis(2)], (3, 2), input_size=[4])
