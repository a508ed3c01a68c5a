"""The weights in the pictures have torch's shapes and do what torch's do."""

import re

import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import (
    holds,
    tensor,
    trees,
)
from web.figures import PICTURES, facts


def test_weights_of_groups_have_torch_s_shapes():
    shown = facts("channels_groups_blocks")
    channels = (shown["in_channels"], shown["out_channels"])
    for groups, shapes in zip(shown["groups"], shown["shapes"], strict=True):
        layers = [layer(*channels, 3, groups=groups) for layer in (torch.nn.Conv2d, torch.nn.ConvTranspose2d)]
        assert [shape.replace("k", "3") for shape in shapes] == [str(tuple(layer.weight.shape)) for layer in layers]


def test_turned_and_swapped_the_weight_does_the_same():
    weight = tensor(PICTURES["channels_groups_turn_and_swap"].parameters["weight"])
    turned = tensor(eval(facts("channels_groups_turn_and_swap")["turned"]))  # noqa: S307 - a list of our own
    x = torch.arange(8, dtype=torch.float64).reshape(1, 2, 1, 4)
    assert torch.equal(functional.conv_transpose2d(x, weight), functional.conv2d(x, turned, padding=(0, 1)))


def test_the_turned_and_swapped_weight_is_shown():
    turned = facts("channels_groups_turn_and_swap")["turned"]
    assert holds(trees("channels_groups_turn_and_swap")[0], [float(word) for word in re.findall(r"\d+", turned)])


def test_every_output_cell_meets_as_many_taps_as_torch_counts():
    shown = facts("channels_groups_fan_in")
    k, s = shown["kernel_size"], shown["stride"]
    counts = functional.conv_transpose2d(torch.ones(1, 1, 2 * k, 2 * k), torch.ones(1, 1, k, k), stride=s)[
        0, 0, k:-k, k:-k
    ]
    assert shown["met"] == sorted(set(counts.flatten().tolist()))
    assert shown["fan_in"] == shown["in_channels"] * counts.mean().item()
