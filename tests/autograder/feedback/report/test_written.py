"""The report on disk: one file that its instructor alone can read, whole or not at all."""

import stat
from datetime import UTC, datetime

import pytest

from autograder.errors import WriteError
from autograder.feedback.report.whole import read_report
from autograder.feedback.report.written import write_report
from tests.autograder.classroom import book_of
from tests.autograder.feedback.report.graded_class import grade_class


def write(course, path, day=27):
    report = read_report(course, book_of(course), ["scatter"], lambda: datetime(2026, 11, day, tzinfo=UTC))
    write_report(report, course, path)
    return path.read_bytes()


def test_only_its_owner_can_read_it_whatever_was_left_there(own_course):
    path = own_course.root / "report.html"
    path.with_name("report.html.part").write_text("half of one")
    path.write_text("an old one")
    path.chmod(0o644)
    write(own_course, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_class_has_the_same_page_on_another_day(own_course):
    path = own_course.root / "report.html"
    grade_class(own_course, {"ann": {}})
    write(own_course, path)
    grade_class(own_course, {"bob": {}})
    assert write(own_course, path) == write(own_course, path, day=28)


def test_where_it_cannot_be_written_nothing_is_kept_for_the_next_one(own_course):
    path = own_course.root / "report.html"
    path.mkdir()
    with pytest.raises(WriteError, match=r"report\.html"):
        write(own_course, path)
    assert not (own_course.root / ".report").exists()
