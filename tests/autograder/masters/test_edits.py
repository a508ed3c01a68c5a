"""What was written into a source notebook by hand is found by the cell, whatever Jupyter did to the file."""

import copy

import pytest
from nbformat.v4 import new_code_cell, new_output

from autograder.masters.edits import fingerprint, undone
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from tests.autograder.small_class import template

TEST = "spread-worked_example"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "halves.md").write_text(template())
    return source_notebook(load(tmp_path / "halves.md"))


def edited(notebook, name=TEST, **changes):
    now = copy.deepcopy(notebook)
    cell = next(cell for cell in now.cells if cell.metadata.nbgrader.grade_id == name)
    cell.update(changes)
    return now, cell


def test_what_jupyter_does_when_it_saves_is_no_edit(source):
    now, cell = edited(source, outputs=[new_output("stream", text="x")], execution_count=3)
    cell.source += "\n"
    now.metadata["language_info"]["version"] = "3.11.2"
    assert undone(now, fingerprint(source), source) == []


def test_a_changed_text_names_its_cell(source):
    assert undone(edited(source, source="assert True")[0], fingerprint(source), source) == [TEST]


def test_changed_points_name_their_cell(source):
    now, cell = edited(source)
    cell.metadata.nbgrader.points = 9
    assert undone(now, fingerprint(source), source) == [TEST]


def test_cells_that_came_or_went_are_named(source):
    now = copy.deepcopy(source)
    del now.cells[-1]
    now.cells.insert(1, new_code_cell("print(1)"))
    first = source.cells[0].metadata.nbgrader.grade_id
    assert undone(now, fingerprint(source), source) == [f"the one after {first}", "spread-refuses_a_stride_below_one"]


def test_what_the_master_says_by_now_is_not_lost(source):
    now, _ = edited(source, source="assert True")
    assert undone(now, fingerprint(source), now) == []
