"""What is read of a file."""

import json

import pytest

from autograder.grading import raw
from tconv_check import conditions
from tconv_check.notebook import NotebookError, plain, read


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "a.ipynb"
        path.write_text(json.dumps(content))
        return path

    return write


def notebook(*cells, **metadata):
    return {"nbformat": 4, "nbformat_minor": 5, "cells": list(cells), "metadata": metadata}


def test_a_text_may_be_one_string_or_lines(write):
    code = {"cell_type": "code", "source": ["a\r\n", "b"], "metadata": {}}
    text = {"cell_type": "markdown", "source": "c"}
    cells = read(write(notebook(code, text))).cells
    assert [(cell.number, cell.text, cell.is_code, cell.name, cell.ran) for cell in cells] == [
        (1, "a\nb", True, "", 0),
        (2, "c", False, "", 0),
    ]


@pytest.mark.parametrize("odd", [None, [], {"nbgrader": 1}, {"nbgrader": {"grade_id": 5}}])
def test_odd_metadata_is_no_name(write, odd):
    cell = {"cell_type": "code", "source": "", "metadata": odd, "execution_count": "x"}
    assert read(write(notebook(cell))).cells[0].name == ""


def test_half_a_letter_does_no_harm(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text('{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}')
    read(path).cells[0].text.encode()


@pytest.mark.parametrize("language", ["Python", "python", "ipython", "Python 3"])
def test_the_language_is_python_in_any_case(write, language):
    read(write(notebook(kernelspec={"language": language, "name": "python3"})))


def test_deep_json_is_refused_in_one_line(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("[" * 100_000)
    with pytest.raises(NotebookError, match="is not a notebook"):
        read(path)


def test_space_at_the_ends_of_lines_is_no_difference():
    assert plain("\na  \r\n  b\n\n") == "a\n  b"


def test_as_much_is_read_as_the_grader_reads(write):
    assert (conditions.MAX_BYTES, conditions.MAX_CELLS) == (raw.MAX_BYTES, raw.MAX_CELLS)
    cell = {"cell_type": "code", "source": ""}
    assert len(read(write(notebook(*[cell] * conditions.MAX_CELLS))).cells) == conditions.MAX_CELLS
    with pytest.raises(NotebookError, match="has 2001 cells"):
        read(write(notebook(*[cell] * (conditions.MAX_CELLS + 1))))
