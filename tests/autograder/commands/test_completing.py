"""What a shell is offered: assignments and students that are there, and nothing where there is no course."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from autograder.commands.completing import assignments, students
from tests.autograder.class_of_three import NAME, book

ARGUMENT = click.Argument(["name"])


def offered(what, root, start="", **more):
    context = click.Context(click.Command("grade"))
    context.params = {"root": root, **more}
    return what(context, ARGUMENT, start)


@pytest.mark.slow
def test_assignments_of_masters_and_of_source_that_begin_so(three):
    (three.root / "source" / "foreign").mkdir()
    assert offered(assignments, three.root) == ["foreign", NAME]
    assert offered(assignments, three.root, "ha") == [NAME]
    assert offered(assignments, three.root, "x") == []


def test_students_of_the_gradebook_and_of_folders_that_begin_so(three):
    (three.root / "submitted" / "dan").mkdir()
    (three.root / "submitted" / "x\x1b").mkdir()
    book(three).enrol(["bea"])
    assert offered(students, three.root) == ["ann", "bea", "bob", "cho", "dan"]
    assert offered(students, three.root, "b") == ["bea", "bob"]


def test_the_course_is_the_one_named_or_this_folder(three, monkeypatch):
    monkeypatch.chdir(three.root)
    assert offered(assignments, None) == [NAME]
    assert offered(assignments, Path()) == [NAME]


@pytest.mark.parametrize("what", [assignments, students])
def test_where_there_is_no_course_or_a_damaged_one_there_is_nothing(three, tmp_path, what):
    (tmp_path / "empty").mkdir()
    assert offered(what, tmp_path / "empty") == []
    (three.root / "course.toml").write_text("name = ")
    assert offered(what, three.root) == []


def test_a_gradebook_that_is_held_damaged_or_on_a_server_leaves_those_with_folders(three):
    with closing(sqlite3.connect(three.root / "gradebook.db", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert offered(students, three.root, "a") == ["ann"]
    (three.root / "gradebook.db").write_bytes(b"a letter")
    assert offered(students, three.root, "a") == ["ann"]
    assert offered(students, three.root, "c", db="postgresql://127.0.0.1:1/none") == ["cho"]
