"""Five ways to double a size: all fit one decoder, and two start without squares."""

import numpy as np
import pytest
import torch

from tconv_lib.generation import phase_means
from web.book.trained import reproducible
from web.networks.generation import PARAMETERS, UPSAMPLERS, _fit, decoder, doubling, results
from web.networks.textures import draw_textures

CLEAN_AT_FIRST = {"resize + conv", "shuffle + ICNR"}


@pytest.mark.parametrize("way", UPSAMPLERS)
def test_every_way_doubles_and_the_decoder_makes_four_times_the_size(way):
    assert doubling(way, 3, 5)(torch.zeros(2, 3, 4, 6)).shape == (2, 5, 8, 12)
    assert decoder(way)(torch.zeros(2, 1, 4, 6)).shape == (2, 1, 16, 24)


@pytest.mark.parametrize("way", UPSAMPLERS)
def test_on_plain_grey_two_ways_start_without_squares(way):
    torch.manual_seed(0)
    with torch.no_grad():
        image = decoder(way)(torch.full((1, 1, 12, 12), 0.5))[0, 0, 12:-12, 12:-12].double().numpy()
    means = np.asarray(phase_means(image, 4))
    assert (np.ptp(means) < 1e-6) == (way in CLEAN_AT_FIRST)


def test_the_same_seed_trains_the_same_network_and_training_lowers_the_loss():
    images = draw_textures(6, 16, 0)

    def trained(steps):
        with reproducible(1):
            network = decoder("k4 s2 p1", channels=4)
            _fit(network, images, steps, batch=3)
        return network

    def loss(network):
        small = torch.nn.functional.avg_pool2d(torch.from_numpy(images), 4)
        with torch.no_grad():
            return torch.nn.functional.mse_loss(network(small), torch.from_numpy(images)).item()

    assert loss(trained(5)) == loss(trained(5))
    assert loss(trained(40)) < loss(trained(1))


def test_every_network_of_the_chapter_has_learnt():
    stored = results()
    assert stored["loss"].shape == (len(UPSAMPLERS), len(PARAMETERS["seeds"]), 2)
    assert (stored["loss"][..., 1] < stored["loss"][..., 0]).all()
