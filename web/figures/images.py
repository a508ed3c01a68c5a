"""Small images and their spectra: what layers do to a smooth picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tconv_lib.scatter import conv_transpose
from web.figures.board import SMALL, Board, Drawing
from web.figures.palette import paint

__all__ = ["SHADES", "grey", "raster", "ripple", "smooth_bump", "spectra", "through", "through_layers"]

SHADES = 16
Layer = tuple[int, int, int, int]
"""Kernel size, stride, padding, output padding."""


def grey(board: Board, x: float, y: float, image: NDArray[np.float64], side: float) -> None:
    """Draw an image of values from 0 to 1 as squares of ``side`` pixels, dark ones for large values."""
    shades = np.rint(np.clip(image, 0, 1) * SHADES).astype(int)
    raster(board, x, y, shades, [("ink", shade / SHADES) for shade in range(SHADES + 1)], side)


def raster(
    board: Board, x: float, y: float, values: NDArray[Any], looks: Sequence[tuple[str, float]], side: float
) -> None:
    """Draw an image of small numbers: ``looks`` has a role and a tint for each; its runs of cells are one path."""
    height, width = side * values.shape[0], side * values.shape[1]
    board.line([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)], width=0.7)
    for value, (role, tint) in enumerate(looks):
        runs = []
        for row, line in enumerate(values):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], line == value, [0]])))
            for start, stop in edges.reshape(-1, 2):
                runs.append(
                    f"M{x + start * side:.4g} {y + row * side:.4g}h{(stop - start) * side:.4g}v{side:.4g}"
                    f"h{(start - stop) * side:.4g}z"
                )
        if runs and tint:
            fill = f'fill="{paint(role)}" fill-opacity="{tint:.2g}" shape-rendering="crispEdges"'
            board.parts.append(f'<path d="{"".join(runs)}" {fill}/>')


def smooth_bump(size: int) -> NDArray[np.float64]:
    """Return an image without edges: one bright bump in the middle, 1 at its top."""
    place = (np.arange(size) + 0.5) / size
    hill = np.sin(np.pi * place) ** 2
    return np.outer(hill, hill)


def through(image: NDArray[np.float64], layers: Sequence[Layer]) -> NDArray[np.float64]:
    """Return the image after layers whose taps are all equal, each scaled so that the mean of a constant stays."""
    for kernel_size, stride, padding, output_padding in layers:
        weight = np.full((1, 1, kernel_size, kernel_size), (stride / kernel_size) ** 2)
        image = conv_transpose(
            image[None, None], weight, stride=stride, padding=padding, output_padding=output_padding
        )[0, 0]
    return image


def through_layers(size: int, stacks: Sequence[Sequence[Layer]], side: float = 3.25) -> Drawing:
    """Draw a smooth bump after each stack of layers with equal taps."""
    board = Board()
    sizes, swings = [], []
    left = 0.0
    for stack in stacks:
        image = through(smooth_bump(size), stack)
        shown = image / image.max()
        grey(board, left, 44, shown, side)
        kernel_size, stride, *_ = stack[0]
        for line, words in enumerate((f"{len(stack)} × k{kernel_size} s{stride}", f"{size} → {len(image)} pixels")):
            board.text(left, 8 + 18 * line, words, anchor="start", size=SMALL, bold=not line)
        sizes.append(len(image))
        swings.append(round(100 * ripple(image)))
        left += len(image) * side + 24
    return Drawing([board], {"size": size, "sizes": sizes, "swings": swings})


def ripple(image: NDArray[np.float64]) -> float:
    """Return by how much neighbours differ in the middle row, at the top of the bump: |difference| over the larger."""
    row = image[len(image) // 2]
    middle = len(row) // 2
    first, second = row[middle - 1], row[middle]
    third = row[middle + 1]
    return float(max(abs(first - second), abs(second - third)) / max(first, second, third))


def spectra(size: int, stacks: Sequence[Sequence[Layer]]) -> Drawing:
    """Draw the strength of each frequency in the middle row after each stack, as bars on one scale per row."""
    board = Board()
    peaks = []
    top = 0.0
    for stack in stacks:
        image = through(smooth_bump(size), stack)
        row = image[len(image) // 2]
        strength = np.abs(np.fft.rfft(row))[1:]
        strength = strength / strength.max()
        kernel_size, stride, *_ = stack[0]
        board.text(0, top + 8, f"{len(stack)} × k{kernel_size} s{stride}", anchor="start", size=SMALL, bold=True)
        base, step = top + 96, 336 / len(strength)
        for number, value in enumerate(strength):
            if value >= 0.005:
                board.rect(number * step, base - 66 * value, step * 0.7, 66 * value, "output")
        board.line([(0, base), (336, base)])
        marks = [len(row) // stride**level for level in range(1, len(stack) + 1)]
        for frequency in marks:
            board.text((frequency - 0.65) * step, base + 11, f"{frequency}", size=12)
        board.text(0, base + 11, "1", size=12, anchor="start")
        later = {frequency: round(100 * float(strength[frequency - 1])) for frequency in sorted(marks)}
        peaks.append([f"{share} % at {frequency}" for frequency, share in later.items()])
        top = base + 34
    return Drawing([board], {"size": size, "peaks": peaks})
