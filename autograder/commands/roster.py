"""``autograder roster``: names for the students of the gradebook."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from autograder.commands.options import course_option, db_option, json_option, say
from autograder.console import OUT
from autograder.course import Course
from autograder.text import printable

__all__ = ["roster"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@course_option
@db_option
@json_option
def roster(file: Path, root: Path, db: str | None, as_json: bool) -> None:
    """Enter the students of FILE.csv: a table with id, first name, last name, e-mail."""
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.roster import import_roster, read_roster

    course = Course.open(root, db=db)
    people = read_roster(file.read_bytes(), file.name)
    done = Gradebook(course.db, course.name).within(partial(import_roster, people=people))
    strangers = sorted({*course.students()} - {person.id for person in people})

    def lines() -> None:
        OUT.print(
            f"{len(people)} students: {len(done.new)} new, {len(done.changed)} changed, {len(done.same)} as before."
        )
        for what, names in (
            ("In the gradebook, and not in the table", done.unknown),
            ("Handed in, and not in the table", strangers),
        ):
            if names:
                OUT.print(printable(f"{what}: {', '.join(names)}"))

    say(as_json, asdict(done) | {"strangers": strangers}, lines)
