"""Points in nbgrader's gradebook: what is written is read back, and what an instructor entered stays and counts."""

import math
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.indexes import add_indexes
from autograder.gradebook.scores import Mark, read_marks, read_scores, write_dates, write_scores
from autograder.outcome import Outcome, Status
from tests.autograder.classroom import book_of

MOMENT = datetime(2026, 1, 2)  # noqa: DTZ001 - nbgrader keeps UTC without a zone
FIRST, SECOND = "stamp1d-worked_example", "contributors-worked_example"


def outcome(student, status=Status.GRADED, scores=(), **more):
    return Outcome(student, "scatter", status, 22, scores=dict(scores), **more)


@pytest.fixture
def book(own_course):
    book = book_of(own_course)
    book.enrol(["ann", "bob"])
    return book


@pytest.fixture
def theirs(own_course):
    with closing(api.Gradebook(own_course.db, own_course.name)) as opened:
        yield opened


@pytest.fixture
def write(book):
    """Return a function that writes outcomes in one transaction."""
    return lambda *batch: book.within(lambda connection: write_scores(connection, "scatter", list(batch)))


@pytest.fixture
def read(book):
    """Return a function that calls one of the readers."""
    return lambda reader: book.within(lambda connection: reader(connection, "scatter", ["ann", "bob"]))


def test_a_second_batch_replaces_the_first_and_asks_for_review_of_what_was_not_graded(write, theirs):
    write(outcome("ann", scores={FIRST: 1}))
    write(outcome("ann", Status.REJECTED))
    [notebook] = theirs.find_submission("scatter", "ann").notebooks
    assert {grade.auto_score for grade in notebook.grades} == {0}
    assert all(grade.needs_manual_grade for grade in notebook.grades)


def test_automatic_scores_are_read_back_by_student_and_test(write, read, theirs):
    assert read(read_scores) == {}
    write(outcome("ann", scores={FIRST: 0.5}), outcome("bob"))
    found = read(read_scores)
    assert found["ann"] == dict.fromkeys(found["ann"], 0) | {FIRST: 0.5}
    assert found["bob"].keys() == found["ann"].keys() >= {FIRST, SECOND}
    theirs.find_grade(FIRST, "scatter", "scatter", "bob").auto_score = None
    theirs.db.commit()
    assert math.isnan(read(read_scores)["bob"][FIRST])


@pytest.mark.parametrize(
    ("indexed", "index"), [(True, "autograder_grade_notebook_id"), (False, "sqlite_autoindex_grade_2 (cell_id=? AND")]
)
def test_points_are_found_by_an_index_in_a_gradebook_of_today_and_in_one_that_has_only_nbgraders(book, indexed, index):
    def plan(connection):
        if indexed:
            add_indexes(connection)
        asked = []
        sql.event.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
        read_marks(connection, "scatter", ["ann", "bob"])
        text, values = next(each for each in asked if "manual_score" in each[0])
        return [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]

    steps = book.within(plan)
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert [step for step in steps if f"SEARCH grade USING INDEX {index}" in step]


def test_what_an_instructor_entered_counts_and_a_new_batch_leaves_it(write, read, theirs):
    write(outcome("ann", scores={FIRST: 1, SECOND: 1}))
    by_hand, with_extra = (theirs.find_grade(test, "scatter", "scatter", "ann") for test in (FIRST, SECOND))
    by_hand.manual_score, with_extra.extra_credit = 0.25, 2
    theirs.db.commit()
    write(outcome("ann", scores={FIRST: 0.5, SECOND: 0.5}))
    found = read(read_marks)["ann"]
    assert found[FIRST] == Mark(0.25, by_hand=True, needs_review=True)
    assert found[SECOND] == Mark(2.5, by_hand=True, needs_review=False)
    assert {mark for test, mark in found.items() if test not in {FIRST, SECOND}} == {
        Mark(0.0, by_hand=False, needs_review=False)
    }


def test_what_a_person_has_to_grade_has_no_automatic_score_and_asks_for_them(write, read):
    write(outcome("ann", scores={SECOND: 1}, by_hand=[FIRST]))
    assert math.isnan(read(read_scores)["ann"][FIRST])
    assert read(read_marks)["ann"][FIRST] == Mark(0.0, by_hand=False, needs_review=True)


def test_extra_credit_counts_once_a_cell_has_points_as_nbgrader_counts(write, read, theirs):
    write(outcome("ann", scores={SECOND: 0.5}, by_hand=[FIRST]))
    for name in (FIRST, SECOND):
        theirs.find_grade(name, "scatter", "scatter", "ann").extra_credit = 2
    theirs.db.commit()
    marks = read(read_marks)["ann"]
    assert marks[FIRST] == Mark(0.0, by_hand=True, needs_review=True)
    assert sum(mark.points for mark in marks.values()) == theirs.find_submission("scatter", "ann").score == 2.5


def test_dates_are_mended_of_those_that_are_named_and_of_nobody_else(book, write, theirs):
    write(outcome("ann", timestamp=MOMENT), outcome("bob", timestamp=MOMENT))
    later = MOMENT + timedelta(days=1)
    book.within(lambda connection: write_dates(connection, "scatter", {"ann": later, "eve": later}))
    assert theirs.find_submission("scatter", "ann").timestamp == later
    assert theirs.find_submission("scatter", "bob").timestamp == MOMENT


def test_scores_for_an_assignment_that_was_never_released_are_refused(book):
    with pytest.raises(CourseError, match="never_released: is not in the gradebook, run 'autograder release"):
        book.within(lambda connection: write_scores(connection, "never_released", [outcome("ann")]))
