"""The same points whatever way they come: plain nbgrader, another database.

Named differences from nbgrader's own execution: deleted and duplicated cells are put right first
(``autograder.grading.restore``); of a restored notebook every kind of the sample class earns the same.
"""

import shutil
import subprocess
import sys
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
TOOLS = Path(sys.executable).parent
GRADE = "from autograder.cli import main; main()"
ALL = pytest.mark.soak


def as_submitted(graded, root):
    """Return the class before grading: its folder with what was handed in."""
    ignored = shutil.ignore_patterns("autograded", "feedback", "grades.csv", "journal.jsonl", "seed")
    shutil.copytree(graded.root, root, ignore=ignored)
    course = Course.open(root)
    with closing(Gradebook(course.db, course.name)) as book:
        for assignment in book.assignments:
            for submission in list(assignment.submissions):
                book.remove_submission(assignment.name, submission.student_id)
    return course


def grade(course, *words):
    command = [sys.executable, "-c", GRADE, "grade", *words, "--seed", "7", "--course", course.root]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


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


def test_postgresql_holds_the_rows_of_sqlite(graded, tmp_path, postgres):
    course = replace(as_submitted(graded, tmp_path / "course"), db=postgres)
    book_of(course).create()
    book_of(course).enrol(list(KINDS))
    done = grade(course, "scatter", "--db", postgres)
    assert done.returncode == 0, done.stderr
    assert rows(course) == rows(graded)
    assert marks(course) == marks(graded)
