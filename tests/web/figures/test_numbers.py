"""The numbers of stamps, windows and sizes in the pictures, by torch's reckoning, and that they are shown."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tconv_lib.valid_same_full import tensorflow_same_padding
from tests.web.figures.figure_numbers import given, holds, of_kind, rects, torch_correlated, torch_transposed, trees
from web.figures import PICTURES, facts
from web.figures.palette import STRONG


@pytest.mark.parametrize("name", of_kind("stamp_frames", "stamp_strip"))
def test_stamps_add_up_to_torch_s_transposed_convolution(name):
    arguments = given(name, "stride", "dilation")
    full = torch_transposed(facts(name)["x"], facts(name)["w"], **arguments)
    assert facts(name)["full"] == full
    if PICTURES[name].kind == "stamp_frames":
        assert holds(trees(name)[-1], full)
        return
    if "result" in facts(name):
        cropped = given(name, "stride", "dilation", "padding", "output_padding")
        bias = facts(name)["bias"]
        result = [value + bias for value in torch_transposed(facts(name)["x"], facts(name)["w"], **cropped)]
        assert facts(name)["result"] == result
        assert holds(trees(name)[0], result)
    else:
        assert holds(trees(name)[0], full)


def test_the_lit_cell_is_the_sum_that_is_written_out():
    shown = facts("scatter_contributors")
    assert eval(shown["sum"].replace("·", "*")) == shown["full"][shown["cell"]] == shown["value"]  # noqa: S307


@pytest.mark.parametrize("name", of_kind("conv_frames"))
def test_windows_give_torch_s_convolution(name):
    out = torch_correlated(facts(name)["x"], facts(name)["w"], **given(name, "stride", "padding"))
    assert facts(name)["out"] == out
    assert holds(trees(name)[-1], out)


@pytest.mark.parametrize("name", of_kind("insertion_canvas", "insertion_steps", "insertion_slide"))
def test_zero_insertion_gives_torch_s_transposed_convolution(name):
    shown = facts(name)
    arguments = given(name, "stride", "padding", "output_padding", "dilation")
    out = torch_transposed(shown["x"], shown["w"], **arguments)
    assert shown["out"] == out
    if "canvas" in shown:  # and the canvas is right: torch's correlation with the flipped kernel agrees
        assert torch_correlated(shown["canvas"], shown["flipped"], **given(name, "dilation")) == out
        assert holds(trees(name)[-1], out)
        assert holds(trees(name)[-1], shown["canvas"]) or "crop" in name


def test_the_share_of_useful_products_is_counted_by_torch():
    shown = facts("zero_insertion_canvas")
    ones = [[1] * len(row) for row in shown["w"]]
    met = torch_transposed([[1] * len(row) for row in shown["x"]], ones, stride=shown["stride"])
    assert shown["useful"] == np.sum(met)
    assert shown["products"] == np.size(met) * np.size(ones)


@pytest.mark.parametrize("name", of_kind("window_rows"))
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


def test_tensorflow_pads_as_the_library_says():
    shown = facts("valid_same_full_tensorflow")
    assert (shown["before"][0], shown["after"][0]) == tensorflow_same_padding(6, shown["kernel_size"], shown["stride"])


@pytest.mark.parametrize("name", of_kind("preimage"))
def test_sizes_are_grouped_as_torch_groups_them(name):
    shown = facts(name)
    layer = torch.nn.Conv1d(1, 1, shown["kernel_size"], shown["stride"], shown["padding"])
    for output, sizes in zip(shown["outputs"], shown["sizes"], strict=True):
        fitting = [n for n in range(1, 30) if n + 2 * shown["padding"] >= shown["kernel_size"]]
        assert sizes == [n for n in fitting if layer(torch.zeros(1, 1, n)).shape[-1] == output]


@pytest.mark.parametrize("name", of_kind("cone"))
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


def test_padding_crops_to_torch_s_result_or_is_refused_by_torch():
    shown = facts("padding_crops_ring")
    assert shown["results"][:2] == [torch_transposed(shown["x"], shown["w"], padding=p) for p in (0, 1)]
    assert shown["results"][2] == []
    with pytest.raises(RuntimeError, match="too small"):
        torch_transposed(shown["x"], shown["w"], padding=2)


@pytest.mark.parametrize("name", of_kind("crop_rows"))
def test_rows_keep_as_many_cells_as_torch(name):
    shown = facts(name)
    for padding, extra, size in zip(shown["paddings"], shown["extras"], shown["sizes"], strict=True):
        arguments = {"stride": shown["stride"], "padding": padding, "output_padding": extra}
        assert len(torch_transposed([1] * shown["input_size"], [1] * shown["kernel_size"], **arguments)) == size


@pytest.mark.parametrize("name", of_kind("decoder"))
def test_a_planned_decoder_meets_its_encoder_and_an_unplanned_one_does_not(name):
    shown = facts(name)
    layers = PICTURES[name].parameters["layers"]
    tall = [torch.zeros(1, 1, shown["down"][-1])] * 2
    fitted, plain = [shown["down"][-1]], [shown["down"][-1]]
    for (k, s, p, d), extra in zip(reversed(layers), shown["planned"], strict=True):
        up = [torch.nn.ConvTranspose1d(1, 1, k, s, p, a, dilation=d) for a in (extra, 0)]
        tall = [layer(x) for layer, x in zip(up, tall, strict=True)]
        fitted.append(tall[0].shape[-1])
        plain.append(tall[1].shape[-1])
    assert fitted == shown["fitted"] == shown["down"][::-1]
    assert plain == shown["plain"] != fitted


@pytest.mark.parametrize("name", of_kind("there_and_back"))
def test_sizes_lead_back_to_where_torch_leads_them(name):
    shown = facts(name)
    arguments = (1, 1, shown["kernel_size"], shown["stride"], shown["padding"], shown["dilation"])
    there = torch.nn.Conv1d(*arguments)
    assert shown["backs"] == [there(torch.zeros(1, 1, n)).shape[-1] for n in shown["larges"]]
    for extra, large in zip(shown["extras"], shown["larges"], strict=True):
        if extra < max(shown["stride"], shown["dilation"]):
            up = torch.nn.ConvTranspose1d(*arguments[:5], output_padding=extra, dilation=shown["dilation"])
            assert up(torch.zeros(1, 1, shown["input_size"])).shape[-1] == large
