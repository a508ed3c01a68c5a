"""Visible cases and hidden ones come from different seeds, whatever the shape of the test."""

import ast
import os
import random

import numpy as np
import pytest

from autograder.examiner.draws import SWITCH, Draws, switched
from autograder.markers import hidden_lines
from autograder.seed import VARIABLE, derive

HIDE = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
SEEN = "seen.append((os.environ[VARIABLE], random.random(), np.random.random()))"


def run(text, seed=5, place=0):
    draws = Draws()
    draws.reset(seed)
    draws.begin(place)
    names = {SWITCH: draws.switch, "os": os, "random": random, "np": np, "VARIABLE": VARIABLE, "seen": []}
    exec(compile(switched(ast.parse(text), hidden_lines(text)), "<test>", "exec"), names)  # noqa: S102 - ours
    return names["seen"]


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv(VARIABLE, "0")


def indented(text):
    return text.replace("\n", "\n    ")


@pytest.mark.parametrize(
    "text",
    [
        f"{SEEN}\n{HIDE.format(SEEN)}\n{SEEN}",
        f"for _ in (1,):\n    {SEEN}\n    {indented(HIDE.format(SEEN))}\n    {SEEN}",
        f"if False:\n    pass\nelse:\n    {SEEN}\n    {indented(HIDE.format(SEEN))}\n    {SEEN}",
        f"try:\n    {SEEN}\n    raise ValueError\nexcept ValueError:\n    {indented(HIDE.format(SEEN))}\n{SEEN}",
        f"match 1:\n    case 1:\n        {SEEN}\n{HIDE.format('        ' + SEEN)}\n{SEEN}",
        f"def f():\n    {SEEN}\n    {indented(HIDE.format(SEEN))}\n    {SEEN}\nf()",
    ],
)
def test_a_hidden_part_draws_from_its_own_seed_and_the_visible_one_goes_on_behind_it(text):
    (first, *one), (hidden, *other), (last, *two) = run(text)
    assert first == last == str(derive(5, "visible"))
    assert hidden == str(derive(5, "hidden"))
    assert len({*one, *other, *two}) == 6
    visible = run(text.replace(HIDE.splitlines()[0], "").replace(HIDE.splitlines()[2], "").replace(SEEN, "pass", 0))
    assert visible[0] == (first, *one)


def test_what_is_drawn_in_the_visible_part_does_not_depend_on_the_hidden_one():
    with_it = run(f"{SEEN}\n{HIDE.format(SEEN)}\n{SEEN}")
    without = run(f"{SEEN}\n{SEEN}")
    assert [with_it[0], with_it[2]] == without


def test_hidden_draws_say_nothing_of_visible_ones_and_change_with_seed_and_place():
    text = f"{SEEN}\n{HIDE.format(SEEN)}"
    drawn = [run(text, seed, place) for seed in (1, 2) for place in (0, 1)]
    numbers = [number for one in drawn for seen in one for number in seen[1:]]
    assert len(set(numbers)) == len(numbers)
    assert run(text, 1, 0) == drawn[0]


def test_a_last_expression_stays_the_last():
    tree = switched(ast.parse("1\n### BEGIN HIDDEN TESTS\n0.5\n### END HIDDEN TESTS"), [2, 3, 4])
    assert ast.unparse(tree.body[-1]) == "0.5"


def test_a_test_that_hides_nothing_is_left_as_it_is():
    assert ast.unparse(switched(ast.parse("x = 1\nfor y in z:\n    y"), [])) == "x = 1\nfor y in z:\n    y"
