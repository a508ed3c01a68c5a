"""Sizes, crops and alignment against torch, and the measure against counts by hand."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.nn import functional

from tconv_lib.errors import GeometryError
from tconv_lib.segmentation import center_crop, centre, legal_sizes, mean_iou

HALVING = [(2, 2, 0, 1), (4, 2, 1, 1), (3, 2, 1, 1), (5, 3, 1, 1), (3, 2, 0, 2)]


def there_and_back(layers, size):
    """Return the sizes of torch's encoder and of its decoder without output padding; none if a kernel is too large."""
    sizes, x = [size], torch.zeros(1, 1, size)
    try:
        for k, s, p, d in layers:
            x = functional.conv1d(x, torch.zeros(1, 1, k), None, s, p, d)
            sizes.append(x.shape[2])
    except RuntimeError:
        return None
    back = [x.shape[2]]
    for k, s, p, d in reversed(layers):
        try:
            x = functional.conv_transpose1d(x, torch.zeros(1, 1, k), None, s, p, dilation=d)
        except RuntimeError:  # nothing is left
            return None
        back.append(x.shape[2])
    return sizes, back[::-1]


@pytest.mark.parametrize("first", HALVING)
@pytest.mark.parametrize("second", HALVING)
def test_the_legal_sizes_are_those_that_torch_brings_back(first, second):
    layers = [first, (3, 1, 0, 1), second]
    trips = {size: there_and_back(layers, size) for size in range(1, 60)}
    expected = [size for size, trip in trips.items() if trip and trip[0] == trip[1]]
    assert legal_sizes(layers, 1, 59) == expected


def test_both_ends_belong_to_the_range_and_an_empty_range_has_none():
    assert legal_sizes([(2, 2, 0, 1)], 4, 8) == [4, 6, 8]
    assert legal_sizes([(2, 2, 0, 1)], 8, 4) == []


@pytest.mark.parametrize("bad", [([(0, 2, 0, 1)], 1, 5), ([(2, 2, 0, 1)], 0, 5), ([(2, 2, 0, 1)], 1.5, 5)])
def test_sizes_of_impossible_layers_or_ranges_are_refused(bad):
    assert legal_sizes([(2, 2, 0, 1)], 1, 5)
    with pytest.raises(GeometryError):
        legal_sizes(*bad)


@pytest.mark.parametrize("layer", HALVING)
def test_the_centre_is_where_a_symmetric_kernel_reads_and_its_stamp_lies(layer):
    k, s, p, d = layer
    ramp = torch.arange(40.0, dtype=torch.float64).reshape(1, 1, -1)
    seen = functional.conv1d(ramp, torch.full((1, 1, k), 1 / k, dtype=torch.float64), None, s, p, d)
    assert seen[0, 0, 3].item() == pytest.approx(float(centre([layer], 3)))
    one = torch.zeros(1, 1, 7, dtype=torch.float64)
    one[0, 0, 3] = 1
    stamp = functional.conv_transpose1d(one, torch.ones(1, 1, k, dtype=torch.float64), None, s, p, dilation=d)[0, 0]
    assert (stamp * torch.arange(len(stamp))).sum() / stamp.sum() == pytest.approx(float(centre([layer], 3)))


def test_the_crop_of_the_fully_convolutional_network_is_nineteen():
    block = [(3, 1, 1, 1)]
    pool = [(2, 2, 0, 1)]
    vgg = [(3, 1, 100, 1), *block, *pool, *block * 2, *pool, *(block * 3 + pool) * 3, (7, 1, 0, 1)]
    assert centre(vgg) == Fraction(25, 2)
    assert centre([(64, 32, 0, 1)]) - centre(vgg) == 19


@pytest.mark.parametrize(("shape", "wanted"), [((7,), (4,)), ((2, 5, 6), (3, 2)), ((3, 4), ()), ((2, 3, 8, 8), (8, 5))])
def test_a_centre_crop_is_torch_s_negative_padding(shape, wanted):
    x = np.arange(np.prod(shape)).reshape(shape)
    pads = []
    for size, cells in zip(shape[::-1], wanted[::-1], strict=False):
        pads += [-((size - cells) // 2), -(size - cells - (size - cells) // 2)]
    expected = functional.pad(torch.from_numpy(x), pads).numpy() if pads else x
    assert np.array_equal(center_crop(x, wanted), expected)


@pytest.mark.parametrize("wanted", [(5,), (0,), (-1,), (1, 2, 3), (2.0,)])
def test_a_crop_that_does_not_fit_is_refused(wanted):
    x = np.zeros((2, 4))
    assert center_crop(x, (4,)).shape == (2, 4)
    with pytest.raises(GeometryError):
        center_crop(x, wanted)


def test_mean_iou_counts_sets_of_cells():
    rng = np.random.default_rng(0)
    for classes in (1, 2, 5):
        prediction, target = rng.integers(0, classes, (2, 4, 5))
        shares = []
        for label in range(classes):
            p, t = ({*zip(*np.nonzero(labels == label), strict=True)} for labels in (prediction, target))
            if p | t:
                shares.append(len(p & t) / len(p | t))
        assert mean_iou(prediction, target, classes) == pytest.approx(sum(shares) / len(shares))
        assert mean_iou(target, target, classes) == 1


def test_a_class_that_neither_map_has_does_not_count():
    prediction, target = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert mean_iou(prediction, target, 2) == mean_iou(prediction, target, 7)


@pytest.mark.parametrize(
    ("prediction", "target"),
    [([0, 1], [0, 2]), ([0, 2], [0, 1]), ([0, -1], [0, 1]), ([0, 1], [[0, 1]]), ([], []), ([0.0, 1.0], [0, 1])],
)
def test_what_is_no_label_map_is_refused(prediction, target):
    assert mean_iou(np.array([0, 1]), np.array([0, 1]), 2) == 1
    with pytest.raises(GeometryError):
        mean_iou(np.array(prediction, dtype=int if not prediction else None), np.array(target), 2)
