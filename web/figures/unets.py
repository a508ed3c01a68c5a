"""U-Nets: their sizes along the U, where a crop lies, and what trained ones found."""

from __future__ import annotations

import numpy as np

from tconv_lib.geometry import Axis
from web.figures.board import CELL, SMALL, Board, Drawing
from web.figures.images import raster

__all__ = ["crop_shift", "found_shapes", "u_sizes"]

POOL = Axis(2, 2)
PANEL = 104
"""Side of one trained result."""
CLASS_LOOKS = (("grey", 0.0), ("input", 0.35), ("kernel", 0.6), ("output", 0.95))
"""Role and tint of each class: lighter to darker, so that they differ without colour."""
WRONG = ("ink", 0.95)


def levels(size: int, stages: int, padding: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return a U-Net's sizes (before, after the two 3×3 convolutions) down, then up; skips are cropped where too large.

    The way up ends where it falls short of its skip; k2 s2 doubles.

    >>> levels(572, 4, 0)[1][-1], levels(572, 4, 1)[1]
    ((392, 388), [(70, 70)])
    """
    conv = Axis(3, 1, padding)
    down = [(size, conv.size(conv.size(size)))]
    for _ in range(stages):
        pooled = POOL.size(down[-1][1])
        down.append((pooled, conv.size(conv.size(pooled))))
    up: list[tuple[int, int]] = []
    small = down[-1][1]
    for _, skip in down[-2::-1]:
        large = POOL.transposed_size(small)
        small = conv.size(conv.size(large))
        up.append((large, small))
        if padding and large != skip:
            break
    return down, up


def u_sizes(size: int, stages: int, padding: int) -> Drawing:
    """Draw the sizes of a U-Net, skip by skip, until one does not fit."""
    board = Board()
    down, up = levels(size, stages, padding)
    width, pitch, right = 92, 58, 236
    board.text(width / 2, 6, "encoder", size=SMALL, bold=True)
    board.text(right + width / 2, 6, "decoder", size=SMALL, bold=True)
    cuts = []
    for level, (before, after) in enumerate(down[:-1]):
        y = 22 + level * pitch
        middle = y + CELL / 2
        board.rect(0, y, width, CELL, "input", 3)
        board.text(width / 2, middle, f"{before} → {after}")
        board.arrow((width / 2, y + CELL + 3), (width / 2, y + pitch - 3))
        place = stages - 1 - level
        if place >= len(up):
            board.rect(right, y, width, CELL, "cropped", 3)
            board.text(right + width / 2, middle, "–", muted=True)
            continue
        large, result = up[place]
        board.rect(right, y, width, CELL, "output" if padding == 0 or large == after else "cropped", 3)
        board.arrow((right + width / 2, y + pitch - 3), (right + width / 2, y + CELL + 3))
        board.text(right + width / 2, middle, f"{large} → {result}" if padding == 0 or large == after else large)
        board.arrow((width + 4, middle + 8), (right - 4, middle + 8))
        cuts.append(after - large)
        words = "=" if after == large else f"{after} ≠ {large}" if padding else f"{after} cut to {large}"
        board.text((width + right) / 2, middle - 4, words, size=SMALL, bold=bool(padding and after != large))
    y = 22 + stages * pitch
    board.rect(0, y, right + width, CELL, "plain", 3)
    board.text((right + width) / 2, y + CELL / 2, f"{down[-1][0]} → {down[-1][1]}")
    facts = {"down": [after for _, after in down], "up": [large for large, _ in up], "cuts": cuts, "out": up[-1][1]}
    return Drawing([board], facts | {"size": size, "padding": padding, "stages": stages})


def crop_shift(size: int, stages: int) -> Drawing:
    """Draw the first cells of the decoder's last result below the skip's: where they belong, and under the middle."""
    board = Board()
    down, up = levels(size, stages, 0)
    skip, large = down[0][1], up[-1][0]
    true = 0
    for _ in range(stages):
        true = 2 * (true + (4 if true else 2))
    middle = (skip - large) / 2
    first, count = int(min(true, middle)) - 2, 7
    left = 92.0
    board.text(0, 22 + CELL / 2, f"skip ({skip})", anchor="start", size=SMALL)
    for place in range(count):
        board.cell(left + place * CELL, 22, first + place, "input")
    for row, (words, offset) in enumerate((("aligned", float(true)), ("in the middle", middle))):
        y = 22 + (row + 1) * (CELL + 26)
        board.text(0, y + CELL / 2, words, anchor="start", size=SMALL)
        start = left + (offset - first) * CELL
        for place in range(4):
            board.cell(start + place * CELL, y, place, "output" if row == 0 else "cropped")
        board.line([(start, y - 22), (start, y)], width=2.4, dashed=row == 1)
        board.text(start - 5, y - 12, f"{offset:g}", anchor="end", size=SMALL, bold=True)
    facts = {"size": size, "skip": skip, "up": large, "true": true, "middle": middle, "apart": middle - true}
    return Drawing([board], facts)


def found_shapes() -> Drawing:
    """Draw one test image, its true classes, and what the network with each way to enlarge made of it."""
    from web.networks.segmentation import UPSAMPLERS, results  # noqa: PLC0415 - torch, which no other picture needs
    from web.networks.shapes import CLASSES  # noqa: PLC0415

    stored = results()
    target = stored["target"]
    board = Board()
    panels: list[tuple[str, str]] = [("image", ""), ("truth", "")]
    panels += [(way, f"IoU {share:.2f}") for way, share in zip(UPSAMPLERS, stored["found_iou"], strict=True)]
    for number, (head, below) in enumerate(panels):
        x, y = number % 3 * (PANEL + 12.0), number // 3 * (PANEL + 44.0)
        board.text(x + PANEL / 2, y + 8, head, size=SMALL, bold=True)
        if number == 0:
            shades = np.clip(np.round(stored["image"] * 6), 0, 6).astype(int)
            raster(board, x, y + 20, shades, [("ink", shade / 7) for shade in range(7)], PANEL / len(shades))
        elif number == 1:
            raster(board, x, y + 20, target, CLASS_LOOKS, PANEL / len(target))
        else:
            found = stored["found"][number - 2]
            marked = np.where(found == target, found, len(CLASSES))
            raster(board, x, y + 20, marked, [*CLASS_LOOKS, WRONG], PANEL / len(target))
        board.text(x + PANEL / 2, y + PANEL + 30, below, size=SMALL)
    top = board.bottom + 12
    for number, (words, (role, tint)) in enumerate(zip((*CLASSES, "wrong"), (*CLASS_LOOKS, WRONG), strict=True)):
        left, y = number % 3 * 112.0, top + number // 3 * 24
        board.area([(left, y), (left + 16, y), (left + 16, y + 16), (left, y + 16)], role, tint)
        board.line([(left, y), (left + 16, y), (left + 16, y + 16), (left, y + 16), (left, y)], width=0.7)
        board.text(left + 22, y + 8, words, size=SMALL, anchor="start")
    shares = [f"{way} {share:.2f}" for way, share in zip(UPSAMPLERS, stored["found_iou"], strict=True)]
    wrong = [int((found != target).sum()) for found in stored["found"]]
    return Drawing([board], {"each": "; ".join(shares), "wrong": wrong, "cells": int(target.size)})
