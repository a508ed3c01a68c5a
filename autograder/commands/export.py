"""``autograder export``: points for spreadsheets and for learning platforms."""

from __future__ import annotations

import os
from pathlib import Path

import click

from autograder.commands.late import settle_late
from autograder.commands.manual import manual
from autograder.commands.options import (
    assignments_argument,
    course_option,
    db_option,
    json_option,
    next_command,
    open_course,
    say,
)
from autograder.console import ERR, OUT, first_names
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import counted, printable

__all__ = ["export"]

FORMATS = ("csv", "canvas", "moodle")


@click.command(
    epilog=manual(
        "autograder export",
        "autograder export scatter --format canvas",
        again="Writes the file anew from the gradebook.",
    )
)
@assignments_argument
@click.option("--format", "kind", type=click.Choice(FORMATS), default="csv", show_default=True, help="For whom.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; export_FORMAT.csv by default.")
@click.option("--title", "titles", multiple=True, metavar="ASSIGNMENT=TITLE", help="What the platform calls it.")
@course_option
@db_option
@json_option
def export(
    assignments: tuple[str, ...],
    kind: str,
    out: Path | None,
    titles: tuple[str, ...],
    root: Path,
    db: str | None,
    as_json: bool,
) -> None:
    """Write the points of ASSIGNMENTS (all released ones by default) into one file.

    csv has a row a student, with the points by assignment, exercise and test; canvas and moodle are what these
    platforms import, with the points by assignment. Manual scores, extra credit and late penalties count.
    """
    from autograder.collecting.record import read_receipts
    from autograder.gradebook.export import Sheet
    from autograder.gradebook.export import export as write

    course, gradebook = open_course(root, db)
    names = course.gradable(list(assignments))
    if not names:
        raise CourseError(f"{root}: nothing is released yet, run 'autograder release' first")
    problem = settle_late(course, gradebook, names).problem
    numbers = {
        student: receipt.number
        for name in names
        for student, receipt in read_receipts(course.collected(name)).items()
        if receipt.number
    }
    sheet = Sheet({name: _tests(course, name) for name in names}, _titles(titles, names), numbers)
    done = write(gradebook, sheet, kind, out or course.root / f"export_{kind}.csv")
    _warn("ids that begin as a formula got an apostrophe, which no platform knows: take it away by hand", done.disarmed)
    if kind == "canvas" and done.without_number:
        _warn("students without Canvas's number, which it looks for by their login", done.without_number)
    counts = f"{counted(done.students, 'student')}, {counted(len(names), 'assignment')}"
    following = next_command("report", assignments, root) if kind == "csv" else f"import it in {kind.capitalize()}"
    said = f"Wrote {counts} to {os.path.relpath(done.path)}. Next: {following}"
    say(
        as_json,
        {
            "file": str(done.path),
            "format": kind,
            "students": done.students,
            "assignments": names,
            "disarmed": done.disarmed,
            "without_number": done.without_number,
        },
        lambda: OUT.print(printable(said)),
    )
    if problem:
        raise CourseError(problem)


def _tests(course: Course, assignment: str) -> list[tuple[str, str, float]]:
    import nbformat

    from autograder.gradebook.by_test import graded_tests

    return graded_tests(nbformat.read(course.notebook("source", assignment), as_version=4))


def _titles(texts: tuple[str, ...], names: list[str]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    for name, title in pairs.items():
        if name not in names or not title:
            raise CourseError(f"--title {name}={title}: write it as ASSIGNMENT=TITLE, with one of {', '.join(names)}")
    return pairs


def _warn(what: str, students: list[str]) -> None:
    if students:
        ERR.print(printable(f"warning: {what}: {first_names(students, width=40)}"), style="yellow")
