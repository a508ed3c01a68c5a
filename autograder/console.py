"""What a person at a terminal sees: the grade table, and what a check found."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.outcome import Outcome, Status
from autograder.text import printable

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.grading.regrade import Difference
    from autograder.masters.contract import Finding, Report

__all__ = ["ERR", "OUT", "complain", "print_differences", "print_grades", "print_reports"]

OUT = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)  # text is text, whatever stands in it
ERR = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


def complain(text: str) -> None:
    """Print one line of what went wrong."""
    ERR.print(Text.assemble(("error:", "bold red"), " ", printable(" ".join(text.splitlines()))))


def print_grades(
    outcomes: list[Outcome], path: Path, expected: dict[tuple[str, str], dict[str, str]] | None = None
) -> None:
    """Print a line for each submission; of several assignments, a line for each student with the sums.

    ``expected`` has the kind and the score that each of a sample class has to get.
    """
    expected = expected or {}
    groups: dict[tuple[str, str], list[Outcome]] = {}
    several = len({outcome.assignment for outcome in outcomes}) > 1
    for outcome in outcomes:
        groups.setdefault((outcome.student, "" if several else outcome.assignment), []).append(outcome)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("student", *(("what was handed in",) if expected else ()), "status"):
        table.add_column(column, no_wrap=True)
    for column in ("points", *(("expected",) if expected else ())):
        table.add_column(column, justify="right", no_wrap=True)
    for (student, _), group in groups.items():
        wanted = [expected.get((outcome.student, outcome.assignment), {}) for outcome in group]
        kind = (", ".join(dict.fromkeys(row.get("kind", "") for row in wanted)),) if expected else ()
        due = (f"{sum(float(row.get('score', 0)) for row in wanted):g}",) if expected else ()
        counts = Counter(outcome.status for outcome in group)
        status = ", ".join(f"{number} {name}" if several else name for name, number in counts.items())
        points = f"{sum(outcome.total for outcome in group):g}/{sum(outcome.max_score for outcome in group):g}"
        table.add_row(printable(student), *kind, status, points, *due)
    OUT.print(f"{len(outcomes)} rows, {', '.join(dict.fromkeys(outcome.assignment for outcome in outcomes))}")
    OUT.print(table)
    for (student, _), group in groups.items():
        reasons = [outcome for outcome in group if outcome.reason and outcome.status is not Status.MISSING]
        more = f" (and {len(reasons) - 1} more in {path.name})" if len(reasons) > 1 else ""
        if reasons:
            OUT.print(printable(f"  {student}, {reasons[0].assignment}: {reasons[0].reason}{more}"))
    OUT.print(printable(f"Grades: {os.path.relpath(path)}"))


def print_differences(assignment: str, graded: int, before: float, now: float, changed: list[Difference]) -> None:
    """Print who has other points since an assignment was changed."""
    points = f"{before:g} points became {now:g}; " if before != now else ""
    OUT.print(f"{assignment}: {points}{graded} were graded again, {len(changed)} have other points than before")
    for each in changed:
        OUT.print(printable(f"  {each.student}: {each.before:g} of {before:g}, now {each.after:g} of {now:g}"))


def print_reports(reports: list[Report], findings: list[Finding]) -> None:
    """Print the findings, and what was tried."""
    for finding in findings:
        OUT.print("\n".join(map(printable, str(finding).splitlines())))
    exercises, mutants = sum(r.exercises for r in reports), sum(r.mutants for r in reports)
    wrong = sum(len(r.caught) for r in reports)
    slowest = max((seconds for r in reports for seconds in r.seconds.values()), default=0)
    OUT.print(
        f"{len(reports)} masters, {exercises} exercises, {sum(r.points for r in reports)} points, {mutants} mutants;"
        f" {wrong} wrong answers tried; slowest tests {1000 * slowest:.1f} ms."
    )
