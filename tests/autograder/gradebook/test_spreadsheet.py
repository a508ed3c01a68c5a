"""Cells that no spreadsheet runs, and lines that all readers see as lines."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.spreadsheet import cell, line, no_formula


@pytest.mark.slow
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=4))
def test_a_line_is_read_back_as_it_was(values):
    assert list(csv.reader(io.StringIO(line(values), newline=""))) == [values]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "a,=1", "＝1", "'=1", "a\n=1"])
def test_what_begins_as_a_formula_becomes_text_wherever_a_cell_may_begin(name):
    assert "'" in no_formula(name).replace(name, "") or no_formula(name) != name
    assert no_formula(no_formula(name).strip())[0] in "'a"


@pytest.mark.parametrize("name", ["Lovelace, Ada", "O'Brien", "李小龙", "a-b", "1+1", ""])
def test_names_stay_as_they_are(name):
    assert no_formula(name) == name


def test_numbers_have_a_point_and_nothing_is_an_empty_cell():
    assert [cell(2 / 3), cell(3.0), cell(-1.5), cell(None)] == ["0.666666666667", "3", "-1.5", ""]
    assert (cell(-0.0), cell(0.0)) == ("0", "0")
