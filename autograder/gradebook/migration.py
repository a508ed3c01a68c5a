"""A changed assignment in nbgrader's gradebook, when there are submissions already.

nbgrader refuses to add or remove cells then. ``compare`` says what would change, cell by cell; ``apply`` does it in the
transaction that it is given: cells that remain, also under another name, keep manual scores, comments and extra credit.
The rows that a release has to have are read from a gradebook of its own, which nbgrader has just filled.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import sqlalchemy as sql
from nbgrader import api

from autograder.gradebook.contents import BASE, GRADED, SOURCES, TABLES, Contents, Key, Text
from autograder.text import counted

__all__ = ["Plan", "apply", "compare", "enter"]

GRADES, COMMENTS = api.Grade.__table__, api.Comment.__table__
WORDS = {"GradeCell": "test", "TaskCell": "task", "SolutionCell": "answer cell"}
ALIKE = 0.75  # likeness of two texts of an exercise from which one cell counts as the other under a new name


@dataclass(frozen=True)
class Plan:
    """What makes the old contents the new."""

    renamed: dict[Key, Key] = field(default_factory=dict)
    added: tuple[Key, ...] = ()
    dropped: tuple[Key, ...] = ()
    points: dict[Key, tuple[float, float]] = field(default_factory=dict)
    """By the new name, before and after."""
    rewritten: tuple[str, ...] = ()
    """Names of locked code cells with another text."""
    entered: dict[Key, int] = field(default_factory=dict)
    """How many grades or comments were entered by hand in a cell that is dropped."""
    above: dict[Key, int] = field(default_factory=dict)
    """How many manual scores are above the new points of a cell."""
    tests: frozenset[str] = frozenset()

    @property
    def moves_points(self) -> bool:
        """Whether the gradebook's cells or points change, and not texts alone."""
        return bool(self.renamed or self.added or self.dropped or self.points)

    def lines(self) -> Iterator[str]:
        """Yield one line for each change."""
        for old, new in self.renamed.items():
            yield f"{WORDS[old[0]]} {old[1]}: renamed to {new[1]}"
        for key in self.added:
            yield f"{WORDS[key[0]]} {key[1]}: added"
        for key in self.dropped:
            lost = self.entered.get(key, 0)
            by_hand = f", with {counted(lost, 'entry', 'entries')} made by hand" if lost else ""
            yield f"{WORDS[key[0]]} {key[1]}: dropped{by_hand}"
        for key, (before, after) in self.points.items():
            more = self.above.get(key, 0)
            above = f"; {counted(more, 'manual score')} above it" if more else ""
            yield f"{WORDS[key[0]]} {key[1]}: {before:g} became {counted(after, 'point')}{above}"
        for name in self.rewritten:
            yield f"{'test' if name in self.tests else 'cell'} {name}: text changed; everybody is graded again"


def compare(connection: sql.Connection, old: Contents, new: Contents, order: Iterable[str]) -> Plan:
    """Return what makes ``old``, which ``connection`` has, the ``new``; ``order`` has the new names in their order."""
    renamed = dict(_renamed(old, new, list(order)))
    kept = {key: renamed.get(key, key) for key in old.cells if key in renamed or _stays(key, new, renamed)}
    dropped = tuple(key for key in old.cells if key not in kept)
    points = {
        after: (old.points[before], new.points[after])
        for before, after in kept.items()
        if before[0] in GRADED and old.points[before] != new.points[after]
    }
    locked = {before[1]: after[1] for before, after in kept.items() if before[0] in GRADED}
    locked |= {name: name for name, text in old.texts.items() if name not in locked and _is_locked_code(text)}
    rewritten = tuple(
        after
        for before, after in locked.items()
        if after in new.texts
        and before in old.texts
        and old.texts[before].source.strip() != new.texts[after].source.strip()
    )
    return Plan(
        renamed,
        tuple(key for key in new.cells if key not in kept.values()),
        dropped,
        points,
        rewritten,
        {key: number for key in dropped if (number := _by_hand(connection, old.cells[key]))},
        {
            after: number
            for before, after in kept.items()
            if after in points and (number := _above(connection, old.cells[before], new.points[after]))
        },
        frozenset(name for kind, name in new.cells if kind in GRADED),
    )


def apply(connection: sql.Connection, old: Contents, new: Contents, plan: Plan) -> None:
    """Make the gradebook's cells the new ones, and give every submission a grade and a comment for each."""
    for key in plan.dropped:
        cell = old.cells[key]
        for table, column in ((GRADES, "cell_id"), (COMMENTS, "cell_id"), (TABLES[key[0]], "id"), (BASE, "id")):
            connection.execute(sql.delete(table).where(table.c[column] == cell))
    for before in plan.renamed:  # by way of names that nobody has: two cells may exchange theirs
        _update(connection, BASE, old.cells[before], name=f"~{uuid4().hex}")
    for before, after in plan.renamed.items():
        _update(connection, BASE, old.cells[before], name=after[1])
    ids = {plan.renamed.get(key, key): cell for key, cell in old.cells.items() if key not in plan.dropped}
    for key, cell in ids.items():
        if key[0] in GRADED:
            _update(connection, TABLES[key[0]], cell, max_score=new.points[key], cell_type=new.kinds[key])
    for key in plan.added:
        ids[key] = _add(connection, old.notebook, key, new)
    _mirror(connection, old.notebook, {key: ids[key] for key in plan.added})
    if old.texts != new.texts:
        _replace_texts(connection, old.notebook, new)


def enter(connection: sql.Connection, course: str, assignment: str, new: Contents) -> None:
    """Enter an assignment that the gradebook does not know."""
    known = connection.scalar(sql.select(api.Assignment.id).where(api.Assignment.name == assignment))
    owner = known or uuid4().hex
    if known is None:
        row = {"id": owner, "name": assignment, "course_id": course}
        connection.execute(sql.insert(api.Assignment.__table__), row)
    notebook = uuid4().hex
    row = {"id": notebook, "name": assignment, "assignment_id": owner, "kernelspec": new.kernelspec}
    connection.execute(sql.insert(api.Notebook.__table__), row)
    for key in new.cells:
        _add(connection, notebook, key, new)
    _replace_texts(connection, notebook, new)


def _renamed(old: Contents, new: Contents, order: list[str]) -> Iterator[tuple[Key, Key]]:
    """Yield the cells that have another name now: those with the same text, then those alike in the same exercise."""
    exercises: dict[str, str] = {}
    for kind in TABLES:
        before = [key for key in old.cells if key[0] == kind and not _same(key, old, new)]
        after = [key for key in new.cells if key[0] == kind and not _same(key, new, old)]
        found = dict(_with_same_text(before, after, old, new))
        before = [key for key in before if key not in found]
        after = [key for key in after if key not in found.values()]
        lost = [key for key in before if key not in after]
        fresh = sorted((key for key in after if key not in before), key=lambda key: order.index(key[1]))
        for key in fresh:
            likeness = {
                other: difflib.SequenceMatcher(None, old.text(other), new.text(key), autojunk=False).ratio()
                for other in lost
                if kind not in GRADED or exercises.get(_exercise(other), _exercise(other)) == _exercise(key)
            }
            best = max(likeness, key=likeness.__getitem__, default=None)
            if best is not None and likeness[best] >= ALIKE:
                lost.remove(best)
                found[best] = key
        if kind == "SolutionCell":
            exercises = {old_key[1]: new_key[1] for old_key, new_key in found.items()}
        yield from found.items()


def _with_same_text(before: list[Key], after: list[Key], old: Contents, new: Contents) -> Iterator[tuple[Key, Key]]:
    """Yield the cells whose text stands, as the only one, under another name now."""
    for key in before:
        same = [other for other in after if new.text(other) == old.text(key)]
        twins = [other for other in before if old.text(other) == old.text(key)]
        if len(same) == len(twins) == 1 and same[0] != key and old.text(key):
            yield key, same[0]


def _exercise(key: Key) -> str:
    return key[1].partition("-")[0]


def _same(key: Key, here: Contents, there: Contents) -> bool:
    return key in there.cells and here.text(key) == there.text(key)


def _stays(key: Key, new: Contents, renamed: dict[Key, Key]) -> bool:
    return key in new.cells and key not in renamed.values()


def _is_locked_code(text: Text) -> bool:
    return text.locked and text.cell_type == "code"


def _by_hand(connection: sql.Connection, cell: str) -> int:
    """Return how many rows of a cell hold something that an instructor entered."""
    grades = sql.select(sql.func.count()).where(
        GRADES.c.cell_id == cell,
        sql.or_(GRADES.c.manual_score.is_not(None), sql.func.coalesce(GRADES.c.extra_credit, 0) != 0),
    )
    comments = sql.select(sql.func.count()).where(COMMENTS.c.cell_id == cell, COMMENTS.c.manual_comment.is_not(None))
    return int(connection.scalar(grades) or 0) + int(connection.scalar(comments) or 0)


def _above(connection: sql.Connection, cell: str, points: float) -> int:
    rows = sql.select(sql.func.count()).where(GRADES.c.cell_id == cell, GRADES.c.manual_score > points)
    return int(connection.scalar(rows) or 0)


def _update(connection: sql.Connection, table: sql.FromClause, key: str, **values: object) -> None:
    connection.execute(sql.update(table).where(table.c.id == key).values(**values))  # type: ignore[arg-type] # a Table


def _add(connection: sql.Connection, notebook: str, key: Key, new: Contents) -> str:
    kind, name = key
    cell = uuid4().hex
    connection.execute(sql.insert(BASE), {"id": cell, "name": name, "notebook_id": notebook, "type": kind})
    row: dict[str, object] = {"id": cell}
    if kind in GRADED:
        row |= {"max_score": new.points[key], "cell_type": new.kinds[key]}
    connection.execute(sql.insert(TABLES[kind]), row)
    return cell


def _mirror(connection: sql.Connection, notebook: str, cells: dict[Key, str]) -> None:
    """Give every submission rows for new cells, as nbgrader does when it makes one."""
    handed_in = list(
        connection.scalars(sql.select(api.SubmittedNotebook.id).where(api.SubmittedNotebook.notebook_id == notebook))
    )
    for (kind, _), cell in cells.items():
        rows = [{"id": uuid4().hex, "cell_id": cell, "notebook_id": each} for each in handed_in]
        if rows and kind in GRADED:
            connection.execute(sql.insert(GRADES), [row | {"needs_manual_grade": False} for row in rows])
        if rows and kind != "GradeCell":
            fresh = [row | {"id": uuid4().hex} for row in rows]
            connection.execute(sql.insert(COMMENTS), fresh)


def _replace_texts(connection: sql.Connection, notebook: str, new: Contents) -> None:
    connection.execute(sql.delete(SOURCES).where(SOURCES.c.notebook_id == notebook))
    rows = [
        {"id": uuid4().hex, "notebook_id": notebook, "name": name, **text._asdict()} for name, text in new.texts.items()
    ]
    if rows:
        connection.execute(sql.insert(SOURCES), rows)
