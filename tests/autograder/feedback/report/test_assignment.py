"""One assignment: its numbers are those of the class that was graded, and each submission has its place."""

import json
from datetime import UTC, datetime

import pytest

from autograder.feedback.report.assignment import UNGRADED, UNREAD
from autograder.feedback.report.whole import read_report
from autograder.markers import unmarked
from autograder.masters.master import load
from autograder.outcome import Status
from tests.autograder.classroom import book_of, hand_in
from tests.autograder.feedback.report.graded_class import LIKE, WRONG, grade_class, submit

NOW = datetime(2026, 11, 27, tzinfo=UTC)
LATER = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def answers(own_course):
    master = load(own_course.assignments()["scatter"])
    return {name: unmarked(one.solution.source) for name, one in master.exercises.items()}


@pytest.fixture
def wrong(answers):
    """Return the answers with the first failing, and behaving like a known mistake."""
    return answers | {"contributors": f"{WRONG}\n{LIKE}as if the stride were 1\ndef contributors(cell):\n    return []"}


def read(course):
    [one] = read_report(course, book_of(course), ["scatter"], lambda: NOW).assignments
    return one


def test_points_tests_and_mistakes_are_those_of_the_class(own_course, answers, wrong):
    outcomes = grade_class(own_course, {"ann": answers, "bob": wrong, "cho": wrong, "dan": {}})
    one = read(own_course)
    assert one.counts == {"graded": 4}
    assert one.points.number == 4
    assert one.points.mean == sum(outcome.score for outcome in outcomes) / 4
    first, *others = one.exercises
    assert (first.name, first.complete, first.mean) == ("contributors", 2, 3.5)
    assert [(test.full, test.none) for test in first.tests] == [(2, 2)] * 4
    assert all(exercise.complete == 4 for exercise in others)
    assert [test.name.split("-")[0] for test in one.hardest] == ["contributors"] * 3
    [mistake] = one.mistakes
    assert (mistake.sentence, mistake.number, mistake.students) == ("as if the stride were 1", 2, ("bob", "cho"))


def test_whoever_needs_the_instructor_is_named_with_the_reason(own_course, answers):
    hand_in(own_course, "eve", b"no notebook")
    grade_class(own_course, {"ann": answers, "bob": answers})
    submit(own_course, "fay", answers)
    own_course.notebook("autograded", "scatter", "bob").unlink()
    found = {look.student: look for look in read(own_course).look}
    assert {student: look.why for student, look in found.items()} == {
        "eve": Status.REJECTED,
        "bob": UNREAD,
        "fay": UNGRADED,
    }
    assert "is not a notebook" in found["eve"].reason


def test_a_class_that_handed_in_nothing_and_one_of_nobody_have_no_figures(own_course):
    one = read(own_course)
    assert (one.counts, one.points, one.only, one.exercises, one.mistakes, one.look) == ({}, None, (), (), (), ())
    book_of(own_course).enrol(["ann", "bob"])
    grade_class(own_course, {})
    one = read(own_course)
    assert (one.counts, one.points, one.look) == ({"missing": 2}, None, ())
    assert (one.similar.compared, one.similar.pairs) == (0, ())


def test_one_student_has_points_and_no_distribution(own_course, answers):
    grade_class(own_course, {"ann": answers})
    one = read(own_course)
    assert (one.points, one.only) == (None, (22,))


def test_a_submission_is_placed_by_its_time_before_the_due_date(own_course, answers):
    from nbgrader.api import Gradebook

    for number, student in enumerate(("ann", "bob", "cho")):
        submit(own_course, student, answers).with_name("timestamp.txt").write_text(f"2026-11-2{number} 12:00:00 UTC\n")
    grade_class(own_course, dict.fromkeys(("ann", "bob", "cho"), answers))
    assert (read(own_course).handed_in.low, read(own_course).handed_in.high) == (0, 2 * 24)
    with Gradebook(own_course.db, "course") as book:
        book.update_or_create_assignment("scatter", duedate="2026-11-21 12:00:00 UTC")
    assert (read(own_course).handed_in.low, read(own_course).handed_in.high) == (-24, 24)


def test_copies_of_the_solution_are_named_with_it_and_copies_of_another_with_each_other(own_course, answers):
    own = "\n\ndef mine(q):\n" + "\n".join(f"    q.t{n}[{n}:] += q.u{n}(q, k=q % {n})" for n in range(6))
    alike = answers | {"stamp1d": f"def stamp1d(x, w, stride, dilation):\n    return mine(x){own}"}
    grade_class(own_course, {"ann": answers, "bob": alike, "cho": json.loads(json.dumps(alike).replace("q", "zz"))})
    similar = read(own_course).similar
    [pair] = similar.pairs
    assert [code.student for code in (*pair.ones, *pair.others)] == ["bob", "cho"]
    named = {like.name: {code.student for code in like.codes} for like in similar.like_known}
    assert named["the solution of stamp1d"] == {"ann"}
    assert named["the solution of contributors"] == {"ann", "bob", "cho"}
    assert similar.compared == 3
