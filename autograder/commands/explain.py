"""``autograder grade --explain``: an appeal, answered from the same seed, and from another beside it."""

from __future__ import annotations

import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from autograder.commands.options import next_command, say
from autograder.console import ERR, OUT
from autograder.course import Course
from autograder.text import printable

if TYPE_CHECKING:  # they take seconds to import
    from autograder.gradebook.database import Gradebook
    from autograder.gradebook.scores import Mark
    from autograder.grading.appeal import Explained
    from autograder.grading.inbox import Submission

__all__ = ["check_together", "explain_all"]

Recorded = dict[str, "Mark"]


def check_together(
    students: tuple[str, ...], seed: str | None, again: bool, explain: bool, with_seed: str | None
) -> None:
    """Refuse options of ``grade`` that do not go together.

    Raises
    ------
    UsageError
        With what goes with what.
    """
    if explain and (len(students) != 1 or seed or again):
        raise click.UsageError("--explain goes with one --student, and with --with-seed for another seed, alone")
    if with_seed is not None and not (explain and with_seed.strip()):
        raise click.UsageError("--with-seed goes with --explain, and is not empty")
    if seed is not None and not seed.strip():
        raise click.BadParameter("it is empty", param_hint="--seed")


def explain_all(
    course: Course, gradebook: Gradebook, names: list[str], student: str, sandbox: str, other: str | None, as_json: bool
) -> None:
    """Grade one student's work again and print each test's points and reasons; nothing is recorded.

    Parameters
    ----------
    course, gradebook
        From which the work, the seed and the recorded points are read.
    names
        The assignments.
    student
        Whose work it is.
    sandbox
        How it is kept from the machine.
    other
        Another seed, whose points stand beside those of the course's.
    as_json
        Whether programs read what is printed.

    Raises
    ------
    CourseError
        Nobody is called so, nothing was graded yet, or there is no sandbox; in one line.
    """
    import nbformat

    from autograder import seed as seeds
    from autograder.grading import cohort
    from autograder.grading.appeal import explain
    from autograder.grading.executor import SandboxKind
    from autograder.grading.round import choose

    secrets = [seeds.read(course.seed), *([seeds.Secret(other.strip())] if other else [])]
    kind = SandboxKind(sandbox)
    if kind.warning and not as_json:
        ERR.print(kind.warning, style="yellow")
    data = []
    for name in names:
        [submission] = choose(course, name, gradebook.students(), [student])
        source = nbformat.writes(cohort.read_source(course, name))
        runs = explain(submission, source, kind, secrets)
        recorded = gradebook.marks(name, [student]).get(student, {})
        data.append(_as_json(submission, runs, recorded))
        if not as_json:
            _tell(course, submission, runs, recorded)
    say(as_json, {"recorded_anything": False, "explained": data}, lambda: _next(course, names, student))


def _as_json(submission: Submission, runs: list[Explained], recorded: Recorded) -> dict[str, Any]:
    return {
        "student": submission.student,
        "assignment": submission.assignment,
        "gradebook": {test: {"points": mark.points, "by_hand": mark.by_hand} for test, mark in recorded.items()},
        "runs": [
            {
                "seed": run.seed,
                "status": run.outcome.status,
                "score": run.outcome.score,
                "max_score": run.outcome.max_score,
                "attempt": run.outcome.attempt,
                "reason": run.outcome.reason,
                "tests": [asdict(test) for test in run.tests],
            }
            for run in runs
        ],
    }


def _tell(course: Course, submission: Submission, runs: list[Explained], recorded: Recorded) -> None:
    """Print a run with its reasons, and the points of another seed beside it."""
    run = runs[0]
    outcome = run.outcome
    counted = sum(mark.points for mark in recorded.values()) if recorded else math.nan
    where = f"; the gradebook has {counted:g}" if recorded else "; the gradebook has none"
    points = f"{outcome.score:g} of {outcome.max_score:g} points with the seed {run.seed}{where}"
    attempt = f", attempt {outcome.attempt}" if outcome.attempt else ""
    OUT.print(printable(f"{submission.student}, {submission.assignment}{attempt}: {outcome.status}, {points}"))
    for test in run.tests:
        mark = recorded.get(test.test)
        by_hand = f", {mark.points:g} by hand" if mark and mark.by_hand else ""
        failed = f": failed in a {test.case} case" if test.case else ""
        OUT.print(printable(f"  {test.points:g} of {test.max:g}  {test.test}{by_hand}{failed}"))
        for line in test.why:
            OUT.print(printable(f"        {line}"))
    if outcome.reason:
        OUT.print(printable(f"  {outcome.reason}"))
    if len(runs) > 1:
        OUT.print(_side_by_side(runs))
    page = course.notebook("feedback", submission.assignment, submission.student).with_suffix(".html")
    theirs = f"; what {submission.student} may read is in {os.path.relpath(page)}" if page.is_file() else ""
    OUT.print(printable(f"This is for you alone, hidden cases stand in it{theirs}."))


def _side_by_side(runs: list[Explained]) -> Table:
    """Return the points of each test with each seed."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("test", no_wrap=True)
    table.add_column("of", justify="right")
    for run in runs:
        table.add_column(f"seed {run.seed}", justify="right", no_wrap=True)
    table.add_column("")
    maxima = {test.test: test.max for run in runs for test in run.tests}
    points = [{test.test: test.points for test in run.tests} for run in runs]
    for name, most in maxima.items():
        given = [each.get(name, 0.0) for each in points]
        differs = "differs" if len({*given}) > 1 else ""
        table.add_row(printable(name), f"{most:g}", *(f"{each:g}" for each in given), differs)
    sums = [run.outcome.score for run in runs]
    last = "differs" if len({*sums}) > 1 else "the same"
    table.add_row("all", f"{runs[0].outcome.max_score:g}", *(f"{each:g}" for each in sums), last)
    return table


def _next(course: Course, names: list[str], student: str) -> None:
    root = Path() if course.root == Path.cwd() else course.root
    again = next_command("grade", [*names, "--student", student], root)
    OUT.print(printable(f"Nothing was recorded. Next: enter points by hand in formgrader, or record this run: {again}"))
