"""The address of a picture: every one that can be typed is read, explained or drawn, and written back the same."""

import json
import random

import pytest

from tests.web.explorer.node import run

DRAWN = """
    return hashes.map((hash) => {
        const [layer, view] = [readLayer(hash), readView(hash)];
        const made = model({ ...layer, ...view });
        if (made.why === null) [scene(made), overlap(made), losses(made), torchCall(made), question(made)];
        const again = written(layer, view);
        return [sentence(made), again === written(readLayer(again), readView(again))];
    });
"""
MODULES = {
    "state.js": "readLayer, readView, written",
    "model.js": "model, sentence",
    "lenses.js": "scene",
    "facts.js": "overlap, losses, torchCall",
    "predict.js": "question",
}
VALUES = ["", "0", "1", "2", "3", "7", "-1", "1e9", "999999", "2.5", "x", "3,5", "3,", "2,2,2", "NaN", "%00"]
KEYS = ["layer", "dim", "i", "k", "s", "p", "d", "a", "x", "w", "lens", "step", "at", "nonsense"]
WORDS = {
    "layer": ["conv", "transposed", "__proto__", ""],
    "dim": ["1", "2", "3", ""],
    "lens": ["stamps", "canvas", "matrix", "constructor"],
    "at": ["output-1", "input-0", "output-99999", "input--1", "x"],
    "x": ["1,2,3", "1,2", "1000,1", "-999,999", ",", "a,b"],
    "w": ["1,2,3", "9", "-1,-1,-1"],
}


def read(hashes):
    return run(MODULES, f"const hashes = {json.dumps(hashes)};{DRAWN}")


@pytest.mark.slow
def test_whatever_is_typed_is_drawn_or_explained_in_a_sentence_and_written_back_the_same():
    draw = random.Random(1)  # noqa: S311 - addresses, not secrets
    hashes = [
        "#" + "&".join(f"{key}={draw.choice(WORDS.get(key, VALUES))}" for key in draw.sample(KEYS, draw.randint(0, 14)))
        for _ in range(2000)
    ]
    found = read([*hashes, "#", "#&&&", "#====", "#%", "#%E0%A4%A", "#next", "#i=12&k=7&s=4&dim=2&d=4&p=0&lens=matrix"])
    for hash_, (sentence, same) in zip(hashes, found, strict=False):
        assert sentence.endswith("."), hash_
        assert "undefined" not in sentence, hash_
        assert "NaN" not in sentence, hash_
        assert same, hash_


def test_a_number_an_axis_is_written_as_a_pair_and_one_for_both_as_one():
    body = """return [readLayer("#dim=2&i=3,5&s=2"), readLayer("#dim=2&i=3&s=2"), readLayer("#dim=1&i=3,5")]
        .map((layer) => writtenLayer(layer).match(/&i=([^&]*).*&s=([^&]*)/).slice(1));"""
    found = run({"state.js": "readLayer, writtenLayer"}, body)
    assert found == [["3,5", "2,2"], ["3", "2"], ["3", "1"]]


def test_cells_keep_their_places_when_one_axis_grows():
    body = """const layer = changed(readLayer("#dim=2&i=2&k=1"), { size: [2, 3] });
        return [layer.x, changed({ ...layer, x: [1, 2, 3, 4, 5, 6] }, { size: [3, 2] }).x];"""
    wider, other = run({"state.js": "changed, readLayer"}, body)
    assert wider[:2] + wider[3:5] == [1, 2, 3, 4]
    assert other[:4] == [1, 2, 4, 5]


def test_the_first_layer_shows_an_overlap_and_every_example_is_one_that_can_be():
    body = """return [readLayer(""), ...Object.keys(PRESETS).map(exampleLayer)]
        .map((layer) => [layer.kernel, layer.stride, refusal(layer)]);"""
    first, *examples = run({"state.js": "PRESETS, exampleLayer, readLayer, refusal"}, body)
    assert first == [3, 2, None]
    assert all(why is None for *_, why in examples)


def test_a_kernel_of_equal_taps_keeps_them_equal_and_others_keep_theirs():
    body = """return ["#k=3&w=1,1,1", "#k=3&w=1,2,1", "#k=1&w=5"]
        .map((hash) => changed(readLayer(hash), { kernel: [4] }).w);"""
    assert run({"state.js": "changed, readLayer"}, body) == [[1, 1, 1, 1], [1, 2, 1, 4], [5, 2, 3, 4]]
