"""Crops and sizes in the pictures are torch's."""

import pytest
import torch

from tests.web.figures.figure_numbers import (
    drawn_by,
    torch_transposed,
)
from web.figures import PICTURES, crops, facts


def test_padding_crops_to_torch_s_result_or_is_refused_by_torch():
    shown = facts("padding_crops_ring")
    assert shown["results"][:2] == [torch_transposed(shown["x"], shown["w"], padding=p) for p in (0, 1)]
    assert shown["results"][2] == []
    with pytest.raises(RuntimeError, match="too small"):
        torch_transposed(shown["x"], shown["w"], padding=2)


@pytest.mark.parametrize("name", drawn_by(crops.crop_rows))
def test_rows_keep_as_many_cells_as_torch(name):
    shown = facts(name)
    for padding, extra, size in zip(shown["paddings"], shown["extras"], shown["sizes"], strict=True):
        arguments = {"stride": shown["stride"], "padding": padding, "output_padding": extra}
        assert len(torch_transposed([1] * shown["input_size"], [1] * shown["kernel_size"], **arguments)) == size


@pytest.mark.parametrize("name", drawn_by(crops.decoder))
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


@pytest.mark.parametrize("name", drawn_by(crops.there_and_back))
def test_sizes_lead_back_to_where_torch_leads_them(name):
    shown = facts(name)
    arguments = (1, 1, shown["kernel_size"], shown["stride"], shown["padding"], shown["dilation"])
    there = torch.nn.Conv1d(*arguments)
    assert shown["backs"] == [there(torch.zeros(1, 1, n)).shape[-1] for n in shown["larges"]]
    for extra, large in zip(shown["extras"], shown["larges"], strict=True):
        if extra < max(shown["stride"], shown["dilation"]):
            up = torch.nn.ConvTranspose1d(*arguments[:5], output_padding=extra, dilation=shown["dilation"])
            assert up(torch.zeros(1, 1, shown["input_size"])).shape[-1] == large
