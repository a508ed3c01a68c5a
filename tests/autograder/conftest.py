"""A course with one assignment, and the same with the sample class graded: made once a run."""

import nbformat
import pytest

from autograder.course import Course
from tests.autograder.classroom import copy_of, sample_class
from tests.autograder.postgres import server
from tests.once import once


@pytest.fixture
def own_course(course, tmp_path):
    """Return a copy of the released course."""
    return copy_of(course, tmp_path / "course", "masters")


@pytest.fixture(scope="session")
def graded(course, tmp_path_factory):
    """Return a course whose sample class was graded and given feedback from the command line."""

    def make(folder):
        sample_class(copy_of(course, folder / "course"))

    return Course.open(once(tmp_path_factory, "graded", make) / "course")


@pytest.fixture(scope="session")
def source(course):
    return nbformat.read(course.notebook("source", "scatter"), as_version=4)


@pytest.fixture
def released(course):
    return nbformat.read(course.notebook("release", "scatter"), as_version=4)


@pytest.fixture
def postgres():
    """Return the address of a gradebook on a server that this test has started."""
    with server() as one:
        yield one.url
