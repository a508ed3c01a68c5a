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

from autograder.cell import Role, forget_names, grade_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.grading.journal import Journal
from autograder.markers import starter
from autograder.masters.master import Exercise, Master, load
from autograder.masters.mutants import load_answers
from autograder.outcome import Outcome

__all__ = ["HOSTILE", "KINDS", "Expected", "HandIn", "differences", "make_sample", "read_expected"]

Expected = dict[tuple[str, str], dict[str, str]]
"""Rows of ``expected.csv`` by student and assignment."""


@dataclass
class HandIn:
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
        """Return where a cell stands."""
        return next(i for i, cell in enumerate(self.notebook.cells) if grade_id(cell) == name)

    @property
    def first(self) -> Exercise:
        """The first exercise, which many students get wrong."""
        return next(iter(self.master.exercises.values()))


def make_sample(course: Course, paths: list[Path]) -> int:
    """Fill ``submitted/`` for each master and write ``expected.csv``; return the number of submissions."""
    rows = []
    for path in paths:
        master = load(path)
        released = course.notebook("release", master.stem)
        if not released.exists():
            raise CourseError(f"{released}: is not there, run 'autograder release {master.stem}'")
        notebook = nbformat.read(released, as_version=4)
        for student, edit in KINDS.items():
            hand_in = HandIn(_answered(notebook, master), master, master.worth)
            edit(hand_in)
            rows.append([student, master.stem, _kind(edit), hand_in.status, f"{hand_in.points:g}"])
            if hand_in.status != "missing":
                _write(course, student, hand_in)
    Gradebook(course.db, course.name).enrol(list(KINDS))
    with (course.root / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["student", "assignment", "kind", "status", "score"], *rows])
    return sum(row[3] != "missing" for row in rows)


def read_expected(course: Course, assignments: list[str]) -> Expected:
    """Return the rows of ``expected.csv`` for ``assignments``.

    Raises
    ------
    CourseError
        No sample class was made of them here.
    """
    path = course.root / "expected.csv"
    rows = []
    with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] in assignments]
    if not rows:
        raise CourseError(f"{path}: expects nothing of {', '.join(assignments)}, run 'autograder sample' first")
    return {(row["student"], row["assignment"]): row for row in rows}


def differences(course: Course, expected: Expected) -> tuple[list[Outcome], list[str]]:
    """Return what became of the sample class, and a line for each outcome that is not the expected one."""
    known = Journal(course.journal).of([assignment for _, assignment in expected])
    found = {(outcome.student, outcome.assignment): outcome for outcome in known}
    lines = []
    for (student, assignment), row in expected.items():
        outcome = found.get((student, assignment))
        got = f"{outcome.status}, {outcome.score:g}" if outcome else "not graded"
        if got != f"{row['status']}, {float(row['score']):g}":
            lines.append(f"{student}, {assignment}: {got}; expected {row['status']}, {row['score']}")
    return [found[key] for key in expected if key in found], lines


def all_right(_hand_in: HandIn) -> None:
    """Answer everything as in the master."""


def right_but_late_and_noisy(hand_in: HandIn) -> None:
    """Answer everything, with prints and scratch cells of the learner's own."""
    noise = "import sys\nprint('trying things')\nprint('careful', file=sys.stderr)"
    hand_in.notebook.cells.insert(1, new_code_cell(noise, id="noise"))
    hand_in.notebook.cells.append(new_code_cell("1 + 1", id="scratch"))


def a_typical_mistake(hand_in: HandIn) -> None:
    """Put one of the mutants in the place of an answer."""
    for answer in load_answers(hand_in.master.path):
        exercise = hand_in.master.exercises.get(answer.exercise)
        if answer.caught_by and exercise is not None and (source := _alone(answer.function, exercise.name)):
            hand_in.cell(exercise.name).source = source
            hand_in.points -= sum(test.points for test in exercise.tests if test.name in answer.caught_by)
            return


def one_function_right(hand_in: HandIn) -> None:
    """Answer the first exercise alone."""
    for exercise in hand_in.master.exercises.values():
        if exercise is not hand_in.first:
            _blank(hand_in, exercise)


def blank(hand_in: HandIn) -> None:
    """Hand in what was released."""
    for exercise in hand_in.master.exercises.values():
        _blank(hand_in, exercise)


def a_syntax_error(hand_in: HandIn) -> None:
    """Forget a colon in one answer; the others are right."""
    cell = hand_in.cell(hand_in.first.name)
    cell.source = cell.source.replace("):", ")", 1)
    hand_in.points -= hand_in.first.worth


def a_deleted_test(hand_in: HandIn) -> None:
    """Answer everything, and delete a test cell by accident."""
    test = hand_in.first.tests[-1]
    del hand_in.notebook.cells[hand_in.index(test.grade_id)]


def an_edited_test(hand_in: HandIn) -> None:
    """Leave one answer out, and change its tests so that they pass."""
    _blank(hand_in, hand_in.first)
    for test in hand_in.first.tests:
        hand_in.cell(test.grade_id).source = "assert True"


def a_duplicated_cell(hand_in: HandIn) -> None:
    """Copy an answer cell with its name, the first copy left as a failed attempt."""
    name = hand_in.first.name
    attempt = copy.deepcopy(hand_in.cell(name))
    attempt.source = f"def {name}(*args):\n    return None  # first try"
    attempt.id = "a-copy"
    hand_in.notebook.cells.insert(hand_in.index(name), attempt)


def not_a_notebook(hand_in: HandIn) -> None:
    """Hand in a text file with the right name."""
    hand_in.data = b"def answer():\n    return 42\n"
    hand_in.points, hand_in.status = 0, "rejected"


def another_assignment(hand_in: HandIn) -> None:
    """Hand in a notebook of another course."""
    texts = {"first": "total = sum([1, 2, 3])", "second": "print(total)"}
    hand_in.notebook.cells = [new_code_cell(text, id=name) for name, text in texts.items()]
    hand_in.points, hand_in.status = 0, "rejected"


def every_mark_lost(hand_in: HandIn) -> None:
    """Answer everything, with an editor that drops the metadata of cells."""
    forget_names(hand_in.notebook)


def nothing_handed_in(hand_in: HandIn) -> None:
    """Stand in the class list and hand in nothing."""
    hand_in.points, hand_in.status = 0, "missing"


def equal_to_everything(hand_in: HandIn) -> None:
    """Return an object that says yes to every comparison; the other answers are right."""
    _attack(hand_in, EQUAL)


def prints_its_cases_and_exits(hand_in: HandIn) -> None:
    """Print what a test calls with, and end the process before it can compare; the other answers are right."""
    _attack(hand_in, EXIT)


def takes_all_memory(hand_in: HandIn) -> None:
    """Fill the memory when the answer's cell runs; the other answers are right."""
    _attack(hand_in, FILL)


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
HOSTILE: dict[str, Callable[[HandIn], None]] = {
    "mallory": equal_to_everything,
    "nick": prints_its_cases_and_exits,
    "oscar": takes_all_memory,
}
KINDS: dict[str, Callable[[HandIn], None]] = {
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
    "mia": every_mark_lost,
    **HOSTILE,
}


def _answered(released: NotebookNode, master: Master) -> NotebookNode:
    notebook = copy.deepcopy(released)
    solutions = {cell.grade_id: cell.source for cell in master.of_role(Role.SOLUTION)}
    for cell in notebook.cells:
        if grade_id(cell) in solutions:
            lines = solutions[grade_id(cell)].splitlines()
            cell.source = "\n".join(line for line in lines if not line.strip().startswith("###"))
    return notebook


def _blank(hand_in: HandIn, exercise: Exercise) -> None:
    hand_in.cell(exercise.name).source = starter(exercise.solution.source)
    hand_in.points -= exercise.worth


def _attack(hand_in: HandIn, text: str) -> None:
    hand_in.cell(hand_in.first.name).source = text.format(name=hand_in.first.name).strip()
    hand_in.points -= hand_in.first.worth


def _write(course: Course, student: str, hand_in: HandIn) -> None:
    path = course.notebook("submitted", hand_in.master.stem, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = hand_in.data if hand_in.data is not None else nbformat.writes(hand_in.notebook).encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
        moment = datetime.now(UTC) - timedelta(hours=1)
        (path.parent / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")


def _alone(function: Callable[..., Any], name: str) -> str:
    """Return the text of a mutant under the name of its exercise, if it needs nothing but NumPy."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return ""
    definition.decorator_list, definition.name = [], name
    names = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    others = {key for key in vars(inspect.getmodule(function)) if not key.startswith("__")} - {"np"}
    return "" if names & others else ast.unparse(tree)


def _kind(edit: Callable[[HandIn], None]) -> str:
    return edit.__name__.replace("_", " ")
