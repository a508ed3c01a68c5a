"""The command line: one line for what went wrong, never a traceback; ``--json`` for programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

# jsonschema, which nbformat imports, spends a second on the grammar of addresses (RFC 3987), which no notebook's schema
# asks for; where the grammar is not installed it goes on without, and so it does here.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # None: "cannot be imported"

from autograder.commands.check import check
from autograder.commands.completion import completion
from autograder.commands.doctor import doctor
from autograder.commands.due import due
from autograder.commands.grade import grade
from autograder.commands.late import settle_late
from autograder.commands.manual import Manual, manual
from autograder.commands.options import assignments_argument, course_option, db_option, json_option, next_command, say
from autograder.commands.release import release
from autograder.commands.roster import roster
from autograder.commands.student import student
from autograder.console import ERR, OUT, complain, print_grades
from autograder.course import Course, masters_of_the_package
from autograder.errors import CourseError
from autograder.files import complaint
from autograder.outcome import Outcome
from autograder.stopping import STOP, STOPPED
from autograder.text import printable

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
        text = f"Made the course {where} with {len(found)} assignments. Next: autograder release --course {where}"
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
@click.option("--verify", is_flag=True, help="Compare the points of the graded sample class with those it must get.")
@click.option("--odd", is_flag=True, help="Hand in odd files and notebooks, too, each of them for one assignment.")
@json_option
def sample(assignments: tuple[str, ...], root: Path, verify: bool, odd: bool, as_json: bool) -> None:
    """Hand in the work of a realistic class for ASSIGNMENTS (all by default), to try everything without one.

    Sixteen imaginary students make the mistakes that real ones make; three of them attack the grader. expected.csv
    says what each has to get.
    """
    course = Course.open(root)
    paths = course.choose(list(assignments))
    if verify:
        _verify_sample(course, [path.stem for path in paths], root, as_json)
        return
    from autograder.sample.made import make_sample

    number = make_sample(course, paths, odd=odd)
    say(
        as_json,
        {"submissions": number},
        lambda: OUT.print(
            printable(f"Handed in {number} submissions. Next: {next_command('grade', assignments, root)}")
        ),
    )


cli.add_command(grade)


@cli.command(
    epilog=manual(
        "autograder feedback scatter", again="Writes the pages anew from the gradebook; pages of withdrawn work go."
    )
)
@assignments_argument
@course_option
@db_option
@json_option
def feedback(assignments: tuple[str, ...], root: Path, db: str | None, as_json: bool) -> None:
    """Write a feedback page for every graded submission of ASSIGNMENTS (all by default).

    A page says what each test found, of hidden cases one of four sentences and no more, and has the points and
    comments that the gradebook has.
    """
    from autograder.feedback.page import remove_stale, write_all
    from autograder.gradebook.database import Gradebook

    course = Course.open(root, db=db)
    failed: list[str] = []

    def note(outcome: Outcome, error: Exception) -> None:
        failed.append(f"{outcome.student}, {outcome.assignment}")
        why = error if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
        ERR.print(printable(f"{failed[-1]}: no page could be made ({why})"))

    names = course.gradable(list(assignments))
    gradebook = Gradebook(course.db, course.name)
    problem = settle_late(course, gradebook, names)
    written = write_all(course, gradebook, names, note)
    removed = remove_stale(course, names, written)
    if not written and not failed and not removed:
        raise CourseError(f"{root}: nothing is graded yet, run 'autograder grade' first")
    gone = f"; removed {len(removed)} of work that is not there any more" if removed else ""
    text = f"Wrote {len(written)} pages{_example(written)}{gone}. Next: hand them back to your students"
    say(
        as_json,
        {"pages": [str(path) for path in written], "removed": [str(path) for path in removed], "failed": failed},
        lambda: OUT.print(printable(text)),
    )
    if problem:
        raise CourseError(problem)
    if failed:
        again = f"mend that and run '{next_command('feedback', assignments, root)}' again"
        raise CourseError(f"{len(failed)} pages could not be made, each named above: {again}")


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


def _example(paths: list[Path]) -> str:
    return f", for example {os.path.relpath(paths[0])}" if paths else ""


def _verify_sample(course: Course, assignments: list[str], root: Path, as_json: bool) -> None:
    from autograder.gradebook.database import Gradebook
    from autograder.sample.made import differences, read_expected

    expected = read_expected(course, assignments)
    outcomes, off = differences(course, expected)
    graded = Gradebook(course.db, course.name).with_totals(outcomes)
    data = {"rows": len(graded), "differences": off}

    def lines() -> None:
        print_grades(graded, course.grades, expected)
        if not off:
            OUT.print(printable(f"All got what they must get. Next: {next_command('feedback', assignments, root)}"))

    say(as_json, data, lines)
    if off:
        raise CourseError(f"{len(off)} of the sample class got other points than expected: {'; '.join(off)}")
