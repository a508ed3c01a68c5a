"""The lines of one student in tables of grades, taken out or left out; other lines stay as they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.course import Course
from autograder.files import write_atomically
from autograder.gradebook.spreadsheet import BOM, no_formula

__all__ = ["lines_of", "tables", "without"]

PATTERNS = (
    "grades.csv",
    "grades.*.csv",
    "grades_by_test.csv",
    "grades_by_test.*.csv",
    "expected.csv",
    "nbgrader_grades.csv",
    "export_*.csv",
)
"""What commands of ours have written, and kept beside it."""
ID_COLUMNS = ("sis login id", "username", "student", "student_id")


def tables(course: Course) -> list[Path]:
    """Return the tables in a course's folder that have lines of students."""
    return sorted({path for pattern in PATTERNS for path in course.root.glob(pattern) if path.is_file()})


def lines_of(path: Path, student: str) -> list[dict[str, str]]:
    """Return the lines of one student, by column."""
    header, rows, _ = _read(path)
    place = _place(header)
    return [dict(zip(header, row, strict=False)) for row in rows if _is_of(row, place, student)]


def without(path: Path, student: str) -> int:
    """Take the lines of one student out of a table; return how many there were."""
    header, rows, text = _read(path)
    place = _place(header)
    gone = [row for row in rows if _is_of(row, place, student)]
    if gone:
        mark = _delimiter(text)
        kept = [record for record in _records(text, mark) if not _is_of(_cells(record, mark), place, student)]
        left = (BOM if text.startswith(BOM) else "") + "".join(kept)
        write_atomically(path, left.encode("utf-8", "surrogateescape"))
    return len(gone)


def _read(path: Path) -> tuple[list[str], list[list[str]], str]:
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        text = file.read()
    mark = _delimiter(text)
    rows = [_cells(record, mark) for record in _records(text, mark)]
    return (rows[0], rows[1:], text) if rows else ([], [], text)


def _delimiter(text: str) -> str:
    first = text.removeprefix(BOM).split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _records(text: str, mark: str) -> list[str]:
    """Return the lines of a table word for word, each with its end; one with a quoted break is one."""
    lines = io.StringIO(text.removeprefix(BOM), newline="").readlines()
    records, start = [], 0
    reader = csv.reader(lines, delimiter=mark)
    for _ in reader:
        records.append("".join(lines[start : reader.line_num]))
        start = reader.line_num
    return records


def _cells(record: str, mark: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=mark), [])


def _place(header: list[str]) -> int | None:
    """Return where ids stand: in what Canvas reads, ``Student`` is a name."""
    words = [name.strip().casefold() for name in header]
    return next((words.index(name) for name in ID_COLUMNS if name in words), None)


def _is_of(row: list[str], place: int | None, student: str) -> bool:
    return place is not None and place < len(row) and row[place] in (student, no_formula(student))
