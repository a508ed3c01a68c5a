"""The windows in the pictures read the cells that torch reads, and give its sizes."""

import pytest
import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import (
    drawn_by,
    given,
    holds,
    rects,
    torch_correlated,
    trees,
)
from web.figures import facts, windows


@pytest.mark.parametrize("name", drawn_by(windows.conv_frames))
def test_windows_give_torch_s_convolution(name):
    out = torch_correlated(facts(name)["x"], facts(name)["w"], **given(name, "stride", "padding"))
    assert facts(name)["out"] == out
    assert holds(trees(name)[-1], out)


@pytest.mark.parametrize("name", drawn_by(windows.window_rows))
def test_unread_cells_are_those_with_no_gradient(name):
    shown = facts(name)
    weight = torch.ones(1, 1, shown["kernel_size"])
    rows = zip(*(shown[key] for key in ("inputs", "before", "after", "sizes", "unread")), strict=True)
    for size, before, after, outputs, unread in rows:
        row = torch.zeros(1, 1, before + size + after, requires_grad=True)
        out = functional.conv1d(row, weight, stride=shown["stride"], dilation=shown["dilation"])
        out.sum().backward()
        assert out.shape[-1] == outputs
        assert (row.grad[0, 0] == 0).nonzero().flatten().tolist() == [cell + before for cell in unread]
    side = 25
    boxes = [box for box in rects(trees(name)[0], "grey") if box[2] == side]  # the key's are smaller
    assert [box[0] / side - max(shown["before"]) for box in boxes] == shown["missed"]


def test_rows_and_columns_that_go_unread_are_those_with_no_gradient():
    shown = facts("output_size_unread")
    missed = []
    for size, padding, outputs in zip(shown["inputs"], shown["paddings"], shown["sizes"], strict=True):
        row = torch.zeros(1, 1, size, requires_grad=True)
        weight = torch.ones(1, 1, shown["kernel_size"])
        out = functional.conv1d(row, weight, stride=shown["stride"], padding=padding)
        out.sum().backward()
        assert out.shape[-1] == outputs
        missed += (row.grad[0, 0] == 0).nonzero().flatten().tolist()
    assert shown["missed"] == missed


def test_a_dilated_kernel_spans_what_torch_needs_to_fit_it():
    shown = facts("output_size_dilation")
    weight = torch.ones(1, 1, len(shown["w"]))
    for dilation, extent in zip(shown["dilations"], shown["extents"], strict=True):
        assert functional.conv1d(torch.zeros(1, 1, extent), weight, dilation=dilation).shape[-1] == 1


def test_valid_same_and_full_images_have_torch_s_sizes():
    shown = facts("valid_same_full_images")
    image = torch.zeros(1, 1, shown["size"], shown["size"])
    layers = [torch.nn.Conv2d(1, 1, shown["kernel_size"], padding=padding) for padding in ("valid", "same", 2)]
    assert shown["outputs"] == [layer(image).shape[-1] for layer in layers]


@pytest.mark.parametrize("name", drawn_by(windows.preimage))
def test_sizes_are_grouped_as_torch_groups_them(name):
    shown = facts(name)
    layer = torch.nn.Conv1d(1, 1, shown["kernel_size"], shown["stride"], shown["padding"])
    for output, sizes in zip(shown["outputs"], shown["sizes"], strict=True):
        fitting = [n for n in range(1, 30) if n + 2 * shown["padding"] >= shown["kernel_size"]]
        assert sizes == [n for n in fitting if layer(torch.zeros(1, 1, n)).shape[-1] == output]


def test_sizes_and_their_group_are_shown():
    for name in drawn_by(windows.preimage):
        shown = facts(name)
        groups = zip(shown["sizes"], shown["outputs"], strict=True)
        sequence = [
            [value for pair in zip(sizes, range(9), strict=False) for value in pair] + [m] for sizes, m in groups
        ]
        assert holds(trees(name)[0], [value for group in sequence for value in group])
