"""The cells of an assignment as nbgrader's gradebook has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sql
from nbgrader import api

__all__ = ["BASE", "GRADED", "SOURCES", "TABLES", "Contents", "Key", "Text", "contents", "find_notebook", "handed_in"]

BASE, SOURCES = api.BaseCell.__table__, api.SourceCell.__table__
TABLES = {
    "SolutionCell": api.SolutionCell.__table__,
    "GradeCell": api.GradeCell.__table__,
    "TaskCell": api.TaskCell.__table__,
}
GRADED = ("GradeCell", "TaskCell")
Key = tuple[str, str]
"""Type and name of a cell: a cell that is graded and answered has a row for each."""


class Text(NamedTuple):
    """What the gradebook keeps of a cell's text."""

    cell_type: str
    locked: bool
    source: str
    checksum: str | None


@dataclass(frozen=True)
class Contents:
    """The cells of one assignment as a gradebook has them."""

    notebook: str
    cells: dict[Key, str]
    """Ids of the rows."""
    points: dict[Key, float]
    kinds: dict[Key, str]
    """Code or markdown, of cells with points."""
    texts: dict[str, Text]
    kernelspec: str | None

    def text(self, key: Key) -> str:
        """Return the text of a cell, without the blanks at its ends."""
        return self.texts[key[1]].source.strip() if key[1] in self.texts else ""


def find_notebook(connection: sql.Connection, assignment: str) -> tuple[str, str, str | None] | None:
    """Return the ids of an assignment's notebook and of the assignment, and the kernelspec; None if it is unknown."""
    found = connection.execute(
        sql.select(api.Notebook.id, api.Assignment.id, api.Notebook.kernelspec)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .where(api.Assignment.name == assignment, api.Notebook.name == assignment)
    ).first()
    return None if found is None else (found[0], found[1], found[2])


def contents(connection: sql.Connection, assignment: str) -> Contents | None:
    """Return what a gradebook has of an assignment; None if it does not know it."""
    found = find_notebook(connection, assignment)
    if found is None:
        return None
    notebook, _, kernelspec = found
    cells = {
        (kind, name): key
        for key, name, kind in connection.execute(
            sql.select(BASE.c.id, BASE.c.name, BASE.c.type).where(BASE.c.notebook_id == notebook).order_by(BASE.c.name)
        )
    }
    points, kinds = {}, {}
    for kind in GRADED:
        table = TABLES[kind]
        rows = sql.select(BASE.c.name, table.c.max_score, table.c.cell_type).join(table, table.c.id == BASE.c.id)
        for name, score, cell_type in connection.execute(rows.where(BASE.c.notebook_id == notebook)):
            points[kind, name], kinds[kind, name] = float(score), cell_type
    texts = {
        name: Text(*rest)
        for name, *rest in connection.execute(
            sql.select(
                SOURCES.c.name, SOURCES.c.cell_type, SOURCES.c.locked, SOURCES.c.source, SOURCES.c.checksum
            ).where(SOURCES.c.notebook_id == notebook)
        )
    }
    return Contents(notebook, cells, points, kinds, texts, kernelspec)


def handed_in(connection: sql.Connection, assignment: str) -> list[str]:
    """Return the students who have a submission of the assignment in the gradebook."""
    chosen = (
        sql.select(api.SubmittedAssignment.student_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    return sorted(connection.scalars(chosen))
