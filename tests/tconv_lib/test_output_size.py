"""Convolution sizes against torch, and their inverse by looking at every size."""

import itertools

import numpy as np
import pytest
import torch

from tconv_lib.errors import GeometryError
from tconv_lib.output_size import conv_output_size, first_mismatch, input_sizes, unread_cells

GRID = list(itertools.product(range(1, 6), range(1, 5), range(4), range(1, 4)))  # k, s, p, d


@pytest.mark.slow
@pytest.mark.parametrize("arguments", GRID, ids=str)
def test_every_size_agrees_with_torch_or_is_refused_by_both(arguments):
    k, s, p, d = arguments
    for n in range(1, 12):
        x = torch.zeros(1, 1, n)
        try:
            expected = torch.nn.functional.conv1d(x, torch.zeros(1, 1, k), stride=s, padding=p, dilation=d).shape[2]
        except RuntimeError:
            with pytest.raises(GeometryError, match="does not fit"):
                conv_output_size(n, *arguments)
        else:
            assert conv_output_size(n, *arguments) == expected


@pytest.mark.slow
@pytest.mark.parametrize("arguments", GRID, ids=str)
def test_the_inputs_of_one_size_are_found_by_trying_them_all(arguments):
    k, _, p, d = arguments
    size_of = {n: conv_output_size(n, *arguments) for n in range(1, 60) if n + 2 * p > d * (k - 1)}
    for m in range(1, 6):
        found = [n for n, size in size_of.items() if size == m]
        if found:
            assert input_sizes(m, *arguments) == (found[0], found[-1])
        else:
            with pytest.raises(GeometryError, match="no input is small enough"):
                input_sizes(m, *arguments)


@pytest.mark.parametrize("arguments", GRID[::3], ids=str)
def test_an_unread_cell_is_one_that_no_gradient_reaches(arguments):
    k, s, p, d = arguments
    for n in range(max(1, d * (k - 1) + 1 - 2 * p), 10):
        x = torch.zeros(1, 1, n, requires_grad=True)
        torch.nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d).sum().backward()
        assert unread_cells(n, *arguments) == np.flatnonzero(x.grad.numpy()[0, 0] == 0).tolist()


def test_the_first_stage_that_misses_its_size_is_found():
    assert first_mismatch([(3, 2, 1, 1), (3, 2, 1, 1), (3, 2, 1, 1)], 13) == 2  # 13, 7, 4
    assert first_mismatch([(5, 3, 2, 1)], 16) is None
    assert first_mismatch([(5, 3, 2, 1)], 17) == 0
    assert first_mismatch([], 5) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 3), "input_size must be at least 1, got 0"),
        ((3, 0), "kernel_size must be at least 1, got 0"),
        ((3, 3, 0), "stride must be at least 1, got 0"),
        ((3, 3, 1, -1), "padding must be at least 0, got -1"),
        ((3, 3, 1, 0, 0), "dilation must be at least 1, got 0"),
        ((3, 2.0), "kernel_size must be an integer, got 2.0"),
        ((3, True), "kernel_size must be an integer, got True"),
        ((3, 5), r"extent 5 does not fit in 3 cells padded by 0 on each side; it needs a padding of at least 1"),
        ((3, 8, 1, 1), "padding of at least 3"),
    ],
)
def test_a_bad_argument_is_refused_by_name_and_value(arguments, message):
    with pytest.raises(GeometryError, match=message):
        conv_output_size(*arguments)


def test_the_padding_named_in_the_refusal_is_enough():
    for n, k, p, d in itertools.product(range(1, 6), range(1, 8), range(3), range(1, 4)):
        try:
            conv_output_size(n, k, 1, p, d)
        except GeometryError as error:
            enough = int(str(error).rsplit(maxsplit=1)[-1])
            assert conv_output_size(n, k, 1, enough, d) == 1 + (n + d * (k - 1) + 1) % 2
