"""The command ``collect``: from the platform's own download to the folder, in words that an instructor can act on."""

import json
import re

import click
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError
from tests.autograder.classroom import grade, rows
from tests.autograder.collecting.downloads import folder_of, later, tree, zip_of

ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,scatter (77)
    Points Possible,,,,,22
"Lovelace, Ada",1234,,ada,A,
"Li, Wei",1235,,wei1,A,
"Li, Wei",1236,,wei2,A,
"Müller, Jürgen",1237,,jm,A,
"""


@pytest.fixture
def classroom(own_course, tmp_path):
    """Return a course whose class list came from Canvas."""
    (tmp_path / "class.csv").write_text(ROSTER)
    run(own_course, "roster", tmp_path / "class.csv")
    return own_course


def run(course, *words):
    """Return what a command prints, and the line that it ends with where something is wrong."""
    done = CliRunner().invoke(cli, [*map(str, words), "--course", str(course.root)])
    assert done.exception is None or isinstance(done.exception, (CourseError, SystemExit)), done.exception
    return done.output, str(done.exception or "")


def canvas_zip(course, path, *names, **more):
    released = course.notebook("release", "scatter").read_bytes()
    return zip_of(path, dict.fromkeys(names, released), **more)


def test_a_class_from_canvas_and_again(classroom, tmp_path):
    names = ["lovelaceada_LATE_1234_5_scatter-1.ipynb", "liwei_1235_6_scatter.ipynb"]
    names += ["müllerjürgen_1237_7_scatter.ipynb", "__MACOSX/._liwei_1235_6_scatter.ipynb"]
    path = canvas_zip(classroom, tmp_path / "a.zip", *names)
    said, error = run(classroom, "collect", "scatter", path, "--lms", "canvas")
    assert "Marked late by the platform: ada" in said
    assert "scatter: 3 new. Next: autograder grade scatter" in said
    assert (error, classroom.students()) == ("", ["ada", "jm", "wei1"])
    before = tree(classroom.root)
    said, error = run(classroom, "collect", "scatter", path, "--lms", "canvas")
    assert "scatter: 3 as before." in said
    assert (error, tree(classroom.root)) == ("", before)


def test_a_dry_run_shows_file_by_file_whose_it_is_and_writes_nothing(classroom, tmp_path):
    path = canvas_zip(classroom, tmp_path / "a.zip", "lovelaceada_1234_5_a.ipynb", "eve_9_6_scatter.ipynb")
    before = tree(classroom.root)
    said, error = run(classroom, "collect", "scatter", path, "--lms", "canvas", "--dry-run")
    assert "lovelaceada_1234_5_a.ipynb -> ada (new; was a.ipynb)" in said
    assert "eve_9_6_scatter.ipynb -> ? (not collected; is nobody of the class)" in said
    assert "Nothing was written" in said
    assert error.startswith("1 could not be collected, each named above: --match NAME=STUDENT says whom")
    assert tree(classroom.root) == before


def test_who_is_meant_can_be_said_and_json_has_it_all(classroom, tmp_path):
    files = ["Wei Li_5_assignsubmission_file/scatter.ipynb", "Ada Lovelace_6_assignsubmission_file_/scatter.ipynb"]
    path = canvas_zip(classroom, tmp_path / "a.zip", *files)
    words = ["collect", "scatter", path, "--lms", "moodle", "--json"]
    data = json.loads(run(classroom, *words)[0].splitlines()[0])
    assert [(row["label"], row["student"], row["fate"]) for row in data["rows"]] == [
        ("Wei Li_5", "", "not collected"),
        ("Ada Lovelace_6", "ada", "new"),
    ]
    assert data["rows"][0]["notes"] == ["may be wei1 or wei2"]
    said, error = run(classroom, *words, "--match", "Wei Li_5=wei2")
    assert [row["fate"] for row in json.loads(said)["rows"]] == ["as before", "new"]
    assert error == ""


def test_of_blackboards_attempts_the_last_in_time_counts_and_lateness_follows_from_its_time(classroom, tmp_path):
    run(classroom, "due", "scatter", "2026-11-20T12:00+01:00")
    attempts = (("ada", "20-10-30-00"), ("ada", "20-13-30-00"), ("jm", "21-12-00-00"))
    names = [f"hw_{who}_attempt_2026-11-{at}" for who, at in attempts]
    files = [f"{name}{end}" for name in names for end in ("_scatter.ipynb", ".txt")]
    path = canvas_zip(classroom, tmp_path / "a.zip", *files)
    said, _ = run(classroom, "collect", "scatter", path, "--lms", "blackboard", "--timezone", "Europe/Berlin", "--json")
    assert [(row["student"], row["attempts"]) for row in json.loads(said)["rows"]] == [("ada", 1), ("jm", 1)]
    text = (classroom.notebook("submitted", "scatter", "ada").parent / "timestamp.txt").read_text()
    assert text == "2026-11-20 09:30:00.000000 UTC"
    outcomes = {each.student: each for each in grade(classroom)}
    assert outcomes["jm"].timestamp.hour == 11


def test_what_is_there_and_later_is_not_replaced_silently(classroom, tmp_path):
    at = "hw_ada_attempt_2026-11-2{}-10-00-00_scatter.ipynb"
    late = canvas_zip(classroom, tmp_path / "a.zip", at.format(1))
    early = zip_of(tmp_path / "b.zip", {at.format(0): b"{}"}, later(9))
    run(classroom, "collect", "scatter", late, "--lms", "blackboard")
    before = tree(classroom.root / "submitted")
    said, error = run(classroom, "collect", "scatter", early, "--lms", "blackboard")
    assert "Not taken: what is there is later: ada" in said
    assert (error, tree(classroom.root / "submitted")) == ("", before)
    run(classroom, "collect", "scatter", early, "--lms", "blackboard", "--replace")
    assert tree(classroom.root / "submitted") != before


def test_any_names_by_a_pattern_from_a_folder(classroom, tmp_path):
    released = classroom.notebook("release", "scatter").read_bytes()
    place = folder_of(tmp_path / "in", {"ada 2026-11-20 10-30/scatter.ipynb": released, "notes.md": b""})
    text = r"^(?P<student>\w+) (?P<time>[\d-]+ [\d-]+)/(?P<file>.+)"
    said, error = run(classroom, "collect", "scatter", place, "--pattern", text)
    assert "Names of another form: notes.md" in said
    assert error == "1 are not named as --pattern says, each named above: move them away, or mend that"
    there = classroom.notebook("submitted", "scatter", "ada").parent / "timestamp.txt"
    assert there.read_text().startswith("2026-11-20 10:30")


def test_what_is_left_out_of_a_hand_in_is_said(classroom, tmp_path):
    names = [f"Ada Lovelace_5_assignsubmission_file/{name}" for name in ("a.ipynb", "timestamp.txt")]
    said, error = run(
        classroom, "collect", "scatter", canvas_zip(classroom, tmp_path / "a.zip", *names), "--lms", "moodle"
    )
    left = "Ada Lovelace_5: timestamp.txt was left out: only the exchange writes such a file; was a.ipynb\n"
    assert said.startswith(left)
    assert error == ""


def test_new_students_come_if_that_is_said(own_course, tmp_path):
    path = canvas_zip(own_course, tmp_path / "a.zip", "hw_eve_attempt_2026-11-20-10-00-00_scatter.ipynb")
    assert run(own_course, "collect", "scatter", path, "--lms", "blackboard", "--new-students")[1] == ""
    assert own_course.students() == ["eve"]


def test_from_the_exchange_with_its_receipts(own_course):
    inbound = own_course.root / "exchange" / own_course.name / "inbound"
    released = own_course.notebook("release", "scatter").read_bytes()
    for day, data in ((20, b"{}"), (21, released)):
        time = f"2026-11-{day} 10:00:00.250000 UTC"
        files = {"scatter.ipynb": data, "timestamp.txt": time.encode(), "submission_secret.txt": b"Ab3"}
        folder_of(inbound / f"ada+scatter+{time}+Ab3", files)
        folder_of(inbound / f"ada+matrix+{time}+Ab3", files)  # another assignment's
    said, error = run(own_course, "collect", "scatter", "--exchange", "--attempt", "latest")
    assert "scatter: 1 new." in said
    assert "Handed in by somebody else: ada+scatter+" in said  # a test's files are nobody's
    assert error == ""
    assert tree(own_course.root / "submitted/ada/scatter") == files


def test_best_keeps_every_attempt_where_grading_looks(own_course, tmp_path):
    at = "hw_eve_attempt_2026-11-2{}-10-00-00_scatter.ipynb"
    path = canvas_zip(own_course, tmp_path / "a.zip", at.format(0), at.format(1))
    words = ["collect", "scatter", path, "--lms", "blackboard", "--new-students", "--attempt", "best"]
    assert 'write attempts = "best" into course.toml' in run(own_course, *words)[1]
    settings = own_course.root / "course.toml"
    settings.write_text(settings.read_text() + 'attempts = "best"\n')
    assert run(own_course, *words)[1] == ""
    [kept] = (own_course.root / "attempts/eve/scatter").iterdir()
    assert kept.name == "2026-11-20T10-00-00.000000"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["scater", "a.zip", "--lms", "canvas"], "scater: no such assignment, there are"),
        (["scatter", "nowhere.zip", "--lms", "canvas"], "nowhere.zip: no such file or folder"),
        (["scatter", "a.zip", "--pattern", "(("], "is no regular expression"),
        (["scatter", "a.zip", "--pattern", "a"], r"write (?P<student>...)"),
        (["scatter", "a.zip", "--lms", "canvas", "--timezone", "Mars"], "--timezone 'Mars': no such zone"),
        (["scatter", "a.zip", "--lms", "canvas", "--match", "x"], "write it as NAME=STUDENT"),
        (["scatter", "--exchange"], "Course not found"),
    ],
)
def test_a_slip_is_one_line_and_changes_nothing(own_course, words, answer):
    before = tree(own_course.root)
    assert answer in run(own_course, "collect", *words)[1]
    assert tree(own_course.root) == before


@pytest.mark.parametrize("words", ["a.zip", "a.zip --lms moodle --exchange", "--lms moodle", "x --exchange"])
def test_how_the_files_are_named_is_said_once(own_course, words):
    with pytest.raises(click.UsageError):
        cli.main(["collect", "scatter", *words.split(), "--course", str(own_course.root)], standalone_mode=False)


def test_its_help_names_the_exit_codes():
    done = CliRunner().invoke(cli, ["collect", "--help"])
    assert re.search(r"Exit codes:\s+0 .*\n\s+1 .*\n\s+2 ", done.output)


def test_a_collected_class_is_graded(classroom, tmp_path):
    path = canvas_zip(classroom, tmp_path / "a.zip", "lovelaceada_1234_5_scatter-1.ipynb")
    run(classroom, "collect", "scatter", path, "--lms", "canvas")
    run(classroom, "grade", "scatter", "--jobs", "1")
    found = {row["student"]: row for row in rows(classroom)}
    assert (found["ada"]["status"], found["jm"]["status"]) == ("graded", "missing")
    assert "was found as" not in found["ada"]["reason"]
