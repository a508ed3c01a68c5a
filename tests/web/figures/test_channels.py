"""Sums over channels and numbers of parameters in the pictures are torch's."""

import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import drawn_by, tensor
from web.figures import channels, facts


def test_many_channels_make_torch_s_one_number():
    shown = facts("sliding_window_channels")
    out = functional.conv2d(tensor([shown["x"]]), tensor([shown["w"]]), tensor([shown["bias"]]))
    assert out.item() == shown["total"]


def test_parameters_are_counted_by_torch():
    for name in drawn_by(channels.parameter_blocks):
        shown = facts(name)
        layer = torch.nn.Conv2d(shown["in_channels"], shown["out_channels"], 3)
        assert shown["total"] == sum(parameter.numel() for parameter in layer.parameters())
