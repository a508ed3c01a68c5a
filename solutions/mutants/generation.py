"""Wrong answers to the exercises on squares in trained networks: one real mistake each, and the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant


def _legal(image, stride):
    if stride < 1 or image.shape[0] % stride or image.shape[1] % stride:
        raise ValueError("stride")


def _tile(image, stride):
    _legal(image, stride)
    return np.array([[image[a::stride, b::stride].mean() for b in range(stride)] for a in range(stride)])


# artefact_energy


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image", "only_the_pattern_counts", "stride_one_repeats_nothing"],
    sentence="as if the variance of the whole image were asked for",
)
def takes_all_the_variance(image, stride):
    _legal(image, stride)
    return float(image.var())


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image"],
    sentence="as if each tile were measured by itself, and the results averaged",
)
def averages_the_energies_of_the_tiles(image, stride):
    _legal(image, stride)
    rows, columns = image.shape[0] // stride, image.shape[1] // stride
    tiles = image.reshape(rows, stride, columns, stride)
    return float(tiles.var(axis=(1, 3)).mean())


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image", "only_the_pattern_counts", "stride_one_repeats_nothing",
               "refuses_what_it_cannot_cut"],
    sentence="as if the mean brightness belonged to the pattern",
)  # fmt: skip
def keeps_the_mean(image, stride):
    return float((_tile(image, stride) ** 2).mean())


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image", "only_the_pattern_counts", "stride_one_repeats_nothing",
               "refuses_what_it_cannot_cut"],
    sentence="as if a standard deviation were asked for",
)  # fmt: skip
def forgets_the_square(image, stride):
    return float(_tile(image, stride).std())


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image", "only_the_pattern_counts"],
    sentence="as if the pattern repeated along the columns only",
)
def looks_along_one_axis(image, stride):
    return float(_tile(image, stride).mean(axis=0).var())


@mutant(
    "artefact_energy",
    caught_by=["refuses_what_it_cannot_cut"],
    sentence="as if the rows and columns left over could be dropped",
)
def crops_what_is_left_over(image, stride):
    if stride < 1 or min(image.shape) < stride:
        raise ValueError("stride")
    height, width = (size - size % stride for size in image.shape)
    return float(_tile(image[:height, :width], stride).var())


@mutant("artefact_energy", caught_by=["refuses_what_it_cannot_cut"], sentence="as if only the height had to fit")
def checks_the_height_alone(image, stride):
    if stride < 1 or image.shape[0] % stride:
        raise ValueError("stride")
    return float(np.var([image[a::stride, b::stride].mean() for a in range(stride) for b in range(stride)]))


@mutant(
    "artefact_energy",
    caught_by=["worked_example", "any_image", "only_the_pattern_counts", "stride_one_repeats_nothing",
               "refuses_what_it_cannot_cut"],
    sentence="as if the variance were an estimate, divided by one less",
)  # fmt: skip
def divides_by_one_less(image, stride):
    tile = _tile(image, stride)
    return float(tile.var() * tile.size / max(tile.size - 1, 1))


@variant("artefact_energy")
def by_the_harmonics(image, stride):
    _legal(image, stride)
    power = abs(np.fft.fft2(image) / image.size) ** 2
    power[0, 0] = 0
    return float(power[:: image.shape[0] // stride, :: image.shape[1] // stride].sum())


@variant("artefact_energy")
def by_adding_tiles_up(image, stride):
    if stride < 1:
        raise ValueError("stride")
    tiles = [part for rows in np.split(image.astype(float), range(stride, len(image), stride))
             for part in np.split(rows, range(stride, image.shape[1], stride), axis=1)]  # fmt: skip
    if any(tile.shape != (stride, stride) for tile in tiles):
        raise ValueError("stride")
    mean = sum(tiles) / len(tiles)
    return float(((mean - mean.mean()) ** 2).mean())


@variant("artefact_energy")
def by_reshaping(image, stride):
    if stride < 1:
        raise ValueError("stride")
    height, width = image.shape
    return float(image.reshape(height // stride, stride, width // stride, stride).mean(axis=(0, 2)).var())


# radial_spectrum


def _square(image):
    if image.shape != (len(image), len(image)):
        raise ValueError("not square")


def _rings(n):
    cycles = np.fft.fftfreq(n, 1 / n)
    return np.rint(np.hypot(cycles[:, None], cycles))


def _power(image):
    _square(image)
    return abs(np.fft.fft2(image) / image.size) ** 2


@mutant(
    "radial_spectrum",
    caught_by=["worked_example", "any_image"],
    sentence="as if a ring were summed up, not averaged",
)
def sums_the_rings(image):
    power, rings = _power(image), _rings(len(image))
    return np.array([power[rings == r].sum() for r in range(len(image) // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["any_image", "a_wave_lies_in_one_ring"],
    sentence="as if the second half of the rows and columns held ever faster waves",
)
def counts_cycles_up_to_the_end(image):
    power, cycles = _power(image), np.arange(len(image))
    rings = np.rint(np.hypot(cycles[:, None], cycles))
    return np.array([power[rings == r].mean() for r in range(len(image) // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["worked_example", "any_image", "what_has_one_pixel_or_one_value", "refuses_what_is_not_square"],
    sentence="as if the transform were not divided by the number of pixels",
)
def forgets_to_divide(image):
    power, rings = _power(image) * image.size**2, _rings(len(image))
    return np.array([power[rings == r].mean() for r in range(len(image) // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["worked_example", "any_image", "what_has_one_pixel_or_one_value"],
    sentence="as if the amplitude were asked for, not its square",
)
def takes_the_amplitude(image):
    amplitude, rings = _power(image) ** 0.5, _rings(len(image))
    return np.array([amplitude[rings == r].mean() for r in range(len(image) // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["any_image", "a_wave_lies_in_one_ring"],
    sentence="as if distances were cut off, not rounded",
)
def cuts_distances_off(image):
    n = len(image)
    cycles = np.fft.fftfreq(n, 1 / n)
    power, rings = _power(image), np.floor(np.hypot(cycles[:, None], cycles))
    return np.array([power[rings == r].mean() for r in range(n // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["any_image", "a_wave_lies_in_one_ring"],
    sentence="as if the rings were squares around the middle",
)
def measures_by_the_larger_axis(image):
    n = len(image)
    cycles = abs(np.fft.fftfreq(n, 1 / n))
    power, rings = _power(image), np.maximum(cycles[:, None], cycles)
    return np.array([power[rings == r].mean() for r in range(n // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["refuses_what_is_not_square"],
    sentence="as if any image were square",
)
def takes_any_shape(image):
    n = len(image)
    power = abs(np.fft.fft2(image) / n**2) ** 2
    rows, columns = (np.fft.fftfreq(size, 1 / size) for size in image.shape)
    rings = np.rint(np.hypot(rows[:, None], columns))
    return np.array([power[rings == r].mean() for r in range(n // 2 + 1)])


@mutant(
    "radial_spectrum",
    caught_by=["worked_example", "any_image", "a_wave_lies_in_one_ring", "what_has_one_pixel_or_one_value",
               "refuses_what_is_not_square"],
    sentence="as if the slowest waves stood in the middle of the transform",
)  # fmt: skip
def shifts_the_power_alone(image):
    power, rings = np.fft.fftshift(_power(image)), _rings(len(image))
    return np.array([power[rings == r].mean() for r in range(len(image) // 2 + 1)])


@variant("radial_spectrum")
def by_counting_weights(image):
    power, rings = _power(image), _rings(len(image)).astype(int).ravel()
    return (np.bincount(rings, power.ravel()) / np.bincount(rings))[: len(image) // 2 + 1]


@variant("radial_spectrum")
def by_loops(image):
    power, n = _power(image), len(image)
    sums, counts = np.zeros(n + 1), np.zeros(n + 1)
    for u in range(n):
        for v in range(n):
            ring = round((min(u, n - u) ** 2 + min(v, n - v) ** 2) ** 0.5)
            sums[ring] += power[u, v]
            counts[ring] += 1
    return sums[: n // 2 + 1] / counts[: n // 2 + 1]


@variant("radial_spectrum")
def by_a_matrix_of_waves(image):
    _square(image)
    n = len(image)
    waves = np.exp(-2j * np.pi * np.outer(range(n), range(n)) / n) / n
    power, rings = abs(waves @ image @ waves) ** 2, _rings(n)
    in_ring = rings.ravel() == np.arange(n // 2 + 1)[:, None]
    return in_ring @ power.ravel() / in_ring.sum(axis=1)


# single changes to the solutions that make no difference

equivalent(
    "artefact_energy",
    "tile = [image[a::stride, b::stride].mean() for a in range(stride) for b in range(stride)]",
    "tile = [image[b::stride, a::stride].mean() for a in range(stride) for b in range(stride)]",
    reason="every pair of remainders comes, in another order, and what follows does not depend on the order",
)
equivalent(
    "radial_spectrum",
    "ring = np.rint(np.hypot(cycles[:, None], cycles))",
    "ring = np.rint(np.hypot(cycles, cycles[:, None]))",
    reason="both axes have the same cycles, and the hypotenuse does not ask which side is which",
)
