"""Sizes and crops of the U-Nets in the pictures are torch's, and the trained results are those of the training."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import drawn_by
from web.figures import facts, unets


def network(x, stages, padding):
    """Return the skips and the doublings of a U-Net whose kernels are boxes, the deepest last."""
    box, two = torch.full((1, 1, 3), 1 / 3).double(), torch.ones(1, 1, 2).double()

    def block(row):
        return functional.conv1d(functional.conv1d(row, box, padding=padding), box, padding=padding)

    skips, ups = [], []
    for _ in range(stages):
        skips.append(block(x))
        x = functional.avg_pool1d(skips[-1], 2)
    x = block(x)
    for skip in skips[::-1]:
        ups.insert(0, functional.conv_transpose1d(x, two, stride=2))
        if padding and ups[0].shape != skip.shape:
            break
        x = block(ups[0])
    return skips, ups, x


@pytest.mark.parametrize("name", drawn_by(unets.u_sizes))
def test_the_sizes_along_the_u_are_torch_s(name):
    shown = facts(name)
    skips, ups, out = network(torch.zeros(1, 1, shown["size"]).double(), shown["stages"], shown["padding"])
    assert shown["down"][:-1] == [skip.shape[2] for skip in skips]
    assert shown["up"] == [up.shape[2] for up in ups[::-1]]
    assert shown["cuts"] == [s.shape[2] - u.shape[2] for s, u in zip(skips[-len(ups) :], ups, strict=True)]
    if not shown["padding"]:
        assert shown["out"] == out.shape[2]


@pytest.mark.parametrize("size", [572, 573, 580, 587])
def test_a_crop_is_aligned_where_a_ramp_keeps_its_mean(size):
    shown = unets.crop_shift(size, 4).facts
    skips, ups, _ = network(torch.arange(float(size)).double()[None, None], 4, 0)
    whole = ups[0].shape[2] // 16 * 16
    matches = [
        place
        for place in range(80, 100)
        if torch.isclose(ups[0][..., :whole].mean(), skips[0][..., place : place + whole].mean())
    ]
    assert matches == [shown["true"]]
    assert shown["middle"] == (skips[0].shape[2] - ups[0].shape[2]) / 2


def test_the_trained_results_shown_are_those_of_the_training():
    from tconv_lib.segmentation import mean_iou
    from web.networks.segmentation import UPSAMPLERS, results

    stored, shown = results(), facts("segmentation_found")
    for way, found, wrong in zip(UPSAMPLERS, stored["found"], shown["wrong"], strict=True):
        assert wrong == np.count_nonzero(found - stored["target"])
        assert f"{way} {mean_iou(found, stored['target'], 4):.2f}" in shown["each"]
