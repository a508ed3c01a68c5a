"""``autograder report``: the class on one page, for its instructor."""

from __future__ import annotations

import os
from collections import Counter
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
from autograder.console import OUT
from autograder.errors import CourseError
from autograder.text import counted, printable

if TYPE_CHECKING:  # they take seconds to import, and --help must answer at once
    from autograder.feedback.report.whole import Report

__all__ = ["report"]


@click.command(
    epilog=manual(
        "autograder report scatter",
        again="Writes the page anew; it says what changed since the last one that said something else.",
    )
)
@assignments_argument
@course_option
@db_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; report.html in the course folder by default.",
)
@json_option
def report(assignments: tuple[str, ...], root: Path, db: str | None, out: Path | None, as_json: bool) -> None:
    """Write one page about the class for ASSIGNMENTS (all by default), for you alone.

    It says what needs a decision of yours, how the points are distributed, what each test found, the commonest mistakes
    in words, points against time, what changed since the last report, and whose code is alike.
    """
    from autograder.feedback.report.whole import as_json as numbers
    from autograder.feedback.report.whole import read_report
    from autograder.feedback.report.written import write_report

    course, gradebook = open_course(root, db)
    names = course.gradable(list(assignments))
    if not names:
        raise CourseError(f"{course.root}: nothing is released yet, run 'autograder release' first")
    problem = settle_late(course, gradebook, names).problem
    found = read_report(course, gradebook, names)
    path = out or course.root / "report.html"
    write_report(found, course, path)
    todo = {look.why for look in found.look} & {"failed", "not graded", "graded notebook is gone"}
    following = next_command("grade" if todo else "feedback", assignments, root)
    say(as_json, numbers(found) | {"report": str(path), "next": following}, lambda: _print(found, path, following))
    if problem:
        raise CourseError(problem)


def _print(found: Report, path: Path, following: str) -> None:
    for one in found.assignments:
        counts = ", ".join(f"{number} {name}" for name, number in one.counts.items()) or "nobody was graded yet"
        own = sum(len(like.codes) for like in one.similar.like_known)
        mistakes, pairs = counted(len(one.mistakes), "known mistake"), counted(len(one.similar.pairs), "pair")
        like = f"{pairs} of texts alike, {counted(own, 'answer')} like the course's own"
        OUT.print(printable(f"{one.name}: {counts}; {mistakes}; {like}."))
    for why, number in Counter(look.why for look in found.look).items():
        OUT.print(f"Needs a look ({why}): {number}")
    OUT.print(printable(f"Wrote {os.path.relpath(path)}, for you alone: it names students and compares their work."))
    OUT.print(printable(f"Next: {following}"))
