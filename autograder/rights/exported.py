"""All that a course has of one student as one zip, for that student: so no hidden case and no solution is in it."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import part_of, writing
from autograder.gradebook.database import Gradebook
from autograder.gradebook.person import read_rows
from autograder.grading.journal import Journal
from autograder.grading.learner_view import learner_view
from autograder.rights.holdings import Holdings
from autograder.rights.tables import lines_of, tables

__all__ = ["comment_of", "export", "is_export"]

DATE = (2026, 1, 1, 0, 0, 0)  # of all files in the zip, so that the same data give the same bytes
COMMENT = "autograder student export: "
README = """\
All that the course "{course}" has of {student}.

gradebook.json       what nbgrader's gradebook has: names, submissions, points, comments, penalties
points.csv           the points of each test in the gradebook, as a table
outcomes.json        what became of each submission: status, points of each test, reason, times
tables/              the lines of the tables that the instructor works with
submitted/ attempts/ what was handed in, word for word, with its receipts (time, secret of the exchange)
autograded/          the graded notebooks, without the hidden cases of their tests
feedback/            the feedback pages
exchange/            what nbgrader's exchange has
{left}
Times are UTC, lengths of time in seconds.
"""


def comment_of(student: str) -> bytes:
    """Return the comment by which an export is known again, and whose it is."""
    return f"{COMMENT}{student}".encode()


def is_export(path: Path, student: str) -> bool:
    """Return whether a file is an export of one student's."""
    try:
        with zipfile.ZipFile(path) as file:
            return file.comment == comment_of(student)
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def export(course: Course, gradebook: Gradebook, held: Holdings, target: Path) -> list[str]:
    """Write all that the course has of a student to the zip at ``target``; return the names of what is in it.

    Raises
    ------
    CourseError
        There is a file that is no export of this student, or the zip cannot be written.
    """
    student = held.person.id
    if target.exists() and not is_export(target, student):
        raise CourseError(f"{target}: is there and no export of {student}, name another file with --out")
    part, left = part_of(target), list[str]()
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch(0o600)  # it is one person's
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as file:
                file.comment = comment_of(student)
                for name, data in _records(course, gradebook, student):
                    _put(file, name, data)
                for name, path in _files(course, held, left):
                    _add(file, name, path, left)
                notes = [f"left out: {note}" for note in left]
                _put(file, "README.txt", README.format(course=course.name, student=student, left="\n".join(notes)))
                names = sorted(file.namelist())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return names


def _records(course: Course, gradebook: Gradebook, student: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in the gradebook, the journal and the tables."""
    rows = gradebook.within(lambda connection: read_rows(connection, student))
    yield "gradebook.json", _json(rows)
    yield "points.csv", _csv(rows["grades"])
    known = Journal(course.journal)
    mine = [outcome for (who, _), outcome in sorted(known.known.items()) if who == student]
    left_out = {"key", "total", "late"}  # the hash of what was graded; what the gradebook has
    yield "outcomes.json", _json([{k: v for k, v in dataclasses.asdict(o).items() if k not in left_out} for o in mine])
    for path in tables(course):
        if lines := lines_of(path, student):
            yield f"tables/{path.name}", _csv(lines)


def _files(course: Course, held: Holdings, left: list[str]) -> Iterator[tuple[str, Path]]:
    """Yield every file of the student's folders with its name in the zip; links are not followed."""
    roots = [(path.relative_to(course.root).as_posix(), path) for path in held.folders]
    roots += [(f"exchange/{path.parent.name}/{path.name}", path) for path in held.exchange]
    for name, root in roots:
        if root.is_symlink() or not root.is_dir():
            yield name, root
            continue
        for folder, folders, files in os.walk(root):
            folders.sort()
            here = Path(folder)
            left += [
                f"{name}/{(here / each).relative_to(root)} (a link)" for each in folders if (here / each).is_symlink()
            ]
            for each in sorted(files):
                yield f"{name}/{(here / each).relative_to(root).as_posix()}", here / each


def _add(file: zipfile.ZipFile, name: str, path: Path, left: list[str]) -> None:
    """Put one file into the zip; a graded notebook as its learner may see it."""
    if not stat.S_ISREG(path.lstat().st_mode):
        left.append(f"{name} (a link, or no file)")
    elif name.startswith("autograded/") and path.suffix == ".ipynb":
        try:
            notebook = learner_view(nbformat.read(path, as_version=4))
        except Exception:  # noqa: BLE001 - whatever nbformat says of a damaged file
            left.append(f"{name} (it cannot be read as a notebook, so hidden cases cannot be taken out)")
        else:
            _put(file, name, nbformat.writes(notebook))
    else:
        info = zipfile.ZipInfo(name, DATE)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with path.open("rb") as source, file.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)


def _put(file: zipfile.ZipFile, name: str, data: str) -> None:
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    file.writestr(info, data.encode("utf-8", "surrogateescape"))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
