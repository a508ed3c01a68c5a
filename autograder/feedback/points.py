"""The points of one submission as lines that add up to its total."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.gradebook.standing import Line, Standing
from autograder.masters.master import Master

__all__ = ["Row", "number", "other_lines", "rows"]


@dataclass(frozen=True)
class Row:
    """One line of the table of points."""

    label: str
    points: float
    full: float | None = None
    """What could have been reached; None for what is added or taken off."""

    @property
    def text(self) -> str:
        """The points as the table shows them."""
        if self.full is not None:
            return f"{number(self.points)} of {number(self.full)}"
        return f"{'−' if self.points < 0 else '+'}{number(abs(self.points))}"


def rows(master: Master, standing: Standing) -> list[Row]:
    """Return the lines; their sum is the total of the gradebook."""
    found = []
    for exercise in master.exercises.values():
        is_bonus = {test.grade_id: test.bonus for test in exercise.tests}
        lines = [line for line in standing.lines if line.notebook == master.stem and line.cell in is_bonus]
        asked = [line for line in lines if not is_bonus[line.cell]]
        found.append(Row(exercise.title, sum(line.points for line in asked), sum(line.full for line in asked)))
        if any(is_bonus.values()):
            found.append(Row(f"{exercise.title}, bonus", sum(line.points for line in lines if is_bonus[line.cell])))
    found += [Row(line.cell, line.points, line.full) for line in other_lines(master, standing)]
    if standing.bonus:
        found.append(Row("Extra credit", standing.bonus))
    if standing.penalty:
        found.append(Row("Handed in late", -standing.penalty))
    below = standing.total - sum(row.points for row in found)
    if number(below) != "0":
        found.append(Row("No total is below 0", below))
    return found


def other_lines(master: Master, standing: Standing) -> list[Line]:
    """Return what is graded beside the tests of the master: cells of the instructor's own, other notebooks."""
    known = {test.grade_id for exercise in master.exercises.values() for test in exercise.tests}
    return [line for line in standing.lines if line.notebook != master.stem or line.cell not in known]


def number(value: float) -> str:
    """Return a number of points with four digits after the point at most.

    >>> number(2 / 3), number(22.0), number(-0.00001)
    ('0.6667', '22', '0')
    """
    return f"{round(value, 4) + 0.0:.12g}"
