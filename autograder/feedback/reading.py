"""A graded notebook, read for a page: the instructor's cells by name, and what the learner wrote, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from autograder.cell import grade_id
from autograder.facts import is_for_a_person, said
from autograder.feedback.causes import OwnCell, fault_of
from autograder.gradebook.standing import Line, Standing
from autograder.grading.one import points_of
from autograder.markers import starter
from autograder.masters.master import Exercise, Master
from autograder.outcome import Outcome
from autograder.text import verbatim

__all__ = ["Reading", "read_notebook"]

LONGEST_OUTPUT = 4_000
FENCED = re.compile(r"(`{3,})\n(.*)\n\1", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What a page needs of a notebook; a number is a cell's place from 1, as tracebacks have it."""

    stem: str
    nodes: dict[str, NotebookNode]
    numbers: dict[str, int]
    cells: list[OwnCell]

    def text(self, notebook: str, cell: str) -> str:
        """Return the text of a cell; empty for one of another notebook."""
        node = self.nodes.get(cell) if notebook == self.stem else None
        return "" if node is None else str(node.source)

    def standing(self, master: Master, outcome: Outcome) -> Standing:
        """Return what the outputs are worth, where no gradebook says more."""
        lines = [
            Line(master.stem, test.grade_id, test.max_points, _earned(self.nodes.get(test.grade_id), test.points))
            for exercise in master.exercises.values()
            for test in exercise.tests
        ]
        return Standing(tuple(lines), late=outcome.late)


def read_notebook(notebook: NotebookNode, master: Master) -> Reading:
    """Return the parts of a learner's view; an answer that stands as it was released is nothing that they wrote."""
    exercise_of = {cell.grade_id: cell.exercise for cell in master.cells if cell.exercise}
    reading = Reading(master.stem, {}, {}, [])
    near = next(iter(master.exercises), "")
    nodes = [node for node in notebook.cells if not said(node, "note")]  # no traceback counts the grader's own
    for number, node in enumerate(nodes, start=1):
        name = grade_id(node)
        near = exercise_of.get(name, near)
        if name:
            reading.nodes[name], reading.numbers[name] = node, number
        if not name or (name in master.exercises and not _is_starter(str(node.source), master.exercises[name])):
            reading.cells.append(_own(node, number, name, near))
    return reading


def _own(node: NotebookNode, number: int, name: str, near: str) -> OwnCell:
    text = str(node.source)
    if node.cell_type != "code":
        inner = FENCED.fullmatch(text)
        return OwnCell(number, inner[2] if inner else text, near, name, is_code=False)
    return OwnCell(number, text, near, name, _output(node), fault_of(node.outputs, shown=True))


def _is_starter(text: str, exercise: Exercise) -> bool:
    solution = exercise.solution
    released = starter(solution.source, is_code=solution.is_code).strip()
    return text.strip() in ("", released if solution.is_code else verbatim(released))


def _earned(node: NotebookNode | None, full: float) -> float:
    if node is None or is_for_a_person(node):
        return 0.0
    points = full
    for output in node.outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "execute_result":
            points = points_of(output, full) or 0.0  # as in the grades
    return points


def _output(node: NotebookNode) -> str:
    """Return what a cell showed, without its error."""
    texts = [
        str(output.text) if output.output_type == "stream" else str(output.get("data", {}).get("text/plain", ""))
        for output in node.outputs
        if output.output_type != "error"
    ]
    text = "".join(texts).rstrip()
    return text if len(text) <= LONGEST_OUTPUT else f"{text[:LONGEST_OUTPUT]}\n… (cut off here)"
