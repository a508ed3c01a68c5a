"""Values, gradients, shapes and storages in the pictures are torch's."""

import pytest
import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import (
    SVG,
    drawn_by,
    numbers,
    rects,
    tensor,
    trees,
)
from web.figures import PICTURES, facts, graphs
from web.figures.palette import STRONG


@pytest.mark.parametrize("name", drawn_by(graphs.tape_graph))
def test_a_tape_has_torch_s_values_and_gradients(name):
    parameters = PICTURES[name].parameters
    values = {}
    for entry in parameters["tape"]:
        inputs = [values[source] for source in entry.get("inputs", ())]
        match entry.get("op"):
            case None:
                value = torch.tensor(float(entry["value"]), requires_grad=True)
            case "detach":
                value = inputs[0].detach().requires_grad_()
            case "add":
                value = inputs[0] + inputs[1]
            case "mul":
                value = inputs[0] * inputs[1]
        value.retain_grad()
        values[entry["name"]] = value
        assert value.item() == entry["value"]
    values[parameters["output"]].backward()
    assert facts(name)["gradient_of"] == {key: value.grad.item() for key, value in values.items()}


@pytest.mark.parametrize("name", drawn_by(graphs.tape_graph))
def test_every_node_of_a_tape_shows_its_gradient(name):
    words = [text.text for text in trees(name)[0].iter(f"{SVG}text") if text.text.startswith("gradient")]
    assert words == [f"gradient {value:g}" for value in facts(name)["gradient_of"].values()]


def test_gradients_accumulate_as_in_torch():
    shown = facts("tensors_autograd_accumulates")
    x = torch.tensor(3.0, requires_grad=True)
    totals = []
    for _ in shown["totals"]:
        (x * x).backward()
        totals.append(x.grad.item())
    assert shown["totals"] == totals


def test_names_share_storage_as_in_torch():
    a, e = torch.zeros(4), torch.zeros(4)
    tensors = {"a": a, "b": a, "c": a.detach(), "d": a.view(2, 2), "e": e}
    groups = {}
    for name, value in tensors.items():
        groups.setdefault(value.untyped_storage().data_ptr(), []).append(name)
    assert facts("tensors_autograd_storage")["groups"] == "; ".join(" and ".join(group) for group in groups.values())


def test_squeezed_shapes_are_torch_s():
    shown = facts("tensors_autograd_squeeze")
    x = torch.zeros(shown["shape"])
    results = (("squeeze()", x.squeeze()), ("squeeze(1)", x.squeeze(1)), ("unsqueeze(0)", x.unsqueeze(0)))
    assert shown["shapes"] == "; ".join(f"{call} gives {tuple(result.shape)}" for call, result in results)


def test_broadcast_gradients_are_torch_s():
    shown = facts("tensors_autograd_broadcast")
    row, column = (torch.zeros(shape, requires_grad=True) for shape in ((shown["width"],), (shown["height"], 1)))
    (row + column).backward(torch.tensor(shown["g"], dtype=torch.float32))
    assert (shown["row"], shown["column"]) == (row.grad.tolist(), column.grad.tolist())


def test_forward_and_backward_pass_have_torch_s_sizes():
    shown = facts("gradient_swap")
    layers = (shown["kernel_size"], shown["stride"])
    assert torch.nn.Conv1d(1, 1, *layers)(torch.zeros(1, 1, shown["input_size"])).shape[-1] == shown["small"]
    up = torch.nn.ConvTranspose1d(1, 1, *layers, output_padding=shown["extra"])
    assert up(torch.zeros(1, 1, shown["small"])).shape[-1] == shown["input_size"]


def test_the_kernel_s_gradient_is_torch_s():
    shown = facts("gradient_weight")
    weight = torch.zeros(1, 1, shown["kernel_size"], dtype=torch.float64, requires_grad=True)
    functional.conv1d(tensor([[shown["x"]]]), weight, stride=shown["stride"]).backward(tensor([[shown["g"]]]))
    assert shown["result"] == weight.grad[0, 0].tolist()


def test_every_tap_s_gradient_is_shown_at_the_end_of_its_rows():
    shown = facts("gradient_weight")
    lit = rects(trees("gradient_weight")[0], "output", STRONG)
    assert len(lit) == len(shown["result"])
    assert [value for value in numbers(trees("gradient_weight")[0]) if value in shown["result"]] == shown["result"]
