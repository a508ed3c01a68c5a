"""``autograder grade``: what stops it, what it finds locked, whom it grades, what it leaves behind."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.autograder.classroom import command

ROOT = Path(__file__).parents[3]
GRADE = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", "scatter"]
DEADLINE = 120  # seconds for what takes one on an idle machine


def grade(course, *words):
    return command("grade", "scatter", "--course", course.root, "--jobs", "1", *words)


def hand_in(course, student, cell="", data=None):
    """Hand in what was released, with a cell of the learner's own at its end."""
    path = course.notebook("submitted", "scatter", student)
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = json.loads(course.notebook("release", "scatter").read_text())
    if cell:
        notebook["cells"].append(
            {"cell_type": "code", "metadata": {}, "source": cell, "id": "own", "outputs": [], "execution_count": None}
        )
    path.write_bytes(json.dumps(notebook).encode() if data is None else data)


def journal(course):
    return course.journal.read_text().splitlines() if course.journal.exists() else []


def recorded(course):
    """Return who has a submission in nbgrader's own gradebook."""
    with closing(Gradebook(course.db, course.name)) as book:
        return sorted(submission.student_id for submission in book.find_assignment("scatter").submissions)


def contents(course):
    """Return every file of the course with its bytes."""
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


def wait_for(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        os.sched_yield()


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_run_that_is_stopped_keeps_what_it_graded_and_the_same_command_goes_on(own_course, number):
    students = [f"s{place}" for place in range(5)]
    for student in students:
        hand_in(own_course, student, "import time; time.sleep(0.5)")
    with subprocess.Popen(
        [*GRADE, "--course", own_course.root, "--jobs", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
    ) as process:  # fmt: skip
        wait_for(lambda: len(journal(own_course)) >= 1)
        os.killpg(process.pid, number)  # as Ctrl-C does: everyone of the group, workers too
        said = process.communicate(timeout=DEADLINE)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("error: stopped; what was finished is kept")
    assert "Traceback" not in said
    kept = [json.loads(line)["student"] for line in journal(own_course)]
    assert 1 <= len(kept) < len(students)
    assert recorded(own_course) == sorted(kept)
    done = grade(own_course)
    assert done.returncode == 0, done.stderr
    rest = [json.loads(line)["student"] for line in journal(own_course)[len(kept) :]]
    assert sorted([*kept, *rest]) == students == recorded(own_course)


def test_a_source_that_its_own_solution_fails_changes_nothing(own_course):
    hand_in(own_course, "ann")
    assert grade(own_course).returncode == 0
    path = own_course.notebook("source", "scatter")
    notebook = json.loads(path.read_text())
    test = next(c for c in notebook["cells"] if c["metadata"]["nbgrader"]["grade_id"] == "stamp1d-worked_example")
    test["source"] = "assert False, 'a slip of the instructor'\n"
    path.write_text(json.dumps(notebook))
    hand_in(own_course, "bob")
    before = contents(own_course)
    done = grade(own_course, "--again", "--seed", "another")
    assert done.returncode == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("error: scatter: ")
    assert "stamp1d-worked_example" in line
    assert contents(own_course) == before


@pytest.fixture
def locked(own_course):
    """Return a course whose gradebook another program holds."""
    hand_in(own_course, "ann")
    assert grade(own_course).returncode == 0
    path = own_course.db.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield own_course
        holder.execute("ROLLBACK")


def test_a_gradebook_that_is_locked_at_the_start_is_in_use_by_another_program(locked):
    done = grade(locked, "--wait", "0.5")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "error: the gradebook is in use by another program (formgrader?), try again"
    )


def test_one_student_is_graded_again_and_shown_in_full_and_other_rows_stay(own_course):
    hand_in(own_course, "ann", "raise ValueError")
    hand_in(own_course, "bob", data=b"{}")
    assert grade(own_course).returncode == 0
    before = own_course.grades.read_text(encoding="utf-8-sig").splitlines()
    lines = len(journal(own_course))
    done = grade(own_course, "--student", "ann")
    assert done.returncode == 0, done.stderr
    assert len(journal(own_course)) == lines + 1
    assert done.stdout.startswith("ann, scatter: graded, 0 of 22 points\n")
    assert "  0 of 1  stamp1d-worked_example (none)\n" in done.stdout
    after = own_course.grades.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:4] for line in after] == [line.split(",")[:4] for line in before]
    assert after[2] == before[2]


def test_a_student_whom_nobody_knows_is_named_with_those_who_are_near(own_course):
    hand_in(own_course, "ann")
    done = grade(own_course, "--student", "anna")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "error: anna: nobody is called so here, perhaps ann"


def test_a_late_policy_that_comes_later_is_named_with_those_whom_it_costs_points(own_course):
    for student, day in (("ann", "03"), ("bob", "01")):
        hand_in(own_course, student, data=own_course.notebook("source", "scatter").read_bytes())
        (own_course.notebook("submitted", "scatter", student).parent / "timestamp.txt").write_text(
            f"2026-11-{day} 12:00"
        )
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.update_or_create_assignment("scatter", duedate="2026-11-02")
    assert "2 new, 0 changed.\n" in grade(own_course).stdout
    settings = own_course.root / "course.toml"
    text = settings.read_text()
    settings.write_text(f"{text}[late]\npercent_a_day = 25\n")
    done = grade(own_course)
    assert "0 new, 0 changed, 1 late penalty changed.\n" in done.stdout
    assert "scatter: late penalties that changed: ann 11 (was 0)\n" in done.stderr
    settings.write_text(f"{text}[late]\npercent_a_day = 50\n")
    found = json.loads(grade(own_course, "--json").stdout)
    assert found["penalties"] == [{"student": "ann", "assignment": "scatter", "before": 11.0, "now": 22.0}]
    assert (found["summary"]["changed"], found["summary"]["penalties"]) == (0, 1)
    assert "0 new, 0 changed.\n" in grade(own_course).stdout


def test_json_is_one_document_with_summary_and_points_by_test(own_course):
    hand_in(own_course, "ann")
    hand_in(own_course, "eve", data=b"no notebook")
    found = json.loads(grade(own_course, "--json").stdout)
    assert found["summary"]["counts"] == {"graded": 1, "rejected": 1}
    assert found["summary"]["look"] == [["eve", "scatter", "rejected"]]
    assert [row["student"] for row in found["rows"]] == ["ann", "eve"]
    for row in found["rows"]:
        assert sum(test["max"] for test in row["tests"]) == row["max_score"] == 22
        assert sum(test["points"] for test in row["tests"]) == row["score"]
        assert {test["exercise"] for test in row["tests"]} == {"contributors", "stamp1d", "stamp2d_strided"}
    assert json.loads(grade(own_course, "--json", "--student", "ann").stdout)["rows"][0]["student"] == "ann"


def test_the_tables_have_a_row_for_everyone_who_is_expected_and_not_for_who_has_left(own_course):
    for student in ("ann", "bob", "cho"):
        hand_in(own_course, student)
    assert grade(own_course).returncode == 0
    own_course.notebook("submitted", "scatter", "bob").unlink()
    shutil.rmtree(own_course.root / "submitted" / "cho")
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.remove_student("cho")
    done = grade(own_course)
    assert done.returncode == 0, done.stderr
    with own_course.grades.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["student"], row["status"], row["score"], row["late"]) for row in csv.DictReader(file)]
    assert rows == [("ann", "graded", "0", "0"), ("bob", "missing", "0", "0")]
    with own_course.grades_by_test.open(encoding="utf-8-sig", newline="") as file:
        assert {(row["student"], row["status"]) for row in csv.DictReader(file)} == {
            ("ann", "none"),
            ("bob", "missing"),
        }


def test_a_table_that_a_spreadsheet_holds_or_has_changed_stops_nothing(own_course):
    hand_in(own_course, "ann")
    own_course.grades.write_text("student;note\nann;ill\n")
    own_course.grades_by_test.mkdir()  # what cannot be replaced
    done = grade(own_course)
    assert done.returncode == 0, done.stderr
    assert "grades.csv had other columns than ours: it is kept as grades.kept.csv" in done.stderr
    assert "the table is in grades_by_test.new.csv" in done.stderr
    assert (own_course.root / "grades.kept.csv").read_text() == "student;note\nann;ill\n"
    assert own_course.grades.read_text(encoding="utf-8-sig").startswith("student,assignment,status,")


@pytest.mark.parametrize("words", [["--scheduler", "tcp://127.0.0.1:1"], ["--tls-key", __file__]])
def test_options_that_do_not_go_together_are_wrong_usage_before_anything_is_begun(own_course, words):
    before = contents(own_course)
    done = grade(own_course, *words)  # with --jobs
    assert done.returncode == 2
    assert "--scheduler" in done.stderr
    assert contents(own_course) == before
