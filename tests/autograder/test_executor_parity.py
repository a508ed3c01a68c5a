"""The sandboxed executor passes and fails what the same tests pass and fail in one process.

On every solution, every starter and every wrong answer that the masters come with. And whoever was graded before, a
submission gets the same graded notebook.
"""

import copy
import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.grading.executor import Sandboxed
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.mutants import load_answers
from autograder.masters.source import source_notebook
from autograder.masters.trial import try_answer
from autograder.sandbox.launch import Launcher
from autograder.seed import seeded

SOLUTIONS = Path(__file__).parents[2] / "solutions"
STEMS = sorted(path.stem for path in SOLUTIONS.glob("*.md"))
MARKERS = "def mutant(*a, **k):\n    return lambda f: f\nvariant = mutant\ndef equivalent(*a, **k):\n    pass\n"
SEED = 5
OWN_RULE = "changed one of its arguments"
"""A rule of the grader alone, which holds it in every call; one process has it in `assert_returns` only."""


def candidates(master):
    """Yield (exercise, what it is, text of a solution cell)."""
    for name, exercise in master.exercises.items():
        yield name, "solution", exercise.solution.source
        yield name, "starter", starter(exercise.solution.source)
    path = SOLUTIONS / "mutants" / f"{master.stem}.py"
    text = re.sub(r"(?m)^from (autograder\.contract|__future__) import .*$", "", path.read_text(encoding="utf-8"))
    for answer in load_answers(master.path):
        yield answer.exercise, answer.name, f"{MARKERS}{text}\n{answer.exercise} = {answer.name}"


def differences(stem):
    """Compare all candidates; return those tests on which the two disagree, and how many were compared."""
    master = load(SOLUTIONS / f"{stem}.md")
    source, found, compared = source_notebook(master), [], 0
    with Launcher() as launcher, Sandboxed(source, launcher) as executor:
        for name, what, text in candidates(master):
            notebook = copy.deepcopy(source)
            (cell,) = [cell for cell in notebook.cells if cell.metadata.nbgrader.get("grade_id") == name]
            cell.source = text
            graded = executor.run(notebook, seed=SEED)
            outputs = {cell.metadata.nbgrader.grade_id: cell.get("outputs", []) for cell in graded.cells}
            with seeded(SEED):
                trial = try_answer(master, master.exercises[name], text)
            assert trial.broken == "", f"{name}: {what}"
            for test in master.exercises[name].tests:
                fails = test.name in trial.failures
                compared += 1
                said = outputs[test.grade_id][0].get("evalue", "") if outputs[test.grade_id] else ""
                if bool(outputs[test.grade_id]) != fails and not (trial.failures and OWN_RULE in said):
                    found.append((name, what, test.name))
    return found, compared


def drawn(master, count, random):
    """Return submissions that have any of the candidates in each of their answer cells."""
    answers = {}
    for name, _, text in candidates(master):
        answers.setdefault(name, []).append(text)
    made = [source_notebook(master) for _ in range(count)]
    for notebook in made:
        for cell in notebook.cells:
            if (name := cell.metadata.nbgrader.get("grade_id")) in answers:
                cell.source = str(random.choice(answers[name]))
    return made


def check_that_order_and_memory_change_nothing(stem, count):
    """Grade each submission as the first of a class, in a class, and again in that class."""
    master = load(SOLUTIONS / f"{stem}.md")
    random = np.random.default_rng(SEED)
    submissions = drawn(master, count, random)
    with Launcher() as launcher, Sandboxed(source_notebook(master), launcher) as executor:

        def grade(number):
            return executor.run(submissions[number], seed=SEED)

        def forget():
            executor.records[SEED] = dataclasses.replace(executor.records[SEED])

        grade(0)
        alone = {}
        for number in map(int, random.permutation(count)):
            forget()
            alone[number] = grade(number)
        forget()
        for number in [*range(count), *range(count)]:
            assert grade(number) == alone[number]


@pytest.mark.slow
def test_who_was_graded_before_changes_nothing():
    check_that_order_and_memory_change_nothing("scatter", 25)


@pytest.mark.soak
@pytest.mark.parametrize("stem", STEMS)
def test_who_was_graded_before_changes_nothing_in_any_assignment(stem):
    check_that_order_and_memory_change_nothing(stem, 150)


@pytest.mark.slow
def test_what_scatter_passes_and_fails_is_the_same():
    found, compared = differences("scatter")
    assert found == []
    assert compared > 100


@pytest.mark.soak
@pytest.mark.parametrize("stem", STEMS)
def test_what_an_assignment_passes_and_fails_is_the_same(stem):
    found, compared = differences(stem)
    assert found == []
    assert compared > 50
