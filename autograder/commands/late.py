"""Late penalties, brought up to date by every command that shows points."""

from __future__ import annotations

from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from autograder.console import ERR, first_names
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import printable

if TYPE_CHECKING:  # they take seconds to import
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.late import Penalty, Rule

__all__ = ["Settled", "settle_late"]


class Settled(NamedTuple):
    """What was done about late penalties."""

    changed: list[Penalty]
    problem: str
    """What stood in the way."""


def settle_late(course: Course, gradebook: Gradebook, names: list[str]) -> Settled:
    """Bring the late penalties up to date, and say whose are others than before."""
    from autograder.gradebook.late import policy_from, settle

    @cache
    def rule() -> Rule:
        from autograder.nbgrader_plugins import late_rule

        found, remark = late_rule(course)
        if remark:
            ERR.print(printable(remark), style="yellow")
        return found

    changed: list[Penalty] = []
    problem = ""
    try:
        policy_from(course.late)
        for name in names:
            changed += gradebook.within(partial(settle, assignment=name, rule=rule))
    except CourseError as error:
        problem = str(error)
    for name, group in groupby(changed, key=lambda each: each.assignment):
        words = [f"{each.student} {each.now:g} (was {each.before:g})" for each in group]
        ERR.print(f"{name}: late penalties that changed: {first_names(words, separator='; ')}")
    return Settled(changed, problem)
