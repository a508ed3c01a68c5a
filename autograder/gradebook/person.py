"""All rows of one student in nbgrader's gradebook: read for the student, and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sql
from nbgrader import api

from autograder.gradebook.late import OURS
from autograder.gradebook.roster import Person

__all__ = ["compact", "delete_rows", "find_person", "mentions", "read_rows"]

STUDENTS, SUBMISSIONS = api.Student.__table__, api.SubmittedAssignment.__table__
NOTEBOOKS, GRADES, COMMENTS = api.SubmittedNotebook.__table__, api.Grade.__table__, api.Comment.__table__
KEY = 32  # letters of a key that nbgrader draws
Rows = list[dict[str, Any]]


def find_person(connection: sql.Connection, student: str) -> Person | None:
    """Return who has an id in the gradebook; None if nobody has."""
    chosen = sql.select(STUDENTS).where(STUDENTS.c.id == student)
    row = connection.execute(chosen).first()
    return None if row is None else Person(row.id, row.first_name or "", row.last_name or "", row.email or "")


def read_rows(connection: sql.Connection, student: str) -> dict[str, Rows]:
    """Return the rows of one student by table, with the names of assignment, notebook and cell in place of keys."""
    submissions = (
        sql.select(
            api.Assignment.name.label("assignment"),
            SUBMISSIONS.c.timestamp.label("handed_in"),
            api.Assignment.duedate.label("due"),
            SUBMISSIONS.c.extension,
        )
        .join(api.Assignment, api.Assignment.id == SUBMISSIONS.c.assignment_id)
        .where(SUBMISSIONS.c.student_id == student)
        .order_by(api.Assignment.name)
    )
    grades = _cells(
        GRADES, student, GRADES.c.auto_score, GRADES.c.manual_score, GRADES.c.extra_credit, GRADES.c.needs_manual_grade
    )
    comments = _cells(COMMENTS, student, COMMENTS.c.auto_comment, COMMENTS.c.manual_comment)
    penalties = _of_notebooks(sql.select(*_names(), NOTEBOOKS.c.late_submission_penalty.label("penalty")), student)
    chosen: dict[str, sql.Select[Any]] = {
        "student": sql.select(STUDENTS).where(STUDENTS.c.id == student),
        "submissions": submissions,
        "late_penalties": penalties.where(NOTEBOOKS.c.late_submission_penalty.is_not(None)),
        "grades": grades,
        "comments": comments,
    }
    return {name: [dict(row) for row in connection.execute(query).mappings()] for name, query in chosen.items()}


def delete_rows(connection: sql.Connection, student: str) -> int:
    """Delete the rows of one student from nbgrader's tables and from ours; return how many there were.

    SQLite overwrites with zeros what is deleted; `compact` does the rest.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    submissions = sql.select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.student_id == student)
    notebooks = sql.select(NOTEBOOKS.c.id).where(NOTEBOOKS.c.assignment_id.in_(submissions))
    todo: list[tuple[Any, Any]] = [
        (GRADES, GRADES.c.notebook_id.in_(notebooks)),
        (COMMENTS, COMMENTS.c.notebook_id.in_(notebooks)),
        (NOTEBOOKS, NOTEBOOKS.c.assignment_id.in_(submissions)),
        (SUBMISSIONS, SUBMISSIONS.c.student_id == student),
        (STUDENTS, STUDENTS.c.id == student),
    ]
    if sql.inspect(connection).has_table(OURS.name):
        todo.insert(0, (OURS, OURS.c.notebook_id.in_(notebooks)))
    return sum(connection.execute(sql.delete(table).where(condition)).rowcount for table, condition in todo)


def compact(engine: sql.Engine) -> None:
    """Let the database keep nothing of what was deleted: it is written anew, or its pages are cleaned."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            there = sql.inspect(connection).get_table_names()
            quote = connection.dialect.identifier_preparer.quote
            for table in (STUDENTS, SUBMISSIONS, NOTEBOOKS, GRADES, COMMENTS, OURS):
                if table.name in there:
                    connection.exec_driver_sql(f"VACUUM {quote(table.name)}")


def mentions(connection: sql.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and value of every text in a database, whatever its tables are, but for nbgrader's keys."""
    found = sql.MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        texts = [
            column for column in table.columns if isinstance(column.type, sql.String) and column.type.length != KEY
        ]
        for row in connection.execute(sql.select(*texts)) if texts else ():
            yield from (
                (table.name, column.name, str(value)) for column, value in zip(texts, row, strict=True) if value
            )


def _names() -> list[Any]:
    return [api.Assignment.name.label("assignment"), api.Notebook.name.label("notebook")]


def _of_notebooks(select: sql.Select[Any], student: str) -> sql.Select[Any]:
    """Return a query over the submitted notebooks of one student."""
    return (
        select.select_from(NOTEBOOKS)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == NOTEBOOKS.c.assignment_id)
        .join(api.Assignment, api.Assignment.id == SUBMISSIONS.c.assignment_id)
        .join(api.Notebook, api.Notebook.id == NOTEBOOKS.c.notebook_id)
        .where(SUBMISSIONS.c.student_id == student)
        .order_by(api.Assignment.name, api.Notebook.name)
    )


def _cells(table: Any, student: str, *columns: Any) -> sql.Select[Any]:
    """Return a query over what one student has for each cell."""
    select = _of_notebooks(sql.select(*_names(), api.BaseCell.name.label("cell"), *columns), student)
    return (
        select.join(table, table.c.notebook_id == NOTEBOOKS.c.id)
        .join(api.BaseCell, api.BaseCell.id == table.c.cell_id)
        .order_by(api.BaseCell.name)
    )
