"""The figures of a class, row by row, are those that nbgrader and the other readings of the gradebook give."""

from contextlib import closing

import pytest
from nbgrader.api import Gradebook as Theirs

from autograder.gradebook.by_test import graded_tests
from autograder.gradebook.figures import read_figures
from autograder.masters.master import load
from autograder.outcome import Outcome, Status
from tests.autograder.classroom import book_of, source_of
from tests.autograder.postgres import server

DUE = "2026-11-21 12:00:00 UTC"


@pytest.fixture
def worth(own_course):
    return {name: (exercise, points) for exercise, name, points in graded_tests(source_of(own_course))}


def enter(course, book, reached):
    """Enter outcomes in which each student reached a share of the points of every test."""
    tests = [test for one in load(course.assignments()["scatter"]).exercises.values() for test in one.tests]
    book.record(
        [
            Outcome(
                student, "scatter", Status.GRADED, 22, scores={test.grade_id: share * test.points for test in tests}
            )
            for student, share in reached.items()
        ]
    )


def figures(book, counted, worth):
    return book.within(lambda connection: read_figures(connection, "scatter", counted, worth))


def by_hand(course):
    """Enter by hand what an instructor may enter."""
    with closing(Theirs(course.db, course.name)) as theirs:
        theirs.update_or_create_assignment("scatter", duedate=DUE)
        notebook = theirs.find_submission("scatter", "bob").notebooks[0]
        notebook.grades[0].manual_score = 0.25
        notebook.grades[1].extra_credit = 2.5
        notebook.grades[2].needs_manual_grade = True
        notebook.late_submission_penalty = 1.75
        theirs.find_submission("scatter", "cho").notebooks[0].late_submission_penalty = 100
        theirs.db.commit()


def test_totals_are_nbgraders_own_with_all_that_is_entered_by_hand(own_course, worth):
    book = book_of(own_course)
    reached = {"ann": 1, "bob": 0.5, "cho": 0}
    enter(own_course, book, reached)
    by_hand(own_course)
    found = figures(book, reached, worth)
    outcomes = [Outcome(student, "scatter", Status.GRADED, 22) for student in reached]
    assert found.totals == pytest.approx({each.student: each.total for each in book.with_totals(outcomes)})
    assert found.totals == pytest.approx({name: each.total for name, each in book.standings("scatter").items()})
    assert found.totals["cho"] == 0
    assert found.to_review == {"bob"}
    assert f"{found.due} UTC" == DUE


def test_each_test_counts_those_who_are_counted_and_no_others(own_course, worth):
    book = book_of(own_course)
    enter(own_course, book, {"ann": 1, "bob": 0.5, "cho": 1, "dan": 0})
    found = figures(book, {"ann", "bob", "dan"}, worth)
    assert found.tests.keys() == worth.keys()
    for name, (_, points) in worth.items():
        assert found.tests[name] == {points: 1, points / 2: 1, 0: 1}
    assert found.complete == dict.fromkeys(["contributors", "stamp1d", "stamp2d_strided"], 1)


def test_an_assignment_that_nobody_handed_in_or_that_is_not_there_has_no_figures(own_course, worth):
    for name in ("scatter", "nothing"):
        found = book_of(own_course).within(lambda connection, name=name: read_figures(connection, name, {"ann"}, worth))
        assert (found.totals, found.tests, found.to_review) == ({}, {}, set())


@pytest.mark.slow
def test_a_server_reads_the_same(own_course, worth):
    from autograder.gradebook.database import Gradebook

    with server() as one:
        books = [book_of(own_course), Gradebook(one.url, own_course.name)]
        books[1].enter("scatter", source_of(own_course))
        for book in books:
            enter(own_course, book, {"ann": 1, "bob": 0.5})
        assert figures(books[0], {"ann", "bob"}, worth) == figures(books[1], {"ann", "bob"}, worth)
