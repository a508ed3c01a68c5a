"""What the page computes of a layer for its text is what ``tconv_lib`` computes."""

import json
from itertools import product

import pytest

from tests.web.explorer.node import run
from web.book.values import NUMBERS, VALUES, Layer, value

GRID = [
    dict(zip("ikspda", numbers, strict=True))
    for numbers in product((1, 2, 5), (1, 2, 3, 4), (1, 2, 3, 5), (0, 1, 4), (1, 2, 3), (0, 1, 2))
]
IMPOSSIBLE = [{"i": 0}, {"k": 0}, {"s": 0}, {"p": -1}, {"d": 0}, {"a": 9}, {"p": 9}]
CHANNELS = [{"groups": g, "inputs": c, "outputs": o} for g, c, o in ((1, 64, 64), (3, 4, 2))]


def layer(transposed, numbers):
    return Layer.read(
        "&".join([f"layer={'transposed' if transposed else 'conv'}", *map("{0[0]}={0[1]}".format, numbers)])
    )


def in_page(layers):
    """Return each value of each layer by ``values.js``."""
    asked = [{"transposed": each.transposed, **each.numbers} for each in layers]
    body = (
        f"return {json.dumps(asked)}.map(({{ transposed, ...given }}) => {{"
        " const layer = { transposed, ...Object.fromEntries(Object.entries(given).map(([k, v]) => [LETTERS[k], v])) };"
        f" return {json.dumps(list(VALUES))}.map((name) => value(name, layer)); }});"
    )
    return run({"values.js": "value, LETTERS"}, body)


@pytest.mark.slow
@pytest.mark.parametrize("transposed", [True, False])
def test_every_value_is_the_librarys_over_a_grid(transposed):
    grid = [numbers for numbers in GRID if transposed or not numbers["a"]]
    layers = [layer(transposed, (numbers | CHANNELS[at % 2]).items()) for at, numbers in enumerate(grid)]
    for each, found in zip(layers, in_page(layers), strict=True):
        assert dict(zip(VALUES, found, strict=True)) == {name: value(name, each) for name in VALUES}, each


def test_numbers_that_no_layer_can_have_have_no_value():
    layers = [layer(True, numbers.items()) for numbers in IMPOSSIBLE]
    found = [dict(zip(VALUES, values, strict=True)) for values in in_page(layers)]
    assert found == [{name: value(name, each) for name in VALUES} for each in layers]
    assert [set(values.values()) == {None} for values in found] == [True] * 5 + [False] * 2
    assert [values["out"] for values in found] == [None] * 7


def test_a_page_knows_the_same_numbers():
    assert run({"values.js": "LETTERS"}, "return Object.keys(LETTERS);") == list(NUMBERS)
