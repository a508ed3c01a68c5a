"""The facts behind an alternative text stand in the picture, too."""

import numpy as np
import pytest

from tests.web.figures.figure_numbers import drawn_by, holds, trees
from web.figures import PICTURES, channels, contrasts, crops, facts, fields, graphs, matrices, patterns

SHOWN = {
    graphs.accumulation: lambda shown: shown["totals"][:1],
    matrices.adjoint: lambda shown: [*shown["forward"], *shown["y"], shown["products"][0]],
    matrices.bank: lambda shown: shown["total"],
    graphs.broadcast: lambda shown: [*np.ravel(shown["g"]), *shown["row"], *shown["column"]],
    channels.channel_sum: lambda shown: [shown["bias"], shown["total"]],
    patterns.columns_grid: lambda shown: shown["full"],
    crops.decoder: lambda shown: zip(shown["down"], shown["plain"][::-1], shown["fitted"][::-1], strict=True),
    matrices.gram: lambda shown: shown["products"],
    patterns.kernel_heat: lambda shown: shown["kernels"][-1][1],
    fields.path_counts: lambda shown: [value for row in shown["rows"] for value in row],
    patterns.shuffle_blocks: lambda shown: shown["image"],
    crops.there_and_back: lambda shown: zip(shown["larges"], shown["backs"], strict=True),
    patterns.tied_strip: lambda shown: shown["result"],
    contrasts.upsampling_contrast: lambda shown: [shown["unpooled"], shown["nearest"], shown["stamped"]],
}


@pytest.mark.parametrize("name", drawn_by(*SHOWN))
def test_a_picture_shows_the_facts_of_its_alternative_text(name):
    values = [value for part in SHOWN[PICTURES[name].function](facts(name)) for value in np.ravel(part)]
    assert holds(trees(name)[-1], values)
