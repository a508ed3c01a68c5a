"""The stamps in the pictures add up to torch's transposed convolution."""

import pytest

from tests.web.figures.figure_numbers import (
    drawn_by,
    given,
    holds,
    torch_transposed,
    trees,
)
from web.figures import PICTURES, facts, stamps


@pytest.mark.slow
@pytest.mark.parametrize("name", drawn_by(stamps.stamp_frames, stamps.stamp_strip))
def test_stamps_add_up_to_torch_s_transposed_convolution(name):
    arguments = given(name, "stride", "dilation")
    full = torch_transposed(facts(name)["x"], facts(name)["w"], **arguments)
    assert facts(name)["full"] == full
    if PICTURES[name].function is stamps.stamp_frames:
        assert holds(trees(name)[-1], full)
        return
    if "result" in facts(name):
        cropped = given(name, "stride", "dilation", "padding", "output_padding")
        bias = facts(name)["bias"]
        result = [value + bias for value in torch_transposed(facts(name)["x"], facts(name)["w"], **cropped)]
        assert facts(name)["result"] == result
        assert holds(trees(name)[0], result)
    else:
        assert holds(trees(name)[0], full)


def test_the_lit_cell_is_the_sum_that_is_written_out():
    shown = facts("scatter_contributors")
    assert eval(shown["sum"].replace("·", "*")) == shown["full"][shown["cell"]] == shown["value"]  # noqa: S307
