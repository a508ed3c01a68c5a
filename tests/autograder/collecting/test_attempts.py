"""Which of several attempts counts: by time, or by the platform's own count, and never by a guess."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath

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


def test_the_youngest_of_canvas_files_is_what_a_page_answers_to_and_a_double_is_kept_apart():
    names = ["li_1_5_x.ipynb", "li_LATE_1_9_y.ipynb", "li_1_7_x.ipynb"]
    entries = [Entry(PurePosixPath(name), 1, DUE + timedelta(hours=n), n) for n, name in enumerate(names)]
    [only] = gathered(("li", canvas(e.path), e) for e in entries)["li"]
    assert (only.named.handle, only.order, only.late) == (names[1], 9, True)
    assert only.seen == DUE + timedelta(hours=1)
    assert only.twice == [(PurePosixPath("x.ipynb"), entries[2])]


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 3)), min_size=2, max_size=2))
def test_later_is_later_in_one_direction_only(two):
    one, other = two
    first, second = is_later(one, other), is_later(other, one)
    assert (first is None) == (second is None)
    assert first is None or first is not second
