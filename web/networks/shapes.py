"""Images of simple shapes with their label maps: discs, squares and triangles, drawn by NumPy from a seed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLASSES", "draw_shapes"]

CLASSES = ("background", "disc", "square", "triangle")
NOISE = 0.1


def draw_shapes(count: int, height: int, width: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw images with two shapes each; a later one hides what it covers of an earlier one.

    Returns
    -------
    images : (count, 1, height, width), float32; every shape has a brightness of its own, whatever its class
    labels : (count, height, width), int64, places in ``CLASSES``
    """
    rng = np.random.default_rng(seed)
    images = np.full((count, height, width), 0.0)
    labels = np.zeros((count, height, width), np.int64)
    rows, columns = np.mgrid[:height, :width]
    for image, label in zip(images, labels, strict=True):
        for _ in range(2):
            kind = int(rng.integers(1, len(CLASSES)))
            inside = _inside(kind, rows - rng.uniform(3, height - 4), columns - rng.uniform(3, width - 4), rng)
            image[inside] = rng.uniform(0.4, 1.0)
            label[inside] = kind
    images += rng.normal(0, NOISE, images.shape)
    return images[:, None].astype(np.float32), labels


def _inside(kind: int, down: NDArray[Any], right: NDArray[Any], rng: np.random.Generator) -> NDArray[np.bool_]:
    radius = rng.uniform(4.0, 7.0)
    if kind == 1:
        inside = down**2 + right**2 <= radius**2
    elif kind == 2:
        inside = np.maximum(abs(down), abs(right)) <= 0.85 * radius
    else:
        inside = (abs(down) <= radius) & (2 * abs(right) <= down + radius)
    return np.asarray(inside, np.bool_)
