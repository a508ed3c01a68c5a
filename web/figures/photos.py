"""Grey images as pixels, for what a network makes: side by side, each with its name."""

from __future__ import annotations

import zlib
from base64 import b64encode
from struct import pack

import numpy as np
from numpy.typing import NDArray

from web.figures.board import SMALL, Board, Drawing

__all__ = ["generated_textures", "grey_squares", "loss_and_energy"]

SIDE = 160
"""Side of an image, in pixels of the page."""
GAP = 16


def generated_textures() -> Drawing:
    """Draw the texture, what the decoders see of it, and what each makes of it after training."""
    return _sheet(["small", "target"], "after", cut=slice(12, 52), low=0.0, high=1.0)


def grey_squares() -> Drawing:
    """Draw what each trained decoder makes of one grey, its mean taken as the middle, contrast raised alike for all."""
    return _sheet([], "grey", cut=slice(16, 40), low=-0.05, high=0.05, centred=True)


def _sheet(first: list[str], name: str, cut: slice, low: float, high: float, *, centred: bool = False) -> Drawing:
    from web.networks.generation import UPSAMPLERS, results  # noqa: PLC0415 - the other pictures need no torch

    found = results()
    titles = {"small": "given: 16×16", "target": "wanted: 64×64"}
    images = [(titles[one], found[one]) for one in first] + list(zip(UPSAMPLERS, found[name], strict=True))
    board = Board()
    for number, (title, image) in enumerate(images):
        left, top = number % 2 * (SIDE + GAP), number // 2 * (SIDE + 2 * GAP + 8)
        scale = len(found["target"]) // len(image)
        part = image[cut.start // scale : cut.stop // scale, cut.start // scale : cut.stop // scale]
        levels = (part - part.mean() * centred - low) / (high - low)
        board.text(left + SIDE / 2, top + 8, title, size=SMALL, bold=True)
        _image(board, left, top + 20, (np.clip(levels, 0, 1) * 255).astype(np.uint8))
    return Drawing([board], {"ways": list(UPSAMPLERS), "pixels": cut.stop - cut.start, "low": low, "high": high})


def _image(board: Board, x: float, y: float, grey: NDArray[np.uint8]) -> None:
    """Put a grey image on the board, its pixels as sharp squares."""
    board.rect(x, y, SIDE, SIDE)
    board.parts.append(
        f'<image x="{x:g}" y="{y:g}" width="{SIDE}" height="{SIDE}" style="image-rendering:pixelated"'
        f' href="data:image/png;base64,{b64encode(png(grey)).decode()}"/>'
    )


def png(grey: NDArray[np.uint8]) -> bytes:
    r"""Return a grey image (H, W) as a PNG file.

    >>> png(np.zeros((2, 3), np.uint8))[:8]
    b'\x89PNG\r\n\x1a\n'
    """
    height, width = grey.shape
    lines = np.pad(grey, [(0, 0), (1, 0)])  # each line begins with its filter, 0 for none
    chunks = {
        b"IHDR": pack(">2I5B", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(lines.tobytes(), 9),
        b"IEND": b"",
    }
    packed = (
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def loss_and_energy() -> Drawing:
    """Draw, for each way, the pattern on plain greys of every seed: before training hollow, after it filled."""
    from web.networks.generation import UPSAMPLERS, results  # noqa: PLC0415

    found = results()
    tiles = np.sqrt(found["flat"]) * 100
    board, left, width = Board(), 108.0, 184.0
    top = float(np.ceil(tiles.max()))
    for row, (way, seeds) in enumerate(zip(UPSAMPLERS, tiles, strict=True)):
        y = 30 + row * 44.0
        board.text(left - 14, y + 7, way, anchor="end", size=SMALL)
        for moment, values in enumerate(seeds.T):
            height = y + 14 * moment
            board.line([(left, height), (left + width, height)], role="grey", width=0.5)
            for value in values:
                _dot(board, left + width * value / top, height, filled=bool(moment))
    foot = 30 + 44.0 * len(UPSAMPLERS)
    for tick in range(0, int(top) + 1, 2):
        board.text(left + width * tick / top, foot, tick, size=SMALL)
    board.text(left + width / 2, foot + 20, "deviation of the tile, % of the range", size=SMALL)
    for moment, words in enumerate(("before training", "after training")):
        _dot(board, left + 126 * moment, 6, filled=bool(moment))
        board.text(left + 10 + 126 * moment, 6, words, anchor="start", size=SMALL)
    spans = [
        f"{way}: {seeds[:, 0].min():.2f} to {seeds[:, 0].max():.2f} before, {seeds[:, 1].min():.2f} to"
        f" {seeds[:, 1].max():.2f} after"
        for way, seeds in zip(UPSAMPLERS, tiles, strict=True)
    ]
    return Drawing([board], {"spans": "; ".join(spans), "seeds": tiles.shape[1]})


def _dot(board: Board, x: float, y: float, *, filled: bool) -> None:
    turns = np.linspace(0, 2 * np.pi, 17)
    points = [(x + 4.5 * np.sin(turn), y + 4.5 * np.cos(turn)) for turn in turns]
    if filled:
        board.area(points, "kernel", 1)
    else:
        board.line(points, role="input", width=1.6)
