"""The textures are of three kinds, seeded, and shrink by means."""

import numpy as np
import torch

from web.networks.textures import draw_textures, shrink


def test_the_same_seed_draws_the_same_textures_and_another_seed_others():
    first, again, other = draw_textures(6, 16, 3), draw_textures(6, 16, 3), draw_textures(6, 16, 4)
    assert np.array_equal(first, again)
    assert all(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    assert (first.shape, first.dtype) == ((6, 1, 16, 16), np.float32)


def test_values_are_those_of_an_image_and_none_is_plain():
    drawn = draw_textures(9, 32, 0)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.reshape(9, -1).std(axis=1).min() > 0.02


def test_cells_have_a_few_plain_regions_with_sharp_borders():
    cells = draw_textures(3, 32, 1)[2, 0]
    assert len(np.unique(cells)) <= 12
    assert (np.diff(cells, axis=1) == 0).mean() > 0.6


def test_shrinking_is_torchs_mean_over_squares():
    drawn = draw_textures(4, 24, 2)
    for factor in (2, 4):
        expected = torch.nn.functional.avg_pool2d(torch.from_numpy(drawn), factor).numpy()
        np.testing.assert_allclose(shrink(drawn, factor), expected, atol=1e-6)
