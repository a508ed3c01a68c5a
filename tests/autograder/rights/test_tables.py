"""A student's lines of a table, whoever wrote it: they go, and every other byte stays."""

import pytest

from autograder.gradebook.table import write_changed
from autograder.rights.tables import lines_of, tables, without

BOM = "\ufeff"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{BOM}student,score\nann,1\nbob,2\n", f"{BOM}student,score\nbob,2\n"),
        ("student;note\r\nbob;\r\nann;ill\r\n", "student;note\r\nbob;\r\n"),
        ('student,note\nann,"two\nlines"\nbob,"ann\nand"\n', 'student,note\nbob,"ann\nand"\n'),
        ("score\tStudent_id\n1\tann\n2\tann2\n", "score\tStudent_id\n2\tann2\n"),
        ("name,score\nann,1\n", "name,score\nann,1\n"),
        (
            "Student,ID,SIS User ID,SIS Login ID\n    Points Possible,,,\nann,,,bob\nLee,1,,ann\n",
            "Student,ID,SIS User ID,SIS Login ID\n    Points Possible,,,\nann,,,bob\n",
        ),
        ("username,idnumber\nann,ann\nbob,bob\n", "username,idnumber\nbob,bob\n"),
        ("", ""),
    ],
    ids=["ours", "semicolons", "breaks", "tabs", "no students", "canvas", "moodle", "empty"],
)
def test_lines_of_a_student_go_and_others_stay_to_the_byte(tmp_path, before, after):
    path = tmp_path / "grades.csv"
    path.write_bytes(before.encode())
    gone = lines_of(path, "ann")
    assert without(path, "ann") == len(gone) == (before != after)
    assert path.read_bytes() == after.encode()
    assert without(path, "ann") == 0


def test_an_id_that_a_spreadsheet_would_run_is_known_with_its_apostrophe(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text("student,score\n'=1+1,2\n")
    assert lines_of(path, "=1+1") == [{"student": "'=1+1", "score": "2"}]


def test_bytes_that_are_no_utf_8_stay(tmp_path):
    path = tmp_path / "grades.kept.csv"
    path.write_bytes(b"student,note\nann,\xff\nbob,\xe4\n")
    assert without(path, "ann") == 1
    assert path.read_bytes() == b"student,note\nbob,\xe4\n"


def test_what_commands_write_into_a_course_is_found_and_no_other_table(three):
    (three.root / "class.csv").write_text("student\nann\n")
    (three.root / "expected.csv").write_text("student\nann\n")
    write_changed(three.changed_grades("fold"), 5, 7, [("ann", 5, 7)])
    assert [path.name for path in tables(three)] == [
        "expected.csv", "grades.csv", "grades.fold.before.csv", "grades.kept.csv", "grades_by_test.csv"
    ]  # fmt: skip
    assert without(three.changed_grades("fold"), "ann") == 1
