"""The tables as files that spreadsheets open, change and hold: nothing of that stops a run or is lost."""

import csv

import pytest

from autograder.errors import CourseError
from autograder.gradebook import table
from autograder.gradebook.by_test import PointsRow
from autograder.outcome import Outcome, Status


def outcome(student, status=Status.GRADED, **more):
    return Outcome(student, "scatter", status, 5, seconds=0.1, total=1, **more)


def names(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["student"] for row in csv.DictReader(file)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "grades.csv"


def test_names_of_all_scripts_open_in_excel_which_wants_a_mark_at_the_start(path):
    table.write(path, [outcome("李小龙"), outcome("Müller")])
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent,")
    assert names(path) == ["Müller", "李小龙"]


@pytest.mark.parametrize("header", [
    "student;assignment;status;score;max_score;late;seconds;reason\r\n",
    "\ufeffstudent;assignment;status;score;max_score;late;seconds;reason\r\n",
    "student\tassignment\tstatus\tscore\tmax_score\tlate\tseconds\treason\n",
    '"student","assignment","status","score","max_score","late","seconds","reason"\n',
])  # fmt: skip
def test_our_columns_saved_by_any_spreadsheet_are_replaced(path, header):
    path.write_text(header + "x", encoding="utf-8", newline="")
    assert table.write(path, [outcome("ann")]) == (path, "")
    assert names(path) == ["ann"]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("text", [
    "student,assignment,status,score,max_score,late,seconds,reason,my notes\nann,,,,,,,,ill\n",
    "student;note\nann;ill\n", "score\nfull\n", "", "\xff\xfe\x00",
])  # fmt: skip
def test_what_has_other_columns_is_kept_beside_and_said(path, text):
    path.write_text(text, encoding="latin-1")
    first = table.write(path, [outcome("ann")])
    assert first == (path, "grades.csv had other columns than ours: it is kept as grades.kept.csv")
    assert path.with_name("grades.kept.csv").read_text(encoding="latin-1") == text
    assert names(path) == ["ann"]
    path.write_text(text, encoding="latin-1")
    table.write(path, [outcome("bob")])
    assert path.with_name("grades.kept2.csv").read_text(encoding="latin-1") == text
    assert names(path) == ["bob"]


def test_what_cannot_be_replaced_stays_and_the_table_is_written_beside_it(path):
    path.mkdir()  # as a file that Excel holds on Windows: it cannot be replaced
    written = table.write(path, [outcome("ann")])
    assert written.path.name == "grades.new.csv"
    assert "grades.csv cannot be replaced (" in written.note
    assert "the table is in grades.new.csv" in written.note
    assert names(written.path) == ["ann"]


def test_where_nothing_can_be_written_one_line_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match=r"file: File exists: move what has that name away"):
        table.write(tmp_path / "file" / "grades.csv", [])


def test_what_was_withdrawn_is_missing_and_not_late(path):
    assert table.row(outcome("ann", Status.MISSING, late=60))["late"] == 0
    assert table.row(outcome("ann", late=60))["late"] == 60


def test_points_by_test_are_a_table_of_the_same_kind(tmp_path):
    path = tmp_path / "grades_by_test.csv"
    who = ("=bob", "ann")
    rows = [PointsRow(each, "scatter", "f", test, 0.5, 1, "part") for each in who for test in ("f-b", "f-a")]
    table.write_by_test(path, rows)
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "student,assignment,exercise,test,points,max,status",
        "'=bob,scatter,f,f-b,0.5,1,part",
        "'=bob,scatter,f,f-a,0.5,1,part",
        "ann,scatter,f,f-b,0.5,1,part",
        "ann,scatter,f,f-a,0.5,1,part",
    ]


def test_rows_are_written_as_they_come_and_a_stop_in_between_leaves_the_old_table(path):
    table.write_by_test(path, [PointsRow("old", "scatter", "f", "f-a", 1, 1, "full")])
    part = path.with_name("grades.csv.part")

    def rows():
        for number in range(20_000):
            yield PointsRow(f"s{number:05}", "scatter", "f", "f-a", 1, 1, "full")
        assert part.stat().st_size > 100_000  # what came before is on the disk, and not in memory
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table.write_by_test(path, rows())
    assert names(path) == ["old"]
    assert [each.name for each in path.parent.iterdir()] == [path.name]
