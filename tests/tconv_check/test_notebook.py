"""What is read of a file."""

import json

import pytest

from tconv_check.conditions import MAX_CELLS, MAX_TEXT
from tconv_check.notebook import NotebookError, read


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
    assert [(cell.number, cell.text, cell.kind, cell.name, cell.ran) for cell in cells] == [
        (1, "a\nb", "code", "", 0),
        (2, "c", "markdown", "", 0),
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


def test_an_old_format_is_read(write):
    code = {"cell_type": "code", "input": ["a\n", "b"], "prompt_number": 3, "metadata": {"nbgrader": {"grade_id": "x"}}}
    old = {"nbformat": 3, "worksheets": [{"cells": [code]}, {"cells": [{"cell_type": "markdown", "source": "c"}]}]}
    assert [(cell.text, cell.name, cell.ran) for cell in read(write(old)).cells] == [("a\nb", "x", 3), ("c", "", 0)]


def test_a_damaged_cell_is_left_out_and_named(write):
    found = read(write(notebook(5, {"cell_type": "code", "source": "a"}, {"cell_type": "code"})))
    assert [cell.text for cell in found.cells] == ["a"]
    assert found.notes == ("cell 1 is damaged and is left out", "cell 3 is damaged and is left out")


def test_outputs_do_not_count_and_texts_do(write):
    large = "x" * MAX_TEXT
    cell = {"cell_type": "code", "source": "a", "outputs": [large], "attachments": {"a": large}}
    assert [cell.text for cell in read(write(notebook(cell))).cells] == ["a"]
    with pytest.raises(NotebookError, match="more than 10 MiB without its outputs"):
        read(write(notebook({"cell_type": "code", "source": large})))


def test_as_many_cells_are_read_as_the_grader_reads(write):
    cell = {"cell_type": "code", "source": ""}
    assert len(read(write(notebook(*[cell] * MAX_CELLS))).cells) == MAX_CELLS
    with pytest.raises(NotebookError, match="has 2001 cells"):
        read(write(notebook(*[cell] * (MAX_CELLS + 1))))
