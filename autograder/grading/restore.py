"""A submitted file to a notebook that can be graded: the learner's cells, and the instructor's as they were.

Everything that a learner may have done to the instructor's cells is undone here and noted; what cannot be
graded at all is refused with a reason.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, grade_id, own_node, read, visible, with_answer
from autograder.errors import SubmissionError
from autograder.text import one_line

__all__ = ["MAX_BYTES", "Restored", "restore"]

MAX_BYTES = 10 * 2**20
MAX_CELLS = 2_000
MAX_HEADING = 6


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
    known = {name: node for node in source.cells if (name := grade_id(node))}
    roles = {name: read(node).role for name, node in known.items()}
    answers = {name for name, role in roles.items() if role is Role.SOLUTION}
    notes: list[str] = []
    cells = _last_of_each(_read(data), known, answers, notes)
    present = {grade_id(cell) for cell in cells}
    if known and not (answers or {*known}) & present:
        raise SubmissionError("holds none of this assignment's answer cells: was another notebook handed in?")
    notes += [f"answer cell {name} is missing" for name in known if name in answers - present]
    restored = [_restored(number, cell, known, roles, notes) for number, cell in enumerate(cells)]
    for position, (name, node) in enumerate(known.items()):
        if name in present | answers:
            continue
        before = list(known)[:position]
        places = [index for index, other in enumerate(restored) if grade_id(other) in before]
        restored.insert(max(places, default=-1) + 1, node)
        if roles[name] is Role.TEST:
            notes.append(f"test {name} was deleted and is put back")
    notebook = copy.copy(source)
    notebook.cells, notebook.metadata = restored, copy.copy(source.metadata)
    return Restored(notebook, notes)


def _read(data: bytes) -> list[NotebookNode]:
    """Return the cells with their type, text and nbgrader's metadata; whatever else the file holds is not looked at."""
    if len(data) > MAX_BYTES:
        raise SubmissionError(
            f"is {len(data) / 2**20:.0f} MiB large, at most {MAX_BYTES // 2**20} are read: clear the outputs"
        )
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        kind = "is empty" if not data.strip() else "is not a notebook (no JSON)"
        raise SubmissionError(f"{kind}: hand in the .ipynb file itself") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise SubmissionError("is not a notebook (JSON of another kind): hand in the .ipynb file itself")
    if raw["nbformat"] != 4:
        raw = _upgraded(raw)
    cells = _cells(raw.get("cells"))
    language = _language(raw)
    if language not in ("", "python"):
        raise SubmissionError(f"is a notebook for {one_line(language, 60)}, not for Python: choose the kernel Python 3")
    return cells


def _upgraded(raw: dict[str, object]) -> dict[str, object]:
    """Return an old notebook in today's format; its headings become as many signs as their level says."""
    try:
        old = nbformat.from_dict(raw)
        for sheet in old.get("worksheets", []):
            for cell in sheet.get("cells", []):
                cell.level = min(int(cell.get("level", 1)), MAX_HEADING)
        new: dict[str, object] = nbformat.convert(old, to_version=4)
    except Exception as error:  # nbformat raises what its JSON happens to break
        raise SubmissionError("is a damaged notebook: open it in Jupyter, save it again and hand that in") from error
    return new


def _cells(cells: object) -> list[NotebookNode]:
    if not isinstance(cells, list):
        raise SubmissionError("is a damaged notebook (its cells are no list)")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"has {len(cells)} cells, at most {MAX_CELLS} are read")
    found = []
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise SubmissionError(f"is a damaged notebook (cell {number} is of no known type)")
        source = cell.get("source")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise SubmissionError(f"is a damaged notebook (cell {number} has no text)")
        text = source.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written
        found.append(own_node(cell["cell_type"], text, name=grade_id(cell)))
    return found


def _language(notebook: Mapping[str, object]) -> str:
    metadata = _mapping(notebook.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    language = info.get("name") or spec.get("language") or ""
    return str(language).lower()


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _last_of_each(
    cells: list[NotebookNode], known: Container[str], answers: Container[str], notes: list[str]
) -> list[NotebookNode]:
    """Keep the last of cells that stand twice, as nbgrader does; earlier answers stay as cells of the learner's own."""
    seen: set[str] = set()
    kept = []
    for cell in reversed(cells):
        name = grade_id(cell)
        if name in seen and name in known:
            notes.append(f"cell {name} stands twice, the last counts")
            if name in answers:
                kept.append(own_node(cell.cell_type, cell.source))
            continue
        seen.add(name)
        kept.append(cell)
    return kept[::-1]


def _restored(
    number: int, cell: NotebookNode, known: dict[str, NotebookNode], roles: dict[str, Role], notes: list[str]
) -> NotebookNode:
    name = grade_id(cell)
    if name not in known:
        if name:
            notes.append(f"cell {one_line(name, 60)} is of no assignment here, it counts as the learner's own")
        return own_node(cell.cell_type, cell.source, number=number)
    original = known[name]
    if roles[name] is Role.SOLUTION:
        return with_answer(original, cell.source)
    released = (original.source.strip(), visible(original.source).strip())
    if original.cell_type == "code" and cell.source.strip() not in released:
        what = "test" if roles[name] is Role.TEST else "cell"
        notes.append(f"{what} {name} was edited, the original is used")
    return original
