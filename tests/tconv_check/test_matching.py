"""Cells are looked at as text; what is recognised of a whole notebook is tested with the grader's own."""

import pytest

from tconv_check.assignment import Assignment, Given
from tconv_check.matching import added, bare, defines, one_of_each, recognise
from tconv_check.notebook import Cell

KNOWN = Assignment(
    "a",
    (
        Given("setup", "setup", "", "", "import numpy as np", "id0"),
        Given("f", "solution", "f", "", "def f(x):\n    raise NotImplementedError", "id1", functions=("f",)),
        Given("f-x", "test", "f", "", "assert f(1)\nassert f(2)", "id2"),
    ),
)
BLANK = KNOWN.released["f"]


def cells(*texts, kind="code", name="", id=""):  # noqa: A002 - as the field
    return [Cell(number, kind, text, name, id) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (Cell(1, "code", "x", "f"), "f"),
        (Cell(1, "code", "x", "g", "id1"), "f"),
        (Cell(1, "code", " assert f(1)  \nassert f(2)\n"), "f-x"),
        (Cell(1, "code", "def f(x):\n    return x"), "f"),
        (Cell(1, "markdown", "def f(x):\n    return x"), ""),
        (Cell(1, "code", "f(3)"), ""),
    ],
)
def test_a_cell_is_recognised_by_name_id_text_or_what_it_defines(cell, name):
    assert recognise([cell], KNOWN).cells[0].name == name


def test_how_cells_were_recognised_is_said():
    found = recognise([*cells("x", id="id1"), *cells("import numpy as np")], KNOWN)
    assert list(found.notes) == ["2 cells had lost nbgrader's marks and were found all the same"]
    found = recognise(cells("def f(x): return x"), KNOWN)
    assert list(found.notes) == ["answer f was found in a cell without nbgrader's mark"]


@pytest.mark.parametrize(
    ("texts", "kept", "note"),
    [
        (["f = 1", "f = 2"], [("", "f = 1"), ("f", "f = 2")], "cell f stands twice, the last counts"),
        (["f = 1", BLANK], [("f", "f = 1")], "cell f stands twice, the last one that was worked in counts"),
        ([BLANK, "f = 1"], [("f", "f = 1")], "cell f stands twice, the last counts"),
        ([BLANK, BLANK], [("f", BLANK)], "cell f stands twice, the last counts"),
    ],
)
def test_of_an_answer_that_stands_twice_the_last_that_was_worked_in_counts(texts, kept, note):
    found, notes = one_of_each(cells(*texts, name="f"), KNOWN)
    assert [(cell.name, cell.text) for cell in found] == kept
    assert notes == [note]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("assert f(1)\nprint(f(1))\nassert f(2)", ("print(f(1))", True)),
        ("assert True", ("assert True", False)),
        ("def f(x):\n    return x\nassert True", ("def f(x):\n    return x\nassert True", True)),
        ("assert f(1)", ("", False)),
    ],
)
def test_what_was_added_to_a_given_cell_runs_where_it_would_in_jupyter(text, found):
    assert added(Cell(1, "code", text, "f-x"), KNOWN) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nx = 1\n```", "x = 1"),
        ("\n```py\nx = 1\n\n```\n\n", "\nx = 1"),
        ("# mine\n~~~\nx = 1\n~~~", "# mine\nx = 1"),
        ("```\nx = 1", "x = 1"),
        ("x = '''\n```\n'''", "x = '''\n```\n'''"),
        ("x = 1\n```", "x = 1\n```"),
        ("", ""),
    ],
)
def test_a_fence_around_code_goes_and_nothing_else(text, code):
    assert bare(text) == code


def test_what_a_text_defines_is_seen_at_its_top_level_alone():
    text = "def f(): pass\n  def g(): pass\nasync  def h(): pass\nk = 1\nm == 1\n# def n(): pass"
    assert defines(text, ["f", "g", "h", "k", "m", "n"]) == ["f", "h", "k"]
