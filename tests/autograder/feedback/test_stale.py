"""Pages of work that is not there any more go; what something else wrote stays."""

import pytest

from autograder.course import Course
from autograder.feedback.page import GENERATOR, remove_stale
from autograder.grading.receipts import lay_receipts


@pytest.fixture
def course(tmp_path):
    (tmp_path / "course.toml").write_text('name = "c"\nmasters = []\n')
    return Course.open(tmp_path)


def put(course, student, text=f"<html>{GENERATOR}", assignment="scatter"):
    path = course.notebook("feedback", assignment, student).with_suffix(".html")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    lay_receipts(course.root / "autograded", path.parent, "secret")
    return path


def test_a_page_that_was_not_written_this_time_is_removed_with_its_folders(course):
    kept, gone = put(course, "ann"), put(course, "bob")
    assert remove_stale(course, ["scatter"], [kept]) == [gone]
    assert kept.exists()
    assert not gone.parent.parent.exists()


def test_pages_of_other_assignments_and_of_other_programs_stay(course):
    other, foreign = put(course, "ann", assignment="matrix"), put(course, "bob", "<html>nbgrader")
    assert remove_stale(course, ["scatter"], []) == []
    assert other.exists()
    assert foreign.exists()


def test_what_lies_beside_a_page_stays(course):
    gone = put(course, "ann")
    beside = gone.with_name("letter.txt")
    beside.write_text("dear ann")
    assert remove_stale(course, ["scatter"], []) == [gone]
    assert beside.exists()


def test_no_link_is_followed(course, tmp_path):
    outside = tmp_path / "elsewhere"
    (outside / "scatter").mkdir(parents=True)
    (outside / "scatter" / "scatter.html").write_text(GENERATOR)
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "ann").symlink_to(outside)
    assert remove_stale(course, ["scatter"], []) == []
    assert (outside / "scatter" / "scatter.html").exists()
