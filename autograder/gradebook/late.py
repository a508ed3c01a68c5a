"""What lateness costs: one rule for ``autograder grade`` and plain ``nbgrader autograde``.

The rule is ``[late]`` in ``course.toml``, or the plugin that ``nbgrader_config.py`` names. A penalty stands where
nbgrader keeps it. Beside it, in a table of our own, stands what we wrote: so a penalty goes when its cause goes, and
one that an instructor entered stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sql
from nbgrader import api
from sqlalchemy.dialects import postgresql, sqlite

from autograder.errors import CourseError
from autograder.gradebook.opening import begin_alone
from autograder.gradebook.totals import seconds_late

__all__ = ["DAY", "LatePolicy", "Penalty", "Rule", "bounded", "policy_from", "settle"]

DAY = 86_400
ALIKE = 1e-9  # points: penalties that differ by less are the same
KEYS = {"grace_minutes": 0.0, "percent_a_day": 0.0, "cap_percent": 100.0}
OURS = sql.Table(
    "autograder_late_penalty",
    sql.MetaData(),
    sql.Column("notebook_id", sql.String(32), primary_key=True),
    sql.Column("penalty", sql.Float, nullable=False),
)

Rule = Callable[[str, float, float], float | None]
"""A student, points and seconds late to the points that are taken; None for none."""


class Penalty(NamedTuple):
    """A penalty that is another than before, in points."""

    student: str
    assignment: str
    before: float
    now: float


@dataclass(frozen=True)
class LatePolicy:
    """Percents of the points reached, for each day begun; nothing within the grace, and never more than the cap."""

    grace_minutes: float
    percent_a_day: float
    cap_percent: float

    def __call__(self, _student: str, score: float, seconds: float) -> float | None:
        """Return the points that are taken.

        >>> LatePolicy(grace_minutes=15, percent_a_day=10, cap_percent=50)("ann", 20, 86_401)
        4.0
        """
        if score <= 0 or seconds <= 60 * self.grace_minutes:
            return None
        percent = min(self.percent_a_day * math.ceil(seconds / DAY), self.cap_percent)
        return bounded(score * percent / 100, score) or None


def policy_from(table: object) -> LatePolicy | None:
    """Return the policy that ``[late]`` of ``course.toml`` stands for; None where there is none.

    Raises
    ------
    CourseError
        It has a key or a value that means nothing.
    """
    if table is None:
        return None
    if not isinstance(table, dict) or (unknown := sorted({*table} - {*KEYS})):
        what = f"[late] has no {unknown[0]}" if isinstance(table, dict) else "late is no table"
        raise CourseError(f"course.toml: {what}: write [late] with {', '.join(KEYS)}")
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise CourseError(f"course.toml: {key} in [late] is {value!r}, must be a number from 0 on")
    if max(table.get("percent_a_day", 0), table.get("cap_percent", 0)) > 100:
        raise CourseError("course.toml: percents in [late] are at most 100")
    if "percent_a_day" not in table:
        raise CourseError("course.toml: [late] needs percent_a_day")
    return LatePolicy(**{key: float(table.get(key, default)) for key, default in KEYS.items()})


def bounded(penalty: float | None, score: float) -> float:
    """Return a penalty that leaves at least no points, as nbgrader bounds it."""
    return min(max(penalty or 0.0, 0.0), max(score, 0.0)) if math.isfinite(penalty or 0.0) else 0.0


def settle(
    connection: sql.Connection, assignment: str, rule: Callable[[], Rule], student: str | None = None
) -> list[Penalty]:
    """Let every penalty of an assignment, or of one student, be what the rule takes now; return those that changed.

    ``rule`` is asked for only where anything is late or was. A penalty that is not ours stays.
    """
    if not sql.inspect(connection).has_table(OURS.name):
        begin_alone(connection)  # two graders may be the first to look
        OURS.create(connection, checkfirst=True)
    changed: list[Penalty] = []
    found: Rule | None = None
    for row in connection.execute(_notebooks(assignment, student)).all():
        late = seconds_late(row.timestamp, row.duedate, row.extension)
        if row.penalty is not None and (row.ours is None or abs(row.penalty - row.ours) > ALIKE) and row.penalty != 0:
            continue  # an instructor's
        penalty = 0.0
        if late > 0:
            found = found or rule()
            penalty = bounded(found(row.student_id, float(row.score), late), float(row.score))
        if abs(penalty - (row.penalty or 0.0)) <= ALIKE:
            continue
        _note(connection, row.id, penalty)
        table = api.SubmittedNotebook.__table__
        values = {"late_submission_penalty": penalty or None}
        connection.execute(sql.update(table).where(table.c.id == row.id).values(**values))
        changed.append(Penalty(row.student_id, assignment, row.penalty or 0.0, penalty))
    return changed


def _note(connection: sql.Connection, notebook: str, penalty: float) -> None:
    """Remember that a penalty of a submitted notebook is of our writing, perhaps as another does; none if it is 0."""
    if not penalty:
        connection.execute(sql.delete(OURS).where(OURS.c.notebook_id == notebook))
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(OURS).values(notebook_id=notebook, penalty=penalty)
    connection.execute(row.on_conflict_do_update(index_elements=[OURS.c.notebook_id], set_={"penalty": penalty}))


def _notebooks(assignment: str, student: str | None) -> sql.Select[Any]:
    notebook, submission = api.SubmittedNotebook, api.SubmittedAssignment
    return (
        sql.select(
            notebook.id,
            notebook.score.label("score"),
            notebook.late_submission_penalty.label("penalty"),
            OURS.c.penalty.label("ours"),
            submission.student_id,
            submission.timestamp,
            submission.extension,
            api.Assignment.duedate,
        )
        .join(submission, submission.id == notebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == submission.assignment_id)
        .outerjoin(OURS, OURS.c.notebook_id == notebook.id)
        .where(api.Assignment.name == assignment, *([submission.student_id == student] if student is not None else []))
        .where(
            sql.or_(
                notebook.late_submission_penalty.is_not(None),
                submission.timestamp > api.Assignment.duedate,
            )
        )
        .order_by(notebook.id)  # two who settle the same wait for each other, and never crosswise
    )
