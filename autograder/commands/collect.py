"""``autograder collect``: from a learning platform's download, or nbgrader's exchange, into ``submitted/``."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from autograder.commands.manual import manual
from autograder.commands.options import course_option, db_option, json_option, next_command, open_course, say
from autograder.console import OUT, first_names
from autograder.errors import CourseError
from autograder.text import printable

if TYPE_CHECKING:  # they take seconds to import, and --help must answer at once
    from autograder.collecting.forms import Form
    from autograder.collecting.task import Collected, Task

__all__ = ["collect"]

PLATFORMS = ("canvas", "moodle", "blackboard")
RULES = ("last", "latest", "first", "best")
MAX_NAMES = 20
EPILOG = manual(
    "autograder collect scatter submissions.zip --lms canvas --dry-run",
    "autograder collect scatter submissions.zip --lms canvas",
    fails="a hand-in was not collected, or nothing could be read; each is named, and all others are collected",
)


@click.command(epilog=EPILOG)
@click.argument("assignment")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--lms", type=click.Choice(PLATFORMS), help="The platform whose names the files have.")
@click.option(
    "--pattern",
    "expression",
    help="The names as a regular expression with a group (?P<student>...), and perhaps attempt, time and file.",
)
@click.option("--exchange", "from_exchange", is_flag=True, help="Collect from nbgrader's exchange; there is no PATH.")
@click.option(
    "--attempt",
    type=click.Choice(RULES),
    default="last",
    show_default=True,
    help="Which of several attempts: the last before the due date, the latest of all, the first; best keeps them all.",
)
@click.option("--match", "matches", multiple=True, metavar="NAME=STUDENT", help="Whom the platform's NAME means.")
@click.option("--new-students", is_flag=True, help="Take who is not in the class list by the platform's own id.")
@click.option("--replace", is_flag=True, help="Replace what is there, also where it is later.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="Of times in names, as Europe/Berlin.")
@click.option("--dry-run", is_flag=True, help="Show which file is whose, and write nothing.")
@course_option
@db_option
@json_option
def collect(
    assignment: str,
    path: Path | None,
    lms: str | None,
    expression: str | None,
    from_exchange: bool,
    attempt: str,
    matches: tuple[str, ...],
    new_students: bool,
    replace: bool,
    zone: str,
    dry_run: bool,
    root: Path,
    db: str | None,
    as_json: bool,
) -> None:
    """Put what a class handed in for ASSIGNMENT into submitted/, from PATH: a zip or a folder.

    Whose a file is, the class list says (autograder roster): ids, names, e-mails, the platform's numbers. A file that
    may be nobody's or several students' is named and left out. The same download again changes nothing, and what was
    handed in later is not replaced.
    """
    if (lms is not None) + (expression is not None) + from_exchange != 1:
        raise click.UsageError("say how the files are named: --lms, --pattern or --exchange, one of them")
    if from_exchange == (path is not None):
        raise click.UsageError(
            "--exchange takes no PATH" if from_exchange else "name the zip or folder to collect from"
        )
    from autograder.collecting.archive import open_archive
    from autograder.collecting.attempts import Rule
    from autograder.collecting.collect import collect as collect_all
    from autograder.collecting.task import Fate, Task

    course, gradebook = open_course(root, db)
    course.gradable([assignment])
    if attempt == "best" and course.attempts != "best":
        raise CourseError('--attempt best: write attempts = "best" into course.toml first, then grading looks at all')
    name = lms or ("exchange" if from_exchange else "pattern")
    form = _form(assignment, lms, expression, _zone(zone))
    new = new_students or from_exchange  # the exchange knows everybody by their id
    task = replaced(
        Task.of(course, gradebook, assignment, (name, form), matches, new=new),
        rule=Rule(attempt),
        replace=replace,
        dry_run=dry_run,
    )
    with ExitStack() as stack:
        strangers: list[str] = []
        if path is None:
            from autograder.collecting.exchange import inbound

            place = inbound(course, assignment)
            archive = stack.enter_context(open_archive(place.folder))
            strangers = place.strangers(archive, assignment)
        else:
            archive = stack.enter_context(open_archive(path))
        done = collect_all(task, archive)
    following = next_command("grade", [assignment], root)
    say(as_json, _as_json(done, strangers, dry_run=dry_run), lambda: _print(done, strangers, task, following))
    if problems := done.of(Fate.PROBLEM):
        cures = []
        if any(not row.student for row in problems):
            cures.append("--match NAME=STUDENT says whom a name means, and 'autograder roster' mends the class list")
        if any(row.student for row in problems):
            cures.append("of a student's files do what is said there, and collect again")
        raise CourseError(f"{len(problems)} could not be collected, each named above: {'; '.join(cures)}")
    if done.unknown:
        how = f"as {name.capitalize()} names files" if lms else "as --pattern says"
        raise CourseError(f"{len(done.unknown)} are not named {how}, each named above: move them away, or mend that")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError) as error:
        raise CourseError(f"--timezone {name!r}: no such zone: write it like Europe/Berlin") from error
    return "" if name == "UTC" else name


def _form(assignment: str, lms: str | None, expression: str | None, zone: str) -> Form:
    from autograder.collecting import forms

    if lms is not None:
        read = forms.FORMS[lms]
        return lambda path: read(path, zone)
    return forms.exchange(assignment) if expression is None else forms.pattern(expression, zone)


def _as_json(done: Collected, strangers: list[str], *, dry_run: bool) -> dict[str, Any]:
    rows = [asdict(row) for row in done.rows]
    more = {"unknown_files": done.unknown, "left_out": done.left_out, "strangers": strangers, "dry_run": dry_run}
    return {"rows": rows, **more}


def _earlier(number: int) -> list[str]:
    """Return in words that there are earlier attempts."""
    return [f"{number} earlier attempt{'s' if number > 1 else ''}"] if number else []


def _print(done: Collected, strangers: list[str], task: Task, following: str) -> None:
    """Print what became of every file, or of a class in a few lines."""
    from autograder.collecting.hand_in import RENAMED
    from autograder.collecting.task import Fate

    if task.dry_run:
        for row in done.rows:
            for file in row.files or (row.label,):
                said = (row.fate, *_earlier(row.attempts - 1), *row.notes)
                OUT.print(printable(f"{file} -> {row.student or '?'} ({'; '.join(said)})"))
    else:
        for row in done.rows:
            if row.fate is Fate.PROBLEM or any(not note.startswith(RENAMED) for note in row.notes):
                OUT.print(printable(f"{row.label}: {'; '.join(row.notes)}"))
    for title, names in (
        ("Names of another form", done.unknown),
        ("Not looked at", done.left_out),
        ("Handed in by somebody else", strangers),
        ("Marked late by the platform", [row.student for row in done.rows if row.late and row.student]),
        *((f"{fate[0].upper()}{fate[1:]}", [row.student for row in done.of(fate)]) for fate in (Fate.KEPT, Fate.EMPTY)),
    ):
        if names:
            OUT.print(f"{title}: {first_names(names, MAX_NAMES, width=100)}")
    counts = [f"{len(rows)} {fate}" for fate in (Fate.NEW, Fate.UPDATED, Fate.SAME) if (rows := done.of(fate))]
    what = ", ".join(counts) or "nothing"
    if task.dry_run:
        OUT.print(f"{task.assignment}: {what}. Nothing was written; without --dry-run it is.")
    else:
        OUT.print(printable(f"{task.assignment}: {what}. Next: {following}"))
