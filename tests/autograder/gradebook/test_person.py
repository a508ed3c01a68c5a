"""A student's rows: all of them are read and deleted, as nbgrader's own command would, and nobody else's."""

import json
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbgrader import api

from autograder.gradebook.database import Gradebook
from autograder.gradebook.late import OURS
from autograder.gradebook.person import delete_rows, find_person, mentions, read_rows
from autograder.gradebook.roster import Person
from autograder.outcome import Outcome, Status
from tests.autograder.class_of_three import rows

SCORES = {"stamp1d-worked_example": 1.0}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def gradebook(request, course, tmp_path):
    """Return a gradebook with two students, names, a comment and penalties of ours."""
    url = f"sqlite:///{tmp_path / 'book.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
    made = Gradebook(url, "course")
    made.enter("scatter", nbformat.read(course.notebook("source", "scatter"), as_version=4))
    made.record([Outcome(name, "scatter", Status.GRADED, 22, scores=SCORES) for name in ("ann", "bob")])
    with closing(api.Gradebook(url, "course")) as book:
        book.update_or_create_student("ann", first_name="Ann", last_name="Müller", email="ann@example.org")
        keys = []
        for name in ("ann", "bob"):
            notebook = book.find_submission_notebook("scatter", "scatter", name)
            book.find_comment("stamp1d", "scatter", "scatter", name).manual_comment = f"dear {name}"
            notebook.late_submission_penalty = 0.5
            keys.append(notebook.id)
        book.db.commit()
    penalties = [{"notebook_id": key, "penalty": 0.5} for key in keys]
    made.within(lambda connection: OURS.create(connection, checkfirst=True))
    made.within(lambda connection: connection.execute(OURS.insert(), penalties))
    return made


def test_all_rows_of_a_student_are_read_and_none_of_another(gradebook):
    found = gradebook.within(lambda connection: read_rows(connection, "ann"))
    assert found["student"][0]["last_name"] == "Müller"
    assert [row["assignment"] for row in found["submissions"]] == ["scatter"]
    assert found["late_penalties"] == [{"assignment": "scatter", "notebook": "scatter", "penalty": 0.5}]
    scores = {row["cell"]: row["auto_score"] for row in found["grades"]}
    assert scores["stamp1d-worked_example"] == sum(scores.values()) == 1.0
    assert "dear ann" in [row["manual_comment"] for row in found["comments"]]
    assert "bob" not in json.dumps(found, default=str)


def test_deleting_leaves_what_nbgraders_own_command_leaves_and_no_row_of_ours(gradebook):
    before = rows(gradebook)
    ours = len(before[OURS.name])
    number = gradebook.within(lambda connection: delete_rows(connection, "ann"))
    after = rows(gradebook)
    assert number == sum(map(len, before.values())) - sum(map(len, after.values()))
    assert all({*after[name]} <= {*before[name]} for name in after)
    assert len(after[OURS.name]) == ours - 1
    assert not [text for table in after.values() for text in table if "ann" in text]
    assert gradebook.within(lambda connection: find_person(connection, "ann")) is None
    assert gradebook.within(lambda connection: delete_rows(connection, "ann")) == 0
    with closing(api.Gradebook(gradebook.url, "course")) as book:
        book.remove_student("bob")
    theirs = rows(gradebook)
    personal = ("sub", "grade", "comment", "student")
    assert {name: len(table) for name, table in theirs.items() if name.startswith(personal)} == {
        "submitted_assignment": 0, "submitted_notebook": 0, "grade": 0, "grade_cells": len(before["grade_cells"]),
        "comment": 0, "student": 0,
    }  # fmt: skip
    gradebook.compact()
    assert rows(gradebook) == theirs


def test_a_person_has_the_names_of_the_gradebook(gradebook):
    person = gradebook.within(lambda connection: find_person(connection, "ann"))
    assert person == Person("ann", "Ann", "Müller", "ann@example.org")


def test_every_text_is_searched_and_no_key(gradebook):
    found = gradebook.within(lambda connection: list(mentions(connection)))
    assert ("student", "email", "ann@example.org") in found
    assert ("comment", "manual_comment", "dear bob") in found
    assert not [column for _, column, _ in found if column == "notebook_id"]


def test_a_compacted_file_of_sqlite_has_no_byte_of_what_was_deleted(course, tmp_path):
    path = tmp_path / "book.db"
    made = Gradebook(f"sqlite:///{path}", "course")
    made.enrol([f"student{number:05}" for number in range(3_000)])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE student SET last_name = 'Unmistakable' WHERE id = 'student01500'")
    assert b"Unmistakable" in path.read_bytes()
    made.within(lambda connection: delete_rows(connection, "student01500"))
    made.compact()
    data = path.read_bytes()
    assert b"Unmistakable" not in data
    assert b"student01500" not in data
    assert b"student01501" in data
