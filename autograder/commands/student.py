"""``autograder student``: what a course has of one student, for that student, and that nothing of it stays."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.manual import Manual, manual
from autograder.commands.options import course_option, db_option, json_option, open_course, say, student_argument
from autograder.console import ERR, OUT
from autograder.errors import CourseError
from autograder.text import counted, printable

if TYPE_CHECKING:  # they take seconds to import
    from autograder.rights.deletion import Deleted
    from autograder.rights.holdings import Holdings

__all__ = ["student"]

MAX_LISTED = 20
"""Places that are named on the terminal; --json has all."""


@click.group(cls=Manual, epilog=manual("autograder student export ada", "autograder student delete ada"))
def student() -> None:
    """Give a student all that the course has of them, or delete it everywhere."""


@student.command(epilog=manual("autograder student export ada", "autograder student export ada --out ~/for_ada.zip"))
@student_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the zip is written; export_ID.zip in this folder by default. An older one is replaced.",
)
@course_option
@db_option
@json_option
def export(student: str, out: Path | None, root: Path, db: str | None, as_json: bool) -> None:
    """Write all that the course has of STUDENT into one zip, which you can hand to them.

    It holds the rows of the gradebook, what was handed in with its receipts, the outcomes, the graded notebooks, the
    feedback pages and the lines of the tables, as files, JSON and CSV, with a README. Hidden cases of tests are left
    out. Nothing in the course is changed; only what a killed 'collect' had moved aside goes back.
    """
    from autograder.collecting.collect import recover
    from autograder.rights.exported import export as write
    from autograder.rights.holdings import find, nobody

    course, gradebook = open_course(root, db)
    recover(course)
    held = find(course, gradebook, student)
    if held is None:
        raise nobody(course, gradebook, student)
    target = out or Path("export_" + re.sub(r"[^\w.@+-]", "_", student) + ".zip")
    names = write(course, gradebook, held, target)
    wrote = f"Wrote {counted(len(names), 'file')} of {student} to {target}"
    text = f"{wrote}. Next: look at it, then hand it to them and nobody else."
    say(as_json, {"student": student, "zip": str(target), "files": names}, lambda: OUT.print(printable(text)))


@student.command(
    epilog=manual(
        "autograder student delete ada",
        "autograder student delete ada --yes",
        again="A second run ends what a stopped one has left; when all is gone, it says that nobody is called so (1).",
    )
)
@student_argument
@click.option("--yes", is_flag=True, help="Do not ask; without a terminal nothing is deleted otherwise.")
@course_option
@db_option
@json_option
def delete(student: str, yes: bool, root: Path, db: str | None, as_json: bool) -> None:
    """Delete all that the course has of STUDENT, and say where they are still named.

    Their folders, lines of journal and tables, rows of the gradebook and what nbgrader's exchange has go for good.
    Then every file of the course's folder and the gradebook are searched for the id, the e-mail address and the full
    name, as whole words; each place that is left is named with what to do about it. It may be stopped at any moment:
    the same command goes on. It waits until nobody grades; release nothing meanwhile.
    """
    from autograder.collecting.collect import recover
    from autograder.gradebook.exclusive import alone
    from autograder.rights import deletion
    from autograder.rights.holdings import find, nobody

    course, gradebook = open_course(root, db)
    recover(course)
    held, begun = find(course, gradebook, student), deletion.pending(course, student)
    if held is None and begun is None:
        raise nobody(course, gradebook, student)
    if not yes:
        _ask(student, held, as_json)
    with alone(gradebook, dict.fromkeys([*course.assignments(), *course.gradable([])])):
        done = deletion.delete(course, gradebook, held, begun)
        say(as_json, asdict(done), lambda: _tell(done))
        deletion.finish(course, student)


def _ask(student: str, held: Holdings | None, as_json: bool) -> None:
    """Ask whether to go on, having said what there is.

    Raises
    ------
    UsageError
        There is nobody to ask.
    """
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("nothing was deleted: there is nobody to ask here, give --yes")
    name = f"{held.person.first_name} {held.person.last_name}".strip() if held else ""
    places = f", {len(held.paths)} folders or files" if held else ""
    named = f"{student} ({name})" if name else student
    ERR.print(printable(f"{named}{places}: all of it is deleted for good."))
    if not click.confirm("Delete?", err=True):
        raise CourseError("nothing was deleted")


def _tell(done: Deleted) -> None:
    lines = sum(done.tables.values())
    OUT.print(
        printable(
            f"Deleted {done.student}: {len(done.paths)} folders or files, {done.gradebook} rows of the gradebook,"
            f" {done.journal} lines of the journal, {lines} of tables."
        )
    )
    for path, command in done.again.items():
        OUT.print(printable(f"Deleted {path}, which named them: make it again with {command}"))
    search = done.search
    named = [trace for trace in search.traces if trace.what]
    unread = [trace for trace in search.traces if not trace.what]
    if named:
        OUT.print(f"Still named in {counted(len(named), 'place')}, of {search.files} files and the gradebook:")
    else:
        OUT.print(f"No longer named in any of {search.files} files, nor in the gradebook.")
    for trace in [*named, *unread][:MAX_LISTED]:
        what = f"{', '.join(trace.what)}; " if trace.what else ""
        OUT.print(printable(f"  {trace.place}: {what}{trace.todo}"))
    if len(search.traces) > MAX_LISTED:
        OUT.print(f"  … and {len(search.traces) - MAX_LISTED} more; --json names all")
    for limit in search.limits:
        OUT.print(printable(f"Note: {limit}."))
    first = "look at these places, and at" if search.traces else "look at"
    OUT.print(f"Next: {first} copies that you made outside of the course's folder: they are yours to delete.")
