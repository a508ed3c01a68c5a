"""A graded class that knows much of its students, made once a run; each test has a copy."""

import shutil
from pathlib import Path

import pytest

from autograder.course import Course
from tests.autograder.rights import class_of_three
from tests.once import once


@pytest.fixture(scope="session")
def class_made(tmp_path_factory):
    return Path(once(tmp_path_factory, "class_of_three", class_of_three.make))


@pytest.fixture
def course(class_made, tmp_path):
    """Return a copy of the course of three."""
    return Course.open(Path(shutil.copytree(class_made / "course", tmp_path / "course")))
