"""Images on a board: the pixels of the PNG are those that were given."""

import base64
import io
import re

import numpy as np
import pytest

from web.figures import photos

Image = pytest.importorskip("PIL.Image")


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 40)])
def test_a_png_holds_the_pixels(rng, shape):
    grey = rng.integers(0, 256, shape).astype(np.uint8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(photos.png(grey)))), grey)


def test_an_image_on_the_board_is_sharp_and_has_a_frame():
    board = photos.Board()
    photos._image(board, 0, 0, np.array([[0, 255], [7, 9]], np.uint8))
    drawn = "".join(board.parts)
    data = base64.b64decode(re.search(r"base64,([^\"]+)", drawn)[1])
    assert np.asarray(Image.open(io.BytesIO(data))).tolist() == [[0, 255], [7, 9]]
    assert "image-rendering:pixelated" in drawn
    assert "<rect" in drawn
