"""The cell: its metadata read and written in one place."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator

from autograder.cell import Cell, Role, forget_names, grade_id, own_node, read, with_answer, write
from autograder.errors import MasterError

CELLS = [
    Cell(Role.TEXT, "# Title", "text", is_code=False),
    Cell(Role.STATEMENT, "## f", "f-statement", "f", is_code=False),
    Cell(Role.HINTS, "a hint", "f-hints", "f", is_code=False),
    Cell(Role.SETUP, "import math", "setup"),
    Cell(Role.CHECKS, "import check", "checks"),
    Cell(Role.SOLUTION, "def f(): ...", "f", "f"),
    Cell(Role.TEST, "assert f()", "f-a_case", "f", "a_case", 3),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.role.value)
def test_what_is_written_is_read_back_and_nbgrader_finds_its_metadata_right(cell):
    node = write(cell, "an-id")
    MetadataValidator().validate_cell(node)
    assert node.id == "an-id"
    assert read(node) == cell


def test_a_source_that_was_made_in_jupyter_is_read_by_nbgraders_flags():
    def flagged(new, text="x", **flags):
        return read(new(text, metadata={"nbgrader": {"grade_id": "g", **flags}}))

    assert flagged(new_code_cell, solution=True).role is Role.SOLUTION
    assert flagged(new_code_cell, solution=True, grade=True, points=2).role is Role.SOLUTION
    test = flagged(new_code_cell, grade=True, points=2)
    assert (test.role, test.points) == (Role.TEST, 2)
    assert flagged(new_code_cell, points=9).role is Role.SETUP
    assert flagged(new_code_cell, points=9).points == 0
    assert flagged(new_markdown_cell, solution=True).role is Role.SOLUTION
    assert flagged(new_markdown_cell).role is Role.TEXT
    assert read(new_code_cell("x")).role is Role.OWN


@pytest.mark.parametrize("role", ["no role", 3, ["test"]])
def test_a_role_that_is_none_of_ours_is_named_with_the_cell_and_those_there_are(role):
    node = new_code_cell("x", metadata={"autograder": {"role": role}, "nbgrader": {"grade_id": "g", "solution": True}})
    with pytest.raises(MasterError, match=r"cell g.*: role is .*, must be one of text, statement"):
        read(node)


@pytest.mark.parametrize("role", ["", None, {}])
def test_no_role_is_read_from_the_flags_of_nbgrader(role):
    node = new_code_cell("x", metadata={"autograder": {"role": role}, "nbgrader": {"grade_id": "g", "solution": True}})
    assert read(node).role is Role.SOLUTION
    del node.metadata["nbgrader"]
    assert read(node).role is Role.OWN


@pytest.mark.parametrize(
    "junk", [None, 3, "text", [], {"nbgrader": 3}, {"nbgrader": {"grade_id": ["a"]}}, {"nbgrader": {}}]
)
def test_a_name_of_any_kind_is_no_name(junk):
    assert grade_id({"metadata": junk}) == ""
    assert grade_id({}) == ""


def test_a_test_is_called_by_its_name_or_by_nbgraders():
    assert Cell(Role.TEST, "", "f-a_case", name="a_case").label == "a case"
    assert Cell(Role.TEST, "", "f-a_case").label == "f-a case"


def test_a_learners_cell_has_nothing_but_type_text_and_name():
    assert own_node("code", "x", name="f") == {
        "cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": "f"}}
    }  # fmt: skip
    node = own_node("code", "x", number=3)
    assert (node.id, node.metadata, node.outputs, node.execution_count) == ("own-3", {}, [], None)
    node = own_node("raw", "<b>", number=3)
    assert (node.cell_type, node.source) == ("markdown", "```\n<b>\n```")


def test_an_answer_stands_in_the_instructors_cell_and_leaves_that_as_it_was():
    original = write(CELLS[5], "an-id")
    answered = with_answer(original, "def f(): return 1")
    assert (answered.source, answered.metadata, answered.id) == ("def f(): return 1", original.metadata, "an-id")
    assert original.source == "def f(): ..."
    assert with_answer(write(CELLS[0], "an-id"), "<b>").source == "```\n<b>\n```"


def test_names_are_forgotten_as_some_editors_do():
    notebook = new_notebook(cells=[write(cell, f"c{number}") for number, cell in enumerate(CELLS)])
    forget_names(notebook)
    assert {grade_id(node) for node in notebook.cells} == {""}
