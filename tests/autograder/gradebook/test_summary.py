"""The figures at the end of a run."""

from dataclasses import replace

from autograder.gradebook.summary import Points, summarize
from autograder.outcome import Outcome, Status


def outcome(student, status=Status.GRADED, total=0.0, key="k", reason="", assignment="scatter"):
    return Outcome(student, assignment, status, 22, reason, {"test": total}, total=total, key=key)


def test_states_are_counted_and_points_are_of_those_who_were_graded():
    rows = [outcome("ann", total=22), outcome("bob", total=4), outcome("cho", total=1), outcome("dan", Status.MISSING)]
    found = summarize(rows, {})
    assert found.counts == {"graded": 3, "missing": 1}
    assert found.points == [Points("scatter", 3, 9, 4, 22)]


def test_assignments_have_figures_of_their_own_and_none_where_nobody_was_graded():
    rows = [outcome("ann", total=2, assignment="b"), outcome("ann", Status.REJECTED, assignment="a")]
    assert [each.assignment for each in summarize(rows, {}).points] == ["b"]
    assert summarize([], {}).counts == {}


def test_who_needs_a_look_is_named_once_the_worst_first():
    rows = [
        outcome("ann", reason="cell f stopped: TimeoutError"),
        outcome("bob"),
        outcome("cho", Status.REJECTED),
        outcome("dan", Status.FAILED),
        outcome("eve", reason="cell f stopped: ImportError"),
        outcome("fay", Status.MISSING),
    ]
    found = summarize(rows, {}, {("eve", "scatter"), ("cho", "scatter"), ("fay", "scatter")})
    assert found.look == [
        ("dan", "scatter", "failed"),
        ("cho", "scatter", "rejected"),
        ("eve", "scatter", "to review"),
        ("ann", "scatter", "stopped"),
    ]


def test_what_is_new_and_what_has_changed_since_the_last_run():
    again, better = outcome("bob", total=3), outcome("cho", total=3)
    gone, late = outcome("dan", total=3), outcome("eve", Status.MISSING)
    rows = [
        outcome("ann", total=3),
        replace(again, key="other"),
        outcome("cho", total=5, key="other"),
        outcome("dan", Status.MISSING, key="other"),
        outcome("eve", total=1, key="other"),
        outcome("fay", total=1),
        outcome("gus", Status.MISSING),
    ]
    before = {(each.student, each.assignment): each for each in (again, better, gone, late)}
    found = summarize(rows, before | {("fay", "scatter"): None, ("gus", "scatter"): None})
    assert (found.new, found.changed, found.other_points) == (2, 3, 2)
