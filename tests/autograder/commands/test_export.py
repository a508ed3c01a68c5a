"""The command ``export``: where the file is, and what there is to do by hand."""

import csv
import json

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.collecting.record import Receipt, write_receipts
from autograder.errors import CourseError
from tests.autograder.classroom import Replay, book_of, grade, hand_in, number


@pytest.fixture
def graded_class(own_course):
    hand_in(own_course, "ada")
    grade(own_course, Replay({"contributors-worked_example": number("0.5")}))
    book_of(own_course).enrol(["ada", "=1+1"])
    return own_course


def run(course, *words):
    return CliRunner().invoke(cli, ["export", *map(str, words), "--course", str(course.root)], catch_exceptions=False)


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_has_the_points_by_assignment_exercise_and_test(graded_class):
    done = run(graded_class)
    assert "Wrote 2 students, 1 assignment to" in done.stdout
    assert done.stdout.endswith(f". Next: autograder report --course {graded_class.root}\n")
    by_id = {row["student"]: row for row in read(graded_class.root / "export_csv.csv")}
    row = by_id["ada"]
    assert row["scatter: contributors: contributors-worked_example"] == "0.5"
    exercises = ("contributors", "stamp1d", "stamp2d_strided")
    assert float(row["scatter"]) == sum(float(row[f"scatter: {name}"]) for name in exercises)
    assert by_id["'=1+1"]["scatter"] == ""


def test_what_an_id_loses_by_being_made_safe_is_said(graded_class):
    for kind in ("csv", "canvas", "moodle"):
        done = run(graded_class, "--format", kind)
        assert "warning: ids that begin as a formula got an apostrophe" in done.stderr
        assert (graded_class.root / f"export_{kind}.csv").is_file()
    assert done.stdout.endswith(". Next: import it in Moodle\n")


def test_canvas_gets_its_own_numbers_and_titles(graded_class, tmp_path):
    write_receipts(graded_class.collected("scatter"), {"ada": Receipt("canvas", "", "", "1234", "", None, "")})
    words = ["scatter", "--format", "canvas", "--title", "scatter=Scatter (77)", "--out", tmp_path / "a.csv", "--json"]
    done = run(graded_class, *words)
    assert json.loads(done.stdout)["without_number"] == ["=1+1"]
    [possible, *students] = read(tmp_path / "a.csv")
    assert (possible["Student"], possible["Scatter (77)"]) == ("    Points Possible", "22")
    assert {row["SIS Login ID"]: row["ID"] for row in students} == {"ada": "1234", "'=1+1": ""}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["scater"], "scater: no such assignment"),
        (["--title", "x=y"], "--title x=y: write it as ASSIGNMENT=TITLE, with one of scatter"),
        (["--title", "scatter"], "write it as ASSIGNMENT=TITLE"),
    ],
)
def test_a_slip_is_one_line_and_writes_nothing(own_course, words, answer):
    with pytest.raises(CourseError) as said:
        run(own_course, *words)
    assert answer in str(said.value)
    assert not list(own_course.root.glob("export*"))


def test_before_anything_is_released_it_says_so(tmp_path):
    from autograder.course import Course

    with pytest.raises(CourseError, match="nothing is released yet"):
        run(Course.create(tmp_path / "course", []))


def test_a_late_policy_that_cannot_be_read_is_said_after_the_file_is_written(graded_class):
    settings = graded_class.root / "course.toml"
    settings.write_text(settings.read_text() + "[late]\npercent = 3\n")
    with pytest.raises(CourseError, match="has no percent"):
        run(graded_class)
    assert (graded_class.root / "export_csv.csv").is_file()
