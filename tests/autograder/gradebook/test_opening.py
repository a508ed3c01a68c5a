"""A gradebook that we make is one that nbgrader has made, and no other program is started for it."""

from contextlib import closing

import pytest
import sqlalchemy as sql
from nbgrader import api

from autograder.gradebook.opening import open_gradebook


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    return f"sqlite:///{tmp_path / 'new.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")


def test_a_new_gradebook_has_nbgraders_tables_in_the_version_that_nbgrader_says(url, monkeypatch):
    version = api.get_alembic_version()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # where no alembic is
    for _ in range(2):
        with closing(open_gradebook(url, "course")) as book:
            assert {*api.Base.metadata.tables} <= {*sql.inspect(book.engine).get_table_names()}
            assert list(book.db.execute(sql.text("SELECT version_num FROM alembic_version"))) == [(version,)]
            assert [each.id for each in book.db.scalars(sql.select(api.Course))] == ["course"]
