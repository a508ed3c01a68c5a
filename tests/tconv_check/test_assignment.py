"""The record that a released notebook carries."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from autograder.grading import matching
from autograder.grading.restore import restore
from autograder.masters.master import load
from autograder.masters.source import read_source, source_notebook
from tconv_check.assignment import KEY, Assignment
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


@pytest.mark.slow
@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_no_answer_and_no_hidden_case_is_in_a_record_and_what_tests_ask_for_is_what_learners_define(path):
    notebook = source_notebook(load(path))
    record, source = notebook.metadata[KEY], read_source(notebook)
    for cell in record["cells"]:
        assert "### BEGIN" not in cell["source"], cell["name"]
    tests = {test.grade_id: test.visible for test in source.tests}
    assert {cell["name"]: cell["source"] for cell in record["cells"] if cell["role"] == "test"} == tests
    functions, values = ([name for cell in record["cells"] for name in cell[kind]] for kind in ("functions", "values"))
    assert {*functions} <= {*source.functions}
    assert {*values} <= {*source.values}
    used = {word for text in tests.values() for word in re.findall(r"\w+", text)}
    assert used & {*source.functions, *source.values} <= {*functions, *values}


def test_what_a_master_asks_of_grading_is_in_the_record_and_names_of_the_answer_alone_are_not(tmp_path):
    text = (MASTERS[0].parent / "scatter.md").read_text(encoding="utf-8")
    asked = "assignment:\n  seconds: {cell: 30}\n  packages: [scipy]\n  forbidden: {numpy.convolve: points}\n"
    text = text.replace("---\n", f"---\n{asked}", 1).replace(
        "### BEGIN SOLUTION", "### BEGIN SOLUTION\n    global secret_helper\n    secret_helper = 1", 1
    )
    (tmp_path / "scatter.md").write_text(text, encoding="utf-8")
    metadata = source_notebook(load(tmp_path / "scatter.md")).metadata
    given = Assignment.of(Notebook((), json.loads(json.dumps(metadata))))
    assert (given.limits.cell, given.limits.call) == (30.0, 5.0)
    assert (given.packages, given.forbidden) == (("scipy",), ("numpy.convolve",))
    assert "secret_helper" not in json.dumps(metadata[KEY])
