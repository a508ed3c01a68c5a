"""What a gradebook has of an assignment is what nbgrader's own release has put there."""

import pytest

from autograder.cell import graded_cells
from autograder.gradebook.contents import contents, handed_in
from autograder.gradebook.database import Gradebook
from autograder.masters.source import source_notebook
from tests.autograder.small_class import NAME, SmallClass


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return SmallClass(tmp_path_factory.mktemp("contents") / "course")


@pytest.mark.slow
def test_cells_points_and_texts_are_those_of_the_source(small):
    source = source_notebook(small.course.master(NAME))
    with Gradebook(small.course.db, small.course.name).transaction() as connection:
        found = contents(connection, NAME)
        assert handed_in(connection, NAME) == []
        assert contents(connection, "nothing") is None
    assert {name: points for (_, name), points in found.points.items()} == graded_cells(source)
    assert [name for kind, name in found.cells if kind == "SolutionCell"] == ["spread"]
    assert "BEGIN HIDDEN TESTS" in found.text(("GradeCell", "spread-any_stride"))
