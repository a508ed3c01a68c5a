"""Zero insertion in the pictures gives torch's transposed convolution."""

import numpy as np
import pytest

from tests.web.figures.figure_numbers import (
    drawn_by,
    given,
    holds,
    torch_correlated,
    torch_transposed,
    trees,
)
from web.figures import facts, insertion


@pytest.mark.parametrize(
    "name", drawn_by(insertion.insertion_canvas, insertion.insertion_steps, insertion.insertion_slide)
)
def test_zero_insertion_gives_torch_s_transposed_convolution(name):
    shown = facts(name)
    arguments = given(name, "stride", "padding", "output_padding", "dilation")
    out = torch_transposed(shown["x"], shown["w"], **arguments)
    assert shown["out"] == out
    if "canvas" in shown:  # and the canvas is right: torch's correlation with the flipped kernel agrees
        assert torch_correlated(shown["canvas"], shown["flipped"], **given(name, "dilation")) == out
        assert holds(trees(name)[-1], out)
        assert holds(trees(name)[-1], shown["canvas"]) or "crop" in name


def test_the_share_of_useful_products_is_counted_by_torch():
    shown = facts("zero_insertion_canvas")
    ones = [[1] * len(row) for row in shown["w"]]
    met = torch_transposed([[1] * len(row) for row in shown["x"]], ones, stride=shown["stride"])
    assert shown["useful"] == np.sum(met)
    assert shown["products"] == np.size(met) * np.size(ones)
