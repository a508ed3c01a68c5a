"""The command line: one line for what went wrong, never a traceback; ``--json`` for programs."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.console import ERR, OUT, complain, print_grades, print_reports
from autograder.course import Course
from autograder.errors import CourseError
from autograder.outcome import Outcome
from autograder.text import printable

if TYPE_CHECKING:  # it takes seconds to import
    from autograder.gradebook.database import Gradebook

__all__ = ["cli", "main"]


def main() -> None:
    """Run the command line; exit codes: 0 done, 1 something is wrong with the course, 2 wrong usage."""
    try:
        cli.main(standalone_mode=False)
    except CourseError as error:
        sys.exit(_complain(str(error), 1))
    except click.ClickException as error:
        sys.exit(_complain(error.format_message(), error.exit_code))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_complain("stopped; what was finished is kept, run the same command to go on", 130))
    except Exception as error:
        if os.environ.get("AUTOGRADER_DEBUG"):
            raise
        text = (
            f"unexpected {type(error).__name__}: {error}; run again with AUTOGRADER_DEBUG=1 and report what it prints"
        )
        sys.exit(_complain(text, 1))


def _complain(text: str, code: int) -> int:
    complain(text)
    return code


def _say(as_json: bool, data: Any, lines: Callable[[], None]) -> None:
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        lines()


course_option = click.option(
    "--course",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course folder; this one by default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
db_option = click.option("--db", help="Address of the gradebook; the course's own by default.")
assignments_argument = click.argument("assignments", nargs=-1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tconv-course")
def cli() -> None:
    """Release, grade and give feedback with a course of masters, in nbgrader's formats."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--masters",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("solutions"),
    help="Folder of masters; ./solutions by default.",
)
@click.option("--name", default="", help="Name of the course; the folder's by default.")
@json_option
def init(folder: Path, masters: Path, name: str, as_json: bool) -> None:
    """Make a course folder that autograder, nbgrader and formgrader work in."""
    course = Course.create(folder, [masters], name=name)
    found = list(course.assignments())
    _say(
        as_json,
        {"course": str(course.root), "assignments": found},
        lambda: OUT.print(
            f"Made the course {printable(str(folder))} with {len(found)} assignments."
            f" Next: autograder release --course {printable(str(folder))}"
        ),
    )


@cli.command()
@assignments_argument
@course_option
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A wheel of the library that was built before.",
)
@json_option
def release(assignments: tuple[str, ...], root: Path, wheel: Path | None, as_json: bool) -> None:
    """Make source and release notebooks, and a zip for learners, of ASSIGNMENTS (all by default)."""
    from autograder.release import build_wheel
    from autograder.release import release as release_all

    course = Course.open(root)
    paths = course.choose(list(assignments))
    zips = release_all(course, paths, wheel or build_wheel(course.root / ".wheel"))
    _say(
        as_json,
        {"released": [str(path) for path in zips]},
        lambda: OUT.print(
            f"Released {', '.join(path.stem for path in zips)}."
            f" For learners: {printable(os.path.relpath(zips[0].parent))}/*.zip"
        ),
    )


@cli.command()
@assignments_argument
@course_option
@click.option("--verify", is_flag=True, help="Compare the points of the graded sample class with those it must get.")
@json_option
def sample(assignments: tuple[str, ...], root: Path, verify: bool, as_json: bool) -> None:
    """Hand in the work of a realistic class for ASSIGNMENTS (all by default)."""
    course = Course.open(root)
    if verify:
        _verify_sample(course, as_json)
        return
    from autograder.sample import make_sample

    number = make_sample(course, course.choose(list(assignments)))
    _say(as_json, {"submissions": number}, lambda: OUT.print(f"Handed in {number} submissions."))


@cli.command()
@assignments_argument
@course_option
@db_option
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Submissions graded at once."
)
@click.option(
    "--sandbox",
    type=click.Choice(["bwrap", "none"]),
    default="bwrap",
    show_default=True,
    help="How learners' code is kept from the machine.",
)
@click.option("--seed", help="Secret that the tests' random cases come from; drawn once a course by default.")
@click.option("--again", is_flag=True, help="Grade unchanged submissions again.")
@json_option
def grade(
    assignments: tuple[str, ...],
    root: Path,
    db: str | None,
    jobs: int,
    sandbox: str,
    seed: str | None,
    again: bool,
    as_json: bool,
) -> None:
    """Grade ASSIGNMENTS (all released ones by default) for the whole class."""
    from autograder import seed as seeds
    from autograder.gradebook import table
    from autograder.gradebook.database import Gradebook
    from autograder.grading import cohort
    from autograder.grading.executor import SandboxKind, prove_sandbox
    from autograder.grading.journal import Journal
    from autograder.grading.workers import LocalProcesses

    course = Course.open(root, db=db)
    gradebook = Gradebook(course.db, course.name)
    names = course.gradable(list(assignments))
    known = [*course.assignments(), *course.gradable([])]
    if not names:
        raise CourseError(f"{root}: nothing is released yet, run 'autograder release' first")
    kind = SandboxKind(sandbox)
    prove_sandbox(kind)
    how = cohort.How(kind, seeds.choose(course.seed, seed))
    if not as_json:
        if kind.warning:
            ERR.print(kind.warning, style="yellow")
        ERR.print(f"Seed {how.secret.name} (kept in {printable(os.path.relpath(course.seed))}).")
    outcomes: list[Outcome] = []
    for name in names:
        with _progress(f"Grading {name}", visible=not as_json and ERR.is_terminal) as advance:
            outcomes += cohort.grade(
                course,
                name,
                gradebook=gradebook,
                workers=LocalProcesses(jobs),
                how=how,
                again=again,
                done=advance,
            )
    problem = _settle_late(course, gradebook, names)
    others = Journal(course.journal).of([name for name in known if name not in names])
    graded = gradebook.with_totals(outcomes)
    table.write(course.grades, [*graded, *gradebook.with_totals(others)])
    rows = [table.row(outcome) for outcome in graded]
    data = {"seed": how.secret.name, "sandbox": sandbox, "grades": str(course.grades), "rows": rows}
    _say(as_json, data, lambda: print_grades(graded, course.grades))
    if problem:
        raise CourseError(problem)


@cli.command()
@assignments_argument
@course_option
@db_option
@json_option
def feedback(assignments: tuple[str, ...], root: Path, db: str | None, as_json: bool) -> None:
    """Write feedback pages for ASSIGNMENTS (all by default)."""
    from autograder.feedback.page import write_all
    from autograder.gradebook.database import Gradebook

    course = Course.open(root, db=db)
    failed: list[str] = []

    def note(outcome: Outcome, error: Exception) -> None:
        failed.append(f"{outcome.student}, {outcome.assignment}")
        ERR.print(printable(f"{failed[-1]}: no page could be made ({type(error).__name__}: {error})"))

    names = course.gradable(list(assignments))
    gradebook = Gradebook(course.db, course.name)
    problem = _settle_late(course, gradebook, names)
    written = write_all(course, gradebook, names, note)
    if not written and not failed:
        raise CourseError(f"{root}: nothing is graded yet, run 'autograder grade' first")
    _say(
        as_json,
        {"pages": [str(path) for path in written], "failed": failed},
        lambda: OUT.print(printable(f"Wrote {len(written)} pages{_example(written)}")),
    )
    if problem:
        raise CourseError(problem)
    if failed:
        raise CourseError(f"{len(failed)} pages could not be made, each named above")


@cli.command()
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
    with Gradebook(course.db, course.name).transaction() as connection:
        done = import_roster(connection, people)
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

    _say(as_json, asdict(done) | {"strangers": strangers}, lines)


@cli.command()
@click.argument("assignment", required=False)
@click.argument("when", required=False)
@click.option("--clear", is_flag=True, help="Take the due date away.")
@course_option
@db_option
@json_option
def due(assignment: str | None, when: str | None, clear: bool, root: Path, db: str | None, as_json: bool) -> None:
    """Show the due date of ASSIGNMENT (of all by default), or set it to WHEN, such as 2026-12-01T23:59+01:00."""
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.roster import due_dates, moment, set_due

    if clear and when:
        raise click.UsageError("give a date or --clear, not both")
    if clear and not assignment:
        raise click.UsageError("name the assignment whose due date goes")
    course = Course.open(root, db=db)
    with Gradebook(course.db, course.name).transaction() as connection:
        if assignment and (when or clear):
            set_due(connection, assignment, moment(when) if when else None)
        dates = due_dates(connection)
    if assignment:
        if assignment not in dates:
            raise CourseError(f"{assignment}: is not in the gradebook, run 'autograder release {assignment}' first")
        dates = {assignment: dates[assignment]}
    shown = {name: f"{date:%Y-%m-%d %H:%M} UTC" if date else "no due date" for name, date in dates.items()}

    def lines() -> None:
        for name, date in shown.items():
            OUT.print(printable(f"{name}: {date}"))
        if when or clear:
            OUT.print("Run 'autograder grade' for lateness and penalties to follow.")

    _say(as_json, {name: date and date.isoformat() for name, date in dates.items()}, lines)


@cli.command()
@click.argument("name")
@course_option
@json_option
def new(name: str, root: Path, as_json: bool) -> None:
    """Begin a private master NAME in the course's own folder: an exercise that works, to be replaced by yours."""
    path = Course.open(root).begin_master(name)
    _say(
        as_json,
        {"master": str(path)},
        lambda: OUT.print(
            f"Wrote {printable(os.path.relpath(path))} and mutants/{name}.py beside it."
            f" Edit both, then run: autograder check {name}"
        ),
    )


@cli.command()
@click.argument("stems", nargs=-1)
@course_option
@click.option(
    "--masters",
    "folders",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    help="Folders of masters; by default those of the course, and outside of one ./solutions.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the tests' random cases.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option(
    "--table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write which tests caught which wrong answer, as CSV.",
)
@json_option
def check(
    stems: tuple[str, ...],
    root: Path,
    folders: tuple[Path, ...],
    seed: int,
    jobs: int,
    table: Path | None,
    as_json: bool,
) -> None:
    """Prove the contract of all exercises: starters score 0, solutions full, wrong answers are caught."""
    from autograder.masters.contract import check_all, write_table
    from autograder.masters.master import find_masters

    in_course = (root / "course.toml").is_file()
    where = list(folders) or (list(Course.open(root).masters) if in_course else [Path("solutions")])
    known = find_masters([folder for folder in where if folder.is_dir()])
    if not known:
        raise CourseError(f"{', '.join(map(str, where))}: holds no masters (*.md), name their folder with --masters")
    if unknown := sorted(set(stems) - set(known)):
        raise CourseError(f"{', '.join(unknown)}: no such master, there are {', '.join(known)}")
    reports = check_all([path for stem, path in known.items() if not stems or stem in stems], seed=seed, jobs=jobs)
    findings = [finding for report in reports for finding in report.findings]
    if table is not None:
        write_table(table, reports)
    data = {"findings": [str(finding) for finding in findings], "reports": [asdict(report) for report in reports]}
    _say(as_json, data, lambda: print_reports(reports, findings))
    if findings:
        raise CourseError(f"{len(findings)} findings, each named above")


def _settle_late(course: Course, gradebook: Gradebook, names: list[str]) -> str:
    """Bring the late penalties up to date; return what stood in the way."""
    from functools import cache

    from autograder.gradebook.late import Rule, policy_from, settle

    @cache
    def rule() -> Rule:
        from autograder.nbgrader_plugins import late_rule

        found, remark = late_rule(course)
        if remark:
            ERR.print(printable(remark), style="yellow")
        return found

    try:
        policy_from(course.late)
        for name in names:
            with gradebook.transaction() as connection:
                settle(connection, name, rule)
    except CourseError as error:
        return str(error)
    return ""


def _example(paths: list[Path]) -> str:
    return f", for example {os.path.relpath(paths[0])}" if paths else ""


def _verify_sample(course: Course, as_json: bool) -> None:
    from autograder.gradebook.database import Gradebook
    from autograder.sample import differences, read_expected

    outcomes, off = differences(course)
    graded = Gradebook(course.db, course.name).with_totals(outcomes)
    expected = read_expected(course)
    data = {"rows": len(graded), "differences": off}
    _say(as_json, data, lambda: print_grades(graded, course.grades, expected))
    if off:
        raise CourseError(f"{len(off)} of the sample class got other points than expected: {'; '.join(off)}")


@contextlib.contextmanager
def _progress(what: str, *, visible: bool) -> Iterator[Callable[[object], None]]:
    """Show a bar; what is yielded moves it on."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not visible) as progress:
        bar = progress.add_task("", total=None)
        yield lambda _outcome: progress.advance(bar)
