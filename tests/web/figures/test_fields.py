"""The receptive fields in the pictures are the cells with a gradient in torch."""

import pytest
import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import (
    drawn_by,
    rects,
    trees,
)
from web.figures import PICTURES, facts, fields
from web.figures.palette import STRONG


@pytest.mark.parametrize("name", drawn_by(fields.cone))
def test_a_cone_reaches_the_cells_with_a_gradient(name):
    shown, parameters = facts(name), PICTURES[name].parameters
    row = torch.ones(1, 1, parameters["input_size"], requires_grad=True)
    out = row
    for kernel_size, stride, padding, dilation in shown["layers"]:
        out = functional.conv1d(out, torch.ones(1, 1, kernel_size), stride=stride, padding=padding, dilation=dilation)
    out[0, 0, shown["index"]].backward()
    reached = row.grad[0, 0].nonzero().flatten().tolist()
    assert (max(shown["first"], 0), shown["last"]) == (reached[0], reached[-1])
    assert shown["seen"] == shown["last"] - shown["first"] + 1
    assert len(rects(trees(name)[0], "input", STRONG)) == len(reached)
    assert len(rects(trees(name)[0], "input")) == parameters["input_size"]


def test_paths_are_counted_as_gradients_of_box_kernels():
    shown = facts("receptive_field_effective")
    row = torch.zeros(1, 1, len(shown["rows"][-1]), requires_grad=True)
    out = row
    for _ in range(shown["depth"]):
        out = functional.conv1d(out, torch.ones(1, 1, shown["kernel_size"]))
    out.sum().backward()
    assert shown["rows"][-1] == row.grad[0, 0].tolist()
