"""Plain ``nbgrader autograde`` with our executor gives the points of ``autograder grade``."""

import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute

from autograder.cell import starter
from autograder.grading.executor import executor
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.nbgrader_plugins import ExecuteSandboxed, autograde_preprocessors

CONFIG = """
from autograder.nbgrader_plugins import autograde_preprocessors
c.Autograde.autograde_preprocessors = autograde_preprocessors()
c.ExecuteSandboxed.course = str(root)
"""
ANSWERS = {
    "ada": lambda source: source,
    "ben": starter,
    "eve": lambda source: source + "\nimport sys\nsys.modules['tconv_lib.checks'].assert_returns = print",
    "max": lambda source: "import os\n" + starter(source) + "\nos._exit(0)",
}


def submission(master, answer):
    notebook = source_notebook(master)
    for cell in notebook.cells:
        if cell.metadata.get("autograder", {}).get("role") == "solution":
            cell.source = answer(cell.source)
    return notebook


def points(notebook):
    """Read the points as nbgrader does: nothing is all, an error is none."""
    return {
        cell.metadata.nbgrader.grade_id: 0.0 if cell.outputs else float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if cell.metadata.nbgrader.get("grade")
    }


@pytest.mark.slow
def test_plain_nbgrader_gives_the_points_of_the_executor(own_course):
    master = load(own_course.assignments()["scatter"])
    for student, answer in ANSWERS.items():
        path = own_course.notebook("submitted", "scatter", student)
        path.parent.mkdir(parents=True)
        nbformat.write(submission(master, answer), path)
    own_course.seed_file.write_text("7")
    with (own_course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(CONFIG)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "scatter"],
        cwd=own_course.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr

    run = executor("bwrap", nbformat.writes(source_notebook(master)) + "\n").run
    with Gradebook(own_course.db) as gradebook:
        for student, answer in ANSWERS.items():
            ours = points(run(submission(master, answer), seed=7))
            found = gradebook.find_submission("scatter", student).notebooks[0]
            assert {grade.name: grade.auto_score for grade in found.grades} == ours
            assert sum(ours.values()) == (master.points if student in ("ada", "eve") else 0)


def test_ours_stands_where_execute_stood():
    steps = autograde_preprocessors()
    assert steps[0] is ExecuteSandboxed
    assert Execute not in steps


def test_a_course_without_its_source_is_named(tmp_path):
    step = ExecuteSandboxed(course=str(tmp_path))
    resources = {"nbgrader": {"assignment": "scatter", "notebook": "scatter"}}
    with pytest.raises(Exception, match=r"^scatter: .*No such file"):
        step.preprocess(nbformat.v4.new_notebook(), resources)
