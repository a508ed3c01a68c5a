"""What ``nbgrader_config.py`` puts into plain nbgrader, so that its commands keep our rules and give our points.

In ``nbgrader_config.py``: ``c.Autograde.autograde_preprocessors = autograde_preprocessors()`` and
``c.ExecuteSandboxed.course``. The seed is the course's.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    Execute,
    GetGrades,
    NbGraderPreprocessor,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets import Enum, List, Type, Unicode
from traitlets.config.loader import PyFileConfigLoader

from autograder import seed
from autograder.cell import grade_id, with_bonus
from autograder.course import Course
from autograder.errors import CourseError
from autograder.facts import keep_facts, review
from autograder.gradebook.chosen import address
from autograder.gradebook.database import Gradebook
from autograder.gradebook.late import Rule, policy_from, settle
from autograder.grading.executor import SandboxKind, executor
from autograder.grading.learner_view import learner_view
from autograder.grading.matching import Assignment
from autograder.grading.restore import restore
from autograder.masters.autotest import read_expanded
from autograder.masters.kept import attach_mutants

__all__ = [
    "AssignLate",
    "ExecuteSandboxed",
    "LatePolicyPlugin",
    "LearnerView",
    "Restore",
    "SaveGrades",
    "autograde_preprocessors",
    "feedback_preprocessors",
    "gradebook_address",
    "late_rule",
    "sanitize_preprocessors",
    "use_seed",
]


class Restore(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Put the instructor's cells back, edited, deleted or duplicated ones, as ``autograder grade`` does."""

    course = Unicode(help="The course folder.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook that can be graded.

        Raises
        ------
        SubmissionError
            It is of another assignment; nbgrader logs the reason and goes on with the next student.
        """
        assignment, notebook = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
        path = Path(self.course) / "source" / assignment / f"{notebook}.ipynb"
        try:
            source = Assignment.of(read_expanded(path, Path(self.course)))
        except CourseError as error:
            raise NbGraderException(f"{assignment}: {error}") from error
        restored = restore(nbformat.writes(nb).encode(), source)
        for note in restored.notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return restored.notebook, resources


class ExecuteSandboxed(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Run the learner's cells in the sandbox and the instructor's outside of it."""

    course = Unicode(help="The course folder.").tag(config=True)
    sandbox = Enum(
        [kind.value for kind in SandboxKind],
        default_value=SandboxKind.BWRAP.value,
        help="'none' runs learners' code with your rights; never by default.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the outputs from which nbgrader takes the points.

        Raises
        ------
        NbGraderException
            In one sentence: there is no sandbox here, or the source notebook is not as it has to be.
        """
        assignment, notebook = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
        source = Path(self.course) / "source" / assignment / f"{notebook}.ipynb"
        kind = SandboxKind(self.sandbox)
        if kind.warning:
            self.log.warning(kind.warning)
        try:
            secret = seed.read(Path(self.course) / "seed")
            text = _with_mutants(source, Path(self.course), assignment)
            graded = executor(kind, text).run(nb, seed=secret.seed(assignment))
        except (CourseError, OSError) as error:
            raise NbGraderException(f"{assignment}: {error}") from error
        if kind.remark:
            keep_facts(graded, remark=kind.remark)
        return graded, resources


class SaveGrades(SaveAutoGrades):  # type: ignore[misc] # nbgrader has no types
    """Save scores as nbgrader does, and none for what a person has to grade.

    A bonus test has points although its cell's maximum is 0.
    """

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_score(with_bonus(cell), resources)
        reason = review(cell)
        if reason is not None:
            names = (grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
            grade = self.gradebook.find_grade(*names)
            grade.auto_score = None if reason else 0.0
            grade.needs_manual_grade = bool(reason) or grade.manual_score is not None
            self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_comment(cell, resources)
        if review(cell) == "":
            names = (grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook.find_comment(*names).auto_comment = "No response."
            self.gradebook.db.commit()


class LatePolicyPlugin(LateSubmissionPlugin):  # type: ignore[misc] # nbgrader has no types
    """Take what ``[late]`` in ``course.toml`` says; where it says nothing, what nbgrader's own plugin takes."""

    course = Unicode(help="The course folder.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points that are taken."""
        policy = policy_from(Course.open(Path(self.course)).late) if self.course else None
        if policy is not None:
            return policy(student_id, score, total_seconds_late)
        penalty: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
        return penalty


class AssignLate(AssignLatePenalties):  # type: ignore[misc] # nbgrader has no types
    """Let the plugin say what lateness costs, as ``autograder grade`` does: an instructor's own penalty stays."""

    plugin_class = Type(LatePolicyPlugin, klass="nbgrader.plugins.BasePlugin").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        names = resources["nbgrader"]
        gradebook = Gradebook(names["db_url"], "")
        gradebook.within(lambda connection: settle(connection, names["assignment"], self.rule, names["student"]))
        return nb, resources

    def rule(self) -> Rule:
        """Return what the plugin takes."""
        self.init_plugin()

        def rule(student: str, score: float, seconds: float) -> float | None:
            try:
                penalty: float | None = self.plugin_inst.late_submission_penalty(student, score, seconds)
            except Exception as error:
                name = type(self.plugin_inst).__name__
                raise CourseError(
                    f"{name} of nbgrader_config.py fails ({error}): penalties stay as they are"
                ) from error
            return penalty

        return rule


class LearnerView(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Strip hidden tests, what they printed, and active HTML from a graded notebook before it becomes feedback."""

    display_data_priority = List(help="Passed by the exporter to each step; not used here.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as its learner may see it."""
        return learner_view(nb), resources


def _with_mutants(source: Path, root: Path, assignment: str) -> str:
    """Return the text of a source notebook with what tells a known mistake from another."""
    notebook = read_expanded(source, root)
    with contextlib.suppress(CourseError):  # a course of another kind has no masters
        attach_mutants(notebook, Course.open(root).mutants(assignment))
    text: str = nbformat.writes(notebook)
    return text


def autograde_preprocessors() -> list[type]:
    """Return the steps of nbgrader's ``autograde`` with ours for those that run, score and count lateness."""
    ours = {Execute: ExecuteSandboxed, SaveAutoGrades: SaveGrades, AssignLatePenalties: AssignLate}
    steps = Autograde.class_traits()["autograde_preprocessors"].default()
    return [ours.get(step, step) for step in steps]


def late_rule(course: Course) -> tuple[Rule, str]:
    """Return what lateness costs by the course's files, and a remark where two of them disagree.

    Raises
    ------
    CourseError
        One of them is not as it must be.
    """
    policy = policy_from(course.late)
    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
        config.LatePolicyPlugin.course = str(course.root)
        step = AssignLate(config=config)
    except Exception as error:  # a file of an instructor's may raise anything
        raise CourseError(f"nbgrader_config.py cannot be read ({error}): penalties stay as they are") from error
    remark = ""
    if policy is not None and not issubclass(step.plugin_class, LatePolicyPlugin):
        remark = f"[late] in course.toml is not applied: nbgrader_config.py names {step.plugin_class.__name__}."
    return step.rule(), remark


def sanitize_preprocessors() -> list[type]:
    """Return the first steps of nbgrader's ``autograde``: nothing of a submission but its answers is kept."""
    return [ClearOutput, OverwriteKernelspec, Restore, CheckCellMetadata]


def feedback_preprocessors() -> list[type]:
    """Return the steps of nbgrader's ``generate_feedback``, ours after the grades are in."""
    return [GetGrades, LearnerView, CSSHTMLHeaderPreprocessor]


def gradebook_address(root: Path) -> str:
    """Return where the gradebook of a course is, as ``autograder`` knows it."""
    return address(Course.open(root))


def use_seed(file: Path) -> None:
    """Let tests that run in a kernel, by nbgrader's own execution, draw their cases from the course's secret."""
    if file.is_file():
        os.environ[seed.VARIABLE] = str(seed.read(file).seed("nbgrader"))
