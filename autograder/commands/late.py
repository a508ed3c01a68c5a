"""Late penalties, brought up to date by every command that shows points."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from autograder.console import ERR
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import printable

if TYPE_CHECKING:  # they take seconds to import
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.late import Rule

__all__ = ["settle_late"]


def settle_late(course: Course, gradebook: Gradebook, names: list[str]) -> str:
    """Bring the late penalties up to date; return what stood in the way."""
    from autograder.gradebook.late import policy_from, settle

    @cache
    def rule() -> Rule:
        from autograder.nbgrader_plugins import late_rule

        found, remark = late_rule(course)
        if remark:
            ERR.print(printable(remark), style="yellow")
        return found

    try:
        policy_from(course.late)
        for name in names:
            gradebook.within(partial(settle, assignment=name, rule=rule))
    except CourseError as error:
        return str(error)
    return ""
