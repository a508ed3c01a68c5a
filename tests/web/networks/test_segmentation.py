"""The tiny U-Net keeps the sizes that it can, trains reproducibly, and learns."""

import numpy as np
import pytest
import torch

from web.book.trained import reproducible
from web.networks.segmentation import PARAMETERS, UPSAMPLERS, TinyUNet, _fitted, results

ANY_SIZE = {"k2 s2", "k4 s2 p1", "bilinear + conv"}


@pytest.mark.parametrize("way", UPSAMPLERS)
def test_every_way_keeps_sizes_that_four_divides_and_some_keep_all(way):
    network = TinyUNet(way).eval()
    assert network(torch.zeros(2, 1, 8, 12)).shape == (2, 4, 8, 12)
    if way in ANY_SIZE:
        assert network(torch.zeros(2, 1, 9, 15)).shape == (2, 4, 9, 15)
    else:
        with pytest.raises(ValueError, match=r"leads from|requested an output size"):
            network(torch.zeros(2, 1, 9, 15))


@pytest.mark.slow
@pytest.mark.parametrize("way", ["k3 s2 p1 a1", "bilinear + conv"])
def test_the_same_seed_trains_the_same_network_and_another_seed_another(way):
    def weights(seed):
        with reproducible(seed):
            network = _fitted(way, seed, steps=3, batch=4, size=16)
        return torch.nn.utils.parameters_to_vector(network.parameters())

    assert torch.equal(weights(0), weights(0))
    assert not torch.equal(weights(0), weights(1))


def test_every_network_of_the_chapter_has_learnt():
    stored = results()
    assert stored["iou"].shape == (len(UPSAMPLERS), len(PARAMETERS["seeds"]))
    assert stored["iou"].min() > 0.75  # all background is below 0.25
    reached = {way for way, shares in zip(UPSAMPLERS, stored["passed"], strict=True) if not np.isnan(shares).any()}
    assert reached == ANY_SIZE
