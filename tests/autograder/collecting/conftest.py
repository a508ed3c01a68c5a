"""A course whose class list is entered, empty again for each test."""

import shutil

import pytest

from autograder.gradebook.roster import Person, import_roster
from tests.autograder.classroom import book_of, copy_of

CLASS = [
    Person("ada", "Ada", "Lovelace", "ada@x.org", "1234"),
    Person("ben", "Ben", "Ray", "", "1235"),
    Person("小龙", "小龙", "李", "", "1236"),
]


@pytest.fixture(scope="module")
def with_class(course, tmp_path_factory):
    made = copy_of(course, tmp_path_factory.mktemp("collecting") / "course")
    book_of(made).within(lambda connection: import_roster(connection, CLASS))
    return made


@pytest.fixture
def place(with_class):
    """Return the course, with nothing handed in."""
    for name in ("submitted", "attempts", ".collected"):
        shutil.rmtree(with_class.root / name, ignore_errors=True)
    (with_class.root / "submitted").mkdir()
    return with_class
