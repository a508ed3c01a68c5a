"""The report on disk, readable by its instructor alone, and what is kept beside it for the next one."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course
from autograder.feedback.report.changes import keep, kept_in
from autograder.feedback.report.page import page
from autograder.feedback.report.whole import Report
from autograder.files import write_atomically

__all__ = ["OWN", "write_report"]

OWN = 0o600
"""Rights of a file with a whole class in it."""


def write_report(report: Report, course: Course, path: Path) -> None:
    """Write the page, and then what the next report compares with.

    Raises
    ------
    WriteError
        One of them cannot be written; what stood there is as it was.
    """
    write_atomically(path, page(report, course), mode=OWN)
    for one in report.assignments:
        keep(kept_in(course.root, one.name), one.keep)
