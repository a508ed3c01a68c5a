"""On the visible tests the check says what the grader says: of every wrong answer to the exercises of scatter."""

import json
import re
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest

from autograder.grading import matching
from autograder.grading.executor import Sandboxed
from autograder.grading.restore import restore
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.mutants import load_answers
from autograder.masters.source import source_notebook
from autograder.sandbox.launch import Launcher
from autograder.seed import VARIABLE, derive
from tconv_check.assignment import Assignment
from tconv_check.notebook import read
from tconv_check.plan import make_plan
from tconv_check.run import run

MASTERS = sorted((Path(__file__).parents[2] / "solutions").glob("*.md"))
MUTANTS = Path(__file__).parents[2] / "solutions/mutants/scatter.py"
MARKERS = "def mutant(*a, **k):\n    return lambda f: f\nvariant = mutant\n"


def notebooks(book):
    """Give notebooks with one answer an exercise each, of all answers there are: wrong ones, right ones, starters."""
    yield book.solved
    yield book.released
    text = MARKERS + re.sub(r"(?m)^from autograder.*$", "", MUTANTS.read_text(encoding="utf-8"))
    answers = load_answers(MUTANTS.parents[1] / "scatter.md")
    by_exercise = {name: [a for a in answers if a.exercise == name] for name in {a.exercise for a in answers}}
    for row in zip_longest(*by_exercise.values()):
        notebook = json.loads(json.dumps(book.solved))
        for answer in filter(None, row):
            cell = book.find(notebook, answer.exercise)
            cell["source"] = f"{text}\n{answer.exercise} = {answer.name}"
        yield notebook


def outcomes_of(path, notebook):
    path.write_text(json.dumps(notebook))
    mine = read(path)
    plan = make_plan(mine, Assignment.of(mine))
    outcomes = run(plan.steps).outcomes
    return {plan.steps[n].name: found.error for n, found in outcomes.items() if plan.steps[n].role == "test"}


@pytest.mark.slow
@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_every_solution_passes_its_visible_tests_and_every_starter_fails_them(path, tmp_path):
    notebook = source_notebook(load(path))
    answered = outcomes_of(tmp_path / "a.ipynb", notebook)
    assert {name: error for name, error in answered.items() if error} == {}
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = starter(cell.source)
    begun = outcomes_of(tmp_path / "a.ipynb", notebook)
    assert [name for name, error in begun.items() if not error] == []
    assert len(begun) == len(answered) > 3


@pytest.mark.slow
def test_visible_tests_pass_and_fail_as_in_the_grader(book, course, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(derive(0, "visible")))  # the same visible cases for both
    source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    path = tmp_path / "scatter.ipynb"
    differ, failing = [], 0
    with Launcher() as launcher, Sandboxed(source, launcher) as executor:
        for number, notebook in enumerate(notebooks(book)):
            path.write_text(json.dumps(notebook))
            graded = executor.run(restore(path.read_bytes(), matching.Assignment.of(source)).notebook, seed=0)
            theirs = {
                book.name_of(cell): [out.evalue for out in cell.outputs if out.ename != "HiddenCase"]
                for cell in graded.cells
                if cell.metadata.nbgrader.get("grade")
            }
            ours = outcomes_of(path, notebook)
            assert ours.keys() == theirs.keys()
            differ += [(number, name) for name in ours if bool(ours[name]) != bool(theirs[name])]
            failing += sum(map(bool, ours.values()))
    assert differ == []
    assert failing > 20
