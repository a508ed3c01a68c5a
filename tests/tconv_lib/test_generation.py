"""Energy at the harmonics against the Fourier transform; rings against Parseval and waves of known frequency."""

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.generation import artefact_energy, phase_means, radial_spectrum


@pytest.mark.parametrize(("height", "width", "stride"), [(4, 6, 2), (12, 12, 3), (8, 4, 4), (5, 7, 1), (6, 12, 6)])
def test_artefact_energy_is_the_power_at_the_harmonics(rng, height, width, stride):
    image = rng.normal(size=(height, width))
    power = abs(np.fft.fft2(image) / image.size) ** 2
    harmonics = power[:: height // stride, :: width // stride].sum() - power[0, 0]
    assert artefact_energy(image, stride) == pytest.approx(harmonics, abs=1e-15)


def test_phase_means_are_the_means_of_slices(rng):
    image = rng.integers(-9, 10, (6, 9))
    assert np.allclose(phase_means(image, 3), [[image[a::3, b::3].mean() for b in range(3)] for a in range(3)])


def test_a_tile_repeated_has_the_variance_of_the_tile(rng):
    tile = rng.normal(size=(4, 4))
    assert artefact_energy(np.tile(tile, (3, 5)), 4) == pytest.approx(tile.var())
    assert artefact_energy(np.repeat(np.repeat(tile, 3, 0), 3, 1), 3) == pytest.approx(0)


@pytest.mark.parametrize("image", [np.ones((5, 4)), np.ones((4, 5))])
def test_an_image_that_the_stride_does_not_divide_is_refused(image):
    assert artefact_energy(image[:4, :4], 2) == 0
    with pytest.raises(GeometryError, match="stride 2 must divide both sizes"):
        artefact_energy(image, 2)


def test_a_wave_lies_in_its_ring():
    cells = 2 * np.pi * np.arange(16) / 16
    wave = np.cos(3 * cells[:, None] + 4 * cells)
    spectrum = radial_spectrum(wave)
    assert np.argmax(spectrum) == 5
    assert np.allclose(np.delete(spectrum, 5), 0)


def test_the_rings_share_out_the_power(rng):
    image = rng.normal(size=(9, 9))
    cycles = np.array([0, 1, 2, 3, 4, -4, -3, -2, -1])
    rings = np.rint(np.sqrt(cycles[:, None] ** 2 + cycles**2))
    power = abs(np.fft.fft2(image)) ** 2 / 81**2
    beyond = power[rings > 4].sum()
    counts = [(rings == ring).sum() for ring in range(5)]
    assert radial_spectrum(image) @ counts + beyond == pytest.approx((image**2).mean())


def test_only_a_square_image_has_rings():
    assert radial_spectrum(np.ones((4, 4))).tolist() == [1, 0, 0]
    with pytest.raises(GeometryError, match="4×5 must be square"):
        radial_spectrum(np.ones((4, 5)))
