"""What changed since the last report, shown until something changes again."""

import json
import stat

import pytest

from autograder.feedback.report.changes import Change, State, compared, keep, kept_in

BEFORE = State(
    "2026-11-20 10:00", 22, {"ann": ("graded", 10), "bob": ("graded", 22), "cho": ("missing", 0)}, {"t": 0.5}
)
AFTER = State(
    "2026-11-21 10:00", 22, {"ann": ("graded", 12), "bob": ("rejected", 0), "cho": ("graded", 1)}, {"t": 0.75}
)


def report(path, state):
    """Compare and keep, as a report does."""
    state, changes, text = compared(path, state)
    keep(path, text)
    return state, changes


def test_the_first_report_has_nothing_to_compare_with(tmp_path):
    assert report(kept_in(tmp_path, "scatter"), BEFORE) == (BEFORE, None)


def test_the_next_one_says_who_is_new_who_has_other_points_and_which_test_passes_more(tmp_path):
    path = kept_in(tmp_path, "scatter")
    report(path, BEFORE)
    _, changes = report(path, AFTER)
    assert (changes.since, changes.new, changes.gone) == (BEFORE.made, 1, 0)
    assert changes.students == (Change("bob", "graded", 22, "rejected", 0), Change("ann", "graded", 10, "graded", 12))
    assert [(test.name, test.before, test.now) for test in changes.tests] == [("t", 0.5, 0.75)]


def test_as_long_as_nothing_changes_the_same_is_said_again(tmp_path):
    path = kept_in(tmp_path, "scatter")
    report(path, BEFORE)
    first = report(path, AFTER)
    kept = path.read_bytes()
    later = State("2026-11-22 10:00", AFTER.full, AFTER.rows, AFTER.tests)
    assert report(path, later) == first
    assert path.read_bytes() == kept


def test_who_left_the_course_is_gone_and_no_change_of_points(tmp_path):
    path = kept_in(tmp_path, "scatter")
    report(path, BEFORE)
    _, changes = report(path, State("later", 22, {"ann": ("graded", 10)}, {}))
    assert (changes.new, changes.gone, changes.students, changes.tests) == (0, 1, (), ())


def test_nothing_is_kept_before_the_page_is_written(tmp_path):
    compared(kept_in(tmp_path, "scatter"), BEFORE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b'{"now": 3}', b'{"now": {"rows": [1]}, "before": null}', b"\xff\xfe"]
)
def test_a_damaged_file_is_as_none(tmp_path, damaged):
    path = kept_in(tmp_path, "scatter")
    path.parent.mkdir()
    path.write_bytes(damaged)
    assert report(path, AFTER) == (AFTER, None)
    assert json.loads(path.read_bytes())["now"]["made"] == AFTER.made


def test_nobody_else_can_read_what_is_kept(tmp_path):
    path = kept_in(tmp_path, "scatter")
    report(path, BEFORE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
