"""The whole report, and the same as JSON."""

import json
import shutil
from datetime import UTC, datetime

from nbgrader.api import Gradebook

from autograder.feedback.report.whole import as_json, read_report
from tests.autograder.classroom import book_of, hand_in
from tests.autograder.feedback.report.graded_class import grade_class


def report(course, names=("scatter",), day=27):
    return read_report(course, book_of(course), names, lambda: datetime(2026, 11, day, tzinfo=UTC))


def test_json_has_the_numbers_of_the_report_and_nothing_that_only_the_page_needs(own_course):
    hand_in(own_course, "eve", b"no notebook")
    grade_class(own_course, {"ann": {}, "bob": {"stamp1d": "# wrong"}})
    found = report(own_course)
    data = json.loads(json.dumps(as_json(found)))
    [one] = data["assignments"]
    assert data["expected"] == 3
    assert one["counts"] == {"graded": 2, "rejected": 1}
    assert one["points"]["mean"] == found.assignments[0].points.mean
    assert [test["share"] for test in one["exercises"][1]["tests"]] == [0.5] * 5
    assert one["look"][0]["student"] == "eve"
    assert not {"known", "keep"} & one.keys()


def test_all_assignments_are_in_it_also_those_that_nobody_has_seen(own_course):
    found = report(own_course, ["scatter", "matrix"])
    assert [one.name for one in found.assignments] == ["scatter", "matrix"]
    assert found.look == []


def test_a_student_who_left_is_in_no_report(own_course):
    grade_class(own_course, {"ann": {}, "bob": {}})
    shutil.rmtree(own_course.root / "submitted" / "bob")
    with Gradebook(own_course.db, "course") as book:
        book.remove_student("bob")
    assert report(own_course).assignments[0].counts == {"graded": 1}
