"""A gradebook that we make is one that nbgrader has made, and no other program is started for it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.opening import open_gradebook


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    return f"sqlite:///{tmp_path / 'new.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.mark.slow
def test_a_new_gradebook_has_nbgraders_tables_in_the_version_that_nbgrader_says(url, monkeypatch):
    version = api.get_alembic_version()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # where no alembic is
    for _ in range(2):
        with closing(open_gradebook(url, "course")) as book:
            assert {*api.Base.metadata.tables} <= {*sql.inspect(book.engine).get_table_names()}
            assert list(book.db.execute(sql.text("SELECT version_num FROM alembic_version"))) == [(version,)]
            assert [each.id for each in book.db.scalars(sql.select(api.Course))] == ["course"]


@pytest.mark.slow
def test_a_new_gradebook_that_many_open_at_once_is_made_once(url):
    begin = threading.Barrier(8)

    def opened(_):
        begin.wait()
        with closing(open_gradebook(url, "course")) as book:
            return [each.id for each in book.db.scalars(sql.select(api.Course))]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(opened, range(8))) == [["course"]] * 8


def columns(url):
    engine = sql.create_engine(url)
    try:
        found = sql.inspect(engine)
        return {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
    finally:
        engine.dispose()


@pytest.mark.slow
def test_a_gradebook_of_an_older_nbgrader_is_refused_with_the_command_that_upgrades_it_and_left_as_it_is(url):
    open_gradebook(url, "course").close()
    engine = sql.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sql.text("ALTER TABLE student DROP COLUMN lms_user_id"))
        connection.execute(sql.text("DROP TABLE comment"))  # that nbgrader would make anew
    engine.dispose()
    before = columns(url)
    with pytest.raises(CourseError, match=r"older nbgrader \(it has no student\.lms_user_id\): run 'nbgrader db upgr"):
        open_gradebook(url, "course")
    assert columns(url) == before
