"""``autograder feedback``: the pages, and a zip of them for each learning platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
from autograder.errors import CourseError
from autograder.outcome import Outcome
from autograder.text import counted, printable

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.feedback.handback import Packed

__all__ = ["feedback"]


@click.command(
    epilog=manual(
        "autograder feedback scatter",
        "autograder feedback scatter --zip moodle",
        again="Writes the pages anew from the gradebook; pages of withdrawn work go.",
    )
)
@assignments_argument
@course_option
@db_option
@click.option(
    "--zip",
    "zips",
    multiple=True,
    type=click.Choice(["plain", "canvas", "moodle"]),
    help="Pack the pages of each assignment for this platform, too; may be repeated.",
)
@json_option
def feedback(assignments: tuple[str, ...], root: Path, db: str | None, zips: tuple[str, ...], as_json: bool) -> None:
    """Write a feedback page for every graded submission of ASSIGNMENTS (all by default).

    A page says what each test found, of hidden cases one of four sentences and no more, and has the points and
    comments that the gradebook has.

    --zip makes feedback/ASSIGNMENT-canvas.zip or -moodle.zip to upload there, named as the hand-ins were that
    'autograder collect' took from it; plain has a folder a student.
    """
    from autograder.feedback.handback import check_forms, pack_all
    from autograder.feedback.page import remove_stale, write_all

    course, gradebook = open_course(root, db)
    failed: list[str] = []

    def note(outcome: Outcome, error: Exception) -> None:
        failed.append(f"{outcome.student}, {outcome.assignment}")
        why = error if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
        ERR.print(printable(f"{failed[-1]}: no page could be made ({why})"))

    names = course.gradable(list(assignments))
    check_forms(course, names, zips)
    problem = settle_late(course, gradebook, names).problem
    written = write_all(course, gradebook, names, note)
    removed = remove_stale(course, names, written)
    if not written and not failed and not removed:
        raise CourseError(f"{root}: nothing is graded yet, run 'autograder grade' first")
    gone = f"; removed {len(removed)} of work that is not there any more" if removed else ""
    text = f"Wrote {counted(len(written), 'page')}{_example(written)}, to hand back to your students{gone}"
    packed = pack_all(course, names, zips, written)
    whole = [each for each in packed if each.pages]
    _tell_packed([each for each in packed if each.without])
    text += "".join(f"; {each.pages} of {each.assignment} in {os.path.relpath(each.path)}" for each in whole)
    text += f". Next: {next_command('export', [*assignments, '--format', _form(zips)], root)}"
    say(
        as_json,
        {"pages": [str(path) for path in written], "removed": [str(path) for path in removed], "failed": failed}
        | {"zips": [{"zip": str(each.path), "pages": each.pages, "without_place": each.without} for each in whole]},
        lambda: OUT.print(printable(text)),
    )
    if problem:
        raise CourseError(problem)
    if failed:
        again = f"mend that and run '{next_command('feedback', assignments, root)}' again"
        raise CourseError(f"{counted(len(failed), 'page')} could not be made, each named above: {again}")


def _form(zips: tuple[str, ...]) -> str:
    """Return the format of the points that go where the zip goes."""
    return next((form for form in zips if form != "plain"), "csv")


def _tell_packed(packed: list[Packed]) -> None:
    """Name the students whose pages are not in a zip."""
    for each in packed:
        names = first_names(each.without, width=40)
        why = f"not collected from {each.form.capitalize()}, so hand these pages back yourself"
        what = "is without" if each.pages else "is not written, since it would have no page: it is without"
        ERR.print(printable(f"{each.path.name} {what} {names}: {why}"), style="yellow")


def _example(paths: list[Path]) -> str:
    return f", for example {os.path.relpath(paths[0])}" if paths else ""
