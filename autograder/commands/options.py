"""What all commands share: the course, JSON or text, the next command."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.commands import completing

__all__ = [
    "assignments_argument",
    "course_option",
    "db_option",
    "json_option",
    "next_command",
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
db_option = click.option("--db", help="Address of the gradebook; the course's own by default.")
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice(["bwrap", "none"]),
    default="bwrap",
    show_default=True,
    help="How learners' code is kept from the machine.",
)
assignments_argument = click.argument("assignments", nargs=-1, shell_complete=completing.assignments)
student_argument = click.argument("student", shell_complete=completing.students)


def say(as_json: bool, data: Any, lines: Callable[[], None]) -> None:
    """Print one JSON document for programs, or ``lines`` for people."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        lines()


def next_command(command: str, names: tuple[str, ...] | list[str], root: Path) -> str:
    """Return the command that usually follows, as it is typed from here."""
    where = [] if root == Path() else ["--course", os.fspath(root)]
    return shlex.join(["autograder", *command.split(), *names, *where])
