"""A file's cells are read within bounds, whatever its outputs; a file that is no notebook is called what it is."""

import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.grading.raw import MAX_BYTES, read_raw, without_outputs
from tests.autograder.grading.papers import data, own, read, zipped


def texts(content):
    return [cell.text for cell in read_raw(content).cells]


@pytest.mark.slow
def test_outputs_of_many_megabytes_are_passed_over_and_cost_no_memory():
    lines = ["1234567\n", 'with "quotes" and [brackets] \\ "outputs": [1]'] * 500_000
    code = own("x = '\"outputs\": [1]'") | {"outputs": [{"output_type": "stream", "text": lines}]}
    content = data({"nbformat": 4, "cells": [code, own("y", "markdown")]})
    assert len(content) > 25 * 2**20
    tracemalloc.start()
    assert texts(content) == ["x = '\"outputs\": [1]'", "y"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_old_outputs_are_bounded_in_time_and_memory():
    cell = {"cell_type": "code", "input": "x", "outputs": [{"output_type": "pyout"}] * 40_000}
    content = data({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [cell]}]})
    start = time.process_time()
    assert texts(content) == ["x"]
    assert time.process_time() - start < 2


@pytest.mark.parametrize("value", ["[[],[{}]]", '{"a": "]}"}', "null", '"text"', "3", "[]"])
def test_only_what_is_passed_over_is_lost(value):
    content = (
        f'{{"cells": [{{"outputs": {value}, "attachments" : {value}, "source": "a"}}], "n": "{"x" * 9}"}}'.encode()
    )
    kept = json.loads(without_outputs(content))
    assert kept["cells"][0]["source"] == "a"
    assert kept["n"] == "x" * 9


PARTS = st.lists(st.sampled_from(['"', "\\", "outputs", "widgets", ":", "[", "]", " ", ","]), max_size=8).map("".join)


@pytest.mark.slow
@given(st.recursive(PARTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PARTS, inner, max_size=3)))
def test_no_text_is_taken_for_what_is_passed_over(value):
    content = json.dumps({"cells": value}).encode()
    kept = json.loads(without_outputs(content))
    assert kept == {"cells": _without(value)}


def _without(value):
    if isinstance(value, list):
        return [_without(each) for each in value]
    if not isinstance(value, dict):
        return value
    passed_over = ("outputs", "widgets", "attachments")
    return {
        key: None if key in passed_over and isinstance(each, list | dict) else _without(each)
        for key, each in value.items()
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\0" * 100, "is empty"),
        (b"<!DOCTYPE html><html>log in", "is a web page"),
        (b"%PDF-1.4", "is a PDF"),
        (b"version https://git-lfs.github.com/spec/v1", "is a pointer of Git LFS"),
        (zipped({"a": b"b"}), "is a zip archive"),
        (b"import numpy as np\n", "is not a notebook (no JSON) but Python code"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> theirs\n}', "holds the marks of a merge conflict"),
        (b'{"cells": [{"source": "x', "ends in the middle"),
        (b'{"cells": [{"outputs": [[', "ends in the middle"),
        (b'{"cells": []\n,,}', "is not a notebook (no JSON from line 2 on)"),
        (b'{"a": 1}', "is not a notebook (JSON of another kind)"),
        (data({"cells": [own("x" * 11 * 2**20)]}), "has more than 10 MiB without its outputs"),
        (b'{"cells": [{"outputs": ' + b"[]," * 3_000_000 + b"}]}", ""),
    ],
)
def test_what_a_file_is_that_is_no_notebook(content, reason):
    with pytest.raises(SubmissionError) as caught:
        read_raw(content)
    assert str(caught.value).startswith(reason)


@pytest.mark.slow
def test_outputs_of_too_many_parts_end_the_reading():
    with pytest.raises(SubmissionError, match="outputs of too many parts"):
        without_outputs(b'{"cells": [{"outputs": [' + b"[]," * 3_000_000 + b"1]}]}")


def test_more_than_the_largest_file_is_not_read():
    with pytest.raises(SubmissionError, match=f"is more than {MAX_BYTES // 2**20} MiB large"):
        without_outputs(b" " * (MAX_BYTES + 1))


def test_an_odd_cell_is_left_out_with_a_note_and_costs_no_other(course):
    notebook = read(course, "release")
    number = len(notebook["cells"])
    notebook["cells"] += [7, own(5), own("select 1", "sql")]
    raw = read_raw(data(notebook))
    assert len(raw.cells) == number + 1
    assert (raw.cells[-1].kind, raw.cells[-1].text) == ("raw", "select 1")
    assert raw.notes == [
        f"cell {number + 1} is damaged and was left out",
        f"cell {number + 2} is damaged and was left out",
        f"cell {number + 3} is of no known type and was taken as text",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_encoding_of_json_and_every_line_end_is_read(encoding):
    content = json.dumps({"cells": [own("é\r\nb\rc")]}, ensure_ascii=False).encode(encoding)
    assert texts(content) == ["é\nb\nc"]


def test_a_file_as_jupyters_server_sends_it_is_read():
    assert texts(data({"name": "scatter.ipynb", "content": {"nbformat": 4, "cells": [own("1")]}})) == ["1"]


@pytest.mark.parametrize("name", ["python", "Python", "ipython", "Python 3", ""])
def test_python_by_any_name_is_python(name):
    assert texts(data({"metadata": {"language_info": {"name": name}}, "cells": [own("1")]})) == ["1"]


def test_the_cells_of_another_language_are_read_where_only_their_text_counts():
    content = data({"metadata": {"language_info": {"name": "R"}}, "cells": [own("x <- 1")]})
    assert [cell.text for cell in read_raw(content, any_language=True).cells] == ["x <- 1"]
    with pytest.raises(SubmissionError, match="is a notebook for r, not for Python"):
        read_raw(content)
