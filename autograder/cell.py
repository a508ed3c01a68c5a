"""A cell, and what nbgrader and we write into its metadata. Nobody else reads or writes that metadata.

A source or released notebook has our role, exercise and name in ``metadata.autograder`` and nbgrader's flags in
``metadata.nbgrader``. A foreign source, made by other means, has nbgrader's flags alone, and cells without any. Of a
submission only the type, the text and the grade_id of a cell are believed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.errors import MasterError
from autograder.text import verbatim

__all__ = [
    "Cell",
    "Role",
    "check_markers",
    "describe_run",
    "forget_names",
    "grade_id",
    "hidden_lines",
    "is_shown",
    "is_untouched",
    "mark_review",
    "mark_shown",
    "own_node",
    "read",
    "review",
    "starter",
    "visible",
    "with_answer",
    "write",
]

BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
MARKERS = (BEGIN_HIDDEN, END_HIDDEN, BEGIN_SOLUTION, END_SOLUTION)
BEGINS = {BEGIN_HIDDEN: END_HIDDEN, BEGIN_SOLUTION: END_SOLUTION}
ALIKE, LONGEST_MARKER = 0.88, 4  # likeness of letters, and words, of a comment that is meant as a marker


class Role(StrEnum):
    """What a cell is for."""

    OWN = ""
    """Of a learner's own, or of no meaning to the grader."""
    TEXT = "text"
    STATEMENT = "statement"
    HINTS = "hints"
    SETUP = "setup"
    SOLUTION = "solution"
    CHECKS = "checks"
    TEST = "test"


ROLE_OF = {marker: Role.TEST if "HIDDEN" in marker else Role.SOLUTION for marker in MARKERS}


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and what its metadata says of it."""

    role: Role
    source: str
    grade_id: str = ""
    exercise: str = ""
    name: str = ""
    points: float = 0
    hints: tuple[str, ...] = ()
    is_code: bool = True
    by_hand: bool = False
    """Whether a person gives its points: nbgrader's manually graded cells and tasks, and graded text."""
    foreign: bool = False
    """Whether it was made by other means than a master."""

    @property
    def label(self) -> str:
        """The name of a test as a sentence shows it."""
        return (self.name or self.grade_id).replace("_", " ")


def read(node: NotebookNode) -> Cell:
    """Return a cell of an instructor's notebook."""
    ours, nbgrader = _part(node, "autograder"), _part(node, "nbgrader")
    is_code = node.get("cell_type") == "code"
    solution, graded, task = (bool(nbgrader.get(flag)) for flag in ("solution", "grade", "task"))
    by_hand = task or (graded and (solution or not is_code))
    role = Role.TEXT if nbgrader else Role.OWN
    if ours.get("role") and nbgrader and not by_hand:
        role = Role(ours["role"])
    elif solution:
        role = Role.SOLUTION
    elif nbgrader and is_code and not task:
        role = Role.TEST if graded else Role.SETUP
    return Cell(
        role,
        str(node.source),
        grade_id(node),
        str(ours.get("exercise", "")),
        str(ours.get("name", "")),
        float(nbgrader.get("points", 0)) if graded or task else 0,
        is_code=is_code,
        by_hand=by_hand,
        foreign=not ours.get("role"),
    )


def write(cell: Cell, cell_id: str) -> NotebookNode:
    """Return a cell of the source notebook, with its metadata."""
    from nbformat.v4 import new_code_cell, new_markdown_cell  # noqa: PLC0415 - the sandbox side needs none of it

    named = {"role": cell.role.value, "exercise": cell.exercise, "name": cell.name}
    nbgrader: dict[str, object] = {
        "cell_type": "code" if cell.is_code else "markdown",
        "grade": cell.role is Role.TEST,
        "grade_id": cell.grade_id,
        "locked": cell.role is not Role.SOLUTION,
        "schema_version": 3,
        "solution": cell.role is Role.SOLUTION,
        "task": False,
    }
    if cell.role is Role.TEST:
        nbgrader["points"] = cell.points
    metadata = {"autograder": {key: value for key, value in named.items() if value}, "nbgrader": nbgrader}
    new = new_code_cell if cell.is_code else new_markdown_cell
    return new(cell.source, metadata=metadata, id=cell_id)


def grade_id(node: Mapping[str, object]) -> str:
    """Return nbgrader's name of a cell, whoever wrote it; empty for a learner's own cell."""
    name = _part(node, "nbgrader").get("grade_id")
    return name if isinstance(name, str) else ""


def own_node(kind: str, text: str, *, name: str = "", number: int | None = None) -> NotebookNode:
    """Return a learner's cell with nothing of it but type, text and perhaps grade_id.

    With a ``number`` the cell is complete, and its Markdown is shown word for word.
    """
    metadata = NotebookNode(nbgrader=NotebookNode(grade_id=name)) if name else NotebookNode()
    node = NotebookNode(cell_type=kind, source=text, metadata=metadata)
    if number is None:
        return node
    node.id = f"own-{number}"
    if kind == "code":
        node.update(outputs=[], execution_count=None)
    else:
        node.update(cell_type="markdown", source=verbatim(text))
    return node


def with_answer(original: NotebookNode, text: str) -> NotebookNode:
    """Return the instructor's answer cell with a learner's text in it."""
    return NotebookNode(original, source=text if original.cell_type == "code" else verbatim(text))


def mark_shown(node: NotebookNode) -> None:
    """Say that a test cell's output holds nothing of a hidden case; the metadata it had may be another cell's too."""
    ours = NotebookNode(node.metadata.get("autograder", {}), shown=True)
    node.metadata = NotebookNode(node.metadata, autograder=ours)


def is_shown(node: NotebookNode) -> bool:
    """Return whether the executor said so."""
    return _part(node, "autograder").get("shown") is True


def mark_review(node: NotebookNode, reason: str) -> None:
    """Say that a person gives a cell's points, and why; with no reason, that its learner left it as it was."""
    ours = NotebookNode(node.metadata.get("autograder", {}), review=reason)
    node.metadata = NotebookNode(node.metadata, autograder=ours)


def review(node: NotebookNode) -> str | None:
    """Return what was said so; None for any other cell."""
    reason = _part(node, "autograder").get("review")
    return reason if isinstance(reason, str) else None


def describe_run(notebook: NotebookNode, **facts: object) -> None:
    """Keep with a graded notebook how it was run."""
    notebook.metadata["autograder"] = NotebookNode(notebook.metadata.get("autograder", {}), **facts)


def forget_names(notebook: NotebookNode) -> None:
    """Take nbgrader's metadata away, as some editors do."""
    for node in notebook.cells:
        node.metadata.pop("nbgrader", None)


def visible(source: str) -> str:
    r"""Return the text of a test without its hidden cases.

    >>> visible("assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS")
    'assert f(1)'
    """
    hidden = hidden_lines(source)
    return "\n".join(line for number, line in enumerate(source.splitlines(), start=1) if number not in hidden).rstrip()


def hidden_lines(source: str) -> list[int]:
    """Return the numbers of the lines from each begin of hidden cases to its end, markers included."""
    found, hidden = [], False
    for number, line in enumerate(source.splitlines(), start=1):
        hidden = hidden or line.strip() == BEGIN_HIDDEN
        if hidden:
            found.append(number)
        hidden = hidden and line.strip() != END_HIDDEN
    return found


@cache
def starter(source: str, *, is_code: bool = True) -> str:
    """Return the text of an answer cell as a learner gets it: what stands between the markers is theirs to write."""
    from nbformat.v4 import new_code_cell, new_markdown_cell  # noqa: PLC0415 - seconds to import, where it is needed
    from nbgrader.preprocessors import ClearSolutions  # noqa: PLC0415

    new = new_code_cell if is_code else new_markdown_cell
    cell = new(source, metadata={"nbgrader": {"solution": True}})
    ClearSolutions().preprocess_cell(cell, {"language": "python"}, 0)
    return str(cell.source)


def is_untouched(node: NotebookNode, original: Cell) -> bool:
    """Return whether an answer cell stands as it was released."""
    text = starter(original.source, is_code=original.is_code).strip()
    return str(node.source).strip() == (text if original.is_code else verbatim(text))


def check_markers(cell: Cell, where: str, first: int = 1) -> None:
    """Check that each marker of a cell is spelt as it must be, has its partner, and stands where it means something.

    Raises
    ------
    MasterError
        With the line, counted from ``first``: nbgrader and we would read any other spelling differently, and show
        what was to be hidden.
    """
    open_at, opened = 0, ""
    for number, line in enumerate(cell.source.splitlines(), start=first):
        marker, at = _meant(line), f"{where}: line {number}"
        if not marker:
            continue
        if line.strip() != marker:
            raise MasterError(f"{at}: {line.strip()!r} must be written {marker!r}")
        if cell.role is not ROLE_OF[marker]:
            raise MasterError(
                f"{at}: {marker!r} belongs in a {ROLE_OF[marker]} cell, not in a {cell.role or 'plain'} cell"
            )
        if (marker in BEGINS) == bool(opened) or (opened and marker != BEGINS[opened]):
            raise MasterError(f"{at}: {marker!r} has no partner: the markers must come in pairs")
        open_at, opened = number, marker if marker in BEGINS else ""
    if opened:
        raise MasterError(f"{where}: line {open_at}: {opened!r} has no partner: write {BEGINS[opened]!r} below it")


def _meant(line: str) -> str:
    """Return the marker that a line is meant to be; empty for any other line."""
    found = re.search(r"(BEGIN|END)\W*(HIDDEN\W*TESTS?|SOLUTIONS?)", line.upper())
    comment = line.upper().strip() if line.lstrip().startswith("#") else found[0] if found else ""
    words = re.findall("[A-Z]+", comment)
    if len(words) <= LONGEST_MARKER and "HIDDEN" in words:
        if {"BEGIN", "START"} & {*words}:
            return BEGIN_HIDDEN
        if {"END", "STOP"} & {*words}:
            return END_HIDDEN
    letters = "".join(words)
    likeness = {marker: difflib.SequenceMatcher(None, letters, re.sub("\\W", "", marker)).ratio() for marker in MARKERS}
    best = max(MARKERS, key=likeness.__getitem__)
    return best if likeness[best] >= ALIKE else ""


def _part(node: Mapping[str, object], name: str) -> dict[str, Any]:
    """Return one part of a cell's metadata; empty where a hostile file has something else there."""
    metadata = node.get("metadata")
    part = metadata.get(name) if isinstance(metadata, dict) else None
    return part if isinstance(part, dict) else {}
