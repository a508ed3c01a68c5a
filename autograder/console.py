"""What a person at a terminal sees: the grade table, and what a check found."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.outcome import Outcome, Status
from autograder.passwords import without_passwords
from autograder.text import counted, first_of, one_line, printable

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.gradebook.by_test import PointsRow
    from autograder.gradebook.summary import Summary
    from autograder.grading.regrade import Difference
    from autograder.masters.report import Report

__all__ = [
    "ERR",
    "OUT",
    "clip",
    "complain",
    "first_names",
    "print_differences",
    "print_grades",
    "print_reports",
    "print_summary",
    "print_tests",
]

MAX_ROWS, MAX_REASONS, MAX_NAMES = 40, 20, 10
SHORTEST_NAME, LONGEST_NAME = 12, 60  # in columns of the terminal
LONGEST_REASON = 300

OUT = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)  # text is text, whatever stands in it
ERR = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


def first_names(names: list[str], most: int = MAX_NAMES, *, width: int = LONGEST_NAME, separator: str = ", ") -> str:
    """Return names for a line, the first ones of many, each within some columns."""
    return first_of([clip(name, width) for name in names], most, separator)


def complain(text: str) -> None:
    """Print one line of what went wrong, without the password of any address in it."""
    line = without_passwords(" ".join(text.splitlines()))
    ERR.print(Text.assemble(("error:", "bold red"), " ", printable(line)))


def clip(text: str, columns: int) -> str:
    """Return one printable line of at most ``columns`` columns of a terminal, without its middle if it is too long.

    >>> clip("a_folder_with_a_very_long_name", 12)
    'a_fold…_name'
    """
    text = printable(text)
    if cell_len(text) <= columns:
        return text
    head, tail = columns // 2, columns - columns // 2 - 1
    first = set_cell_size(text, head).rstrip()
    last = set_cell_size(text[::-1], tail).rstrip()[::-1]
    return f"{first}…{last}"


def print_grades(
    outcomes: list[Outcome],
    path: Path,
    expected: dict[tuple[str, str], dict[str, str]] | None = None,
    *,
    most: int = MAX_ROWS,
) -> None:
    """Print a line for each submission; of several assignments, a line for each student with the sums.

    ``expected`` has the kind and the score that each of a sample class has to get. Of a class with more than ``most``
    lines, the others are in the table at ``path``.
    """
    expected = expected or {}
    groups: dict[tuple[str, str], list[Outcome]] = {}
    several = len({outcome.assignment for outcome in outcomes}) > 1
    for outcome in sorted(outcomes, key=lambda each: (each.student, each.assignment)):
        groups.setdefault((outcome.student, "" if several else outcome.assignment), []).append(outcome)
    rows = []
    for (student, _), group in list(groups.items())[:most]:
        wanted = [expected.get((outcome.student, outcome.assignment), {}) for outcome in group]
        kind = (", ".join(dict.fromkeys(row.get("kind", "") for row in wanted)),) if expected else ()
        due = (f"{sum(float(row.get('score', 0)) for row in wanted):g}",) if expected else ()
        counts = Counter(outcome.status for outcome in group)
        status = ", ".join(f"{number} {name}" if several else name for name, number in counts.items())
        points = f"{sum(outcome.total for outcome in group):g}/{sum(outcome.max_score for outcome in group):g}"
        rows.append((student, *kind, status, points, *due))
    names = ", ".join(dict.fromkeys(outcome.assignment for outcome in outcomes))
    OUT.print(f"{counted(len(outcomes), 'row')}, {names}")
    OUT.print(
        _table(
            ("student", *(("what was handed in",) if expected else ()), "status"),
            ("points", *(("expected",) if expected else ())),
            rows,
        )
    )
    if len(groups) > most:
        OUT.print(f"… and {len(groups) - most} more lines in {printable(path.name)}")
    _print_reasons(list(groups.values()), path)
    OUT.print(printable(f"Grades: {os.path.relpath(path)}"))


def print_summary(summary: Summary, following: str) -> None:
    """Print the few figures at the end of a run, and the next command."""
    handed_in = sum(summary.counts.values())
    OUT.print(f"{handed_in} expected: {', '.join(f'{number} {name}' for name, number in summary.counts.items())}.")
    for each in summary.points:
        where = f"{each.assignment}: " if len(summary.points) > 1 else ""
        figures = f"mean {each.mean:.4g}, median {each.median:.4g} of {each.max_score:g} points"
        OUT.print(f"{where}{each.number} graded, {figures}.")
    several = len(summary.points) > 1
    for why, group in itertools.groupby(summary.look, key=lambda each: each[2]):
        names = [f"{name}, {where}" if several else name for name, where, _ in group]
        OUT.print(f"Needs a look ({why}): {first_names(names, separator='; ')}")
    other = f" ({summary.other_points} with another result)" if summary.changed else ""
    late = f", {counted(summary.penalties, 'late penalty', 'late penalties')} changed" if summary.penalties else ""
    OUT.print(f"Since the last run: {summary.new} new, {summary.changed} changed{other}{late}.")
    OUT.print(printable(f"Next: {following}"))


def print_tests(outcomes: list[Outcome], rows: list[PointsRow]) -> None:
    """Print all that is known of a few submissions: the points of each test, and the reasons in full."""
    for outcome in outcomes:
        total = f"{outcome.total:g} of {outcome.max_score:g} points"
        OUT.print(printable(f"{outcome.student}, {outcome.assignment}: {outcome.status}, {total}"))
        for row in rows:
            if (row.student, row.assignment) == (outcome.student, outcome.assignment):
                OUT.print(printable(f"  {row.points:g} of {row.max:g}  {row.test} ({row.status})"))
        if outcome.reason:
            OUT.print(printable(f"  {outcome.reason}"))


def _table(texts: tuple[str, ...], numbers: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    """Return a table whose first column, of names, gives way to the others."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    columns = (*texts, *numbers)
    rest = [max([cell_len(title), *(cell_len(row[i]) for row in rows)]) for i, title in enumerate(columns)][1:]
    room = max(SHORTEST_NAME, min(LONGEST_NAME, OUT.width - sum(rest) - len(rest)))
    for place, title in enumerate(columns):
        width = rest[place - 1] if place and title != "what was handed in" else None
        table.add_column(title, no_wrap=True, justify="right" if title in numbers else "left", min_width=width)
    for student, *others in rows:
        table.add_row(clip(student, room), *others)
    return table


def _print_reasons(groups: list[list[Outcome]], path: Path) -> None:
    """Print the first reason of each line, up to a number of lines."""
    lines = []
    for group in groups:
        reasons = [outcome for outcome in group if outcome.reason and outcome.status is not Status.MISSING]
        more = f" (and {len(reasons) - 1} more in {path.name})" if len(reasons) > 1 else ""
        if reasons:
            name, reason = clip(reasons[0].student, LONGEST_NAME), one_line(reasons[0].reason, LONGEST_REASON)
            lines.append(f"  {name}, {reasons[0].assignment}: {reason}{more}")
    for line in lines[:MAX_REASONS]:
        OUT.print(printable(line))
    if len(lines) > MAX_REASONS:
        OUT.print(f"  … and {len(lines) - MAX_REASONS} more reasons in {printable(path.name)}")


def print_differences(
    assignment: str, graded: int, before: float, now: float, changed: list[Difference], path: Path
) -> None:
    """Print the first of those who have other points since an assignment was changed; all are in the table."""
    points = f"{before:g} points became {now:g}; " if before != now else ""
    OUT.print(f"{assignment}: {points}{graded} were graded again, {len(changed)} have other points than before")
    for each in changed[:MAX_REASONS]:
        name = clip(each.student, LONGEST_NAME)
        OUT.print(f"  {name}: {each.before:g} of {before:g}, now {each.after:g} of {now:g}")
    if len(changed) > MAX_REASONS:
        OUT.print(f"  … and {len(changed) - MAX_REASONS} more students")
    OUT.print(printable(f"Points before and now: {os.path.relpath(path)}"))


def print_reports(reports: list[Report], findings: list[str], more: str = "") -> None:
    """Print the findings, and what was tried; ``more`` is one further line of that."""
    for finding in findings:
        OUT.print("\n".join(map(printable, finding.splitlines())))
    for note in (note for report in reports for note in report.notes):
        OUT.print(printable(f"note: {note}"))
    exercises, mutants = sum(r.exercises for r in reports), sum(r.mutants for r in reports)
    wrong = sum(len(r.caught) for r in reports)
    slowest = max((seconds for r in reports for seconds in r.seconds.values()), default=0)
    OUT.print(
        f"{len(reports)} masters, {exercises} exercises, {sum(r.points for r in reports)} points, {mutants} mutants;"
        f" {wrong} wrong answers tried; slowest tests {1000 * slowest:.1f} ms."
    )
    if more:
        OUT.print(more)
