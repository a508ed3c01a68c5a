"""Indexes for the columns by which formgrader joins its lists: nbgrader's tables have none for them.

They change nothing but the time: nbgrader neither needs nor minds them, and whoever wants them gone drops them.
"""

from __future__ import annotations

import sqlalchemy as sql

__all__ = ["INDEXED", "add_indexes", "is_indexed"]

INDEXED = (
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
    ("submitted_notebook", "assignment_id"),
    ("submitted_assignment", "student_id"),
)


def add_indexes(connection: sql.Connection) -> list[str]:
    """Make the indexes that are missing; return their names."""
    made = []
    for table, column in INDEXED:
        if not is_indexed(connection, table, column):
            name = f"autograder_{table}_{column}"
            connection.execute(sql.text(f"CREATE INDEX {name} ON {table} ({column})"))
            made.append(name)
    return made


def is_indexed(connection: sql.Connection, table: str, column: str) -> bool:
    """Return whether an index begins with a column."""
    return any(index["column_names"][:1] == [column] for index in sql.inspect(connection).get_indexes(table))
