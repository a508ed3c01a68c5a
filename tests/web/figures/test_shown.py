"""What the kinds reckon is what the pictures show."""

import re

import numpy as np
import pytest

from tests.web.figures.figure_numbers import SVG, holds, numbers, of_kind, rects, trees
from web.figures import PICTURES, facts
from web.figures.palette import STRONG

SHOWN = {
    "accumulation": lambda shown: shown["totals"][:1],
    "adjoint": lambda shown: [*shown["forward"], *shown["y"], shown["products"][0]],
    "bank": lambda shown: shown["total"],
    "broadcast": lambda shown: [*np.ravel(shown["g"]), *shown["row"], *shown["column"]],
    "channel_sum": lambda shown: [shown["bias"], shown["total"]],
    "columns_grid": lambda shown: shown["full"],
    "decoder": lambda shown: zip(shown["down"], shown["plain"][::-1], shown["fitted"][::-1], strict=True),
    "gram": lambda shown: shown["products"],
    "kernel_heat": lambda shown: shown["kernels"][-1][1],
    "path_counts": lambda shown: [value for row in shown["rows"] for value in row],
    "shuffle_blocks": lambda shown: shown["image"],
    "there_and_back": lambda shown: zip(shown["larges"], shown["backs"], strict=True),
    "tied_strip": lambda shown: shown["result"],
    "upsampling_contrast": lambda shown: [shown["unpooled"], shown["nearest"], shown["stamped"]],
}


@pytest.mark.parametrize("name", of_kind(*SHOWN))
def test_a_picture_shows_what_its_kind_reckoned(name):
    values = [value for part in SHOWN[PICTURES[name].kind](facts(name)) for value in np.ravel(part)]
    assert holds(trees(name)[-1], values)


@pytest.mark.parametrize("name", of_kind("tape_graph"))
def test_every_node_of_a_tape_shows_its_gradient(name):
    words = [text.text for text in trees(name)[0].iter(f"{SVG}text") if text.text.startswith("gradient")]
    assert words == [f"gradient {value:g}" for value in facts(name)["gradient_of"].values()]


def test_the_turned_and_swapped_weight_is_shown():
    turned = facts("channels_groups_turn_and_swap")["turned"]
    assert holds(trees("channels_groups_turn_and_swap")[0], [float(word) for word in re.findall(r"\d+", turned)])


def test_every_tap_s_gradient_is_shown_at_the_end_of_its_rows():
    shown = facts("gradient_weight")
    lit = rects(trees("gradient_weight")[0], "output", STRONG)
    assert len(lit) == len(shown["result"])
    assert [value for value in numbers(trees("gradient_weight")[0]) if value in shown["result"]] == shown["result"]


def test_sizes_and_their_group_are_shown():
    for name in of_kind("preimage"):
        shown = facts(name)
        groups = zip(shown["sizes"], shown["outputs"], strict=True)
        sequence = [
            [value for pair in zip(sizes, range(9), strict=False) for value in pair] + [m] for sizes, m in groups
        ]
        assert holds(trees(name)[0], [value for group in sequence for value in group])
