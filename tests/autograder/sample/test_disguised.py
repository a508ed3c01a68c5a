"""A disguised copy does what the original does, and looks like something else."""

import ast

import pytest

from autograder.masters.master import load
from autograder.masters.trial import try_answer
from autograder.sample.disguised import disguised
from tests.conftest import ROOT

TEXT = """
def f(x, n):
    a = x + 1
    b = np.zeros(n)
    total = sum(a * k for k in range(len(b)))
    return total
"""


@pytest.mark.parametrize("stem", ["scatter", "output_size"])
def test_a_disguised_solution_passes_all_tests(stem):
    master = load(ROOT / "solutions" / f"{stem}.md")
    for exercise in master.exercises.values():
        trial = try_answer(master, exercise, disguised(exercise.solution.source, 4))
        assert not trial.broken
        assert trial.failures == {}


def test_every_chosen_name_is_another_and_all_others_stay():
    copied = ast.parse(disguised(TEXT, 1))
    names = {node.id for node in ast.walk(copied) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(copied) if isinstance(node, ast.arg)}
    assert not names & {"x", "n", "a", "b", "total", "k"}
    assert names >= {"np", "sum", "range", "len"}
    assert copied.body[0].name == "f"


def test_the_same_seed_draws_the_same_copy_and_another_seed_another():
    drawn = [disguised(TEXT, seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_statements_that_have_nothing_to_do_with_each_other_change_places_at_times():
    firsts = {ast.parse(disguised(TEXT, seed)).body[0].body[-4].value.__class__ for seed in range(20)}
    assert firsts == {ast.BinOp, ast.Call}


def test_what_is_no_python_comes_back_as_it_is():
    assert disguised("def f(:", 1) == "def f(:"
