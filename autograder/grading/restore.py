"""A submitted file to a notebook that can be graded: the learner's cells, and the instructor's as they were.

Everything that a learner may have done to the instructor's cells is undone here and noted; what cannot be
graded at all is refused with a reason. What they typed there is kept as a cell of their own, and runs where it would
run in Jupyter.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, grade_id, is_as_released, own_node, with_answer
from autograder.errors import SubmissionError
from autograder.grading.matching import Assignment, Recognised, bare, defines, recognise
from autograder.grading.order import out_of_order
from autograder.grading.raw import MAX_BYTES, RawCell, read_raw
from autograder.masters.kept import history
from autograder.text import one_line
from tconv_check.assignment import KEY

__all__ = ["MAX_BYTES", "Restored", "restore"]

MAX_COMPARED = 2_000
"""Lines of a cell of which is said what was added."""

WITH_IDS = 5
"""The minor version of the format from which every cell has an id."""


@dataclass(frozen=True)
class Restored:
    """The notebook to run, and what had to be mended, for the row in ``grades.csv``.

    Cells are the source's own where nothing differs: copy a cell before you change it.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def restore(data: bytes, source: NotebookNode) -> Restored:
    """Read a submission and put the instructor's cells of ``source`` back.

    Raises
    ------
    SubmissionError
        The file is no notebook, is too large, is of another kernel or of another assignment.
    """
    assignment = Assignment.of(source)
    raw = read_raw(data)
    gone, since = history(source)  # what the instructor changed is no learner's doing
    recognised = recognise([cell for cell in raw.cells if cell.name not in gone], assignment)
    notes = [*raw.notes, *_lost_marks(recognised)]
    cells = _one_of_each(recognised.cells, assignment, notes)
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
    notebook = copy.copy(source)
    notebook.cells, notebook.metadata = restored, copy.copy(source.metadata)
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


def _lost_marks(recognised: Recognised) -> Iterator[str]:
    if recognised.unnamed:
        cells = "one cell" if recognised.unnamed == 1 else f"{recognised.unnamed} cells"
        yield f"{cells} had lost nbgrader's marks and {'was' if recognised.unnamed == 1 else 'were'} found all the same"
    for name in recognised.retyped:
        yield f"answer {name} was found in a cell without nbgrader's mark"


def _missing(cells: list[RawCell], assignment: Assignment) -> Iterator[str]:
    """Yield a note for each answer cell that is not there."""
    present = {cell.name for cell in cells}
    for name, names in assignment.answers.items():
        if name not in present:
            elsewhere = [cell for cell in cells if cell.kind == "code" and defines(cell.text, names)]
            where = f", {names[0]} is defined in cell {elsewhere[-1].number}" if elsewhere else ""
            yield f"answer cell {name} is missing{where}"


def _one_of_each(cells: list[RawCell], assignment: Assignment, notes: list[str]) -> list[RawCell]:
    """Keep one of cells that stand twice: the last, as nbgrader does; of answers the last that was worked in.

    Earlier answers stay as cells of the learner's own. Blank copies go: run below an answer, they would undo it.
    """
    counting: dict[str, RawCell] = {}
    worked: dict[str, bool] = {}
    twice: dict[str, None] = {}
    for cell in cells:
        if cell.name in assignment.nodes:
            if cell.name in counting:
                twice[cell.name] = None
            works = cell.name not in assignment.answers or assignment.is_worked_in(cell)
            if works or not worked.get(cell.name):
                counting[cell.name], worked[cell.name] = cell, works
    kept = []
    undone = set()
    for cell in cells:
        if cell.name not in twice or cell is counting[cell.name]:
            kept.append(cell)
        elif cell.name in assignment.answers:
            if assignment.is_worked_in(cell):
                kept.append(replace(cell, name=""))
            elif cell.number > counting[cell.name].number:
                undone.add(cell.name)
    for name in twice:
        which = "the last one that was worked in counts" if name in undone else "the last counts"
        notes.append(f"cell {name} stands twice, {which}")
    return kept


def _restored(cell: RawCell, assignment: Assignment, notes: list[str]) -> list[NotebookNode]:
    """Return what stands in the place of one cell: the instructor's, and what the learner has of their own there."""
    name, text = cell.name, bare(cell.text) if cell.kind == "code" or cell.name in assignment.answers else cell.text
    if name not in assignment.nodes:
        if name:
            notes.append(f"cell {one_line(name, 60)} is of no assignment here, it counts as the learner's own")
        return [own_node(cell.kind, text, number=cell.number - 1)]
    original, role = assignment.nodes[name], assignment.cells[name].role
    if role is Role.SOLUTION:
        if text != cell.text:
            notes.append(f"the marks of Markdown (```) around the answer {name} were left out")
        return [with_answer(original, text)]
    if original.cell_type != "code" or assignment.is_released_text(name, cell.text):
        return [original]
    what = "test" if role is Role.TEST else "cell"
    if is_as_released(cell.node, cell.text):
        notes.append(f"{what} {name} was changed since the release, the new one is used")
        return [original]
    notes.append(f"{what} {name} was edited, the original is used")
    added, runs = _added(cell, assignment)
    if not added:
        return [original]
    own = own_node("code" if runs else "markdown", added, number=cell.number - 1)
    if runs:
        notes.append(f"what was added to {name} runs as a cell of the learner's own")
    return [own, original] if role is Role.TEST else [original, own]


def _added(cell: RawCell, assignment: Assignment) -> tuple[str, bool]:
    """Return what a learner wrote into a cell of the instructor's, and whether it runs.

    It runs as in Jupyter where it defines what is asked for, or where nothing of the instructor's was changed.
    """
    before, after = (text.strip().split("\n") for text in (assignment.released[cell.name], cell.text))
    if len(after) > MAX_COMPARED:
        return cell.text, False
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    lines = [line for tag, *_, start, end in changes if tag in ("insert", "replace") for line in after[start:end]]
    added = "\n".join(lines).strip("\n")
    asked = [name for names in assignment.answers.values() for name in names]
    whole = all(tag in ("insert", "equal") for tag, *_ in changes)
    return added, bool(added.strip()) and (whole or bool(defines(added, asked)))
