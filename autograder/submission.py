"""A submitted file to a notebook that can be graded: the learner's cells, and the instructor's as they were.

Everything that a learner may have done to the instructor's cells is undone here and noted; what cannot be
graded at all is refused with a reason.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.errors import SubmissionError, printable
from autograder.master import visible

__all__ = ["MAX_BYTES", "Restored", "grade_id", "one_line", "restore", "verbatim"]

MAX_BYTES = 10 * 2**20
MAX_CELLS = 2_000
LONGEST_REASON = 1_000


@dataclass(frozen=True)
class Restored:
    """The notebook to run, and what had to be mended, for the row in ``grades.csv``.

    Cells are the source's own where nothing differs: copy a cell before you change it.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def grade_id(cell: Mapping[str, object]) -> str:
    """Give nbgrader's name of a cell; empty for a cell of the learner's own."""
    name = _mapping(_mapping(cell.get("metadata")).get("nbgrader")).get("grade_id")
    return name if isinstance(name, str) else ""


def one_line(text: str, most: int = LONGEST_REASON) -> str:
    r"""Give what a learner may have written as one line for a table: printable, and not too long.

    >>> one_line("a name\nwith a \x1b[31m colour", 16)
    'a name?with a ?…'
    """
    line = printable(text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "…"


def restore(data: bytes, source: NotebookNode) -> Restored:
    """Read a submission and put the instructor's cells of ``source`` back.

    Raises
    ------
    SubmissionError
        The file is no notebook, is too large, is of another kernel or of another assignment.
    """
    known = {grade_id(cell): cell for cell in source.cells}
    notes: list[str] = []
    cells = _last_of_each(_read(data), known, notes)
    answers = {name for name, cell in known.items() if cell.metadata.nbgrader.solution}
    present = {grade_id(cell) for cell in cells}
    if not answers & present:
        raise SubmissionError("holds none of this assignment's answer cells: was another notebook handed in?")
    notes += [f"answer cell {name} is missing" for name in known if name in answers - present]
    restored = [_restored(number, cell, known, notes) for number, cell in enumerate(cells)]
    for position, (name, cell) in enumerate(known.items()):
        if name in present | answers:
            continue
        before = list(known)[:position]
        places = [index for index, other in enumerate(restored) if grade_id(other) in before]
        restored.insert(max(places, default=-1) + 1, cell)
        if cell.metadata.nbgrader.grade:
            notes.append(f"test {name} was deleted and is put back")
    notebook = copy.copy(source)
    notebook.cells, notebook.metadata = restored, copy.copy(source.metadata)
    return Restored(notebook, notes)


def _read(data: bytes) -> list[NotebookNode]:
    """Give the cells with their type, text and nbgrader's metadata; whatever else the file holds is not looked at."""
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
    """Give an old notebook in today's format; its headings become as many signs as their level says."""
    try:
        old = nbformat.from_dict(raw)
        for sheet in old.get("worksheets", []):
            for cell in sheet.get("cells", []):
                cell.level = min(int(cell.get("level", 1)), 6)
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
        name = NotebookNode(nbgrader=NotebookNode(grade_id=grade_id(cell)))
        found.append(NotebookNode(cell_type=cell["cell_type"], source=text, metadata=name))
    return found


def _language(notebook: Mapping[str, object]) -> str:
    metadata = _mapping(notebook.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    language = info.get("name") or spec.get("language") or ""
    return str(language).lower()


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _last_of_each(cells: list[NotebookNode], known: dict[str, NotebookNode], notes: list[str]) -> list[NotebookNode]:
    """Keep the last of cells that stand twice, as nbgrader does; earlier answers stay as cells of the learner's own."""
    seen: set[str] = set()
    kept = []
    for cell in reversed(cells):
        name = grade_id(cell)
        if name in seen and name in known:
            notes.append(f"cell {name} stands twice, the last counts")
            if not known[name].metadata.nbgrader.solution:
                continue
            cell = NotebookNode(cell, metadata=NotebookNode())  # noqa: PLW2901 - the cell goes on without its name
        seen.add(name)
        kept.append(cell)
    return kept[::-1]


def _restored(number: int, cell: NotebookNode, known: dict[str, NotebookNode], notes: list[str]) -> NotebookNode:
    name = grade_id(cell)
    if name not in known:
        if name:
            notes.append(f"cell {one_line(name, 60)} is of no assignment here, it counts as the learner's own")
        return _own(number, cell)
    original = known[name]
    if original.metadata.nbgrader.solution:
        return NotebookNode(original, source=cell.source if original.cell_type == "code" else verbatim(cell.source))
    if original.cell_type == "code" and cell.source.strip() not in (
        original.source.strip(),
        visible(original.source).strip(),
    ):
        notes.append(
            f"{'test' if original.metadata.nbgrader.grade else 'cell'} {name} was edited, the original is used"
        )
    return original


def _own(number: int, cell: NotebookNode) -> NotebookNode:
    """Keep nothing of a learner's cell but its text."""
    own = NotebookNode(id=f"own-{number}", cell_type=cell.cell_type, metadata=NotebookNode(), source=cell.source)
    if cell.cell_type == "code":
        own.update(outputs=[], execution_count=None)
    else:
        own.update(cell_type="markdown", source=verbatim(cell.source))
    return own


def verbatim(text: str) -> str:
    r"""Give Markdown that shows a text as it is: formgrader runs what Markdown of a learner's would bring along.

    >>> verbatim("<img src=x onerror=alert()>")
    '```\n<img src=x onerror=alert()>\n```'
    """
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"
