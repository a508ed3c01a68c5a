"""The shapes are what their labels say, and the same for a seed."""

import numpy as np

from web.networks.shapes import CLASSES, draw_shapes


def test_a_seed_draws_the_same_images_and_another_seed_others():
    first, again, other = draw_shapes(4, 24, 30, 0), draw_shapes(4, 24, 30, 0), draw_shapes(4, 24, 30, 1)
    for one, two, three in zip(first, again, other, strict=True):
        assert np.array_equal(one, two)
        assert not np.array_equal(one, three)
    assert first[0].shape == (4, 1, 24, 30)
    assert first[0].dtype == np.float32
    assert first[1].shape == (4, 24, 30)
    assert first[1].dtype == np.int64


def test_every_class_occurs_and_shapes_are_brighter_than_the_background():
    images, labels = draw_shapes(60, 24, 24, 0)
    assert set(np.unique(labels)) == set(range(len(CLASSES)))
    means = [images[:, 0][labels == label].mean() for label in range(len(CLASSES))]
    assert abs(means[0]) < 0.05
    assert min(means[1:]) > 0.6


def test_brightness_does_not_give_the_class_away():
    images, labels = draw_shapes(400, 24, 24, 0)
    means = [images[:, 0][labels == label].mean() for label in range(1, len(CLASSES))]
    assert max(means) - min(means) < 0.06
