"""What the texts of Part II, second half, say in words is true of their pictures."""

import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import chapters_of, rects, tensor, trees
from web.figures import facts
from web.figures.table.gradients import PICTURES

CHAPTERS = ["tensors_autograd", "gradient", "channels_groups"]


def test_the_rows_follow_the_chapters():
    assert chapters_of(PICTURES, CHAPTERS) == CHAPTERS


def test_nothing_flows_through_the_edge_that_detach_cuts():
    gradients = facts("tensors_autograd_detach")["gradient_of"]
    assert gradients["x"] == 9 * 2 * 3  # of c x², with c = 9 held fixed, at x = 3


def test_the_two_inner_products_agree():
    one, other = facts("gradient_adjoint")["products"]
    assert one == other


def test_the_gradient_is_zero_at_the_cell_that_was_never_read():
    shown = facts("gradient_unread")
    assert shown["result"] == [*shown["full"], 0]
    row = torch.zeros(1, 1, shown["size"], dtype=torch.float64, requires_grad=True)
    functional.conv1d(row, tensor([[shown["w"]]]), stride=shown["stride"]).backward(tensor([[shown["x"]]]))
    assert shown["result"] == row.grad[0, 0].tolist()


def test_an_output_channel_reads_only_the_input_channels_of_its_group():
    shown = facts("channels_groups_blocks")
    for groups, tree in zip(shown["groups"], trees("channels_groups_blocks"), strict=True):
        cells = {(x, y) for x, y, *_ in rects(tree, "kernel")}
        rows, columns = sorted({y for _, y in cells}), sorted({x for x, _ in cells})
        layer = torch.nn.Conv2d(shown["in_channels"], shown["out_channels"], 1, groups=groups, bias=False)
        image = torch.ones(1, shown["in_channels"], 1, 1, requires_grad=True)
        torch.nn.init.ones_(layer.weight)
        for output, y in enumerate(rows):
            (gradient,) = torch.autograd.grad(layer(image)[0, output, 0, 0], image)
            assert [float((x, y) in cells) for x in columns] == gradient.flatten().tolist()


def test_the_bias_is_added_in_holes_and_beyond_the_stamps_as_well():
    shown = facts("channels_groups_bias")
    assert shown["result"] == [value + shown["bias"] for value in [*shown["full"], 0]]
    assert shown["full"].count(0) == 2
