"""The command line: one clear line for each mistake, no traceback, exit code not 0, nothing lost."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from autograder.gradebook.database import Gradebook
from autograder.grading.journal import Journal
from autograder.outcome import Outcome, Status
from autograder.seed import Secret
from tests.autograder.classroom import command, hand_in

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).parent / "autograder"


def run(*arguments, cwd=ROOT):
    with chdir(cwd):
        return command(*arguments)


def run_a_process(*arguments):
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}  # as where the virtual environment is not active
    return subprocess.run(
        [AUTOGRADER, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )


def assert_one_clear_line(done, *words):
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


@pytest.mark.slow
def test_a_course_begins_with_a_gradebook_a_config_and_masters(tmp_path):
    done = run_a_process("init", tmp_path / "course")
    assert done.returncode == 0, done.stderr
    assert "Next: autograder release" in done.stdout
    assert {path.name for path in (tmp_path / "course").iterdir()} >= {
        "course.toml",
        "nbgrader_config.py",
        "masters",
        "submitted",
    }


def test_a_course_is_never_made_twice_in_one_folder(tmp_path):
    run("init", tmp_path / "course")
    (tmp_path / "course" / "course.toml").write_text("precious")
    assert_one_clear_line(run("init", tmp_path / "course"), "is a course already")
    assert (tmp_path / "course" / "course.toml").read_text() == "precious"


@pytest.mark.parametrize("command", ["release", "sample", "feedback"])
def test_outside_a_course_each_command_says_what_to_do(tmp_path, command):
    assert_one_clear_line(run(command, cwd=tmp_path), "is not a course", "autograder init")


def test_wrong_usage_is_one_line_too(tmp_path):
    assert_one_clear_line(run("grade", "--course", tmp_path, "--sandbox", "maybe"), "maybe")
    assert_one_clear_line(run_a_process("polish"), "No such command")


def test_an_unknown_assignment_names_those_that_exist(own_course):
    assert_one_clear_line(run("release", "--course", own_course.root, "ps9"), "ps9", "scatter")


def test_a_damaged_course_file_is_named(own_course):
    (own_course.root / "course.toml").write_text("name = ")
    assert_one_clear_line(run("feedback", "--course", own_course.root), "course.toml", "not valid TOML")


def test_a_gradebook_that_cannot_be_opened_is_named_without_its_password(own_course):
    (own_course.root / "submitted" / "ann").mkdir(parents=True)
    done = run("grade", "--course", own_course.root, "--db", "postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "cannot be opened" in done.stderr


def test_every_run_without_a_sandbox_says_so(own_course):
    done = run_a_process("grade", "--course", own_course.root, "--sandbox", "none")
    assert done.stderr.count("NOT SANDBOXED") == 1


def test_json_is_json(own_course):
    done = run_a_process("grade", "--course", own_course.root, "--json")
    assert json.loads(done.stdout)["rows"] == []


def test_rows_as_json_are_those_of_the_table(own_course):
    hand_in(own_course, "ann", b"no notebook")
    said = json.loads(run("grade", "--course", own_course.root, "--json", "--seed", "7").stdout)
    [row] = said["rows"]
    assert (said["seed"], said["sandbox"], said["grades"]) == (Secret("7").name, "bwrap", str(own_course.grades))
    assert all(test["points"] == 0 for test in row.pop("tests"))
    assert row.pop("seconds") >= 0
    assert row.pop("reason").startswith("is not a notebook")
    assert row == {
        "student": "ann", "assignment": "scatter", "status": "rejected", "score": 0, "max_score": 22, "late": 0
    }  # fmt: skip


def test_grading_one_assignment_keeps_the_rows_of_the_others(own_course):
    Journal(own_course.journal).add([Outcome("ann", "matrix", Status.GRADED, 9, "kept")])
    hand_in(own_course, "bob", b"")
    assert run("grade", "scatter", "--course", own_course.root).returncode == 0
    hand_in(own_course, "ann", b"")
    assert run("grade", "scatter", "--course", own_course.root).returncode == 0
    rows = [line.split(",")[:3] for line in own_course.grades.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert [row for row in rows if row != ["ann", "scatter", "rejected"]] == [
        ["ann", "matrix", "graded"],
        ["bob", "scatter", "rejected"],
    ]


def test_a_table_of_another_program_is_named_and_kept(own_course):
    own_course.grades.write_text("student,raw_score\nann,1\n")
    done = run("grade", "--course", own_course.root)
    assert "grades.kept.csv" in done.stderr
    assert (own_course.root / "grades.kept.csv").read_text() == "student,raw_score\nann,1\n"


@pytest.mark.slow
def test_the_sample_class_is_compared_with_what_it_must_get_and_each_difference_named(graded, tmp_path):
    course = shutil.copytree(graded.root, tmp_path / "course")
    done = run("sample", "--verify", "--course", course)
    assert done.returncode == 0, done.stderr
    assert "what was handed in" in done.stdout
    with (course / "expected.csv").open() as file:
        expected = file.read()
    (course / "expected.csv").write_text(expected.replace("all right,graded,22", "all right,graded,21"))
    done = run("sample", "scatter", "--verify", "--course", course)
    assert_one_clear_line(done, "1 of the sample class got other points", "ada, scatter: graded, 22; expected graded,")
    assert_one_clear_line(run("sample", "matrix", "--verify", "--course", course), "expects nothing of matrix")


def test_a_sample_that_was_never_made_is_named(own_course):
    assert_one_clear_line(run("sample", "--verify", "--course", own_course.root), "run 'autograder sample' first")


@pytest.mark.slow
def test_check_proves_a_master_of_this_course():
    done = run("check", "scatter")
    assert done.returncode == 0, done.stdout
    assert "1 masters, 3 exercises" in done.stdout
    assert_one_clear_line(run("check", "nothing"), "no such master")


def test_a_private_master_begins_as_one_that_works(own_course):
    done = run("new", "my_own", "--course", own_course.root)
    assert done.returncode == 0, done.stderr
    assert "autograder check my_own" in done.stdout
    checked = run("check", "my_own", "--course", own_course.root)
    assert checked.returncode == 0, checked.stdout
    assert "1 masters, 1 exercises, 5 points, 4 mutants" in checked.stdout
    assert_one_clear_line(run("new", "my_own", "--course", own_course.root), "exists already")
    assert_one_clear_line(run("new", "My Own", "--course", own_course.root), "lower-case")


def test_one_page_that_cannot_be_made_stops_no_other(own_course):
    graded = own_course.notebook("source", "scatter").read_text()
    for student, text in (("ann", "{"), ("bob\x1b[31m", "{}"), ("cho", graded)):
        path = own_course.notebook("autograded", "scatter", student)
        path.parent.mkdir(parents=True)
        path.write_text(text)
    students = ("ann", "bob\x1b[31m", "cho")
    outcomes = [Outcome(each, "scatter", Status.GRADED, 9) for each in students]
    Gradebook(own_course.db, own_course.name).record(outcomes)
    Journal(own_course.journal).add(outcomes)
    done = run("feedback", "--course", own_course.root)
    assert done.returncode == 1
    first, second, last = done.stderr.splitlines()
    assert first.startswith("ann, scatter: no page could be made (")
    assert second.startswith("bob?[31m, scatter: no page could be made (")
    again = f"mend that and run 'autograder feedback --course {own_course.root}' again"
    assert last == f"error: 2 pages could not be made, each named above: {again}"
    pages = [path.relative_to(own_course.root) for path in own_course.root.glob("feedback/*/*/*.html")]
    assert list(map(str, pages)) == ["feedback/cho/scatter/scatter.html"]
    assert "Wrote 1 page," in done.stdout
    assert done.stdout.endswith(f". Next: autograder export --format csv --course {own_course.root}\n")


def test_what_cannot_be_written_is_named_with_the_cure_and_the_points_are_kept(own_course):
    hand_in(own_course, "ann", b"")
    assert run("grade", "--course", own_course.root).returncode == 0
    hand_in(own_course, "bob", b"")
    (own_course.root / "autograded" / "bob").write_text("a file")
    done = run("grade", "--course", own_course.root)
    last = done.stderr.splitlines()[-1]
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert last == (
        f"error: {own_course.root}/autograded/bob/scatter: Not a directory: move what has that name away"
        " and run the same command again"
    )
    assert [each.student for each in Journal(own_course.journal).of(["scatter"])] == ["ann"]
    (own_course.root / "autograded" / "bob").unlink()
    assert run("grade", "--course", own_course.root).returncode == 0

    (own_course.root / "feedback" / "ann").parent.mkdir()
    (own_course.root / "feedback" / "ann").write_text("a file")
    done = run("feedback", "scatter", "--course", own_course.root)
    first, last = done.stderr.splitlines()
    assert "feedback/ann/scatter: Not a directory: move what has that name away" in first
    assert last.endswith(f"run 'autograder feedback scatter --course {own_course.root}' again")


def test_a_full_disk_under_what_is_printed_is_one_line(own_course):
    with Path("/dev/full").open("w") as disk:
        done = subprocess.run(
            [AUTOGRADER, "due", "--course", own_course.root],
            stdout=disk, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert_one_clear_line(done, "No space left on device: make room there")


@pytest.mark.parametrize("name", [r"\[/nope]", "[@click=x]", "[bold]", ":smile:", "\\"])
def test_brackets_in_a_name_are_no_marks(own_course, name):
    assert_one_clear_line(run("release", "--course", own_course.root, name), f"error: {name}: no such assignment")
