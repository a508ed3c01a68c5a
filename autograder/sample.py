"""A class of realistic submissions, made from the released notebook by editing it as students do, and three attacks.

``expected.csv`` in the course says what each has to get; the points follow from what was edited, not from grading.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import csv
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import gradebook
from autograder.contract import answers
from autograder.course import Course
from autograder.errors import CourseError
from autograder.master import Exercise, Master, load, starter
from autograder.submission import grade_id

__all__ = ["HOSTILE", "KINDS", "Submission", "make_sample", "read_expected"]


@dataclass
class Submission:
    """A notebook on its way to being handed in, and what it has to get."""

    notebook: NotebookNode
    master: Master
    points: float
    status: str = "graded"
    data: bytes | None = None

    def cell(self, name: str) -> NotebookNode:
        """Find a cell by nbgrader's name."""
        return next(cell for cell in self.notebook.cells if grade_id(cell) == name)

    def index(self, name: str) -> int:
        """Say where a cell stands."""
        return next(i for i, cell in enumerate(self.notebook.cells) if grade_id(cell) == name)

    @property
    def first(self) -> Exercise:
        """The first exercise, which most students get wrong."""
        return next(iter(self.master.exercises.values()))


def make_sample(course: Course, paths: list[Path]) -> int:
    """Fill ``submitted/`` for each master and write ``expected.csv``; give the number of submissions."""
    rows = []
    for path in paths:
        master = load(path)
        released = course.notebook("release", master.stem)
        if not released.exists():
            raise CourseError(f"{released}: is not there, run 'autograder release {master.stem}'")
        notebook = nbformat.read(released, as_version=4)
        for student, edit in KINDS.items():
            submission = Submission(_answered(notebook, master), master, master.points)
            edit(submission)
            rows.append([student, master.stem, _kind(edit), submission.status, f"{submission.points:g}"])
            if submission.status != "missing":
                _hand_in(course, student, submission)
    gradebook.enrol(course.db, course.name, list(KINDS))
    with (course.root / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["student", "assignment", "kind", "status", "score"], *rows])
    return sum(row[3] != "missing" for row in rows)


def read_expected(course: Course) -> dict[tuple[str, str], dict[str, str]]:
    """Give the rows of ``expected.csv`` by student and assignment; nothing for a real course."""
    with (
        contextlib.suppress(FileNotFoundError),
        (course.root / "expected.csv").open(encoding="utf-8", newline="") as file,
    ):
        return {(row["student"], row["assignment"]): row for row in csv.DictReader(file)}
    return {}


def all_right(_submission: Submission) -> None:
    """Answer everything as in the master."""


def right_but_late_and_noisy(submission: Submission) -> None:
    """Answer everything, with prints and scratch cells of the learner's own."""
    submission.notebook.cells.insert(
        1, new_code_cell("import sys\nprint('trying things')\nprint('careful', file=sys.stderr)")
    )
    submission.notebook.cells.append(new_code_cell("1 + 1"))


def a_typical_mistake(submission: Submission) -> None:
    """Put one of the mutants in the place of an answer."""
    for wrong in answers(submission.master.path):
        exercise = submission.master.exercises.get(wrong.__dict__.get("mutant_of", ""))
        if exercise is not None and (source := _alone(wrong, exercise.name)):
            submission.cell(exercise.name).source = source
            submission.points -= sum(test.points for test in exercise.tests if test.name in wrong.__dict__["caught_by"])
            return


def one_function_right(submission: Submission) -> None:
    """Answer the first exercise alone."""
    for exercise in submission.master.exercises.values():
        if exercise is not submission.first:
            _blank(submission, exercise)


def blank(submission: Submission) -> None:
    """Hand in what was released."""
    for exercise in submission.master.exercises.values():
        _blank(submission, exercise)


def a_syntax_error(submission: Submission) -> None:
    """Forget a colon in one answer; the others are right."""
    cell = submission.cell(submission.first.name)
    cell.source = cell.source.replace("):", ")", 1)
    submission.points -= submission.first.points


def a_deleted_test(submission: Submission) -> None:
    """Answer everything, and delete a test cell by accident."""
    test = submission.first.tests[-1]
    del submission.notebook.cells[submission.index(test.grade_id)]


def an_edited_test(submission: Submission) -> None:
    """Leave one answer out, and change its tests so that they pass."""
    _blank(submission, submission.first)
    for test in submission.first.tests:
        submission.cell(test.grade_id).source = "assert True"


def a_duplicated_cell(submission: Submission) -> None:
    """Copy an answer cell with its name, the first copy left as a failed attempt."""
    name = submission.first.name
    attempt = copy.deepcopy(submission.cell(name))
    attempt.source = f"def {name}(*args):\n    return None  # first try"
    attempt.id = "a-copy"
    submission.notebook.cells.insert(submission.index(name), attempt)


def not_a_notebook(submission: Submission) -> None:
    """Hand in a text file with the right name."""
    submission.data = b"def answer():\n    return 42\n"
    submission.points, submission.status = 0, "rejected"


def another_assignment(submission: Submission) -> None:
    """Hand in a notebook without one of the cells."""
    for cell in submission.notebook.cells:
        cell.metadata.pop("nbgrader", None)
    submission.points, submission.status = 0, "rejected"


def nothing_handed_in(submission: Submission) -> None:
    """Stand in the class list and hand in nothing."""
    submission.points, submission.status = 0, "missing"


def equal_to_everything(submission: Submission) -> None:
    """Give back an object that says yes to every comparison; the other answers are right."""
    _attack(submission, EQUAL)


def prints_its_cases_and_exits(submission: Submission) -> None:
    """Print what a test calls with, and end the process before it can compare; the other answers are right."""
    _attack(submission, EXIT)


def takes_all_memory(submission: Submission) -> None:
    """Fill the memory when the answer's cell runs; the other answers are right."""
    _attack(submission, FILL)


EQUAL = """
class Right:
    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        return self


def {name}(*args, **kwargs):
    return Right()
"""
EXIT = """
def {name}(*args, **kwargs):
    import os
    print(args, kwargs)
    os._exit(0)
"""
FILL = """
hoard = []
while True:
    hoard.append(bytearray(1 << 26))


def {name}(*args, **kwargs):
    return hoard
"""
HOSTILE: dict[str, Callable[[Submission], None]] = {
    "mallory": equal_to_everything,
    "nick": prints_its_cases_and_exits,
    "oscar": takes_all_memory,
}
KINDS: dict[str, Callable[[Submission], None]] = {
    "ada": all_right,
    "ben": right_but_late_and_noisy,
    "chen": a_typical_mistake,
    "dora": one_function_right,
    "emil": blank,
    "fay": a_syntax_error,
    "gus": a_deleted_test,
    "hana": an_edited_test,
    "ivo": a_duplicated_cell,
    "jun": not_a_notebook,
    "kim": another_assignment,
    "lea": nothing_handed_in,
    **HOSTILE,
}


def _answered(released: NotebookNode, master: Master) -> NotebookNode:
    notebook = copy.deepcopy(released)
    solutions = {cell.grade_id: cell.source for cell in master.of_role("solution")}
    for cell in notebook.cells:
        if grade_id(cell) in solutions:
            lines = solutions[grade_id(cell)].splitlines()
            cell.source = "\n".join(line for line in lines if not line.strip().startswith("###"))
    return notebook


def _blank(submission: Submission, exercise: Exercise) -> None:
    submission.cell(exercise.name).source = starter(exercise.solution.source)
    submission.points -= exercise.points


def _attack(submission: Submission, text: str) -> None:
    submission.cell(submission.first.name).source = text.format(name=submission.first.name).strip()
    submission.points -= submission.first.points


def _hand_in(course: Course, student: str, submission: Submission) -> None:
    path = course.notebook("submitted", submission.master.stem, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = submission.data if submission.data is not None else nbformat.writes(submission.notebook).encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
        moment = datetime.now(UTC) - timedelta(hours=1)
        (path.parent / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")


def _alone(function: Callable[..., Any], name: str) -> str:
    """Give the text of a mutant under the name of its exercise, if it needs nothing but NumPy."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return ""
    definition.decorator_list, definition.name = [], name
    names = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    others = {key for key in vars(inspect.getmodule(function)) if not key.startswith("__")} - {"np"}
    return "" if names & others else ast.unparse(tree)


def _kind(edit: Callable[[Submission], None]) -> str:
    return edit.__name__.replace("_", " ")
