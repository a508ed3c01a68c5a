"""A submitted file to a notebook that can be graded: the learner's cells, and the instructor's as they were.

Everything that a learner may have done to the instructor's cells is undone here and noted; what cannot be
graded at all is refused with a reason. What they typed there is kept as a cell of their own, and runs where it would
run in Jupyter.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, grade_id, is_as_released, own_node, with_answer
from autograder.errors import SubmissionError
from autograder.grading.matching import Assignment, bare, defines, recognise
from autograder.grading.order import out_of_order
from autograder.grading.raw import MAX_BYTES, RawCell, read_raw
from autograder.masters.kept import history
from autograder.text import one_line
from tconv_check.assignment import KEY
from tconv_check.matching import added, one_of_each

__all__ = ["MAX_BYTES", "Restored", "restore"]

WITH_IDS = 5
"""The minor version of the format from which every cell has an id."""


@dataclass(frozen=True)
class Restored:
    """The notebook to run, and what had to be mended, for the row in ``grades.csv``.

    Cells are the assignment's own where nothing differs: copy a cell before you change it.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def restore(data: bytes, assignment: Assignment) -> Restored:
    """Read a submission and put the instructor's cells back.

    Raises
    ------
    SubmissionError
        The file is no notebook, is too large, is of another kernel or of another assignment.
    """
    raw = read_raw(data)
    gone, since = history(assignment.notebook)  # what the instructor changed is no learner's doing
    recognised = recognise([cell for cell in raw.cells if cell.name not in gone], assignment)
    cells, twice = one_of_each(recognised.cells, assignment)
    notes = [*raw.notes, *recognised.notes, *twice]
    present = {cell.name for cell in cells}
    if assignment.nodes and not (assignment.answers.keys() or assignment.nodes.keys()) & present:
        raise SubmissionError("holds none of this assignment's answer cells: hand in the notebook that was released")
    notes += _missing(cells, assignment)
    restored: list[NotebookNode] = []
    for cell in cells:
        restored += _restored(cell, assignment, notes)
    names = list(assignment.nodes)
    for position, (name, node) in enumerate(assignment.nodes.items()):
        if name in present or name in assignment.answers:
            continue
        before = names[:position]
        places = [index for index, other in enumerate(restored) if grade_id(other) in before]
        restored.insert(max(places, default=-1) + 1, node)
        if assignment.cells[name].role is Role.TEST and name not in since:
            notes.append(f"test {name} was deleted and is put back")
    notebook = copy.copy(assignment.notebook)
    notebook.cells, notebook.metadata = restored, copy.copy(notebook.metadata)
    if notebook.nbformat_minor < WITH_IDS:
        notebook.nbformat_minor = WITH_IDS
        notebook.cells = [_with_id(node, number) for number, node in enumerate(restored)]
    notebook.metadata.pop(KEY, None)  # for a learner's own check; no graded notebook needs it
    return Restored(notebook, [*out_of_order(restored, assignment), *notes])


def _with_id(node: NotebookNode, number: int) -> NotebookNode:
    """Return a cell as the format with ids asks for it; a source of nbgrader's own may have none."""
    if "id" in node:
        return node
    node = copy.copy(node)
    node["id"] = f"source-{number}"
    return node


def _missing(cells: list[RawCell], assignment: Assignment) -> Iterator[str]:
    """Yield a note for each answer cell that is not there."""
    present = {cell.name for cell in cells}
    for name, names in assignment.answers.items():
        if name not in present:
            elsewhere = [cell for cell in cells if cell.kind == "code" and defines(cell.text, names)]
            where = f", {names[0]} is defined in cell {elsewhere[-1].number}" if elsewhere else ""
            yield f"answer cell {name} is missing{where}"


def _restored(cell: RawCell, assignment: Assignment, notes: list[str]) -> list[NotebookNode]:
    """Return what stands in the place of one cell: the instructor's, and what the learner has of their own there."""
    name = cell.name
    original = assignment.nodes.get(name)
    role = Role.OWN if original is None else assignment.cells[name].role
    if original is not None and role is not Role.SOLUTION:
        return _given(cell, original, role, assignment, notes)
    text = bare(cell.text) if cell.kind == "code" or name in assignment.answers else cell.text
    if original is None:
        if name:
            notes.append(f"cell {one_line(name, 60)} is of no assignment here, it counts as the learner's own")
        return [own_node(cell.kind, text, number=cell.number - 1)]
    if cell.kind != original.cell_type and text.strip() != assignment.released[name].strip():
        notes.append(f"answer cell {name} was turned into text and runs as code all the same")
    if text != cell.text:
        notes.append(f"the marks of Markdown (```) around the answer {name} were left out")
    return [with_answer(original, text)]


def _given(
    cell: RawCell, original: NotebookNode, role: Role, assignment: Assignment, notes: list[str]
) -> list[NotebookNode]:
    """Return an instructor's cell, which is no answer, and what the learner has added to it."""
    name = cell.name
    if original.cell_type != "code" or assignment.is_released_text(name, cell.text):
        return [original]
    what = "test" if role is Role.TEST else "cell"
    if is_as_released(cell.node, cell.text):
        notes.append(f"{what} {name} was changed since the release, the new one is used")
        return [original]
    notes.append(f"{what} {name} was edited, the original is used")
    text, runs = added(cell, assignment)
    if not text:
        return [original]
    own = own_node("code" if runs else "markdown", text, number=cell.number - 1)
    if runs:
        notes.append(f"what was added to {name} runs as a cell of the learner's own")
    return [own, original] if role is Role.TEST else [original, own]
