"""What a page reads from a graded notebook."""

import nbformat

from autograder.feedback.reading import read_notebook
from autograder.masters.master import load


def test_the_released_notebook_has_no_answers_and_no_cells_of_the_learners(course):
    released = nbformat.read(course.notebook("release", "scatter"), as_version=4)
    reading = read_notebook(released, load(course.assignments()["scatter"]))
    assert [cell for cell in reading.cells if "raise NotImplementedError" not in cell.source] == []
