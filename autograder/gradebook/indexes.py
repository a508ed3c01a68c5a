"""Indexes for the columns by which formgrader joins its lists: nbgrader's tables have none for them.

They change nothing but the time: nbgrader neither needs nor minds them, and whoever wants them gone drops them.
"""

from __future__ import annotations

import sqlalchemy as sql

__all__ = ["INDEXED", "add_indexes"]

INDEXED = (
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
    ("submitted_notebook", "assignment_id"),
    ("submitted_assignment", "student_id"),
)


def add_indexes(connection: sql.Connection) -> list[str]:
    """Make the indexes that are missing; return their names."""
    found = sql.inspect(connection)
    made = []
    for table, column in INDEXED:
        there = {index["column_names"][0] for index in found.get_indexes(table) if index["column_names"]}
        if column not in there:
            name = f"autograder_{table}_{column}"
            connection.execute(sql.text(f"CREATE INDEX {name} ON {table} ({column})"))
            made.append(name)
    return made
