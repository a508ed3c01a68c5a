"""The record that a released notebook carries."""

import json
from pathlib import Path

import nbformat
import pytest

from autograder.grading import matching
from autograder.grading.restore import restore
from autograder.masters.master import load
from autograder.masters.source import read_source, source_notebook
from tconv_check.assignment import KEY, Assignment
from tconv_check.names import asked
from tconv_check.notebook import Notebook, NotebookError

MASTERS = sorted((Path(__file__).parents[2] / "solutions").glob("*.md"))


def test_the_record_holds_the_cells_as_they_were_released(released):
    given = Assignment.of(Notebook((), released["metadata"]))
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in released["cells"]}
    assert given.name == "scatter"
    assert [cell.name for cell in given.cells] == [name for name in cells if cells[name]["cell_type"] == "code"]
    assert all("".join(cells[cell.name]["source"]).strip() == cell.source.strip() for cell in given.cells)


def test_it_is_read_as_it_was_written(released):
    given = Assignment.of(Notebook((), released["metadata"]))
    again = Notebook((), {KEY: json.loads(json.dumps(given.as_metadata()))})
    assert Assignment.of(again) == given
    assert [test.label for test in given.tests("stamp1d")][:2] == ["worked example", "one cell leaves one kernel"]
    assert [cell.name for cell in given.of_role("solution")] == ["contributors", "stamp1d", "stamp2d_strided"]


def test_no_graded_notebook_carries_it(course, solved):
    source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    graded = restore(json.dumps(solved).encode(), matching.Assignment.of(source)).notebook
    assert KEY in source.metadata
    assert graded.metadata.keys() == source.metadata.keys() - {KEY}


@pytest.mark.parametrize("record", [None, 5, {}, {"assignment": "a", "cells": [{"name": 1}]}, {"assignment": "a"}])
def test_a_broken_record_is_refused_in_one_line(record):
    with pytest.raises(NotebookError, match="--original"):
        Assignment.of(Notebook((), {KEY: record}))


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_no_answer_and_no_hidden_case_is_in_a_record_and_what_tests_ask_for_is_what_learners_define(path):
    notebook = source_notebook(load(path))
    record, source = notebook.metadata[KEY], read_source(notebook)
    for cell in record["cells"]:
        assert "### BEGIN" not in cell["source"], cell["name"]
    tests = {test.grade_id: test.visible for test in source.tests}
    assert {cell["name"]: cell["source"] for cell in record["cells"] if cell["role"] == "test"} == tests
    given = [cell["source"] for cell in record["cells"] if cell["role"] != "solution"]
    assert asked(given) <= {*source.functions, *source.values}
