"""The explorer's geometry in Node, against the library on thousands of drawn layers."""

import json
import subprocess
from itertools import product
from pathlib import Path

import pytest

from tests.web.explorer.recorded import record
from web.book.scripts import NODE

pytestmark = pytest.mark.slow

CASES = 6000
SAME = ("outputShape", "fullShape", "output", "matrix", "sharedSizes", "coverage", "contributions", "kinds", "canvas")
OF_BOTH = ("phaseSums", "hasHoles", "unread")


def ask(questions, folder):
    """Return what ``geometry.js`` answers."""
    asked, answered = folder / "questions.json", folder / "answers.json"
    asked.write_text(json.dumps(questions))
    subprocess.run([NODE, Path(__file__).with_name("answer.mjs"), asked, answered], check=True)
    return json.loads(answered.read_text())


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    cases = record(CASES, seed=14)
    answers = ask([case["question"] for case in cases], tmp_path_factory.mktemp("geometry"))
    return [(case["question"], case["answer"], answer) for case, answer in zip(cases, answers, strict=True)]


@pytest.fixture(scope="module")
def possible(table):
    return [(question, answer) for question, expected, answer in table if expected is not None]


def test_the_table_has_enough_of_every_kind(table):
    kinds = [(len(q["layer"]), q["layer"][0]["transposed"], expected is None) for q, expected, _ in table]
    assert len(table) >= 5000
    assert min(map(kinds.count, product((1, 2), (True, False), (True, False)))) > 100


def test_geometry_gives_a_reason_for_what_the_library_refuses_and_for_nothing_else(table):
    wrong = [q["layer"] for q, expected, answer in table if (expected is None) != ("reason" in answer)]
    assert wrong == []


@pytest.mark.parametrize("name", [*SAME, *OF_BOTH])
def test_geometry_equals_the_library(table, name):
    compared = [(q, e[name], a[name]) for q, e, a in table if e is not None and name in e]
    assert len(compared) > 500
    assert [found for found in compared if found[1] != found[2]][:1] == []


def test_written_sums_are_the_output(possible):
    assert all(answer["sums"] == answer["output"] for _, answer in possible)


def test_a_cell_that_an_input_stamps_names_that_input_among_its_products(possible):
    for question, answer in possible:
        stamped = sorted(
            [place, cell, tap]
            for cell, stamp in zip(_cells([axis["size"] for axis in question["layer"]]), answer["stamps"], strict=True)
            for place, tap in stamp
            if all(0 <= index < size for index, size in zip(place, answer["outputShape"], strict=True))
        )
        summed = sorted(
            [place, cell, tap]
            for place, pairs in zip(_cells(answer["outputShape"]), answer["contributions"], strict=True)
            for cell, tap in pairs
        )
        assert stamped == summed, question


def test_the_sliding_kernel_lies_on_the_cells_that_the_sum_names(possible):
    assert all(
        sorted(slid) == sorted(pairs)
        for _, answer in possible
        for slid, pairs in zip(answer["slid"], answer["contributions"], strict=True)
    )


def test_kept_and_cropped_cells_are_all_that_the_stamps_reach_and_nothing_else(possible):
    for question, answer in possible:
        for axis, full, size, crop in zip(
            question["layer"], answer["fullShape"], answer["outputShape"], answer["crops"], strict=True
        ):
            if axis["transposed"]:
                assert full == crop["before"] + (size - crop["beyond"]) + crop["after"], axis
                assert min(crop.values()) >= 0


def test_reasons_name_the_numbers(tmp_path):
    axis = {"transposed": True, "size": 2, "kernel": 2, "stride": 1, "padding": 3, "outputPadding": 0, "dilation": 1}
    changes = {
        "padding 3 crops everything: (2−1)·1 + 2 − 6 = −3": {},
        "output padding 2 must be smaller than stride 2: sizes 4 to 5 are reachable from 2, not 6": {
            "stride": 2, "padding": 0, "outputPadding": 2,
        },
        "a kernel of extent 5 does not fit in 2 + 2·1 = 4 cells: it needs a padding of at least 2": {
            "transposed": False, "kernel": 3, "dilation": 2, "padding": 1,
        },
        "output padding 3 must be smaller than dilation 3: sizes 4 to 6 are reachable from 1, not 7": {
            "dilation": 3, "padding": 0, "outputPadding": 3, "stride": 1, "kernel": 2, "size": 1,
        },
        "stride 0 must be at least 1": {"stride": 0},
        "input size must be a whole number": {"size": 2.5},
    }  # fmt: skip
    questions = [{"layer": [axis | change], "input": [], "kernel": []} for change in changes.values()]
    assert [answer["reason"] for answer in ask(questions, tmp_path)] == list(changes)


def _cells(shape):
    cells = [[]]
    for size in shape:
        cells = [[*head, at] for head in cells for at in range(size)]
    return cells
