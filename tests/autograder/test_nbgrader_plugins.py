"""Plain ``nbgrader autograde`` with our executor gives the points of ``autograder grade``."""

import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute

from autograder.cell import starter
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.executor import executor
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.nbgrader_plugins import ExecuteSandboxed, autograde_preprocessors, late_rule

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


def configured(course, *, toml="", config=""):
    with (course.root / "course.toml").open("a") as file:
        file.write(toml)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(config)
    return late_rule(Course.open(course.root))


POLICY = "\n[late]\npercent_a_day = 10\n"
OTHER = """
from nbgrader.plugins import LateSubmissionPlugin
class Halved(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / {}
c.AssignLatePenalties.plugin_class = Halved
"""


def test_without_a_word_lateness_costs_nothing(own_course):
    rule, remark = configured(own_course)
    assert (rule("ann", 20, 86_400), remark) == (None, "")


def test_the_policy_of_the_course_is_what_nbgraders_step_takes(own_course):
    rule, remark = configured(own_course, toml=POLICY)
    assert (rule("ann", 20, 86_400), remark) == (2, "")


def test_nbgraders_own_plugin_is_applied_when_it_is_set(own_course):
    rule, remark = configured(own_course, config="\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    assert (rule("ann", 20, 86_400), remark) == (20, "")


def test_a_plugin_of_the_instructors_takes_the_policys_place_and_that_is_said(own_course):
    rule, remark = configured(own_course, toml=POLICY, config=OTHER.format(2))
    assert rule("ann", 20, 86_400) == 10
    assert remark == "[late] in course.toml is not applied: nbgrader_config.py names Halved."


def test_a_plugin_that_fails_is_named(own_course):
    rule, _ = configured(own_course, config=OTHER.format(0))
    with pytest.raises(CourseError, match=r"Halved of nbgrader_config\.py fails \(division by zero\)"):
        rule("ann", 20, 86_400)
