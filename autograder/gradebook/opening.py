"""nbgrader's gradebook, opened; a new one gets its tables here.

nbgrader starts another program, for seconds, to learn which version of its tables a new gradebook has.
"""

from __future__ import annotations

import sqlalchemy as sql
from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.errors import CourseError
from autograder.gradebook.locks import is_busy, unusable, without_password

__all__ = ["begin_alone", "open_gradebook"]

ALONE = {"postgresql": "SELECT pg_advisory_xact_lock(7233137)", "sqlite": "BEGIN IMMEDIATE"}


def open_gradebook(url: str, course: str) -> api.Gradebook:
    """Open the gradebook at a SQLAlchemy address.

    Raises
    ------
    CourseError
        It cannot be opened, or an older nbgrader made it, in one line without the password.
    """
    try:
        _make(url, course)
        return api.Gradebook(url, course)
    except (SQLAlchemyError, ValueError, ImportError) as error:
        if is_busy(error):
            raise
        raise unusable(url, error, "opened") from error


def _make(url: str, course: str) -> None:
    """Make the tables and the course that are missing, in one transaction, and nobody else meanwhile.

    A database without tables is marked first with the version of them that it is about to get, as nbgrader does.
    """
    engine = sql.create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = sql.inspect(connection)
            if found.get_table_names():
                _check_columns(found, url)
            if {*api.Base.metadata.tables} <= {*found.get_table_names()} and _has_course(connection, course):
                return
        with engine.begin() as connection:
            begin_alone(connection)
            if not sql.inspect(connection).get_table_names():
                version = ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()
                connection.execute(sql.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(sql.text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
            api.Base.metadata.create_all(connection)
            if not _has_course(connection, course):
                connection.execute(sql.insert(api.Course), {"id": course})
    finally:
        engine.dispose()


def begin_alone(connection: sql.Connection) -> None:
    """Begin a transaction that makes tables: until it ends, no other one that begins so goes on."""
    if connection.dialect.name in ALONE:
        connection.exec_driver_sql(ALONE[connection.dialect.name])


def _has_course(connection: sql.Connection, course: str) -> bool:
    return bool(connection.scalar(sql.select(sql.exists().where(api.Course.id == course))))


def _check_columns(found: sql.Inspector, url: str) -> None:
    """Refuse tables of an older nbgrader before anything is graded; tables that are not there yet will be made."""
    there = {table: {column["name"] for column in columns} for (_, table), columns in found.get_multi_columns().items()}
    for table in api.Base.metadata.sorted_tables:
        missing = [name for name in table.columns.keys() if name not in there.get(table.name, {name})]  # noqa: SIM118
        if missing:
            raise CourseError(
                f"the gradebook {without_password(url)} is of an older nbgrader (it has no {table.name}.{missing[0]}):"
                " run 'nbgrader db upgrade' in the course's folder, which keeps a copy"
            )
