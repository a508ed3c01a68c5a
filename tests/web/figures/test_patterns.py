"""Coverage, phases, fixed kernels, products and crops in the pictures are torch's."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tconv_lib.valid_same_full import tensorflow_same_padding
from tests.web.figures.figure_numbers import (
    SVG,
    drawn_by,
    given,
    holds,
    tensor,
    torch_correlated,
    torch_transposed,
    trees,
)
from web.figures import PICTURES, facts, patterns


@pytest.mark.parametrize("name", drawn_by(patterns.coverage_rows, patterns.coverage_image))
def test_coverage_is_a_transposed_convolution_of_ones(name):
    if PICTURES[name].function is patterns.coverage_image:
        i, k = facts(name)["input_size"], facts(name)["kernel_size"]
        ones = [[1] * i] * i, [[1] * k] * k
        assert facts(name)["rows"] == torch_transposed(*ones, **given(name, "stride", "padding"))
    else:
        for (i, k, s, d), row in zip(facts(name)["cases"], facts(name)["rows"], strict=True):
            assert row == torch_transposed([1] * i, [1] * k, stride=s, dilation=d)
    assert holds(trees(name)[0], [count for row in facts(name)["rows"] for count in row])


def test_overlapping_stamps_are_a_transposed_convolution_of_ones_with_an_outline_for_each_stamp():
    shown = facts("scatter_overlap")
    i, s = shown["input_size"], shown["stride"]
    for k, counts in zip(shown["kernel_sizes"], shown["counts"], strict=True):
        assert counts == torch_transposed([[1] * i] * i, [[1] * k] * k, stride=s)
        assert holds(trees("scatter_overlap")[0], counts)
    outlines = [rect for rect in trees("scatter_overlap")[0].iter(f"{SVG}rect") if rect.get("stroke-width") == "3.5"]
    assert len(outlines) == len(shown["kernel_sizes"]) * i**2


@pytest.mark.parametrize("name", drawn_by(patterns.interleave, patterns.columns_grid))
def test_phases_and_columns_add_up_to_torch_s_result(name):
    shown = facts(name)
    assert shown["full"] == torch_transposed(shown["x"], shown["w"], stride=shown["stride"])
    assert (
        all(shown["outputs"][c % shown["stride"]][c // shown["stride"]] == v for c, v in enumerate(shown["full"]))
        if ("outputs" in shown)
        else shown["products"] == np.outer(shown["w"], shown["x"]).tolist()
    )


def test_pixel_shuffle_is_torch_s():
    shown = facts("subpixel_shuffle")
    assert shown["image"] == functional.pixel_shuffle(torch.arange(16).reshape(1, 4, 2, 2), 2)[0, 0].tolist()


def test_a_ramp_through_equal_phase_sums_is_torch_s():
    shown = facts("checkerboard_ramp")
    for w, ramp in zip(shown["kernels"], shown["ramps"], strict=True):
        full = torch_transposed([1, 2, 3, 4], w, stride=shown["stride"])
        assert ramp == full[len(w) - shown["stride"] : 4 * shown["stride"]]
    assert all(len(set(sums)) == 1 for sums in shown["sums"])


def test_bilinear_kernels_are_what_torch_makes_of_a_single_one():
    shown = facts("upsampling_kernel")
    image = torch.zeros(1, 1, 5, 5, dtype=torch.float64)
    image[0, 0, 2, 2] = 1
    for stride, (unit, kernel) in zip(shown["strides"], shown["kernels"], strict=True):
        large = functional.interpolate(image, scale_factor=stride, mode="bilinear", align_corners=False)[0, 0]
        rows, columns = large.any(1), large.any(0)
        assert torch.allclose(large[rows][:, columns] * unit, tensor(kernel))


def test_the_tied_kernel_is_torch_s_resize_then_convolution():
    shown = facts("upsampling_tied")
    large = functional.interpolate(tensor([[shown["x"]]]), scale_factor=2)[0, 0].tolist()
    assert shown["result"] == torch_correlated(large, shown["small"], padding=1)


def test_products_of_the_routes_are_counted_from_torch_s_sizes():
    shown = facts("fast_multiplications")
    i, k, s = shown["input_size"], shown["kernel_size"], shown["stride"]
    counts = torch_transposed([1] * i, [1] * k, stride=s)
    by_route = shown["by_route"]
    assert by_route["scatter"] == by_route["gemm"] == sum(counts)
    assert by_route["insertion"] == len(counts) * k
    assert by_route["matrix"] == len(counts) * i
    phases = [functional.conv1d(torch.zeros(1, 1, i), torch.ones(1, 1, k // s), padding=k // s - 1)] * s
    assert by_route["phases"] == sum(out.shape[-1] * (k // s) for out in phases)
    assert holds(trees("fast_multiplications")[0], list(by_route.values()))


@pytest.mark.parametrize("name", drawn_by(patterns.same_shift))
def test_tensorflow_s_crop_is_the_padding_of_the_convolution_that_it_transposes(name):
    shown = facts(name)
    before, _ = tensorflow_same_padding(shown["size"], shown["kernel_size"], shown["stride"])
    assert shown["start"] == before
    layer = torch.nn.ConvTranspose1d(1, 1, shown["kernel_size"], shown["stride"], shown["padding"], shown["extra"])
    assert layer(torch.zeros(1, 1, shown["input_size"])).shape[-1] == shown["size"]
    assert (shown["shift"] == 0) == (name == "frameworks_same_agrees")
