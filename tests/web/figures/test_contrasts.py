"""Each of the contrasted operations in the pictures is torch's."""

import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import tensor, torch_correlated, torch_transposed
from web.figures import facts


def test_true_convolution_is_torch_s_full_transposed_convolution_of_a_single_one():
    shown = facts("sliding_window_flip")
    assert shown["correlated"] == torch_correlated(shown["x"], shown["w"], padding=1)
    assert shown["convolved"] == torch_transposed(shown["x"], shown["w"], padding=1)


def test_unpooling_and_interpolation_are_torch_s():
    shown = facts("scatter_contrast")
    x = tensor([[shown["x"]]])
    unpooled = functional.max_unpool1d(x, torch.tensor([[shown["places"]]]), kernel_size=2)
    assert shown["unpooled"] == unpooled[0, 0].tolist()
    assert shown["nearest"] == functional.interpolate(x, scale_factor=2)[0, 0].tolist()
    assert shown["stamped"] == torch_transposed(shown["x"], shown["w"], stride=2, padding=1, output_padding=1)
