"""The source notebook: read back it is the master, and a submission becomes steps by what the source says alone."""

import copy
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.cell import Role
from autograder.errors import CourseError
from autograder.masters.master import load
from autograder.masters.source import Step, read_source, source_notebook, steps

SOLUTIONS = sorted((Path(__file__).parents[3] / "solutions").glob("*.md"))


@pytest.fixture(params=SOLUTIONS, ids=lambda path: path.stem)
def master(request):
    return load(request.param)


def node(role, name, text, points=0, **own):
    flags = {"solution": role == "solution", "grade": role == "test", "grade_id": name, "points": points}
    return new_code_cell(text, metadata={"autograder": {"role": role, **own}, "nbgrader": flags})


@pytest.mark.slow
def test_a_written_source_read_back_is_the_master(master):
    source = read_source(source_notebook(master))

    def texts(role):
        return {cell.grade_id: cell.source for cell in master.of_role(role)}

    assert (source.setup, source.checks, source.solutions) == tuple(
        map(texts, (Role.SETUP, Role.CHECKS, Role.SOLUTION))
    )
    assert {test.grade_id: test.full for test in source.tests} == texts(Role.TEST)
    assert sum(test.points for test in source.tests) == master.points
    assert [test.label for test in source.tests] == [cell.name.replace("_", " ") for cell in master.of_role(Role.TEST)]
    for test in source.tests:
        assert test.visible == test.full.partition("### BEGIN HIDDEN TESTS")[0].rstrip()
    assert any(test.visible != test.full for test in source.tests)
    assert set(master.exercises) <= set(source.functions)
    assert [name for name in source.order if not name.endswith("-hints")] == [cell.grade_id for cell in master.cells]


@pytest.mark.slow
def test_a_source_is_a_valid_notebook_and_the_same_each_time(master):
    first, second = (nbformat.writes(source_notebook(master)) for _ in range(2))
    assert first == second
    notebook = nbformat.reads(first, as_version=4)
    nbformat.validate(notebook)
    names = [cell.metadata.nbgrader.grade_id for cell in notebook.cells]
    assert len(set(names)) == len(names) == len({cell.id for cell in notebook.cells})


@pytest.mark.slow
def test_two_hints_follow_each_statement_and_the_third_stays_out(master):
    cells = source_notebook(master).cells
    for name, exercise in master.exercises.items():
        (place,) = [number for number, cell in enumerate(cells) if cell.metadata.nbgrader.grade_id == f"{name}-hints"]
        assert cells[place - 1].source == exercise.statement.source
        first, second, third = exercise.solution.hints
        assert cells[place].source == (
            f"<details><summary>Hint 1: the idea</summary>\n\n{first}\n\n</details>\n\n"
            f"<details><summary>Hint 2: the formula</summary>\n\n{second}\n\n</details>"
        )
        assert third not in cells[place].source


def test_functions_and_values_are_told_apart_and_imports_are_neither():
    cells = [
        node("solution", "one", "import os\ndef f(): pass\nx, y = 1, 2\nif x:\n    def g(): pass"),
        node("solution", "two", "async def h(): pass\nf = 1\nimport math as m\nz = lambda: 1"),
    ]
    source = read_source(new_notebook(cells=cells))
    assert sorted(source.functions) == ["f", "g", "h"]
    assert sorted(source.values) == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([node("solution", "s", "class A: pass")], "solution s defines class A: only functions and values can cross"),
        ([node("solution", "s", "if 1:\n    class A: pass")], "solution s defines class A"),
        ([node("solution", "s", "def f(:")], "cell s of the source: line 1: is not Python"),
        (
            [node("solution", "s", "f = 1"), node("test", "t", "import os as f")],
            "test t binds f, which learners define: use another name",
        ),
        ([node("test", "t", "#### BEGIN HIDDEN TESTS")], "cell t of the source: line 1:"),
        ([node("answer", "s", "f = 1")], "cell s: role is 'answer', must be one of"),
    ],
)
def test_a_source_that_cannot_be_graded_is_refused_with_its_cell(cells, sentence):
    with pytest.raises(CourseError) as caught:
        read_source(new_notebook(cells=cells))
    assert str(caught.value).startswith(sentence)


def test_a_source_made_by_other_means_has_the_flags_of_nbgrader_alone():
    def plain(text, **flags):
        return new_code_cell(text, metadata={"nbgrader": {"grade": False, "solution": False, **flags}})

    cells = [
        plain("import os", grade_id="a"),
        plain("def f(): pass", grade_id="b", solution=True),
        plain("assert f() is None", grade_id="c_d", grade=True, points=3),
        new_code_cell("print('of nobody')"),
        new_markdown_cell("# text"),
    ]
    source = read_source(new_notebook(cells=cells))
    assert (source.setup, source.solutions, source.checks) == ({"a": "import os"}, {"b": "def f(): pass"}, {})
    (test,) = source.tests
    assert (test.grade_id, test.label, test.points) == ("c_d", "c d", 3)
    assert source.order == ("a", "b", "c_d", "#3")


SOURCE = [
    node("setup", "setup", "import numpy as np"),
    node("checks", "checks", "import tconv_lib"),
    node("solution", "f", "def f(): pass"),
    node("test", "f-first", "assert f() is None", 1),
    node("test", "f-second", "assert f() is None", 1),
]


def handed_in(*cells):
    return new_notebook(cells=[NotebookNode(copy.deepcopy(cell), id=f"c{place}") for place, cell in enumerate(cells)])


def test_the_steps_of_a_submission_have_the_texts_of_the_source_but_for_answers():
    changed = [copy.deepcopy(cell) for cell in SOURCE]
    for cell in changed:
        cell.source = "mine"
    changed.insert(3, new_code_cell("own"))
    changed.insert(0, new_markdown_cell("text"))
    assert steps(handed_in(*changed), read_source(new_notebook(cells=SOURCE))) == [
        Step(1, "import numpy as np"),
        Step(3, "mine"),
        Step(4, "own"),
        Step(5, test=0),
        Step(6, test=1),
    ]


def test_a_cell_of_the_instructor_counts_once_and_an_answer_each_time():
    setup, checks, answer, first, second = SOURCE
    source = read_source(new_notebook(cells=SOURCE))
    found = steps(handed_in(second, setup, setup, answer, checks, answer, first, second), source)
    assert found == [
        Step(0, test=1),
        Step(1, "import numpy as np"),
        Step(3, "def f(): pass"),
        Step(5, "def f(): pass"),
        Step(6, test=0),
    ]


def test_a_name_that_the_source_does_not_know_is_a_learners_cell():
    forged = node("test", "f-third", "f = print", 1)
    source = read_source(new_notebook(cells=SOURCE))
    assert steps(handed_in(forged, new_code_cell("own"), new_code_cell("own")), source) == [
        Step(0, "f = print"),
        Step(1, "own"),
        Step(2, "own"),
    ]
