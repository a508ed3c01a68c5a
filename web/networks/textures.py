"""Textures for super-resolution, drawn by NumPy from a seed: stripes, clouds and cells with sharp borders."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["draw_textures", "shrink"]


def draw_textures(count: int, size: int, seed: int) -> NDArray[np.float32]:
    """Draw textures of three kinds in turn, with values from 0 to 1.

    Returns
    -------
    (count, 1, size, size) ndarray, float32
    """
    rng = np.random.default_rng(seed)
    kinds = (_stripes, _clouds, _cells)
    drawn = [kinds[number % len(kinds)](size, rng) for number in range(count)]
    return np.stack(drawn)[:, None].astype(np.float32)


def shrink(images: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Average squares of ``factor`` × ``factor`` pixels: (N, 1, H, W) to (N, 1, H / factor, W / factor)."""
    count, channels, height, width = images.shape
    squares = images.reshape(count, channels, height // factor, factor, width // factor, factor)
    return np.asarray(squares.mean(axis=(3, 5)), np.float32)


def _stripes(size: int, rng: np.random.Generator) -> NDArray[Any]:
    rows, columns = np.mgrid[:size, :size]
    angle, period, start = rng.uniform(0, np.pi), rng.uniform(10, 24), rng.uniform(0, 2 * np.pi)
    wave = np.sin(2 * np.pi * (rows * np.sin(angle) + columns * np.cos(angle)) / period + start)
    return np.asarray(0.5 + 0.4 * np.clip(3 * wave, -1, 1))


def _clouds(size: int, rng: np.random.Generator) -> NDArray[Any]:
    distance = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size)[None])
    distance[0, 0] = np.inf
    clouds = np.fft.ifft2(np.fft.fft2(rng.normal(size=(size, size))) / distance**1.5).real
    return np.asarray(np.clip(0.5 + 0.2 * clouds / clouds.std(), 0, 1))


def _cells(size: int, rng: np.random.Generator) -> NDArray[Any]:
    rows, columns = np.mgrid[:size, :size]
    centres, values = rng.uniform(0, size, (12, 2)), rng.uniform(0.1, 0.9, 12)
    distances = [(rows - row) ** 2 + (columns - column) ** 2 for row, column in centres]
    return np.asarray(values[np.argmin(distances, axis=0)])
