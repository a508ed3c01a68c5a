"""``autograder doctor``: whether this machine can grade, and what to install first if it cannot."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.manual import manual
from autograder.commands.options import course_option, db_option, json_option, say
from autograder.console import ERR, OUT
from autograder.errors import CourseError
from autograder.text import printable

if TYPE_CHECKING:
    from autograder.doctor.finding import Finding

__all__ = ["doctor"]

STYLES = {"missing": "bold red", "doubtful": "yellow", "untried": "yellow"}


@click.command(
    epilog=manual(
        "autograder doctor",
        "autograder doctor --db postgresql+psycopg://me@db.example.org/course",
        fails="something that grading needs is missing, or the trial went wrong; one line for each",
    )
)
@course_option
@db_option
@json_option
def doctor(root: Path, db: str | None, as_json: bool) -> None:
    """Say whether this machine can grade, and what to install if it cannot.

    It looks at Python and its packages, bubblewrap, namespaces, the filter of system calls, memory and disk, and in a
    course's folder at the course and its gradebook. Then it grades one good submission and one hostile one in the
    real sandbox: the first must get all points, the second none, and nothing of the machine. Nothing is changed.
    """
    from autograder.doctor.finding import State
    from autograder.doctor.here import course_findings, optional_findings
    from autograder.doctor.machine import looked_at

    found: list[Finding] = []

    def note(finding: Finding) -> None:
        found.append(finding)
        if not as_json and finding.state is not State.MISSING:
            OUT.print(printable(finding.line), style=STYLES.get(finding.state))

    root = root.absolute()
    for finding in looked_at(root if root.is_dir() else Path.cwd()):
        note(finding)
    missing = [finding for finding in found if finding.state is State.MISSING]
    note(_trial(possible=not missing))
    for finding in (*course_findings(root, db), *optional_findings()):
        note(finding)
    missing = [finding for finding in found if finding.state is State.MISSING]
    data = {"ok": not missing, "findings": [asdict(finding) for finding in found]}
    say(as_json, data, lambda: _tell(missing))
    if missing:
        raise CourseError(f"{len(missing)} missing, in the order to mend: {', '.join(each.name for each in missing)}")


def _trial(*, possible: bool) -> Finding:
    from autograder.doctor.finding import Finding, State

    if not possible:
        return Finding("trial", State.UNTRIED, "a good and a hostile submission are graded when nothing is missing")
    from autograder.doctor.trial import finding

    return finding()


def _tell(missing: list[Finding]) -> None:
    for finding in missing:
        ERR.print(printable(finding.line), style=STYLES["missing"])
    if not missing:
        OUT.print("This machine can grade. Next: autograder init DIR, or autograder grade in a course's folder.")
