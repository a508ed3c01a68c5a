"""The one parser of masters: what it gives, what it refuses, and that it strips as nbgrader does."""

import re
from pathlib import Path

import pytest

from autograder.cell import Role
from autograder.errors import MasterError
from autograder.markers import starter, visible
from autograder.masters.master import find_masters, load

MASTER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Doubling

```{code-cell} ipython3
:role: setup

import math
```

+++ {"exercise": "double", "role": "statement"}

## Twice as much

Write `double(n)`.

```{code-cell} ipython3
---
exercise: double
role: solution
hints: [add, "n + n", "return n + n"]
---
def double(n):
    ### BEGIN SOLUTION
    return n + n
    ### END SOLUTION
```

```{code-cell} ipython3
---
exercise: double
role: test
name: small
points: 2
---
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(21) == 42
### END HIDDEN TESTS
```
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "doubling.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_cells_know_their_role_and_name(write):
    master = load(write(MASTER))
    assert [(cell.role, cell.grade_id) for cell in master.cells] == [
        ("text", "text"),
        ("setup", "setup"),
        ("statement", "double-statement"),
        ("solution", "double"),
        ("test", "double-small"),
    ]
    exercise = master.exercises["double"]
    assert (exercise.title, exercise.points, master.points, master.stem) == ("Twice as much", 2, 2, "doubling")
    assert exercise.solution.hints == ("add", "n + n", "return n + n")


def test_the_text_of_some_roles_is_that_of_their_cells_role_by_role(write):
    master = load(write(MASTER))
    setup, solution = (master.of_role(role)[0].source for role in (Role.SETUP, Role.SOLUTION))
    assert master.text_of(Role.SOLUTION, Role.SETUP) == f"{solution}\n{setup}"
    assert master.text_of(Role.CHECKS) == ""


def test_a_starter_raises_and_a_visible_test_hides(write):
    exercise = load(write(MASTER)).exercises["double"]
    assert starter(exercise.solution.source) == "def double(n):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert visible(exercise.tests[0].source) == "assert double(2) == 4"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("role: solution", "role: answer", "role is 'answer', must be one of"),
        (
            "    ### END SOLUTION\n",
            "",
            "line 28: '### BEGIN SOLUTION' has no partner: write '### END SOLUTION' below it",
        ),
        (
            "### BEGIN HIDDEN TESTS\n",
            "",
            "line 42: '### END HIDDEN TESTS' has no partner: the markers must come in pairs",
        ),
        ('hints: [add, "n + n", "return n + n"]', "hints: [add]", "has 1 hints, write three"),
        (
            'hints: [add, "n + n"',
            "hints: [add, {twice: n}",
            "hint {'twice': 'n'} is no text for YAML, put it into quotes",
        ),
        ("points: 2", "points: 9", "points is 9, must be 1 to 5"),
        ("name: small\n", "", "needs name"),
        ("name: small", "name: Small Numbers", "must be a lower-case Python name"),
        ('{"exercise": "double", "role": "statement"}', '{"role": "statement"}', "needs exercise"),
        ("exercise: double\nrole: test", "exercise: triple\nrole: test", "exercise double has no test cell"),
        (":role: setup\n\n", "", "role is None"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_file_and_cell(write, old, new, message):
    assert old in MASTER
    path = write(MASTER.replace(old, new, 1))
    with pytest.raises(MasterError, match=re.escape(message)) as caught:
        assert load(path).exercises
    assert str(path) in str(caught.value)


def test_a_test_name_stands_once(write):
    test = MASTER[MASTER.index("```{code-cell} ipython3\n---\nexercise: double\nrole: test") :]
    with pytest.raises(MasterError, match="double-small stands twice"):
        load(write(MASTER + "\n" + test))


def test_a_file_without_exercises_is_no_master(write):
    with pytest.raises(MasterError, match="has no exercise"):
        load(write("# Only text\n"))


def test_two_masters_of_one_name_are_refused(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "doubling.md").write_text(MASTER)
    with pytest.raises(MasterError, match="has the same name"):
        find_masters([tmp_path / "one", tmp_path / "two"])


def test_nbgrader_strips_the_same(course):
    import nbformat

    released = nbformat.read(course.notebook("release", "scatter"), as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell.source for cell in released.cells}
    for exercise in course.master("scatter").exercises.values():
        assert cells[exercise.name] == starter(exercise.solution.source)
        for test in exercise.tests:
            assert cells[test.grade_id].rstrip() == visible(test.source)


def test_no_other_module_parses_masters():
    package = Path(__file__).parents[3] / "autograder"
    parses = re.compile(r"^\s*(import|from) jupytext", re.MULTILINE)
    users = [path.name for path in package.rglob("*.py") if parses.search(path.read_text())]
    assert users == ["master.py"]
