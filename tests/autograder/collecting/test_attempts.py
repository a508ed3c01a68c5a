"""Which of several attempts counts: by time, or by the platform's own count, and never by a guess."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.archive import Entry
from autograder.collecting.attempts import Attempt, Rule, choose, gathered, is_later
from autograder.collecting.forms import Named, blackboard, canvas

DUE = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - UTC without a zone, as nbgrader has it
HOURS = st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True)


def attempt(hours=None, order=None):
    time = None if hours is None else DUE + timedelta(hours=hours)
    return Attempt("ada", Named("ada", PurePosixPath("x"), time=time), order=order)


@given(HOURS)
def test_the_last_before_the_due_date_counts_or_the_last_of_all(hours):
    attempts = [attempt(each) for each in hours]
    chosen, earlier = choose(attempts, Rule.LAST, DUE)
    in_time = [each for each in hours if each <= 0]
    assert chosen is attempts[hours.index(max(in_time or hours))]
    assert [attempts.index(each) for each in earlier] == sorted(
        (hours.index(each) for each in hours if DUE + timedelta(hours=each) < chosen.time), key=hours.__getitem__
    )


@pytest.mark.slow
@given(HOURS)
def test_the_latest_and_the_first_do_not_ask_for_a_due_date(hours):
    attempts = [attempt(each) for each in hours]
    for rule, pick in ((Rule.LATEST, max), (Rule.BEST, max), (Rule.FIRST, min)):
        assert choose(attempts, rule, DUE)[0] is attempts[hours.index(pick(hours))]
    assert choose(attempts, Rule.LAST, None)[0] is attempts[hours.index(max(hours))]


def test_attempts_that_nothing_orders_are_not_chosen_from():
    assert choose([attempt(), attempt()], Rule.LAST, DUE) is None
    assert choose([attempt(1), attempt(1)], Rule.LAST, DUE) is None
    assert choose([attempt(1, 1), attempt(1, 2)], Rule.LAST, DUE)[0].order == 2
    assert choose([attempt()], Rule.LAST, DUE)[1] == []


def test_files_of_one_attempt_come_together_and_a_receipt_is_none():
    entries = [Entry(PurePosixPath(name), 1, None, 0) for name in "abc"]
    at = "attempt_2026-11-01-12-30-00"
    names = [f"hw_ada_{at}_x.ipynb", f"hw_ada_{at}.txt", "hw_ada_attempt_2026-11-02-12-30-00.txt"]
    found = gathered(("ada", blackboard(PurePosixPath(n)), e) for n, e in zip(names, entries, strict=True))
    one, two = found["ada"]
    assert (list(map(str, one.files)), one.has_receipt) == (["x.ipynb"], True)
    assert (two.files, two.has_receipt) == ({}, True)


def of_canvas(*names):
    """Return the attempts of one student, each as its files with the platform's names."""
    entries = [Entry(PurePosixPath(name), 1, DUE + timedelta(hours=n), n) for n, name in enumerate(names)]
    return gathered(("li", canvas(each.path), each) for each in entries)["li"]


def files_of(attempt):
    return {str(path): str(entry.path) for path, entry in attempt.files.items()}


def test_the_youngest_of_canvas_files_is_what_a_page_answers_to():
    names = ["li_1_5_x.ipynb", "li_LATE_1_9_y.ipynb"]
    [only] = of_canvas(*names)
    assert (only.named.handle, only.order, only.late) == (names[1], 9, True)
    assert only.seen == DUE + timedelta(hours=1)


@pytest.mark.parametrize("again", ["x.ipynb", "x-1.ipynb", "x-12.ipynb"])
def test_a_notebook_that_canvas_has_again_is_another_attempt_with_the_other_files(again):
    first, last = of_canvas(f"li_LATE_1_9_{again}", "li_1_5_x.ipynb", "li_1_6_data.csv")
    assert files_of(first) == {"x.ipynb": "li_1_5_x.ipynb", "data.csv": "li_1_6_data.csv"}
    assert files_of(last) == {again: f"li_LATE_1_9_{again}", "data.csv": "li_1_6_data.csv"}
    assert (first.order, last.order, last.twice) == (6, 9, [])
    assert choose([last, first], Rule.LAST, DUE) == (last, [first])
    assert choose([last, first], Rule.FIRST, DUE) == (first, [])


def test_parts_with_numbers_are_files_of_one_attempt():
    [only] = of_canvas("li_1_5_part-1.ipynb", "li_1_6_part-2.ipynb", "li_1_7_data.csv", "li_1_8_data-1.csv")
    assert [*files_of(only)] == ["part-1.ipynb", "part-2.ipynb", "data.csv", "data-1.csv"]


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 3)), min_size=2, max_size=2))
def test_later_is_later_in_one_direction_only(two):
    one, other = two
    first, second = is_later(one, other), is_later(other, one)
    assert (first is None) == (second is None)
    assert first is None or first is not second
