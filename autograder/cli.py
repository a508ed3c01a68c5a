"""The command line: one line for what went wrong, never a traceback; ``--json`` for programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

# jsonschema, which nbformat imports, spends a second on the grammar of addresses (RFC 3987), which no notebook's schema
# asks for; where the grammar is not installed it goes on without, and so it does here.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # None: "cannot be imported"

from autograder.commands.check import check
from autograder.commands.collect import collect
from autograder.commands.completion import completion
from autograder.commands.doctor import doctor
from autograder.commands.due import due
from autograder.commands.export import export
from autograder.commands.feedback import feedback
from autograder.commands.grade import grade
from autograder.commands.manual import Manual, manual
from autograder.commands.options import (
    assignments_argument,
    course_option,
    db_option,
    json_option,
    next_command,
    open_course,
    say,
)
from autograder.commands.release import release
from autograder.commands.report import report
from autograder.commands.roster import roster
from autograder.commands.student import student
from autograder.console import OUT, complain, print_grades
from autograder.course import Course, masters_of_the_package
from autograder.errors import CourseError
from autograder.files import complaint
from autograder.stopping import STOP, STOPPED
from autograder.text import counted, printable

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.gradebook.database import Gradebook

__all__ = ["cli", "main"]

EPILOG = manual(
    "autograder doctor",
    "autograder init my-course",
    "autograder grade scatter --help",
    fails="something is wrong with the course; one line says what, where and what to do",
)


def main() -> None:
    """Run the command line; the exit codes are in the help of ``cli``."""
    try:
        STOP.watch()
        STOP.at_once = False
        try:
            code = _run()
        finally:
            STOP.over = True
    except KeyboardInterrupt:
        code = _complain(STOPPED, 130)
    sys.exit(code)


def _run() -> int:
    """Run a command, and return its exit code."""
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except BrokenPipeError:  # whoever reads the output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        text, code = _explained(error)
        if os.environ.get("AUTOGRADER_DEBUG") and not isinstance(error, (CourseError, click.ClickException)):
            raise
        return _complain(text, code)


def _explained(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the exit code."""
    match error:
        case CourseError():
            return str(error), 1
        case click.exceptions.NoArgsIsHelpError():
            return "name a command; autograder --help lists them", 2
        case click.ClickException():
            return error.format_message(), error.exit_code
        case click.Abort():
            return STOPPED, 130
        case OSError():
            return complaint(error), 1
    unexpected = f"unexpected {type(error).__name__}: {error}"
    return f"{unexpected}; run again with AUTOGRADER_DEBUG=1 and report what it prints", 1


def _complain(text: str, code: int) -> int:
    complain(text)
    return code


@click.group(cls=Manual, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(package_name="tconv-course")
def cli() -> None:
    """Release, grade and give feedback with a course of masters, in nbgrader's formats.

    Each command has a --help with examples, does nothing twice, and ends with what to do next.
    """


@cli.command(epilog=manual("autograder init my-course", "autograder init my-course --masters solutions"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--masters",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of masters; by default ./solutions, or else the masters that come with this package.",
)
@click.option("--name", default="", help="Name of the course; the folder's by default.")
@json_option
def init(folder: Path, masters: Path | None, name: str, as_json: bool) -> None:
    """Make a course in FOLDER that autograder, nbgrader and formgrader work in.

    It gets course.toml, nbgrader_config.py, a seed of its own and folders for masters and hand-ins. A folder that is a
    course already is left as it is.
    """
    masters = masters or _default_masters()
    course = Course.create(folder, [masters] if masters else [], name=name)
    found = list(course.assignments())
    where = printable(str(folder))
    if found:
        number = counted(len(found), "assignment")
        text = f"Made the course {where} with {number}. Next: autograder release --course {where}"
    else:
        text = f"Made the course {where} without masters. Next: autograder new NAME --course {where}"
    say(as_json, {"course": str(course.root), "assignments": found}, lambda: OUT.print(text))


cli.add_command(release)


@cli.command(
    epilog=manual(
        "autograder sample scatter",
        "autograder sample scatter --verify",
        fails="something is wrong, or --verify found other points than expected; one line says what and where",
    )
)
@assignments_argument
@course_option
@db_option
@click.option("--verify", is_flag=True, help="Compare the points of the graded sample class with those it must get.")
@click.option("--odd", is_flag=True, help="Hand in odd files and notebooks, too, each of them for one assignment.")
@click.option(
    "--download",
    type=click.Choice(["canvas", "moodle", "blackboard"]),
    help="Write a class list and a zip as this platform gives it out, to be collected.",
)
@json_option
def sample(
    assignments: tuple[str, ...],
    root: Path,
    db: str | None,
    verify: bool,
    odd: bool,
    download: str | None,
    as_json: bool,
) -> None:
    """Hand in the work of a realistic class for ASSIGNMENTS (all by default), to try everything without one.

    Sixteen imaginary students make the mistakes that real ones make; three of them attack the grader. expected.csv
    says what each has to get.
    """
    if download and (odd or verify):
        raise click.UsageError("--download goes with neither --odd nor --verify")
    course, gradebook = open_course(root, db, makes=True)
    paths = course.choose(list(assignments))
    if verify:
        _verify_sample(course, gradebook, [path.stem for path in paths], root, as_json)
        return
    if download:
        _write_download(course, paths, download, as_json)
        return
    from autograder.sample.made import make_sample

    number = make_sample(course, paths, odd=odd)
    say(
        as_json,
        {"submissions": number},
        lambda: OUT.print(
            printable(f"Handed in {counted(number, 'submission')}. Next: {next_command('grade', assignments, root)}")
        ),
    )


cli.add_command(collect)
cli.add_command(grade)


cli.add_command(feedback)
cli.add_command(export)
cli.add_command(report)
cli.add_command(roster)
cli.add_command(due)
cli.add_command(student)
cli.add_command(completion)
cli.add_command(doctor)


@cli.command(epilog=manual("autograder new my_own"))
@click.argument("name")
@course_option
@json_option
def new(name: str, root: Path, as_json: bool) -> None:
    """Begin a private master NAME in the course's own folder: an exercise that works, to be replaced by yours."""
    path = Course.open(root).begin_master(name)
    say(
        as_json,
        {"master": str(path)},
        lambda: OUT.print(
            f"Wrote {printable(os.path.relpath(path))} and mutants/{name}.py beside it."
            f" Edit both, then run: autograder check {name}"
        ),
    )


cli.add_command(check)


def _default_masters() -> Path | None:
    """Return ./solutions, or else the masters that come with this package; None where there are none."""
    return Path("solutions") if Path("solutions").is_dir() else masters_of_the_package()


def _write_download(course: Course, paths: list[Path], form: str, as_json: bool) -> None:
    from autograder.sample.download import make_download

    number, written = make_download(course, paths, form)
    names = " and ".join(os.path.relpath(path) for path in written)
    packed = f"Packed {counted(number, 'submission')} as {form.capitalize()} does"
    text = f"{packed}: {names}. Next: autograder roster, then collect"
    say(as_json, {"submissions": number, "files": [str(path) for path in written]}, lambda: OUT.print(printable(text)))


def _verify_sample(course: Course, gradebook: Gradebook, assignments: list[str], root: Path, as_json: bool) -> None:
    from autograder.sample.made import differences, read_expected

    expected = read_expected(course, assignments)
    outcomes, off = differences(course, expected)
    graded = gradebook.with_totals(outcomes)
    data = {"rows": len(graded), "differences": off}

    def lines() -> None:
        print_grades(graded, course.grades, expected)
        if not off:
            OUT.print(printable(f"All got what they must get. Next: {next_command('feedback', assignments, root)}"))

    say(as_json, data, lines)
    if off:
        raise CourseError(f"{len(off)} of the sample class got other points than expected: {'; '.join(off)}")
