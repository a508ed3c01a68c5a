"""What grading finds out is kept with cells and notebooks, beside their roles, and with no other cell."""

import copy

import pytest
from nbformat.v4 import new_notebook

from autograder.cell import Cell, Role, own_node, read, write
from autograder.facts import (
    fact,
    is_for_a_person,
    is_shown,
    keep_facts,
    mark_review,
    mark_shown,
    note_node,
    review,
    said,
    take,
)


def a_test():
    return write(Cell(Role.TEST, "assert f()", "f-a_case", "f", "a_case", 3), "an-id")


def test_a_cell_is_said_to_be_shown_and_no_other_that_had_the_same_metadata():
    first = a_test()
    second = copy.copy(first)
    mark_shown(first)
    assert is_shown(first)
    assert not is_shown(second)
    assert read(first) == read(second)


def test_facts_of_a_notebook_are_kept_together_and_not_with_its_copy():
    notebook = new_notebook()
    keep_facts(notebook, seed=3)
    other = copy.copy(notebook)
    keep_facts(notebook, remark="graded without a sandbox")
    assert notebook.metadata["autograder"] == {"seed": 3, "remark": "graded without a sandbox"}
    assert other.metadata["autograder"] == {"seed": 3}


def test_a_sentence_is_read_as_one_and_anything_else_as_none():
    notebook = new_notebook()
    keep_facts(notebook, remark="slow", seed=3)
    assert (said(notebook, "remark"), said(notebook, "seed"), said(notebook, "likeness")) == ("slow", "", "")
    assert (fact(notebook, "seed"), fact(notebook, "likeness")) == (3, None)


def test_what_is_taken_is_kept_no_longer_and_the_rest_stays():
    notebook = new_notebook()
    keep_facts(notebook, mutants="text", seed=3)
    assert (take(notebook, "mutants"), take(notebook, "mutants")) == ("text", "")
    assert fact(notebook, "seed") == 3


def test_a_person_gives_the_points_of_what_is_marked_so_and_of_words():
    node = a_test()
    assert (review(node), is_for_a_person(node)) == (None, False)
    mark_review(node, "a task")
    assert (review(node), is_for_a_person(node)) == ("a task", True)
    mark_review(node, "")
    assert (review(node), is_for_a_person(node)) == ("", True)
    assert is_for_a_person(own_node("markdown", "because"))


@pytest.mark.parametrize(
    "junk", [None, 3, "text", [], {"autograder": 3}, {"autograder": {"shown": "yes", "review": 1}}]
)
def test_what_a_hostile_file_has_in_their_place_is_no_fact(junk):
    assert not is_shown({"metadata": junk})
    assert review({"metadata": junk}) is None
    assert said({"metadata": junk}, "review") == ""


def test_a_note_is_a_cell_of_the_graders_own():
    node = note_node("**Late.**", "late")
    assert (node.cell_type, node.source, said(node, "note"), node.id) == ("markdown", "**Late.**", "late", "late")
