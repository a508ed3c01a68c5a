"""``autograder grade``: the class, or a few students of it."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from autograder.commands import completing
from autograder.commands.explain import check_together, explain_all
from autograder.commands.late import settle_late
from autograder.commands.manual import manual
from autograder.commands.options import (
    assignments_argument,
    course_option,
    db_option,
    json_option,
    next_command,
    open_course,
    sandbox_option,
    say,
)
from autograder.commands.progress import progress
from autograder.console import ERR, print_grades, print_summary, print_tests
from autograder.course import Course
from autograder.errors import CourseError
from autograder.outcome import Outcome, Status
from autograder.text import printable

if TYPE_CHECKING:  # they take seconds to import, and --help must answer at once
    from autograder.gradebook.by_test import PointsRow
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.summary import Summary
    from autograder.grading.cluster import Cluster
    from autograder.grading.executor import SandboxKind
    from autograder.grading.workers import LocalProcesses

__all__ = ["grade"]

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(
    epilog=manual(
        "autograder grade scatter",
        "autograder grade scatter --student ada",
        "autograder grade scatter --student ada --explain --with-seed 7",
        again="Grades what has changed since the last run, or failed in it; of all else it changes nothing.",
    )
)
@assignments_argument
@course_option
@db_option
@click.option(
    "--student",
    "students",
    multiple=True,
    shell_complete=completing.students,
    help="Grade this student alone, and again; may be repeated.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Submissions graded at once on this machine.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of a Dask cluster, tcp://HOST:PORT.")
@click.option("--tls-ca-file", type=FILE, help="Certificate of who signed the scheduler's, for tls://HOST:PORT.")
@click.option("--tls-cert", type=FILE, help="Our own certificate, for tls://HOST:PORT.")
@click.option("--tls-key", type=FILE, help="The key of our certificate.")
@sandbox_option
@click.option("--seed", help="Secret that the tests' random cases come from; drawn once a course by default.")
@click.option("--again", is_flag=True, help="Grade unchanged submissions again.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=120.0,
    show_default=True,
    help="Seconds to wait for a gradebook that another program uses, or for a worker of the cluster.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="For an appeal: grade --student again, record nothing, and print the reasons, of hidden cases, too.",
)
@click.option("--with-seed", help="With --explain: what the points would be with this seed, side by side.")
@json_option
def grade(
    assignments: tuple[str, ...],
    root: Path,
    db: str | None,
    students: tuple[str, ...],
    jobs: int,
    scheduler: str | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    sandbox: str,
    seed: str | None,
    again: bool,
    wait: float,
    explain: bool,
    with_seed: str | None,
    as_json: bool,
) -> None:
    """Grade ASSIGNMENTS (all released ones by default) for the whole class, or for single students.

    Your own solution is graded first; if it fails, nobody is. Learners' code runs in a sandbox, points go into the
    gradebook, and grades.csv gets one row for every expected submission, with a reason where there is something to say.
    What is graded is saved every few seconds, and when you stop the run; the same command goes on from there.
    """
    from autograder import seed as seeds
    from autograder.collecting.collect import recover
    from autograder.gradebook import table
    from autograder.gradebook.summary import summarize
    from autograder.grading import cohort
    from autograder.grading.executor import SandboxKind, prove_sandbox
    from autograder.grading.journal import Journal

    check_together(students, seed, again, explain, with_seed)
    tls = (tls_ca_file, tls_cert, tls_key)
    _check_place(scheduler, tls)
    course, gradebook = open_course(root, db, makes=not explain, wait=wait)
    names = _names(course, assignments)
    if explain:
        explain_all(course, gradebook, names, students[0], sandbox, with_seed, as_json)
        return
    recover(course)
    kind = SandboxKind(sandbox)
    prove_sandbox(kind)
    how = cohort.How(kind, seeds.Secret(seed.strip()) if seed else seeds.choose(course.seed))
    sources = cohort.prove(course, names, how)
    if seed:
        seeds.choose(course.seed, seed)
    if not as_json:
        if kind.warning:
            ERR.print(kind.warning, style="yellow")
        ERR.print(f"Seed {how.secret.name} (kept in {printable(os.path.relpath(course.seed))}).")
    warnings = _warned(_unclear(course, gradebook))
    journal = Journal(course.journal)
    before = journal.as_now()
    label = f"Grading {names[0]}" if len(names) == 1 else f"Grading {len(names)} assignments"
    with (
        _workers(jobs, scheduler, tls, kind, wait) as workers,
        progress(label, visible=not as_json and ERR.is_terminal) as (show, workers.watch),
    ):
        cohort.grade_all(
            course,
            sources,
            gradebook=gradebook,
            workers=workers,
            how=how,
            students=students,
            again=again or bool(students),
            progress=show,
            journal=journal,
        )
    late = settle_late(course, gradebook, names)
    everyone = cohort.standing(
        course, gradebook, list(dict.fromkeys([*course.assignments(), *course.gradable([])])), journal
    )
    graded = [each for each in everyone if each.assignment in sources and (not students or each.student in students)]
    tests = _Tests({(each.student, each.assignment) for each in graded} if students or as_json else frozenset())
    by_test = tests.seen(_by_test(course, gradebook, everyone))
    written = [table.write(course.grades, everyone), table.write_by_test(course.grades_by_test, by_test)]
    _warned(each.note for each in written if each.note)
    summary = summarize(graded, journal.since(before), tests.to_review, len(late.changed))
    shown = tests.kept
    data = {
        "seed": how.secret.name,
        "sandbox": sandbox,
        "grades": str(written[0].path),
        "grades_by_test": str(written[1].path),
        "summary": asdict(summary),
        "penalties": [each._asdict() for each in late.changed],
        "warnings": warnings,
        "rows": _as_json(graded, shown) if as_json else [],
    }
    following = next_command("grade" if summary.counts.get(Status.FAILED) else "feedback", assignments, root)
    if students:
        say(as_json, data, lambda: print_tests(graded, shown))
    else:
        say(as_json, data, partial(_print_class, graded, written[0].path, summary, following))
    if late.problem:
        raise CourseError(late.problem)


def _check_place(scheduler: str | None, tls: tuple[Path | None, ...]) -> None:
    """Refuse options that are for one machine with those that are for a cluster."""
    here = click.get_current_context().get_parameter_source("jobs") is ParameterSource.COMMANDLINE
    if scheduler and here:
        raise click.UsageError("--jobs is for this machine and --scheduler for a cluster: give one of them")
    if not scheduler and any(tls):
        raise click.UsageError("the options for TLS go with --scheduler")


@contextlib.contextmanager
def _workers(
    jobs: int, scheduler: str | None, tls: tuple[Path | None, ...], kind: SandboxKind, wait: float
) -> Iterator[LocalProcesses | Cluster]:
    """Yield who grades: processes of this machine, or the workers of a cluster."""
    gc.freeze()  # what was imported stays: to walk it again and again is a tenth of an unchanged run
    if scheduler is None:
        from autograder.grading.workers import LocalProcesses

        yield LocalProcesses(jobs)
        return
    from autograder.grading.cluster import Cluster, Tls
    from autograder.grading.executor import prove_sandbox

    prove = partial(prove_sandbox, kind)
    with Cluster(scheduler, tls=Tls(*tls), prove=prove, patience=wait, say=_warn) as cluster:
        yield cluster


def _unclear(course: Course, gradebook: Gradebook) -> Iterator[str]:
    """Yield what the instructor has to decide: whose a folder is, and of which assignment a notebook."""
    from autograder.grading import students, wanted
    from autograder.rights.deletion import unfinished

    for name in unfinished(course):
        yield f"{name} is deleted in part: run {next_command('student delete', [name], course.root)}"
    yield from students.warnings(course, gradebook.students())
    yield from wanted.warnings(course)


def _warned(lines: Iterable[str]) -> list[str]:
    """Print each line as a warning, and return them all."""
    warnings = list(lines)
    for line in warnings:
        _warn(line)
    return warnings


def _warn(line: str) -> None:
    ERR.print(printable(f"warning: {line}"), style="yellow")


def _names(course: Course, assignments: tuple[str, ...]) -> list[str]:
    names = course.gradable(list(assignments))
    if not names:
        raise CourseError(f"{course.root}: nothing is released yet, run 'autograder release' first")
    return names


def _print_class(graded: list[Outcome], path: Path, summary: Summary, following: str) -> None:
    print_grades(graded, path)
    print_summary(summary, following)


class _Tests:
    """What is needed of the points by test, of which a class has more than memory should hold."""

    def __init__(self, keep: Collection[tuple[str, str]]) -> None:
        self.keep = keep
        self.kept: list[PointsRow] = []
        """Those of the submissions to ``keep``."""
        self.to_review: set[tuple[str, str]] = set()

    def seen(self, rows: Iterable[PointsRow]) -> Iterator[PointsRow]:
        """Yield the rows as they come."""
        for row in rows:
            key = (row.student, row.assignment)
            if key in self.keep:
                self.kept.append(row)
            if row.status == "to review":
                self.to_review.add(key)
            yield row


def _by_test(course: Course, gradebook: Gradebook, outcomes: list[Outcome]) -> Iterator[PointsRow]:
    import nbformat

    from autograder.gradebook.by_test import by_test

    for assignment in sorted({outcome.assignment for outcome in outcomes}):
        path = course.notebook("source", assignment)
        if path.exists():
            source = nbformat.read(path, as_version=4)
            own = [outcome for outcome in outcomes if outcome.assignment == assignment]
            own.sort(key=lambda outcome: outcome.student)
            yield from by_test(own, source, partial(gradebook.marks, assignment))


def _as_json(graded: list[Outcome], rows: list[PointsRow]) -> list[dict[str, Any]]:
    """Return the lines of the table, each with what its tests gave."""
    from autograder.gradebook import table

    tests: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        fields = row._asdict()
        own = {name: fields[name] for name in ("exercise", "test", "points", "max", "status")}
        tests.setdefault((row.student, row.assignment), []).append(own)
    return [table.row(each) | {"tests": tests.get((each.student, each.assignment), [])} for each in graded]
