"""The sample class in ``submitted/``, and whether it got what it has to get.

``expected.csv`` in the course says what each has to get; the points follow from what was edited, not from grading.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import writing
from autograder.gradebook.database import Gradebook
from autograder.grading.journal import Journal
from autograder.masters.master import load
from autograder.outcome import Outcome
from autograder.sample.code import CODE
from autograder.sample.edits import EDITS
from autograder.sample.hand_in import Edit, HandIn
from autograder.sample.places import PLACES
from autograder.sample.usual import KINDS

__all__ = ["ODD", "Expected", "differences", "make_sample", "read_expected"]

ODD: Mapping[str, Edit] = {**CODE, **EDITS, **PLACES}
"""Hand-ins as they also come, each by a student of that name for one assignment."""
Expected = dict[tuple[str, str], dict[str, str]]
"""Rows of ``expected.csv`` by student and assignment."""
Put = Callable[[str, HandIn], None]


def make_sample(course: Course, paths: list[Path], *, odd: bool = False, put: Put | None = None) -> int:
    """Fill ``submitted/`` for each master and write ``expected.csv``; return the number of submissions.

    With ``odd`` each of the odd kinds is handed in for one of the masters, too, in turn. ``put`` takes a student and
    what they hand in, if it shall go elsewhere.
    """
    put = put or partial(_write, course)
    rows = []
    for number, path in enumerate(paths):
        master = load(path)
        released = course.notebook("release", master.stem)
        if not released.exists():
            raise CourseError(f"{released}: is not there, run 'autograder release {master.stem}'")
        notebook = nbformat.read(released, as_version=4)
        in_turn = {student: ODD[student] for student in list(ODD)[number :: len(paths)]} if odd else {}
        for student, edit in (KINDS | in_turn).items():
            hand_in = HandIn.answered(notebook, master)
            edit(hand_in)
            kind = (student if student in ODD else edit.__name__).replace("_", " ")
            rows.append([student, master.stem, kind, hand_in.status, f"{hand_in.points:g}"])
            if hand_in.status != "missing":
                put(student, hand_in)
    Gradebook(course.db, course.name).enrol(list(KINDS))
    path = course.root / "expected.csv"
    with writing(path), path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["student", "assignment", "kind", "status", "score"], *rows])
    return sum(row[3] != "missing" for row in rows)


def read_expected(course: Course, assignments: list[str]) -> Expected:
    """Return the rows of ``expected.csv`` for ``assignments``.

    Raises
    ------
    CourseError
        No sample class was made of them here.
    """
    path = course.root / "expected.csv"
    rows = []
    with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] in assignments]
    if not rows:
        raise CourseError(f"{path}: expects nothing of {', '.join(assignments)}, run 'autograder sample' first")
    return {(row["student"], row["assignment"]): row for row in rows}


def differences(course: Course, expected: Expected) -> tuple[list[Outcome], list[str]]:
    """Return what became of the sample class, and a line for each outcome that is not the expected one."""
    known = Journal(course.journal).of([assignment for _, assignment in expected])
    found = {(outcome.student, outcome.assignment): outcome for outcome in known}
    lines = []
    for (student, assignment), row in expected.items():
        outcome = found.get((student, assignment))
        got = f"{outcome.status}, {outcome.score:g}" if outcome else "not graded"
        if got != f"{row['status']}, {float(row['score']):g}":
            lines.append(f"{student}, {assignment}: {got}; expected {row['status']}, {row['score']}")
    return [found[key] for key in expected if key in found], lines


def _write(course: Course, student: str, hand_in: HandIn) -> None:
    home, files = course.root / "submitted" / student, hand_in.files()
    if all((home / name).is_file() and (home / name).read_bytes() == data for name, data in files.items()):
        return
    moment = datetime.now(UTC) - timedelta(hours=1)
    for name, data in {
        **files,
        f"{hand_in.master.stem}/timestamp.txt": f"{moment:%Y-%m-%d %H:%M:%S} UTC\n".encode(),
    }.items():
        with writing(home / name):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(data)
