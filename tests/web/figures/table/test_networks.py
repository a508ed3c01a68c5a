"""What the texts say of the pictures of trained networks is true of what was trained."""

import numpy as np

from tests.web.figures.figure_numbers import chapters_of
from web.figures import facts
from web.figures.table.networks import PICTURES
from web.networks.generation import UPSAMPLERS, results

CHAPTERS = ["generation"]


def test_the_rows_follow_the_chapters():
    assert chapters_of(PICTURES, CHAPTERS) == CHAPTERS


def test_the_grey_pictures_show_tiles_for_all_but_resize_and_no_value_is_cut_off():
    shown = facts("generation_grey")
    inside = results()["grey"][:, 16:40, 16:40]
    for way, image in zip(UPSAMPLERS, inside, strict=True):
        tiles = image.reshape(6, 4, 6, 4)
        assert np.allclose(tiles, tiles[:1, :, :1], atol=1e-6)  # one tile, repeated
        assert (np.ptp(image) < 1e-6) == (way == "resize + conv")
        assert abs(image - image.mean()).max() < shown["high"]
