"""A course with one assignment, and the same with the sample class graded: made once a run."""

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course import Course
from autograder.release import build_wheel, release
from tests.autograder.classroom import copy_of
from tests.autograder.postgres import server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel") / "built")


@pytest.fixture(scope="session")
def course(tmp_path_factory, wheel):
    """Return a course with the assignment ``scatter`` released; tests that write use ``own_course``."""
    course = Course.create(tmp_path_factory.mktemp("courses") / "course", [ROOT / "solutions"])
    release(course, course.choose(["scatter"]), wheel)
    return course


@pytest.fixture
def own_course(course, tmp_path):
    """Return a copy of the released course."""
    return copy_of(course, tmp_path / "course", "masters")


@pytest.fixture(scope="session")
def graded(course, tmp_path_factory):
    """Return a course whose sample class was graded and given feedback from the command line."""
    made = copy_of(course, tmp_path_factory.mktemp("graded") / "course")
    for command in (["sample"], ["grade", "--seed", "7"], ["feedback"]):
        result = CliRunner().invoke(cli, [*command, "scatter", "--course", str(made.root)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    return made


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
