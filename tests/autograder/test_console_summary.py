"""What an instructor sees at the end of a run: columns that stay, a bounded number of lines, the next command."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from autograder.console import OUT, clip, print_differences, print_grades, print_summary, print_tests
from autograder.gradebook.by_test import PointsRow
from autograder.gradebook.summary import summarize
from autograder.grading.regrade import Difference
from autograder.outcome import Outcome, Status


def outcome(student, status=Status.GRADED, reason="", total=7.5, assignment="scatter"):
    return Outcome(student, assignment, status, 22, reason, total=total)


def shown(show, *values, **more):
    with OUT.capture() as said:
        show(*values, **more)
    return said.get().splitlines()


@pytest.mark.parametrize("name", ["x" * 128, "李" * 128, "م" * 128, "e\u0301" * 64, "=" * 128, "a b " * 32])
def test_a_long_name_squeezes_no_other_column(name):
    lines = shown(print_grades, [outcome(name), outcome("ann")], Path("grades.csv"))
    rows = [line for line in lines if line.endswith("7.5/22")]
    assert len(rows) == 2
    assert all("graded" in row and cell_len(row) <= OUT.width for row in rows)
    assert "…" in next(row for row in rows if not row.startswith("ann"))


@given(st.text(st.sampled_from("a李\u0301م ُ😀é"), max_size=60), st.integers(8, 40))
def test_a_clipped_name_fits_and_keeps_both_ends(name, columns):
    found = clip(name, columns)
    assert cell_len(found) <= columns
    if cell_len(name) <= columns:
        assert found == name
    else:
        first, _, last = found.partition("…")
        assert name.startswith(first)
        assert name.endswith(last)


def test_the_rows_are_sorted_and_of_a_large_class_the_rest_is_elsewhere():
    class_ = [outcome(f"s{place:04}", reason="why") for place in reversed(range(1400))]
    lines = shown(print_grades, class_, Path("grades.csv"))
    assert len(lines) < 80
    assert [line.split()[0] for line in lines[2:5]] == ["s0000", "s0001", "s0002"]
    assert "… and 1360 more lines in grades.csv" in lines
    assert "  … and 1380 more reasons in grades.csv" in lines


def test_a_long_reason_is_cut_in_the_overview_and_whole_for_one_student():
    one = outcome("ann", reason="why " * 200 + "end")
    assert all(len(line) < 400 for line in shown(print_grades, [one], Path("grades.csv")))
    lines = shown(print_tests, [one], [PointsRow("ann", "scatter", "f", "f-one", 0.5, 1, "part")])
    assert lines[:2] == ["ann, scatter: graded, 7.5 of 22 points", "  0.5 of 1  f-one (part)"]
    assert lines[2].endswith("why end")


def test_the_summary_says_how_many_how_well_who_needs_a_look_what_is_new_and_what_follows():
    rows = [
        outcome("ann", total=20),
        outcome("bob", total=10),
        outcome("eve", Status.REJECTED),
        outcome("\x1b[2J", Status.FAILED),
    ]
    before = {(each.student, each.assignment): None for each in rows}
    assert shown(print_summary, summarize(rows, before), "autograder feedback scatter") == [
        "4 expected: 2 graded, 1 rejected, 1 failed.",
        "2 graded, mean 15, median 15 of 22 points.",
        "Needs a look (failed): ?[2J",
        "Needs a look (rejected): eve",
        "Since the last run: 4 new, 0 changed.",
        "Next: autograder feedback scatter",
    ]


@pytest.mark.parametrize(("number", "words"), [(1, "1 late penalty changed"), (12, "12 late penalties changed")])
def test_penalties_that_changed_are_counted_beside_submissions_that_did(number, words):
    lines = shown(print_summary, summarize([outcome("ann")], {}, (), number), "autograder feedback scatter")
    assert f"Since the last run: 0 new, 0 changed, {words}." in lines


def test_of_many_who_need_a_look_the_first_are_named():
    rows = [outcome(f"s{place:02}", Status.REJECTED) for place in range(25)]
    [line] = [line for line in shown(print_summary, summarize(rows, {}), "x") if line.startswith("Needs a look")]
    assert line.startswith("Needs a look (rejected): s00; s01; ")
    assert line.endswith("; s09 and 15 more")


def test_of_a_large_class_with_other_points_the_first_are_printed_and_the_table_is_named():
    changed = [Difference(f"s{place:04}", 5, 7) for place in range(3000)]
    lines = shown(print_differences, "scatter", 3001, 5, 7, changed, Path("grades.scatter.before.csv"))
    assert lines[0] == "scatter: 5 points became 7; 3001 were graded again, 3000 have other points than before"
    assert lines[1] == "  s0000: 5 of 5, now 7 of 7"
    assert lines[-2:] == ["  … and 2980 more students", "Points before and now: grades.scatter.before.csv"]
    assert len(lines) == 23
