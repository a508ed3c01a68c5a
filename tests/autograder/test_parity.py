"""The same points whatever way they come: plain nbgrader, a run that was killed, another database.

Named differences from nbgrader's own execution: deleted and duplicated cells are put right first
(``autograder.grading.restore``); of a restored notebook every kind of the sample class earns the same.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from autograder.course import Course
from autograder.grading.matching import Assignment
from autograder.grading.restore import restore
from autograder.release import release
from autograder.sample.made import make_sample
from autograder.sample.usual import HOSTILE, KINDS
from tests.autograder.classroom import book_of
from tests.autograder.classroom import rows as lines_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SEED = 20261122
TOOLS = Path(sys.executable).parent
GRADE = "from autograder.cli import main; main()"
SMALL_BATCHES = """
import sys
from pathlib import Path
from autograder.course import Course
from autograder.gradebook import table
from autograder.gradebook.database import Gradebook
from autograder.grading import cohort
from autograder.grading.executor import SandboxKind
from autograder.grading.workers import LocalProcesses
from autograder.seed import Secret

course = Course.open(Path(sys.argv[-1]))
gradebook, how = Gradebook(course.db, course.name), cohort.How(SandboxKind.BWRAP, Secret("7"))
found = cohort.grade(course, "scatter", gradebook=gradebook, workers=LocalProcesses(2), how=how, batch_size=2)
table.write(course.grades, gradebook.with_totals(found))
"""  # so that a kill falls between two batches
GONE = 10.0  # seconds until what a killed run started must have ended
ALL = pytest.mark.soak


def as_submitted(graded, root, left_out=()):
    """Return the class before grading, without those left out: its folder with what was handed in."""
    ignored = shutil.ignore_patterns("autograded", "feedback", "grades.csv", "journal.jsonl", "seed", *left_out)
    shutil.copytree(graded.root, root, ignore=ignored)
    course = Course.open(root)
    with closing(Gradebook(course.db, course.name)) as book:
        for assignment in book.assignments:
            for submission in list(assignment.submissions):
                book.remove_submission(assignment.name, submission.student_id)
    return course


def grade(course, *words, **more):
    command = [sys.executable, "-c", GRADE, "grade", *words, "--seed", "7", "--course", course.root]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **more)


def rows(course):
    return [row | {"seconds": 0.0} for row in lines_of(course)]


def marks(course, db=None):
    """Return every score of the gradebook."""
    with closing(Gradebook(db or course.db, course.name)) as book:
        return {
            (assignment.name, submission.student_id, mark.name): (mark.auto_score, mark.needs_manual_grade)
            for assignment in book.assignments
            for submission in assignment.submissions
            for mark in submission.notebooks[0].grades
        }


def result(course, left_out):
    """Return every row and every score, but for those left out."""
    scores = {key: mark for key, mark in marks(course).items() if key[1] not in left_out}
    return [row for row in rows(course) if row["student"] not in left_out], scores


@pytest.fixture(scope="session")
def everything(tmp_path_factory, wheel):
    """Return a course with every assignment's sample class graded."""
    course = Course.create(tmp_path_factory.mktemp("everything") / "course", [ROOT / "solutions"])
    release(course, course.choose([]), wheel)
    make_sample(course, course.choose([]))
    done = grade(course)
    assert done.returncode == 0, done.stderr
    return course


def vanilla(notebook, monkeypatch):
    """Run a notebook as nbgrader does, in a kernel of its own, and return its points as nbgrader counts them."""
    monkeypatch.setenv("TCONV_SEED", "7")
    run, _ = Execute(kernel_name="python3").preprocess(notebook, {"metadata": {"path": str(ROOT)}})
    return sum(determine_grade(cell)[0] or 0 for cell in run.cells if cell.metadata.get("nbgrader", {}).get("grade"))


@pytest.mark.parametrize("which", ["graded", pytest.param("everything", marks=ALL)])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nbgraders_own_execution_gives_the_same_points(which, request, monkeypatch):
    course = request.getfixturevalue(which)
    compared = {}
    for row in rows(course):
        student, assignment = row["student"], row["assignment"]
        if row["status"] == "graded" and student not in HOSTILE:  # one process cannot grade these
            source = nbformat.read(course.notebook("source", assignment), as_version=4)
            submitted = course.notebook("submitted", assignment, student).read_bytes()
            points = vanilla(restore(submitted, Assignment.of(source)).notebook, monkeypatch)
            compared[student, assignment] = (row["score"], points)
    assert len(compared) >= 9
    assert {key: both for key, both in compared.items() if both[0] != both[1]} == {}


@pytest.mark.parametrize("which", ["graded", pytest.param("everything", marks=ALL)])
def test_nbgrader_autograde_gives_the_same_points(which, request, tmp_path):
    graded = request.getfixturevalue(which)
    course = as_submitted(graded, tmp_path / "course")
    course.seed.write_text("7\n")
    for assignment in {row["assignment"] for row in rows(graded)}:
        done = subprocess.run(
            [TOOLS / "nbgrader", "autograde", assignment],
            cwd=course.root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "AutogradeApp" in done.stderr, done.stderr
    status = {(row["assignment"], row["student"]): row["status"] for row in rows(graded)}
    ours, theirs = marks(graded), marks(course)
    honest = {key: score for key, (score, _) in ours.items() if status[key[:2]] == "graded"}
    assert {key: theirs.get(key, (None,))[0] for key in honest} == honest
    others = [score for key, (score, _) in theirs.items() if key not in honest]
    assert not any(others), "what is rejected has no points"


@pytest.mark.parametrize(("kills", "left_out"), [(2, HOSTILE), pytest.param(100, (), marks=ALL)], ids=["2", "100"])
def test_a_run_that_was_killed_at_any_moment_goes_on_as_if_it_had_not_been(kills, left_out, graded, tmp_path):
    rng = random.Random(SEED)  # noqa: S311
    print(f"seed {SEED}")  # noqa: T201 - shown when it fails
    fresh = as_submitted(graded, tmp_path / "undisturbed", left_out)
    began = time.monotonic()
    assert grade(fresh).returncode == 0
    duration = time.monotonic() - began
    undisturbed = result(fresh, left_out)
    assert undisturbed == result(graded, left_out)
    cut = number = 0
    while cut < kills:
        number += 1
        course = as_submitted(graded, tmp_path / f"killed{number}", left_out)
        process = subprocess.Popen(
            [sys.executable, "-c", (SMALL_BATCHES, GRADE)[number % 2], "grade", "--seed", "7", "--course", course.root],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        began = time.monotonic()
        try:
            process.wait(rng.uniform(0.2, 0.9) * duration)
            duration = time.monotonic() - began  # it had ended: the machine has less to do than before
        except subprocess.TimeoutExpired:
            cut += 1
        process.kill()
        process.wait()
        assert left_over(course) == []
        done = grade(course)
        assert done.returncode == 0, done.stderr
        assert result(course, left_out) == undisturbed, number
        shutil.rmtree(course.root)


def left_over(course):
    """Return the processes of a killed run that do not end."""
    deadline = time.monotonic() + GONE
    while True:
        found = [pid for pid in os.listdir("/proc") if pid.isdigit() and str(course.root) in command_of(pid)]  # noqa: PTH208
        if not found or time.monotonic() > deadline:
            return found
        os.sched_yield()


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def test_postgresql_holds_the_rows_of_sqlite(graded, tmp_path, postgres):
    course = replace(as_submitted(graded, tmp_path / "course"), db=postgres)
    book_of(course).create()
    book_of(course).enrol(list(KINDS))
    done = grade(course, "scatter", "--db", postgres)
    assert done.returncode == 0, done.stderr
    assert rows(course) == rows(graded)
    assert marks(course) == marks(graded)
