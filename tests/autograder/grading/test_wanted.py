"""A file shows by names and ids to which assignment it belongs."""

import re

import pytest

from autograder.grading.inbox import submissions
from autograder.grading.matching import Assignment
from autograder.grading.wanted import Marks, Wanted, warnings
from tests.autograder.grading.papers import data, own, read, source


def test_a_release_shows_its_own_marks_and_the_assignment_with_most_of_them_is_another(course):
    assignment = Assignment.of(source(course))
    marks = Marks.of(assignment)
    released = data(read(course, "release"))
    assert marks.count(released) == len(marks.texts)
    assert marks.count(data({"cells": [own("def stamp1d(): pass")]})) == 0
    wanted = Wanted("matrix", assignment, Marks((b'"as_matrix"', b'"stamp1d"'), frozenset()), {"scatter": marks})
    assert (wanted.file, wanted.other(released)) == ("matrix.ipynb", "scatter")
    assert wanted.other(b'"as_matrix"') == ""


@pytest.fixture
def renamed(own_course):
    """Return a course whose master ``scatter`` was once ``stamps``: that one's source is still there."""
    text = own_course.notebook("source", "scatter").read_text()
    old = own_course.notebook("source", "stamps")
    old.parent.mkdir()
    old.write_text(re.sub(r'"id": "(\w+)"', r'"id": "old-\1"', text))
    return own_course


def handed_in(course):
    """Return what is graded for each of the two: the folder of the file, and the notes."""
    both = {name: list(submissions(course, name, [])) for name in ("scatter", "stamps")}
    return {(each.student, name): (each.data is not None, *each.notes) for name in both for each in both[name]}


def test_a_notebook_counts_once_where_a_renamed_master_left_its_old_source(renamed):
    release = renamed.notebook("release", "scatter").read_text()
    with_old_ids = re.sub(r'"id": "(\w+)"', r'"id": "old-\1"', release)
    for path, text in {
        "ann/scatter/scatter.ipynb": release,
        "bob/stamps/stamps.ipynb": with_old_ids,
        "cho/scatter/homework.ipynb": with_old_ids,  # fetched before, handed in after
        "dan/homework.ipynb": with_old_ids,
    }.items():
        file = renamed.root / "submitted" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    assert handed_in(renamed) == {
        ("ann", "scatter"): (True,),
        ("ann", "stamps"): (False, "scatter/scatter.ipynb counts for scatter, which has the same cells"),
        ("bob", "stamps"): (True,),
        ("bob", "scatter"): (False, "stamps/stamps.ipynb counts for stamps, which has the same cells"),
        ("cho", "scatter"): (True, "was found as homework.ipynb"),
        ("cho", "stamps"): (False, "scatter/homework.ipynb counts for scatter, which has the same cells"),
        ("dan", "stamps"): (True, "was found as homework.ipynb outside of stamps/"),
        ("dan", "scatter"): (False,),
    }


def test_a_notebook_that_nothing_assigns_counts_for_both_and_says_so(renamed):
    file = renamed.root / "submitted" / "ann" / "homework.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text(re.sub(r'"id": "(\w+)",', "", renamed.notebook("release", "scatter").read_text()))
    found = "was found as homework.ipynb outside of {}/", "has the cells of {}, too, and counts for each"
    assert handed_in(renamed) == {
        ("ann", "scatter"): (True, found[0].format("scatter"), found[1].format("stamps")),
        ("ann", "stamps"): (True, found[0].format("stamps"), found[1].format("scatter")),
    }


def test_two_assignments_with_the_same_tests_are_named_with_the_way_out(renamed, course):
    assert list(warnings(course)) == []
    [line] = warnings(renamed)
    assert line.startswith("scatter and stamps have the same answers and tests")
    assert line.endswith("if stamps was renamed to scatter, move source/stamps away, then all count for scatter alone")
    (renamed.root / "source/stamps").rename(renamed.root / "stamps")
    assert list(warnings(renamed)) == []
