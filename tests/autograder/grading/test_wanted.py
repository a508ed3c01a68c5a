"""A file shows by names and ids to which assignment it belongs."""

from autograder.grading.matching import Assignment
from autograder.grading.wanted import Marks, Wanted
from tests.autograder.grading.papers import data, own, read, source


def test_a_release_shows_its_own_marks_and_the_assignment_with_most_of_them_is_another(course):
    assignment = Assignment.of(source(course))
    marks = Marks.of(assignment)
    released = data(read(course, "release"))
    assert marks.count(released) == len(marks.texts)
    assert marks.count(data({"cells": [own("def stamp1d(): pass")]})) == 0
    wanted = Wanted("matrix", assignment, Marks((b'"as_matrix"', b'"stamp1d"')), {"scatter": marks})
    assert (wanted.file, wanted.other(released)) == ("matrix.ipynb", "scatter")
    assert wanted.other(b'"as_matrix"') == ""
