"""Small grey images and their spectra."""

import re

import numpy as np
import pytest
import torch

from web.figures import images
from web.figures.board import Board

THREES, FOURS = [(3, 2, 1, 1)] * 2, [(4, 2, 1, 0)] * 2


@pytest.mark.parametrize("layers", [THREES, FOURS, [(2, 2, 0, 0)], [(5, 3, 1, 2)]])
def test_layers_with_equal_taps_are_torchs_and_keep_the_mean_of_a_constant(layers):
    expected = torch.tensor(images.smooth_bump(6))[None, None]
    for kernel_size, stride, padding, output_padding in layers:
        weight = torch.full((1, 1, kernel_size, kernel_size), (stride / kernel_size) ** 2).double()
        expected = torch.nn.functional.conv_transpose2d(
            expected, weight, stride=stride, padding=padding, output_padding=output_padding
        )
    assert np.allclose(images.through(images.smooth_bump(6), layers), expected[0, 0].numpy())


def test_kernels_of_three_make_squares_and_kernels_of_four_do_not():
    threes, fours = (images.through(images.smooth_bump(12), layers) for layers in (THREES, FOURS))
    assert images.ripple(threes) > 0.5
    assert images.ripple(fours) < 0.05
    assert images.ripple(np.ones((8, 8))) == 0


def test_every_pixel_is_drawn_once_in_its_shade():
    board = Board()
    image = np.array([[0.0, 0.5], [1.0, 0.5]])
    images.grey(board, 10, 20, image, 4)
    drawn = {
        (float(x), float(y)): float(opacity)
        for path, opacity in re.findall(r'd="([^"]+)" fill="[^"]+" fill-opacity="([\d.]+)"', "".join(board.parts))
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)h4", path)
    }
    assert drawn == {(14.0, 20.0): 0.5, (10.0, 24.0): 1.0, (14.0, 24.0): 0.5}  # white is not painted


def test_the_drawings_say_what_they_show():
    facts = images.through_layers(12, [THREES, FOURS]).facts
    assert facts["sizes"] == [48, 48]
    assert facts["swings"][0] > 10 * facts["swings"][1]
    [one, two, four] = images.spectra(12, [THREES[:1], THREES, FOURS]).facts["peaks"]
    assert len(one) == 1
    assert [int(share.split()[0]) > 10 for share in two] == [True, True]
    assert [int(share.split()[0]) for share in four] == [0, 0]
