"""What several tests of grading share: submissions that are handed in, and grading without a sandbox."""

import copy
import csv
import io
import shutil
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from unittest import mock

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_output
from nbgrader import api

from autograder.cell import grade_id
from autograder.cli import cli, main
from autograder.course import Course
from autograder.gradebook.database import Gradebook
from autograder.grading import cohort
from autograder.grading.executor import SandboxKind
from autograder.grading.journal import Journal
from autograder.grading.workers import ThisProcess
from autograder.seed import Secret

HOW = cohort.How(SandboxKind.BWRAP, Secret("1"))
NUMBERS = ("score", "max_score", "late", "seconds")


def copy_of(course, root, *masters):
    """Return a copy of a course at ``root``, with more folders of masters than it had."""
    shutil.copytree(course.root, root)
    folders = ", ".join(f'"{folder}"' for folder in (*course.masters, *masters))
    (root / "course.toml").write_text(f'name = "course"\nmasters = [{folders}]\n')
    return Course.open(root)


def sample_class(course, *kinds):
    """Let the sample class hand in, and grade it and give feedback from the command line."""
    for command in (["sample", *kinds], ["grade", "--seed", "7"], ["feedback"]):
        result = CliRunner().invoke(cli, [*command, "scatter", "--course", str(course.root)], catch_exceptions=False)
        assert result.exit_code == 0, result.output


def command(*words):
    """Run the whole command line in this process, which has imported everything."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["autograder", *map(str, words)]
    with (
        mock.patch.object(sys, "argv", argv),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    return subprocess.CompletedProcess(argv, end.value.code or 0, out.getvalue(), err.getvalue())


class Replay:
    """Gives every notebook back with the outputs that a test asks for; runs nothing."""

    def __init__(self, outputs=()):
        self.outputs = dict(outputs)

    def __call__(self, sandbox, source):
        """Stand where the function stands that makes executors."""
        return self

    def run(self, notebook, *, seed):
        graded = copy.deepcopy(notebook)
        for cell in graded.cells:
            if cell.cell_type == "code":
                cell.outputs = self.outputs.get(grade_id(cell), [])
        return graded


class NoWorkers:
    """Workers that must get nothing to do."""

    def map(self, work, tasks):
        assert [task.student for task in tasks] == []
        yield from ()


def number(text):
    return [new_output("execute_result", {"text/plain": text}, execution_count=1)]


def book_of(course):
    return Gradebook(course.db, course.name)


def hand_in(course, student, data=None):
    """Hand in what was released, or other bytes; return where."""
    path = course.notebook("submitted", "scatter", student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(course.notebook("release", "scatter").read_bytes() if data is None else data)
    return path


def grade(course, executor=None, *, workers=None, how=HOW, **more):
    """Grade in this process, with a stand-in for the executor where there is one."""
    if executor is not None:
        more["make_executor"] = executor
    return cohort.grade(course, "scatter", gradebook=book_of(course), workers=workers or ThisProcess(), how=how, **more)


def source_of(course):
    return nbformat.read(course.notebook("source", "scatter"), as_version=4)


def outcomes(course):
    """Return what the journal and the gradebook say of everyone."""
    known = Journal(course.journal)
    return book_of(course).with_totals(known.of(sorted({assignment for _, assignment in known.known})))


def rows(course):
    """Return the lines of ``grades.csv`` as a spreadsheet finds them, with numbers as numbers."""
    with course.grades.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    return [{name: float(v) if name in NUMBERS else v for name, v in line.items()} for line in lines]


def points(course):
    """Return the scores as nbgrader's own gradebook has them."""
    with closing(api.Gradebook(course.db, course.name)) as book:
        return {submission.student_id: submission.score for submission in book.find_assignment("scatter").submissions}
