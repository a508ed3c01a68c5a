"""A course with one assignment, the same with the sample class graded, and a small one: made once a run."""

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from tests.autograder import class_of_three
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
def class_made(tmp_path_factory):
    """Return the folder of a small graded class that knows much of its three students."""
    return once(tmp_path_factory, "class_of_three", class_of_three.make)


@pytest.fixture
def three(class_made, tmp_path):
    """Return a copy of that class's course."""
    return Course.open(Path(shutil.copytree(class_made / "course", tmp_path / "three")))


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
