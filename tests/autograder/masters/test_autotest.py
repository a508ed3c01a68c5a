"""Sources with nbgrader's AUTOTEST lines, and without."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import CourseError
from autograder.masters.autotest import read_expanded


def written(folder, text):
    nbgrader = {"grade": True, "grade_id": "t", "points": 1, "solution": False, "locked": True, "schema_version": 3}
    path = folder / "source" / "a" / "a.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[new_code_cell(text, metadata={"nbgrader": nbgrader})]), path)
    return path


def test_a_source_without_such_lines_is_only_read(tmp_path):
    path = written(tmp_path, "assert True")
    assert read_expanded(path, tmp_path) == nbformat.read(path, as_version=4)


def test_lines_whose_templates_are_not_there_are_refused(tmp_path):
    with pytest.raises(CourseError, match=r"autotests\.yml"):
        read_expanded(written(tmp_path, "### AUTOTEST x"), tmp_path)


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"a\.ipynb"):
        read_expanded(tmp_path / "a.ipynb", tmp_path)
