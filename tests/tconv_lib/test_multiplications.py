"""Multiply counts against counting every product that runs, and against torch's own counter."""

import itertools

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from tconv_lib import fast, matrix, scatter, subpixel, zero_insertion
from tconv_lib.arrays import KINDS
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.multiplications import ROUTES, layer_multiplications, multiplications
from tconv_lib.sliding_window import slide


class Counted:
    """A number that counts its products, those with a plain zero included."""

    products = 0

    def __init__(self, value):
        self.value = value

    def __mul__(self, other):
        Counted.products += 1
        return Counted(self.value * getattr(other, "value", other))

    def __add__(self, other):
        return Counted(self.value + getattr(other, "value", other))

    __rmul__, __radd__ = __mul__, __add__


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    """Let objects pass for numbers, which the library refuses: they are what counts."""
    monkeypatch.setattr("tconv_lib.arrays.KINDS", f"{KINDS}O")


def counted(*shape):
    return np.array([Counted(value) for value in range(1, np.prod(shape) + 1)], object).reshape(shape)


def run_insertion(x, w, stride):
    canvas = zero_insertion.pad_or_crop(zero_insertion.insert_zeros(x, [stride]), [(w.size - 1,) * 2])
    return slide(canvas, w[:, :, ::-1], [1], [1])


def run_matrix(x, w, stride):
    full = Axis(w.size, stride).full_size(x.size)
    return x[0] @ matrix.layer_matrix(w, [full], [x.size], [Axis(w.size, stride)])


def run_phases(x, w, stride):
    for kernel in subpixel.phase_kernels(w[0, 0], stride):
        if kernel.size:
            slide(zero_insertion.pad_or_crop(x, [(kernel.size - 1,) * 2]), kernel[None, None, ::-1], [1], [1])


RUNS = {
    "scatter": lambda x, w, stride: scatter.stamp(x, w, [Axis(w.size, stride)]),
    "insertion": run_insertion,
    "matrix": run_matrix,
    "gemm": lambda x, w, _: fast.columns(x[0, :, None], w[:, :, None]),
    "phases": run_phases,
}


@pytest.mark.parametrize("route", ROUTES)
def test_the_counts_are_the_products_that_the_routes_really_make(route):
    for i, k, s in itertools.product(range(1, 5), range(1, 5), range(1, 4)):
        x, w = counted(1, 1, i), counted(1, 1, k)
        Counted.products = 0
        RUNS[route](x, w, s)
        assert multiplications(route, i, k, s) == Counted.products, (i, k, s)


def test_an_unknown_route_is_refused():
    with pytest.raises(GeometryError, match="route must be one of scatter, insertion, matrix, gemm, phases"):
        multiplications("fourier", 3, 3)


def test_a_layers_products_are_those_that_run(rng):
    """Two axes, a batch and several channels, by the definition and by the dense matrix."""
    for size, kernel, strides in (((2, 3), (3, 2), (2, 1)), ((1, 2), (2, 2), (1, 3))):
        layer = {"batch": 2, "in_channels": 3, "out_channels": 2}
        axes = [Axis(k, s) for k, s in zip(kernel, strides, strict=True)]
        x, weight = counted(2, 3, *size), counted(3, 2, *kernel)
        Counted.products = 0
        scatter.stamp(x, weight, axes)
        assert layer_multiplications("scatter", size, kernel, strides, **layer) == Counted.products

        full = [axis.full_size(n) for axis, n in zip(axes, size, strict=True)]
        C = matrix.layer_matrix(weight, full, size, axes)
        Counted.products = 0
        x.reshape(2, -1) @ C
        assert layer_multiplications("matrix", size, kernel, strides, **layer) == Counted.products


@pytest.mark.slow
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("size", [(7,), (5, 6), (3, 4, 5)])
def test_torchs_counter_counts_twice_the_products_of_the_matrix_product(groups, size):
    kernel, strides = (3, 2, 4)[: len(size)], (2, 1, 3)[: len(size)]
    x, weight = torch.ones(2, 4, *size), torch.ones(4, 8 // groups, *kernel)
    function = getattr(torch.nn.functional, f"conv_transpose{len(size)}d")
    with FlopCounterMode(display=False) as counter:
        function(x, weight, torch.ones(8), stride=strides, groups=groups)
    channels = {"in_channels": 4, "out_channels": 8, "groups": groups}
    ours = layer_multiplications("gemm", size, kernel, strides, batch=2, **channels)
    assert 2 * ours == counter.get_total_flops()


def test_groups_divide_both_numbers_of_channels():
    with pytest.raises(GeometryError, match="groups 2 must divide in_channels 4 and out_channels 3"):
        layer_multiplications("gemm", (3,), 2, in_channels=4, out_channels=3, groups=2)
