"""The sixteen of every class, who hand in every assignment: right, wrong, careless, nothing, and three attacks."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.cell import forget_names
from autograder.masters.mutants import load_answers
from autograder.sample.hand_in import Edit, HandIn

__all__ = ["HOSTILE", "KINDS"]


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
            hand_in.blank(exercise)


def blank(hand_in: HandIn) -> None:
    """Hand in what was released."""
    for exercise in hand_in.master.exercises.values():
        hand_in.blank(exercise)


def a_syntax_error(hand_in: HandIn) -> None:
    """Forget a colon in one answer; the others are right."""
    cell = hand_in.cell(hand_in.first.name)
    cell.source = cell.source.replace("):", ")", 1)
    hand_in.lose(hand_in.first)


def a_deleted_test(hand_in: HandIn) -> None:
    """Answer everything, and delete a test cell by accident."""
    test = hand_in.first.tests[-1]
    del hand_in.notebook.cells[hand_in.index(test.grade_id)]


def an_edited_test(hand_in: HandIn) -> None:
    """Leave one answer out, and change its tests so that they pass."""
    hand_in.blank(hand_in.first)
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
    hand_in.reject()


def another_assignment(hand_in: HandIn) -> None:
    """Hand in a notebook of another course."""
    texts = {"first": "total = sum([1, 2, 3])", "second": "print(total)"}
    hand_in.notebook.cells = [new_code_cell(text, id=name) for name, text in texts.items()]
    hand_in.reject()


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
HOSTILE: dict[str, Edit] = {
    "mallory": equal_to_everything,
    "nick": prints_its_cases_and_exits,
    "oscar": takes_all_memory,
}
KINDS: dict[str, Edit] = {
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


def _attack(hand_in: HandIn, text: str) -> None:
    hand_in.cell(hand_in.first.name).source = text.format(name=hand_in.first.name).strip()
    hand_in.lose(hand_in.first)


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
