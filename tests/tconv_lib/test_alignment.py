"""Cells seen through mixed stacks against torch's gradients, and alignment against where they lie."""

import random
from fractions import Fraction

import pytest
import torch
from torch.nn import functional

from tconv_lib.alignment import alignment, cells_seen
from tconv_lib.errors import GeometryError
from tconv_lib.receptive_field import input_interval


def draw_stages(seed):
    rng = random.Random(seed)  # noqa: S311 - not secrets
    return [
        (rng.choice(["conv", "transposed"]), rng.randint(1, 4), rng.randint(1, 3), rng.randint(0, 2), rng.randint(1, 2))
        for _ in range(rng.randint(1, 4))
    ]


def run(x, stages):
    for kind, k, s, p, d in stages:
        function = functional.conv1d if kind == "conv" else functional.conv_transpose1d
        x = function(x, torch.ones(1, 1, k, dtype=torch.float64), stride=s, padding=p, dilation=d)
    return x


@pytest.mark.parametrize("seed", range(60))
def test_the_cells_seen_are_those_with_a_gradient(seed):
    stages = draw_stages(seed)
    x = torch.zeros(1, 1, 300, dtype=torch.float64, requires_grad=True)
    y = run(x, stages)
    middle = y.shape[2] // 2
    for index in range(middle, middle + 5):
        (gradient,) = torch.autograd.grad(y[0, 0, index], x, retain_graph=True)
        assert cells_seen(stages, index) == gradient[0, 0].nonzero().ravel().tolist()


def mirrors(stages, total):
    """Whether turning round the output cells c and total - c turns round whole cells of every layer before."""
    for kind, k, s, p, d in reversed(stages):
        moved = d * (k - 1) - 2 * p
        if kind == "transposed" and (total - moved) % s:
            return False
        total = s * total + moved if kind == "conv" else (total - moved) // s
    return True


def test_two_cells_see_mirror_images_about_the_place_where_their_middle_lies():
    """All kernels are symmetric, so torch's gradients are, too; about the one point that ``alignment`` names."""
    checked = 0
    for seed in range(80):
        stages = draw_stages(seed)
        x = torch.zeros(1, 1, 2000, dtype=torch.float64, requires_grad=True)
        y = run(x, stages)
        scale, offset = alignment(stages)
        middle = y.shape[2] // 2
        for total in filter(lambda total: mirrors(stages, total), range(2 * middle, 2 * middle + 9)):
            about = 2 * (scale * Fraction(total, 2) + offset)
            left, right = (
                torch.autograd.grad(y[0, 0, cell], x, retain_graph=True)[0][0, 0] for cell in (middle, total - middle)
            )
            cells = left.nonzero().ravel().tolist()
            assert about.denominator == 1
            assert sorted(int(about) - cell for cell in cells) == right.nonzero().ravel().tolist()
            checked += bool(cells)
    assert checked > 100


def test_convolutions_alone_agree_with_the_receptive_field():
    layers = [(3, 2, 1, 1), (5, 1, 2, 2), (2, 2, 0, 1)]
    stages = [("conv", *layer) for layer in layers]
    seen = cells_seen(stages, 3)
    assert (seen[0], seen[-1] + 1) == input_interval(layers, 3)


def test_the_crop_of_fcn_is_nineteen():
    """VGG 16 with padding 100 and a kernel of 7 sees around 12.5; the stamp of 64 cells is centred on 31.5."""
    blocks = [2, 2, 3, 3, 3]
    encoder = [stage for convs in blocks for stage in [("conv", 3, 1, 1, 1)] * convs + [("conv", 2, 2, 0, 1)]]
    encoder[0] = ("conv", 3, 1, 100, 1)
    encoder.append(("conv", 7, 1, 0, 1))
    assert alignment(encoder) == (32, 12.5)
    assert alignment([("transposed", 64, 32, 0, 1)]) == (Fraction(1, 32), -Fraction(63, 64))
    assert alignment([*encoder, ("transposed", 64, 32, 0, 1)]) == (1, -19)


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ([("pool", 2, 2, 0, 1)], r"stages\[0\]: kind must be one of conv, transposed, got 'pool'"),
        ([("conv", 2, 2, 0, 1), ("conv", 2, 2)], r"stages\[1\]: must be \(kind, kernel_size, .*, got \('conv', 2, 2\)"),
        ([(2, 2, 0, 1)], r"stages\[0\]: must be \(kind, .*\), got \(2, 2, 0, 1\)"),
        ([()], r"stages\[0\]: must be \(kind, .*\), got \(\)"),
        ([(1, 2, 2, 0, 1)], r"stages\[0\]: kind must be one of conv, transposed, got 1"),
        (["conv"], r"stages\[0\]: must be a tuple or list of \(kind, .*\), got 'conv'"),
        ([("conv", 2, 0, 0, 1)], r"stages\[0\]: stride must be at least 1, got 0"),
    ],
)
def test_a_mistake_is_named_by_its_stage(stages, message):
    for function in (alignment, lambda stages: cells_seen(stages, 0)):
        with pytest.raises(GeometryError, match=message):
            function(stages)
