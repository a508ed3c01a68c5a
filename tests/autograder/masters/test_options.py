"""What a master may ask of grading, and how a mistake in it is named: with file and line."""

import pytest

from autograder.cell import graded_cells
from autograder.errors import MasterError
from autograder.masters.master import load
from autograder.masters.options import Options
from autograder.masters.source import read_source, source_notebook
from tests.autograder.small_class import template


def master(tmp_path, block="", change=lambda text: text):
    path = tmp_path / "halves.md"
    path.write_text(change(template().replace("kernelspec:", f"{block}kernelspec:", 1)))
    return load(path)


def test_without_a_block_all_is_as_usual(tmp_path):
    made = master(tmp_path)
    assert made.options == Options()
    assert "autograder" not in source_notebook(made).metadata


def test_options_reach_the_source_notebook_and_are_told_to_learners(tmp_path):
    block = (
        "assignment:\n  seconds: {call: 10, notebook: 120}\n  packages: [scipy]\n"
        "  forbidden: {numpy.kron: points, numpy.repeat: note}\n"
    )
    notebook = source_notebook(master(tmp_path, block))
    assert read_source(notebook).options == Options(
        {"call": 10.0, "notebook": 120.0}, ("scipy",), {"numpy.kron": "points", "numpy.repeat": "note"}
    )
    told = notebook.cells[0].source
    assert "Beside NumPy, SciPy is there when your notebook is graded." in told
    assert "10 s for a call, 120 s for a notebook" in told
    assert "An answer that uses numpy.kron gets no points." in told
    assert "Do not use numpy.repeat in your answers." in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("assignment: 3", 4, "assignment needs keys below it"),
        ("assignment:\n  second: {call: 1}", 5, "'second' is no option"),
        ("assignment:\n  seconds: 3", 5, "seconds takes call, cell, notebook"),
        ("assignment:\n  seconds: {test: 3}", 5, "seconds takes call, cell, notebook"),
        ("assignment:\n  seconds: {call: 31}", 5, "call is 31, must be from 1 to 30 seconds"),
        ("assignment:\n  seconds: {cell: -1}", 5, "cell is -1, must be from 1 to 60"),
        ("assignment:\n  seconds: {cell: true}", 5, "cell is True"),
        ("assignment:\n  seconds: {cell: .nan}", 5, "cell is nan"),
        ("assignment:\n  seconds: {notebook: '90'}", 5, "notebook is '90', must be from 1 to 300"),
        ("assignment:\n  packages: scipy", 5, "packages is a list"),
        ("assignment:\n  seconds: {call: 1}\n  packages: [torch]", 6, "'torch' cannot be allowed, there is scipy"),
        ("assignment:\n  packages: [[scipy]]", 5, "['scipy'] cannot be allowed"),
        ("assignment:\n  forbidden: numpy.kron", 5, "forbidden is a list of names"),
        ("assignment:\n  forbidden: [numpy kron]", 5, "'numpy kron' is no name of Python's"),
        ("assignment:\n  forbidden:\n    numpy.kron: 0", 6, "numpy.kron costs 0, must be note or points"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path, lines, line, said):
    with pytest.raises(MasterError) as caught:
        master(tmp_path, f"{lines}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'halves.md'}: line {line}: ")
    assert said in str(caught.value)


def test_a_bonus_counts_beside_the_points_that_can_be_reached(tmp_path):
    made = master(tmp_path, change=lambda text: text.replace("points: 3", "points: 3\nbonus: true"))
    assert (made.points, made.worth) == (2, 5)
    tests = {test.grade_id: test.points for test in read_source(source_notebook(made)).tests}
    assert tests["spread-any_stride"] == 3
    assert graded_cells(source_notebook(made))["spread-any_stride"] == 0


@pytest.mark.parametrize("value", ["3", "sure"])
def test_a_bonus_is_true_or_false(tmp_path, value):
    with pytest.raises(MasterError, match=r"bonus is .*, must be true or false"):
        master(tmp_path, change=lambda text: text.replace("points: 3", f"points: 3\nbonus: {value}"))


def test_only_a_test_is_a_bonus(tmp_path):
    with pytest.raises(MasterError, match="only a test can be a bonus"):
        master(tmp_path, change=lambda text: text.replace("role: solution", "role: solution\nbonus: true"))
