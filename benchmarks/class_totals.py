"""Points of a class out of the gradebook: totals and exports at 1,000 and 10,000 students, beside nbgrader's sums.

``python benchmarks/class_totals.py [STUDENTS…]``. Each row is a process of its own: seconds, milliseconds a student,
and by how much the process has grown. nbgrader's own sums are asked for object by object, of 200 students.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import platform
import random
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sql
from nbgrader import api

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.gradebook.database import Gradebook  # noqa: E402
from autograder.gradebook.export import Sheet, export  # noqa: E402
from autograder.outcome import Outcome, Status  # noqa: E402

CELLS = [("one", f"test{number}", 2.0) for number in range(13)]
NAME = "scatter"
ORM = 200  # students whose sums nbgrader makes


def fill(url: str, students: int) -> None:
    """Make a gradebook of one assignment with 13 tests, in which everybody has handed in."""
    draw = random.Random(students)  # noqa: S311 - points of nobody
    due = datetime(2026, 11, 21)  # noqa: DTZ001 - as nbgrader keeps it
    with contextlib.closing(api.Gradebook(url, "course")) as book:
        book.add_assignment(NAME, duedate=due)
        notebook = book.add_notebook(NAME, NAME)
        cells = [book.add_grade_cell(test, NAME, NAME, max_score=2, cell_type="code").id for _, test, _ in CELLS]
        keys = [(f"student{number:06}", uuid.uuid4().hex, uuid.uuid4().hex) for number in range(students)]
        with book.engine.begin() as connection:
            connection.execute(
                sql.insert(api.Student.__table__),
                [{"id": student, "first_name": "Ada", "last_name": student} for student, _, _ in keys],
            )
            moment = [due + timedelta(hours=draw.randint(-100, 5)) for _ in keys]
            connection.execute(
                sql.insert(api.SubmittedAssignment.__table__),
                [
                    {"id": key, "assignment_id": notebook.assignment_id, "student_id": student, "timestamp": when}
                    for (student, key, _), when in zip(keys, moment, strict=True)
                ],
            )
            connection.execute(
                sql.insert(api.SubmittedNotebook.__table__),
                [{"id": own, "assignment_id": key, "notebook_id": notebook.id} for _, key, own in keys],
            )
            for _, _, own in keys:
                connection.execute(
                    sql.insert(api.Grade.__table__),
                    [
                        {
                            "id": uuid.uuid4().hex,
                            "notebook_id": own,
                            "cell_id": cell,
                            "auto_score": draw.choice([0.0, 1.0, 2.0]),
                            "needs_manual_grade": False,
                        }
                        for cell in cells
                    ],
                )


def totals(url: str, students: int, _folder: Path) -> int:
    """Fill outcomes with their totals, as ``grade`` does."""
    outcomes = [Outcome(f"student{number:06}", NAME, Status.GRADED, 26) for number in range(students)]
    return len(Gradebook(url, "course").with_totals(outcomes))


def exported(kind: str) -> Callable[[str, int, Path], int]:
    """Return what writes one of the exports."""

    def write(url: str, _students: int, folder: Path) -> int:
        return export(Gradebook(url, "course"), Sheet({NAME: CELLS}), kind, folder / f"{kind}.csv").students

    return write


def by_object(url: str, _students: int, _folder: Path) -> int:
    """Ask nbgrader for the score of each submission."""
    with contextlib.closing(api.Gradebook(url, "course")) as book:
        submissions = book.find_assignment(NAME).submissions[:ORM]
        return len([(each.score, each.late_submission_penalty, each.total_seconds_late) for each in submissions])


WAYS = {
    "totals": totals,
    **{f"export {kind}": exported(kind) for kind in ("csv", "canvas", "moodle")},
    "nbgrader, 200 of them": by_object,
}


def measured(
    way: str, url: str, students: int, folder: Path, said: multiprocessing.Queue[tuple[int, float, float]]
) -> None:
    """Run one way, and say how many, in how many seconds, and how many MiB the process has grown."""
    Gradebook(url, "course").students()  # the first opening imports and inspects
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    number = WAYS[way](url, students, folder)
    seconds = time.perf_counter() - began
    said.put((number, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


def main() -> None:
    """Measure, print a table and keep it."""
    rows = []
    processes = multiprocessing.get_context("spawn")
    print(f"{'':24} {'students':>9} {'seconds':>9} {'ms each':>9} {'MiB more':>9}")
    for students in map(int, sys.argv[1:] or ["1000", "10000"]):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            url = f"sqlite:///{folder / 'gradebook.db'}"
            fill(url, students)
            for way in WAYS:
                said: multiprocessing.Queue[tuple[int, float, float]] = processes.Queue()
                process = processes.Process(target=measured, args=(way, url, students, folder, said))
                process.start()
                number, seconds, grown = said.get()
                process.join()
                each = 1000 * seconds / number
                print(f"{way:24} {students:9} {seconds:9.2f} {each:9.3f} {grown:9.1f}", flush=True)
                rows.append(
                    {"what": way, "students": students, "seconds": round(seconds, 3), "ms_each": round(each, 4)}
                    | {"mib_more": round(grown, 1)}
                )
    result = {
        "benchmark": "class_totals",
        "date": time.strftime("%Y-%m-%d"),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "nbgrader": version("nbgrader"),
        "sqlalchemy": version("SQLAlchemy"),
        "rows": rows,
    }
    path = ROOT / "benchmarks" / "results" / "class_totals.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
