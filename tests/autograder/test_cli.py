"""The command line: one clear line for each mistake, no traceback, exit code not 0, nothing lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import grades

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).parent / "autograder"


def run(*arguments, cwd=ROOT):
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}  # as where the virtual environment is not active
    return subprocess.run(
        [AUTOGRADER, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )


def assert_one_clear_line(done, *words):
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


def test_a_course_begins_with_a_gradebook_a_config_and_masters(tmp_path):
    done = run("init", tmp_path / "course")
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
    assert_one_clear_line(run("polish"), "No such command")


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
    done = run("grade", "--course", own_course.root, "--sandbox", "none")
    assert done.stderr.count("NOT SANDBOXED") == 1


def test_json_is_json(own_course):
    done = run("grade", "--course", own_course.root, "--json")
    assert json.loads(done.stdout)["rows"] == []


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
    whole = own_course.notebook("source", "scatter").read_text()
    for student, text in (("ann", "{"), ("bob\x1b[31m", "{}"), ("cho", whole)):
        path = own_course.notebook("autograded", "scatter", student)
        path.parent.mkdir(parents=True)
        path.write_text(text)
    students = ("ann", "bob\x1b[31m", "cho")
    grades.write(own_course, [grades.Row(each, "scatter", "graded", 1, 9, 0, 0, "") for each in students])
    done = run("feedback", "--course", own_course.root)
    assert done.returncode == 1
    first, second, last = done.stderr.splitlines()
    assert first.startswith("ann, scatter: no page could be made (")
    assert second.startswith("bob?[31m, scatter: no page could be made (")
    assert last == "error: 2 pages could not be made, each named above"
    pages = [path.relative_to(own_course.root) for path in own_course.root.glob("feedback/*/*/*")]
    assert list(map(str, pages)) == ["feedback/cho/scatter/scatter.html"]
    assert "Wrote 1 pages" in done.stdout


@pytest.mark.parametrize("name", [r"\[/nope]", "[@click=x]", "[bold]", ":smile:", "\\"])
def test_brackets_in_a_name_are_no_marks(own_course, name):
    assert_one_clear_line(run("release", "--course", own_course.root, name), f"error: {name}: no such assignment")
