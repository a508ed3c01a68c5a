"""What all commands share: the course, JSON or text, the next command."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.commands import completing
from autograder.course import Course
from autograder.errors import CourseError

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.gradebook.database import Gradebook

__all__ = [
    "assignments_argument",
    "course_option",
    "db_option",
    "json_option",
    "next_command",
    "open_course",
    "sandbox_option",
    "say",
    "student_argument",
]

course_option = click.option(
    "--course",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course folder; this one by default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
db_option = click.option(
    "--db",
    metavar="ADDRESS",
    help="The gradebook, as postgresql+psycopg://USER@HOST/NAME; the course's own by default.",
)
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice(["bwrap", "none"]),
    default="bwrap",
    show_default=True,
    help="How learners' code is kept from the machine.",
)
assignments_argument = click.argument("assignments", nargs=-1, shell_complete=completing.assignments)
student_argument = click.argument("student", shell_complete=completing.students)


def open_course(
    root: Path, db: str | None, *, makes: bool = False, wait: float | None = None
) -> tuple[Course, Gradebook]:
    """Return the course and its gradebook; only a command that ``makes`` one makes a file that is not there.

    Raises
    ------
    CourseError
        There is no such course or gradebook, or ``--db`` named another one before.
    """
    from autograder.gradebook.chosen import check_chosen, check_there, keep_chosen
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.indexes import add_indexes
    from autograder.gradebook.locks import Patience

    course = Course.open(root, db=db)
    check_chosen(course, db)
    gradebook = Gradebook(course.db, course.name, Patience() if wait is None else Patience(wait))
    if not makes:
        check_there(course)
    if db:
        gradebook.create()
        keep_chosen(course, db)
    if makes:
        with contextlib.suppress(CourseError):  # where it is in use, or may not be changed, it works without
            gradebook.impatient(0).within(add_indexes)
    return course, gradebook


def say(as_json: bool, data: Any, lines: Callable[[], None]) -> None:
    """Print one JSON document for programs, or ``lines`` for people."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        lines()


def next_command(command: str, names: tuple[str, ...] | list[str], root: Path) -> str:
    """Return the command that usually follows, as it is typed from here; of ``--db`` without its password."""
    where = [] if root == Path() else ["--course", os.fspath(root)]
    context = click.get_current_context(silent=True)
    if context is not None and (db := context.params.get("db")):
        from autograder.gradebook.locks import masked

        where += ["--db", masked(db)]
    return shlex.join(["autograder", *command.split(), *names, *where])
