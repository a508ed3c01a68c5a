"""Images on a board: the pixels of the PNG are those that were given."""

import base64
import re
import struct
import zlib

import numpy as np
import pytest

from web.figures import photos


def pixels(file):
    """Read a grey PNG whose lines have no filter, as its specification says: chunks of length, kind, data and CRC."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(file):
        length, kind = struct.unpack(">I4s", file[at : at + 8])
        data = file[at + 8 : at + 8 + length]
        assert struct.unpack(">I", file[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        chunks[kind], at = data, at + 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, colour, *rest = struct.unpack(">2I5B", chunks[b"IHDR"])
    assert (depth, colour, rest) == (8, 0, [0, 0, 0])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    return lines[:, 1:]


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 40)])
def test_a_png_holds_the_pixels(shape):
    grey = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    assert np.array_equal(pixels(photos.png(grey)), grey)


def test_an_image_on_the_board_is_sharp_and_has_a_frame():
    board = photos.Board()
    photos._image(board, 0, 0, np.array([[0, 255], [7, 9]], np.uint8))
    drawn = "".join(board.parts)
    data = base64.b64decode(re.search(r"base64,([^\"]+)", drawn)[1])
    assert pixels(data).tolist() == [[0, 255], [7, 9]]
    assert "image-rendering:pixelated" in drawn
    assert "<rect" in drawn
