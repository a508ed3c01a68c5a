"""``autograder roster``: names for the students of the gradebook."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from autograder.commands.manual import manual
from autograder.commands.options import course_option, db_option, json_option, next_command, open_course, say
from autograder.console import OUT
from autograder.text import counted, printable

__all__ = ["roster"]


@click.command(epilog=manual("autograder roster class.csv"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@course_option
@db_option
@json_option
def roster(file: Path, root: Path, db: str | None, as_json: bool) -> None:
    """Enter the students of FILE into the gradebook: a table (CSV) with id, first name, last name, e-mail.

    Commas, semicolons or tabs and the usual names of columns are understood. A table with a slip is refused with its
    line, and nobody of it is entered. Nobody is taken out: see 'autograder student delete'.
    """
    from autograder.gradebook.roster import import_roster, read_roster

    course, gradebook = open_course(root, db, makes=True)
    people = read_roster(file.read_bytes(), file.name)
    done = gradebook.within(partial(import_roster, people=people))
    strangers = sorted({*course.students()} - {person.id for person in people})

    def lines() -> None:
        OUT.print(
            f"{counted(len(people), 'student')}: {len(done.new)} new, {len(done.changed)} changed,"
            f" {len(done.same)} as before."
        )
        for what, names in (
            ("In the gradebook, and not in the table", done.unknown),
            ("Handed in, and not in the table", strangers),
        ):
            if names:
                OUT.print(printable(f"{what}: {', '.join(names)}"))
        OUT.print(printable(f"Next: {next_command('due', [], root)}, or collect hand-ins and grade"))

    say(as_json, asdict(done) | {"strangers": strangers}, lines)
