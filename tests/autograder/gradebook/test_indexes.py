"""The indexes that formgrader's lists want: made once, used, and nothing else is changed."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sql
from nbgrader import api

from autograder.commands.options import open_course
from autograder.gradebook.database import Gradebook
from autograder.gradebook.indexes import INDEXED, add_indexes


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    return request.getfixturevalue("postgres")


def indexed(url):
    engine = sql.create_engine(url)
    found = sql.inspect(engine)
    columns = {(table, index["column_names"][0]) for table, _ in INDEXED for index in found.get_indexes(table)}
    engine.dispose()
    return columns


@pytest.mark.slow
def test_each_is_made_once_and_nbgrader_goes_on_with_them(url):
    book = Gradebook(url, "course")
    book.create()
    assert not {*INDEXED} & indexed(url)
    assert len(book.within(add_indexes)) == len(INDEXED)
    assert {*INDEXED} <= indexed(url)
    assert book.within(add_indexes) == []
    with closing(api.Gradebook(url, "course")) as nbgraders:
        nbgraders.add_student("ann")
        nbgraders.add_assignment("scatter")
        assert nbgraders.submission_dicts("scatter") == []


def test_a_submission_finds_its_points_by_an_index(own_course):
    def plan():
        with closing(sqlite3.connect(own_course.root / "gradebook.db")) as book:
            return str(book.execute("EXPLAIN QUERY PLAN SELECT * FROM grade WHERE notebook_id = 'one'").fetchall())

    assert "SCAN grade" in plan()
    open_course(own_course.root, None, makes=True)
    assert "SEARCH grade USING INDEX autograder_grade_notebook_id" in plan()


def test_a_gradebook_in_use_is_indexed_another_time(own_course):
    path = own_course.root / "gradebook.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        open_course(own_course.root, None, makes=True)
        assert not {*INDEXED} & indexed(own_course.db)
    open_course(own_course.root, None, makes=True)
    assert {*INDEXED} <= indexed(own_course.db)
