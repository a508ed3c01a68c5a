"""An export holds all that a course has of one student, nothing of another, and no hidden case."""

import csv
import io
import json
import zipfile

import nbformat
import pytest

from autograder.cell import read
from autograder.errors import CourseError
from autograder.markers import visible
from autograder.rights.exported import export, is_export
from autograder.rights.holdings import find
from tests.autograder.class_of_three import NAME, SECRET, book, contents


@pytest.fixture
def exported(course, tmp_path):
    """Return the members of ann's export by name."""
    path = tmp_path / "out" / "ann.zip"
    export(course, book(course), find(course, book(course), "ann"), path)
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_every_file_of_the_student_is_in_it_word_for_word_but_graded_notebooks(course, exported):
    steps = ("submitted", "attempts", "feedback")
    files = {path for step in steps for path in (course.root / step / "ann").rglob("*") if path.is_file()}
    assert len(files) == 7
    for path in files:
        assert exported[path.relative_to(course.root).as_posix()] == path.read_bytes()
    assert exported[f"submitted/ann/{NAME}/submission_secret.txt"] == SECRET.encode()
    assert [name for name in exported if name.startswith("exchange/inbound/ann+")] != []
    assert [name for name in exported if name.startswith("exchange/feedback/")] != []
    assert not [name for name in exported if "bob" in name or "another" in name]


def test_graded_notebooks_have_no_hidden_case_and_neither_has_anything_else(course, exported):
    source = nbformat.read(course.notebook("source", NAME), as_version=4)
    hidden = set()
    for cell in map(read, source.cells):
        hidden |= {*cell.source.splitlines()} - {*visible(cell.source).splitlines()}
    hidden = {line.strip() for line in hidden if "assert" in line or "fixed" in line}
    assert len(hidden) >= 2
    for name, data in exported.items():
        text = data.decode().replace("\\n", "\n").replace('\\"', '"')
        assert [line for line in hidden if line in text] == [], name
    graded = nbformat.reads(exported[f"autograded/ann/{NAME}/{NAME}.ipynb"].decode(), as_version=4)
    assert [cell for cell in graded.cells if cell.get("outputs")] or len(graded.cells) == len(source.cells)


def test_gradebook_journal_and_tables_are_in_it_as_json_and_csv(course, exported):
    found = json.loads(exported["gradebook.json"])
    assert found["student"][0]["last_name"] == "Müller"
    assert found["late_penalties"][0]["penalty"] > 0
    assert "Well done, Ann" in [row["manual_comment"] for row in found["comments"]]
    points = {row["cell"]: row for row in csv.DictReader(io.StringIO(exported["points.csv"].decode()))}
    assert points["spread-any_stride"]["manual_score"] == "2.5"
    [outcome] = json.loads(exported["outcomes.json"])
    assert (outcome["student"], outcome["status"], outcome["scores"]["spread-any_stride"]) == ("ann", "graded", 3)
    assert "key" not in outcome
    for name in ("grades.csv", "grades_by_test.csv", "grades.kept.csv"):
        lines = list(csv.DictReader(io.StringIO(exported[f"tables/{name}"].decode())))
        assert {line["student"] for line in lines} == {"ann"}
    assert 'course "course" has of ann' in exported["README.txt"].decode()


def test_it_is_for_its_owner_alone_the_same_to_the_byte_and_changes_nothing(course, tmp_path):
    gradebook, path = book(course), tmp_path / "ann.zip"
    held = find(course, gradebook, "ann")
    before = contents(course)
    export(course, gradebook, held, path)
    first = path.read_bytes()
    export(course, gradebook, held, path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert contents(course) == before
    assert [each.name for each in tmp_path.iterdir() if "ann" in each.name] == ["ann.zip"]


def test_a_file_that_is_no_export_of_this_student_stays(course, tmp_path):
    gradebook, path = book(course), tmp_path / "mine.zip"
    path.write_bytes(b"precious")
    with pytest.raises(CourseError, match=r"mine.zip: is there and no export of ann, name another file with --out"):
        export(course, gradebook, find(course, gradebook, "ann"), path)
    assert path.read_bytes() == b"precious"
    path.unlink()
    export(course, gradebook, find(course, gradebook, "bob"), path)
    assert (is_export(path, "bob"), is_export(path, "ann"), is_export(tmp_path, "ann")) == (True, False, False)


def test_what_cannot_be_in_it_is_named_in_its_readme(course, tmp_path):
    home = course.root / "submitted" / "ann"
    (home / "link").symlink_to(tmp_path)
    (home / "away.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "secret.txt").write_text("another's")
    course.notebook("autograded", NAME, "ann").write_text("{")
    path = tmp_path / "ann.zip"
    names = export(course, book(course), find(course, book(course), "ann"), path)
    with zipfile.ZipFile(path) as file:
        readme = file.read("README.txt").decode()
    assert "left out: submitted/ann/away.txt (a link, or no file)" in readme
    assert "left out: submitted/ann/link (a link)" in readme
    assert f"left out: autograded/ann/{NAME}/{NAME}.ipynb (it cannot be read as a notebook" in readme
    assert not [name for name in names if "away" in name]


def test_what_cannot_be_written_is_one_line_and_leaves_nothing(course, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CourseError, match="out"):
        export(course, book(course), find(course, book(course), "ann"), tmp_path / "out" / "ann.zip")
