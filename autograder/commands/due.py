"""``autograder due``: due dates, with their time zone."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from autograder.commands import completing
from autograder.commands.manual import manual
from autograder.commands.options import course_option, db_option, json_option, next_command, open_course, say
from autograder.console import OUT
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import printable

__all__ = ["due"]


@click.command(
    epilog=manual(
        "autograder due",
        "autograder due scatter 2026-12-01T23:59+01:00",
        "autograder due scatter --clear",
    )
)
@click.argument("assignment", required=False, shell_complete=completing.assignments)
@click.argument("when", nargs=-1)
@click.option("--clear", is_flag=True, help="Take the due date away.")
@course_option
@db_option
@json_option
def due(assignment: str | None, when: tuple[str, ...], clear: bool, root: Path, db: str | None, as_json: bool) -> None:
    """Show the due date of ASSIGNMENT (of all by default), or set it to WHEN, a date with a time and its zone.

    The next 'autograder grade' computes lateness and penalties from it; nothing is graded anew for that.
    """
    from autograder.gradebook.roster import due_dates, moment, set_due

    if clear and when:
        raise click.UsageError("give a date or --clear, not both")
    if clear and not assignment:
        raise click.UsageError("name the assignment whose due date goes")
    course, gradebook = open_course(root, db)
    date = moment(" ".join(when)) if when else None  # a date and a time, if nobody quotes them, are two words
    dates = gradebook.within(due_dates)
    if assignment and assignment not in dates:
        raise CourseError(_why_unknown(course, assignment, list(dates)))
    if assignment and (when or clear):
        gradebook.within(partial(set_due, assignment=assignment, due=date))
        dates = gradebook.within(due_dates)
    if assignment:
        dates = {assignment: dates[assignment]}
    shown = {name: f"{date:%Y-%m-%d %H:%M} UTC" if date else "no due date" for name, date in dates.items()}

    def lines() -> None:
        for name, date in shown.items():
            OUT.print(printable(f"{name}: {date}"))
        names = [assignment] if assignment else []
        if when or clear:
            OUT.print(printable(f"Next, for lateness and penalties to follow: {next_command('grade', names, root)}"))
        else:
            OUT.print(printable(f"Next, to set one: {next_command('due', [assignment or 'ASSIGNMENT', 'WHEN'], root)}"))

    say(as_json, {name: date and date.isoformat() for name, date in dates.items()}, lines)


def _why_unknown(course: Course, assignment: str, known: list[str]) -> str:
    if assignment in course.assignments():
        return f"{assignment}: is not in the gradebook, run 'autograder release {assignment}' first"
    released = f"there are {', '.join(known)}" if known else "run 'autograder release' first"
    return f"{assignment}: no such assignment is in the gradebook, {released}"
