"""Plain ``nbgrader autograde`` with our executor gives the points of ``autograder grade``."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute

from autograder.cell import Role, read
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.executor import SandboxKind, executor
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.nbgrader_plugins import (
    ExecuteSandboxed,
    LearnerView,
    Restore,
    autograde_preprocessors,
    feedback_preprocessors,
    late_rule,
    sanitize_preprocessors,
    use_seed,
)
from autograder.seed import Secret

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
        if read(cell).role is Role.SOLUTION:
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
    own_course.seed.write_text("7")
    with (own_course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(CONFIG)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "scatter"],
        cwd=own_course.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr

    run = executor(SandboxKind.BWRAP, nbformat.writes(source_notebook(master)) + "\n").run
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
    with pytest.raises(Exception, match=r"^scatter: .*seed: holds no seed .*run 'autograder grade' first"):
        step.preprocess(nbformat.v4.new_notebook(), resources)
    (tmp_path / "seed").write_text("7")
    with pytest.raises(Exception, match=r"^scatter: .*(No such file|cannot be read|is not there)"):
        step.preprocess(nbformat.v4.new_notebook(), resources)


def test_a_master_whose_markers_nbgrader_would_read_otherwise_is_refused_in_one_line(own_course):
    path = own_course.notebook("source", "scatter")
    path.write_text(path.read_text().replace("### BEGIN HIDDEN TESTS", "#### BEGIN HIDDEN TESTS"))
    step = ExecuteSandboxed(course=str(own_course.root), sandbox="none")
    resources = {"nbgrader": {"assignment": "scatter", "notebook": "scatter"}}
    with pytest.raises(Exception, match=r"^scatter: cell .*line \d+: '#### BEGIN HIDDEN TESTS' must be written"):
        step.preprocess(nbformat.read(path, as_version=4), resources)


def test_restore_puts_back_what_a_learner_deleted_and_says_so(own_course, source, caplog):
    step = Restore(course=str(own_course.root))
    step.log.propagate = True
    released = nbformat.read(own_course.notebook("release", "scatter"), as_version=4)
    gone = [cell for cell in released.cells if not cell.metadata.nbgrader.grade]
    notebook = nbformat.v4.new_notebook(cells=gone, metadata=released.metadata)
    resources = {"nbgrader": {"assignment": "scatter", "notebook": "scatter", "student": "ann"}}
    restored, same = step.preprocess(notebook, resources)
    assert [cell.source for cell in restored.cells if cell.metadata.nbgrader.grade] == [
        cell.source for cell in source.cells if cell.metadata.nbgrader.grade
    ]
    assert same is resources
    assert "ann: test stamp1d-worked_example was deleted and is put back" in caplog.text


def test_our_steps_stand_before_what_reads_the_cells_and_after_the_grades():
    assert sanitize_preprocessors().index(Restore) < len(sanitize_preprocessors()) - 1
    assert [step.__name__ for step in feedback_preprocessors()][:2] == ["GetGrades", LearnerView.__name__]


def test_the_seed_of_a_graded_course_is_taken_and_none_invented(tmp_path, monkeypatch):
    monkeypatch.setenv("TCONV_SEED", "3")
    use_seed(tmp_path / "seed")
    assert os.environ["TCONV_SEED"] == "3"
    (tmp_path / "seed").write_text("7\n")
    use_seed(tmp_path / "seed")
    assert os.environ["TCONV_SEED"] == str(Secret("7").seed("nbgrader"))


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
