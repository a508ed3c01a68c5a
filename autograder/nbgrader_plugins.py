"""What ``nbgrader_config.py`` puts into plain nbgrader, so that its commands keep our rules and give our points.

In ``nbgrader_config.py``: ``c.Autograde.autograde_preprocessors = autograde_preprocessors()`` and
``c.ExecuteSandboxed.course``. The seed is the course's.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    Execute,
    GetGrades,
    NbGraderPreprocessor,
    OverwriteKernelspec,
)
from traitlets import Enum, List, Unicode

from autograder import seed
from autograder.cell import describe_run
from autograder.errors import CourseError
from autograder.grading.executor import SandboxKind, executor
from autograder.grading.learner_view import learner_view
from autograder.grading.restore import restore
from autograder.masters.autotest import read_expanded

__all__ = [
    "ExecuteSandboxed",
    "LearnerView",
    "Restore",
    "autograde_preprocessors",
    "feedback_preprocessors",
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
            source = read_expanded(path, Path(self.course))
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
            text = nbformat.writes(read_expanded(source, Path(self.course)))
            graded = executor(kind, text).run(nb, seed=secret.seed(assignment))
        except (CourseError, OSError) as error:
            raise NbGraderException(f"{assignment}: {error}") from error
        if kind.remark:
            describe_run(graded, remark=kind.remark)
        return graded, resources


class LearnerView(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Strip hidden tests, what they printed, and active HTML from a graded notebook before it becomes feedback."""

    display_data_priority = List(help="Passed by the exporter to each step; not used here.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as its learner may see it."""
        return learner_view(nb), resources


def autograde_preprocessors() -> list[type]:
    """Return the steps of nbgrader's ``autograde`` with ours for ``Execute``."""
    steps = Autograde.class_traits()["autograde_preprocessors"].default()
    return [ExecuteSandboxed if step is Execute else step for step in steps]


def sanitize_preprocessors() -> list[type]:
    """Return the first steps of nbgrader's ``autograde``: nothing of a submission but its answers is kept."""
    return [ClearOutput, OverwriteKernelspec, Restore, CheckCellMetadata]


def feedback_preprocessors() -> list[type]:
    """Return the steps of nbgrader's ``generate_feedback``, ours after the grades are in."""
    return [GetGrades, LearnerView, CSSHTMLHeaderPreprocessor]


def use_seed(file: Path) -> None:
    """Let tests that run in a kernel, by nbgrader's own execution, draw their cases from the course's secret."""
    if file.is_file():
        os.environ[seed.VARIABLE] = str(seed.read(file).seed("nbgrader"))
