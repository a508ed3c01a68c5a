"""What a person at a terminal sees: the grade table, and what a check found."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.errors import printable

if TYPE_CHECKING:  # both take seconds to import, and --help must answer at once
    from autograder.contract import Finding, Report
    from autograder.grades import Row

__all__ = ["ERR", "OUT", "complain", "print_grades", "print_reports"]

OUT = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)  # text is text, whatever stands in it
ERR = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


def complain(text: str) -> None:
    """Print one line of what went wrong."""
    ERR.print(Text.assemble(("error:", "bold red"), " ", printable(" ".join(text.splitlines()))))


def print_grades(rows: list[Row], expected: dict[tuple[str, str], dict[str, str]], path: Path) -> None:
    """Print a line for each submission; of several assignments, a line for each student with the sums."""
    groups: dict[tuple[str, str], list[Row]] = {}
    several = len({row.assignment for row in rows}) > 1
    for row in rows:
        groups.setdefault((row.student, "" if several else row.assignment), []).append(row)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("student", *(("what was handed in",) if expected else ()), "status"):
        table.add_column(column, no_wrap=True)
    for column in ("points", *(("expected",) if expected else ())):
        table.add_column(column, justify="right", no_wrap=True)
    for (student, _), group in groups.items():
        told = [expected.get((row.student, row.assignment), {}) for row in group]
        kind = (", ".join(dict.fromkeys(each.get("kind", "") for each in told)),) if expected else ()
        due = (f"{sum(float(each.get('score', 0)) for each in told):g}",) if expected else ()
        counts = Counter(row.status for row in group)
        status = ", ".join(f"{number} {name}" if several else name for name, number in counts.items())
        points = f"{sum(row.score for row in group):g}/{sum(row.max_score for row in group):g}"
        table.add_row(printable(student), *kind, status, points, *due)
    OUT.print(f"{len(rows)} rows, {', '.join(dict.fromkeys(row.assignment for row in rows))}")
    OUT.print(table)
    for (student, _), group in groups.items():
        said = [row for row in group if row.reason and row.status != "missing"]
        more = f" (and {len(said) - 1} more in grades.csv)" if len(said) > 1 else ""
        if said:
            OUT.print(printable(f"  {student}, {said[0].assignment}: {said[0].reason}{more}"))
    OUT.print(printable(f"Grades: {os.path.relpath(path)}"))


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
