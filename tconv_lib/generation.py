"""How visible the squares are: the power of an image at the harmonics of a stride, and at every frequency.

Chapter ``generation``, equations (artefact-energy) and (radial-spectrum).
"""

from __future__ import annotations

import numpy as np

from tconv_lib.arguments import check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.layer import Array

__all__ = ["artefact_energy", "phase_means", "radial_spectrum"]


def phase_means(image: Array, stride: int) -> Array:
    """Average the pixels of each phase: ``result[a, b]`` is the mean of ``image[a::stride, b::stride]``.

    Parameters
    ----------
    image : (H, W) ndarray
    stride : int, a divisor of H and of W

    Returns
    -------
    (stride, stride) ndarray, float64

    Raises
    ------
    GeometryError
        if ``stride`` is below 1 or divides H or W with a remainder.

    Examples
    --------
    >>> phase_means(np.array([[1, 2, 3, 4], [5, 5, 5, 5]]), 2)
    array([[2., 3.],
           [5., 5.]])
    """
    check_arrays(image=(image, "H W"))
    if image.dtype.kind == "c":
        raise GeometryError(f"image must hold real numbers, got dtype {image.dtype}; take abs(image)")
    s = check_integer("stride", stride, 1)
    height, width = image.shape
    if height % s or width % s:
        raise GeometryError(f"stride {s} must divide both sizes of an image {height}×{width}: crop it first")
    tiles = image.reshape(height // s, s, width // s, s)  # (rows, a, columns, b)
    return np.asarray(tiles.mean(axis=(0, 2), dtype=np.float64))


def artefact_energy(image: Array, stride: int) -> float:
    """Return the power of an image (H, W) at the harmonics of ``stride``: the variance of its phase means.

    Raises
    ------
    GeometryError
        as ``phase_means``.

    Notes
    -----
    Equation (artefact-energy). Its square root is the standard deviation of the repeated tile, in the image's units.

    Examples
    --------
    >>> artefact_energy(np.array([[1, 2], [3, 2]]), 2), artefact_energy(np.full((4, 4), 7), 2)
    (0.5, 0.0)
    """
    return float(phase_means(image, stride).var())


def radial_spectrum(image: Array) -> Array:
    """Average the power of a square image (n, n) over rings of frequencies: ring r is at about r cycles an image.

    Returns
    -------
    (n // 2 + 1,) ndarray, float64, in the square of the image's units

    Raises
    ------
    GeometryError
        if the image is not square.

    Notes
    -----
    Equation (radial-spectrum). The corners beyond ring n // 2 are left out.

    Examples
    --------
    >>> radial_spectrum(np.array([[1, 4], [1, 4]]))
    array([6.25, 0.75])
    """
    check_arrays(image=(image, "H W"))
    height, width = image.shape
    if height != width:
        raise GeometryError(f"an image {height}×{width} must be square: crop it first")
    power = abs(np.fft.fft2(image) / image.size) ** 2
    cycles = np.fft.fftfreq(height, 1 / height)  # 0, 1, …, -2, -1
    ring = np.rint(np.hypot(cycles[:, None], cycles[None])).astype(int)
    return np.array([power[ring == r].mean() for r in range(height // 2 + 1)])
