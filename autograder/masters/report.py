"""What the check of a master found: for a person line by line, and as a table of what caught which wrong answer."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.files import writing

__all__ = ["Caught", "Finding", "Report", "joined", "write_table"]


@dataclass(frozen=True)
class Finding:
    """One breach of the contract."""

    path: Path
    cell: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.cell}: {self.text}"


@dataclass(frozen=True)
class Caught:
    """One wrong answer and the tests that caught it, with the first line of what the learner reads."""

    exercise: str
    wrong: str
    tests: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Report:
    """What the check of one master found."""

    stem: str
    exercises: int
    points: float
    mutants: int
    findings: tuple[Finding, ...]
    caught: tuple[Caught, ...]
    seconds: dict[str, float]
    notes: tuple[Finding, ...] = ()
    """What keeps the contract, and yet is better mended."""


def joined(seed: int, reports: tuple[Report, ...]) -> Report:
    """Return the report of the first seed with the findings of all, and the seeds of those that not all have."""
    found: dict[Finding, list[int]] = {}
    for each, report in enumerate(reports, start=seed):
        for finding in report.findings:
            found.setdefault(finding, []).append(each)
    findings = [
        finding
        if len(with_seeds) == len(reports)
        else replace(finding, text=f"{finding.text} (with {len(with_seeds)} of {len(reports)} seeds: {with_seeds})")
        for finding, with_seeds in found.items()
    ]
    return replace(reports[0], findings=tuple(findings))


def write_table(path: Path, reports: list[Report]) -> None:
    """Write every wrong answer with the tests that caught it and the first line of the message, as CSV."""
    with writing(path), path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["assignment", "exercise", "wrong answer", "caught by", "what the learner reads"])
        for report in reports:
            for caught in report.caught:
                message = (caught.message.splitlines() or [""])[0]
                table.writerow([report.stem, caught.exercise, caught.wrong, " ".join(caught.tests), message])
