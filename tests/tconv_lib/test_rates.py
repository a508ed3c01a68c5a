"""The arguments for a rate, against every pair that torch accepts."""

import itertools

import pytest
import torch

from tconv_lib.errors import GeometryError
from tconv_lib.rates import rate_arguments


def sizes(k, s, p, a):
    """The output sizes of 1 to 4 cells, or None where torch refuses one of them."""
    try:
        return [
            torch.nn.functional.conv_transpose1d(
                torch.ones(1, 1, m), torch.ones(1, 1, k), stride=s, padding=p, output_padding=a
            ).shape[2]
            for m in range(1, 5)
        ]
    except RuntimeError:
        return None


def test_the_arguments_are_the_smallest_that_multiply_every_size():
    refused = 0
    for k, s in itertools.product(range(1, 12), range(1, 7)):
        multiplied = [s, 2 * s, 3 * s, 4 * s]
        fitting = [(p, a) for p in range(8) for a in range(s) if sizes(k, s, p, a) == multiplied]
        if fitting:
            assert rate_arguments(k, s) == min(fitting)
        else:
            refused += 1
            with pytest.raises(GeometryError, match="odd kernel_size"):
                rate_arguments(k, s)
    assert refused == 5  # the even kernels at stride 1


@pytest.mark.parametrize("arguments", [(0, 2), (3, 0), (3.0, 2)])
def test_sizes_below_one_have_no_arguments(arguments):
    with pytest.raises(GeometryError, match=r"kernel_size|stride"):
        rate_arguments(*arguments)
