"""The table of grades: a row for everyone, in order, and no cell that a spreadsheet would run."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.gradebook import table
from autograder.outcome import Outcome, Status

CELLS = st.text(st.sampled_from(",;\t\r\n\"' =+-@\uff1da1"), max_size=12)


def outcome(student, assignment="scatter", total=1.0, reason="", **more):
    return Outcome(student, assignment, Status.GRADED, 5, reason, seconds=0.1, total=total, **more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("table")


def test_rows_are_in_the_order_of_assignments_and_students_and_run_no_formula(tmp_path):
    table.write(tmp_path / "grades.csv", [outcome("=cmd()", total=3), outcome("ann", "matrix", 2)])
    assert (tmp_path / "grades.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "student,assignment,status,score,max_score,late,seconds,reason",
        "ann,matrix,graded,2,5,0,0.1,",
        "'=cmd(),scatter,graded,3,5,0,0.1,",
    ]


def test_a_row_has_what_the_gradebook_counts_and_not_what_the_tests_gave():
    found = table.row(Outcome("ann", "scatter", Status.REJECTED, 5, "why", {"f": 4}, total=2.5, late=60, seconds=1 / 3))
    assert found == {
        "student": "ann", "assignment": "scatter", "status": "rejected", "score": 2.5, "max_score": 5, "late": 60,
        "seconds": 0.333, "reason": "why",
    }  # fmt: skip


def cells(text):
    """Yield the cells of a table for readers that split at a comma, a semicolon or a tab and know quotes or not."""
    for mark in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark, quoting=quoting):
                yield from line
    yield from re.split(r"[,;\t\r\n]", text)


@pytest.mark.slow
@given(CELLS, CELLS)
@example(";=1+1;", ";=WEBSERVICE(A1);")
@example('";"=1', '"=1";"')
@example("'=1", "''; '=1, ' -1")
@example("\t=1\r=1\n=1", "\r\n=1")
def test_no_reader_finds_a_formula_and_every_reader_of_csv_what_was_written(folder, name, reason):
    path = folder / "grades.csv"
    table.write(path, [outcome(name, reason=reason)])
    text = path.read_bytes().decode("utf-8-sig")
    assert [cell for cell in cells(text) if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\r", "\uff1d"))] == []
    assert [cell for cell in cells(text) if cell.startswith("\t")] == []
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    for found, written in ((row["student"], name), (row["reason"], reason)):
        assert found.replace("'", "") == written.replace("'", "")  # nothing but apostrophes is added
        assert found.count("'") >= written.count("'")


@pytest.mark.parametrize("value", ["plain", "it's", "a test; really", "1 - 2", "a=b", "Ångström"])
def test_what_no_spreadsheet_takes_for_a_formula_is_written_as_it_is(tmp_path, value):
    table.write(tmp_path / "grades.csv", [outcome(value)])
    with (tmp_path / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["student"] for row in csv.DictReader(file)] == [value]


@pytest.mark.parametrize(
    "text", ["student,score\nann,1\n", "student,raw_score\nann,1\n", "score\nfull\n", "student\nann,1\n", "", "\xff"]
)
def test_a_table_of_another_program_is_kept_beside_ours_and_named(tmp_path, text):
    path = tmp_path / "grades.csv"
    path.write_text(text, encoding="latin-1")
    written = table.write(path, [])
    assert (tmp_path / "grades.kept.csv").read_text(encoding="latin-1") == text
    assert written.path == path
    assert "grades.kept.csv" in written.note
    assert path.read_text(encoding="utf-8-sig").startswith("student,assignment,")


def test_our_own_table_is_replaced_also_after_a_spreadsheet_has_saved_it(tmp_path):
    path = tmp_path / "grades.csv"
    table.write(path, [outcome("ann")])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    table.write(path, [outcome("bob")])
    assert [line.split(",")[0] for line in path.read_text(encoding="utf-8-sig").splitlines()] == ["student", "bob"]
