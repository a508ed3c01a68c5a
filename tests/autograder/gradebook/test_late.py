"""What lateness costs: the same by both commands, gone with its cause, and never more than there is."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.late import DAY, LatePolicy, Penalty, policy_from, settle
from autograder.outcome import Outcome, Status

DUE = datetime(2026, 11, 21)  # noqa: DTZ001 - nbgrader's are UTC without saying so
WAITS = sql.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
POLICY = LatePolicy(grace_minutes=15, percent_a_day=10, cap_percent=50)


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(0, None), (900, None), (901, 2), (DAY, 2), (DAY + 1, 4), (4 * DAY + 1, 10), (400 * DAY, 10)],
)
def test_a_day_begun_costs_its_percents_after_the_grace_and_up_to_the_cap(seconds, taken):
    assert POLICY("ann", 20.0, seconds) == taken


@given(st.floats(0, 1e6), st.floats(0, 1e9), st.floats(0, 1e5), st.floats(0, 100), st.floats(0, 100))
def test_what_is_taken_is_never_more_than_there_is_and_never_shrinks_with_time(score, late, grace, percent, cap):
    policy = LatePolicy(grace, percent, cap)
    now, later = policy("ann", score, late) or 0, policy("ann", score, late + DAY) or 0
    assert 0 <= now <= later <= score


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"percent": 10}, "has no percent"),
        ({"grace_minutes": 5}, "needs percent_a_day"),
        ({"percent_a_day": -1}, "number from 0 on"),
        ({"percent_a_day": "10"}, "number from 0 on"),
        ({"percent_a_day": True}, "number from 0 on"),
        ({"percent_a_day": 120}, "at most 100"),
        ("10 %", "no table"),
    ],
)
def test_a_policy_that_means_nothing_is_refused(table, words):
    with pytest.raises(CourseError, match=f"course.toml: .*{words}"):
        policy_from(table)
    assert policy_from(None) is None


@pytest.fixture(params=["sqlite", "postgres"])
def book(request, own_course):
    """Give a gradebook with two submissions of 20 and 7 points, one of them two days late."""
    url = own_course.db
    if request.param == "postgres":
        url = request.getfixturevalue("postgres")
    gradebook = Gradebook(url, own_course.name)
    gradebook.create()
    with closing(api.Gradebook(url)) as nbgrader:
        if request.param == "postgres":
            nbgrader.add_assignment("scatter")
            nbgrader.add_notebook("scatter", "scatter")
            nbgrader.add_grade_cell("test", "scatter", "scatter", max_score=22, cell_type="code")
        nbgrader.update_or_create_assignment("scatter", duedate=str(DUE))
        name = nbgrader.find_notebook("scatter", "scatter").grade_cells[0].name
    outcomes = [
        Outcome(student, "scatter", Status.GRADED, 22, scores={name: points}, timestamp=DUE + timedelta(days=days))
        for student, points, days in (("late", 20.0, 1.5), ("early", 7.0, -1))
    ]
    gradebook.record(outcomes)
    return gradebook


def penalties(gradebook):
    with closing(api.Gradebook(gradebook.url)) as nbgrader:
        submissions = nbgrader.find_assignment("scatter").submissions
        return {each.student_id: each.notebooks[0].late_submission_penalty for each in submissions}


def apply(gradebook, rule):
    with gradebook.transaction() as connection:
        return settle(connection, "scatter", lambda: rule)


def alter(gradebook, change):
    with closing(api.Gradebook(gradebook.url)) as nbgrader:
        change(nbgrader)
        nbgrader.db.commit()


def no_policy(_student, _score, _seconds):
    return None


def test_graders_who_are_the_first_to_look_at_once_make_our_table_once(book):
    begin = threading.Barrier(8)

    def settled(_):
        begin.wait()
        return book.within(lambda connection: settle(connection, "scatter", lambda: POLICY))

    with ThreadPoolExecutor(8) as threads:
        changed = [each for found in threads.map(settled, range(8)) for each in found]
    assert changed == [Penalty("late", "scatter", 0.0, 4.0)]


def test_two_who_settle_the_same_change_at_once_agree(book):
    apply(book, no_policy)  # our table is there
    with ThreadPoolExecutor(1) as threads:
        with book.transaction() as connection:
            settle(connection, "scatter", lambda: POLICY)
            other = threads.submit(book.within, lambda own: settle(own, "scatter", lambda: POLICY))
            while connection.dialect.name == "postgresql" and not connection.scalar(WAITS):
                assert not other.done()
        assert {*other.result()} <= {Penalty("late", "scatter", 0.0, 4.0)}
    assert penalties(book) == {"late": 4.0, "early": None}
    assert apply(book, no_policy) == [Penalty("late", "scatter", 4.0, 0.0)]  # known as of our writing


@pytest.mark.slow
def test_a_penalty_comes_and_goes_with_the_policy_and_with_the_lateness(book):
    assert apply(book, POLICY) == [Penalty("late", "scatter", 0.0, 4.0)]
    assert penalties(book) == {"late": 4.0, "early": None}
    assert apply(book, POLICY) == []
    [total] = [o.total for o in book.with_totals([Outcome("late", "scatter", Status.GRADED, 22)])]
    assert total == 16
    apply(book, no_policy)
    assert penalties(book)["late"] is None
    apply(book, POLICY)
    alter(book, lambda n: n.update_or_create_assignment("scatter", duedate=str(DUE + timedelta(days=7))))
    assert apply(book, POLICY) == [Penalty("late", "scatter", 4.0, 0.0)]
    assert penalties(book)["late"] is None


@pytest.mark.slow
def test_an_extension_counts_and_so_do_manual_points(book):
    alter(book, lambda n: n.grant_extension("scatter", "late", days=1))
    apply(book, POLICY)
    assert penalties(book)["late"] == 2.0

    def manual(nbgrader):
        nbgrader.find_submission("scatter", "late").notebooks[0].grades[0].manual_score = 10

    alter(book, manual)
    apply(book, POLICY)
    assert penalties(book)["late"] == 1.0


@pytest.mark.slow
def test_an_instructors_own_penalty_stays(book):
    def by_hand(nbgrader):
        nbgrader.find_submission("scatter", "early").notebooks[0].late_submission_penalty = 0.25
        nbgrader.find_submission("scatter", "late").notebooks[0].late_submission_penalty = 3

    apply(book, POLICY)
    alter(book, by_hand)
    assert apply(book, POLICY) == apply(book, no_policy) == []
    assert penalties(book) == {"late": 3.0, "early": 0.25}


@pytest.mark.slow
@pytest.mark.parametrize("penalty", [1e9, float("inf"), float("nan"), -5])
def test_no_rule_brings_a_total_below_0_or_above_the_points(book, penalty):
    apply(book, lambda *_: penalty)
    [outcome] = book.with_totals([Outcome("late", "scatter", Status.GRADED, 22)])
    assert 0 <= outcome.total <= 20


@pytest.mark.slow
def test_points_that_shrink_after_a_penalty_leave_no_debt(book):
    apply(book, lambda _student, score, _late: score)
    with closing(api.Gradebook(book.url)) as nbgrader:
        name = nbgrader.find_notebook("scatter", "scatter").grade_cells[0].name
    book.record([Outcome("late", "scatter", Status.REJECTED, 22, scores={name: 0.0})])
    assert book.with_totals([Outcome("late", "scatter", Status.REJECTED, 22)])[0].total == 0
