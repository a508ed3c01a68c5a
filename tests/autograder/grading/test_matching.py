"""Cells are recognised by nbgrader's name, else by id, else by text, else by what they define."""

import pytest

from autograder.grading.matching import Assignment, recognise
from autograder.grading.raw import read_raw
from tests.autograder.grading.papers import cell, data, own, place, read, solved, source, text_of

ANSWERS = ("contributors", "stamp1d", "stamp2d_strided")


@pytest.fixture
def assignment(course):
    return Assignment.of(source(course))


def recognised(notebook, assignment):
    return recognise(read_raw(data(notebook)).cells, assignment)


def without(notebook, *keys):
    for each in notebook["cells"]:
        for key in keys:
            each.pop(key, None)
    return notebook


@pytest.mark.parametrize(("lost", "retyped"), [(["metadata"], 0), (["metadata", "id"], 3)])
def test_all_cells_are_found_without_nbgraders_marks(course, assignment, lost, retyped):
    found = recognised(without(solved(course), *lost), assignment)
    assert [each.name for each in found.cells] == list(assignment.nodes)
    assert len(found.retyped) == retyped
    assert found.answered(assignment).keys() == set(ANSWERS)


def test_the_names_in_the_file_win_over_ids(course, assignment):
    notebook = read(course, "release")
    for each in notebook["cells"]:
        each["id"] = "same"
    found = recognised(notebook, assignment)
    assert [each.name for each in found.cells] == list(assignment.nodes)
    assert (found.unnamed, found.retyped) == (0, [])


def test_an_answer_in_a_fresh_cell_is_its_answer_and_a_scratch_cell_is_not(course, assignment):
    notebook = solved(course)
    at = place(notebook, "stamp1d")
    notebook["cells"][at] = own(text_of(notebook["cells"][at]))
    notebook["cells"].insert(0, own("stamp1d_old = 3\nprint(stamp1d_old)"))
    found = recognised(notebook, assignment)
    assert found.retyped == ["stamp1d"]
    assert [each.name for each in found.cells[:1]] == [""]


def test_a_blank_and_an_emptied_answer_are_not_worked_in_and_a_formatter_does_no_work(course, assignment):
    notebook = read(course, "release")
    starter = text_of(cell(notebook, "stamp1d"))
    for text in (starter, "", "  \n", f"\n{starter}\n\n", starter.replace(", ", ",\n    "), f"```\n{starter}\n```"):
        cell(notebook, "stamp1d")["source"] = text
        assert recognised(notebook, assignment).answered(assignment) == {}
    cell(notebook, "stamp1d")["source"] = "def stamp1d(*args): return 1"
    assert recognised(notebook, assignment).answered(assignment).keys() == {"stamp1d"}
