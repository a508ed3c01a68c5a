"""A cell, typed: what its metadata says of it. No module but this and ``facts`` reads or writes that metadata.

A source or released notebook has our role, exercise and name in ``metadata.autograder`` and nbgrader's flags in
``metadata.nbgrader``. A foreign source, made by other means, has nbgrader's flags alone, and cells without any. Of a
submission only the type, the text and the grade_id of a cell are believed. What a cell's text says by its markers is
read in ``markers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.errors import MasterError
from autograder.text import verbatim

__all__ = [
    "Cell",
    "Role",
    "copied",
    "forget_names",
    "grade_id",
    "graded_cells",
    "is_as_released",
    "own_node",
    "part",
    "read",
    "with_answer",
    "with_bonus",
    "write",
]


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
    bonus: bool = False
    """Whether its points count, but not towards those that can be reached."""
    by_hand: bool = False
    """Whether a person gives its points: nbgrader's manually graded cells and tasks, and graded text."""
    foreign: bool = False
    """Whether it was made by other means than a master."""

    @property
    def max_points(self) -> float:
        """What it adds to the points that can be reached."""
        return 0 if self.bonus else self.points

    @property
    def label(self) -> str:
        """The name of a test as a sentence shows it."""
        return (self.name or self.grade_id).replace("_", " ")


def read(node: NotebookNode) -> Cell:
    """Return a cell of an instructor's notebook.

    Raises
    ------
    MasterError
        Its metadata names no role.
    """
    ours, nbgrader = part(node, "autograder"), part(node, "nbgrader")
    is_code = node.get("cell_type") == "code"
    solution, graded, task = (bool(nbgrader.get(flag)) for flag in ("solution", "grade", "task"))
    by_hand = task or (graded and (solution or not is_code))
    role = Role.TEXT if nbgrader else Role.OWN
    if ours.get("role") and nbgrader and not by_hand:
        role = _role(ours["role"], grade_id(node))
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
        float(ours.get("bonus") or nbgrader.get("points", 0)) if graded or task else 0,
        is_code=is_code,
        bonus=bool(ours.get("bonus")),
        by_hand=by_hand,
        foreign=not ours.get("role"),
    )


def write(cell: Cell, cell_id: str) -> NotebookNode:
    """Return a cell of the source notebook, with its metadata."""
    from nbformat.v4 import new_code_cell, new_markdown_cell  # noqa: PLC0415 - the sandbox side needs none of it

    named = {
        "role": cell.role.value,
        "exercise": cell.exercise,
        "name": cell.name,
        "bonus": cell.points if cell.bonus else 0,  # nbgrader knows no bonus: of a cell of 0 points it counts the score
    }
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
        nbgrader["points"] = cell.max_points
    metadata = {"autograder": {key: value for key, value in named.items() if value}, "nbgrader": nbgrader}
    new = new_code_cell if cell.is_code else new_markdown_cell
    return new(cell.source, metadata=metadata, id=cell_id)


def part(node: Mapping[str, object], name: str) -> dict[str, Any]:
    """Return one part of a cell's metadata; empty where a hostile file has something else there."""
    metadata = node.get("metadata")
    part = metadata.get(name) if isinstance(metadata, dict) else None
    return part if isinstance(part, dict) else {}


def copied(node: Mapping[str, object], **changes: object) -> NotebookNode:
    """Return a cell or metadata with some of its parts changed; the other parts are shared.

    ``copy.copy`` and the constructor walk through each part, for ten times as long.
    """
    new = NotebookNode()
    dict.update(new, node, **changes)
    return new


def with_bonus(node: NotebookNode) -> NotebookNode:
    """Return a graded cell whose points are its bonus, for nbgrader to find a score; any other cell as it is."""
    bonus = part(node, "autograder").get("bonus")
    if not bonus:
        return node
    flags = NotebookNode(node.metadata["nbgrader"], points=bonus)
    return NotebookNode(node, metadata=NotebookNode(node.metadata, nbgrader=flags))


def grade_id(node: Mapping[str, object]) -> str:
    """Return nbgrader's name of a cell, whoever wrote it; empty for a learner's own cell."""
    name = part(node, "nbgrader").get("grade_id")
    return name if isinstance(name, str) else ""


def graded_cells(notebook: NotebookNode) -> dict[str, float]:
    """Return nbgrader's points of every graded cell of an instructor's notebook, by name."""
    flags = [part(node, "nbgrader") for node in notebook.cells]
    return {str(each["grade_id"]): float(each.get("points", 0)) for each in flags if each.get("grade")}


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
    return copied(original, source=text if original.cell_type == "code" else verbatim(text))


def forget_names(notebook: NotebookNode) -> None:
    """Take nbgrader's metadata away, as some editors do."""
    for node in notebook.cells:
        node.metadata.pop("nbgrader", None)


def is_as_released(node: Mapping[str, object], text: str) -> bool:
    """Return whether a locked cell of a submission has the text that it was released with, by nbgrader's checksum.

    It is for the wording of a note alone: whoever forges the checksum changes nothing else.
    """
    from nbgrader.utils import compute_checksum  # noqa: PLC0415 - seconds to import, for few submissions

    claimed = part(node, "nbgrader")
    known = {key: claimed.get(key) for key in ("grade_id", "grade", "solution", "locked", "points")}
    metadata = NotebookNode(nbgrader=NotebookNode(known))
    try:
        cell = NotebookNode(cell_type=str(node.get("cell_type")), source=text, metadata=metadata)
        return bool(compute_checksum(cell) == claimed.get("checksum"))
    except (TypeError, ValueError, AttributeError, OverflowError):  # what stands there is of any kind
        return False


def _role(name: str, cell: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        known = ", ".join(filter(None, Role))
        raise MasterError(f"cell {cell}: role is {name!r}, must be one of {known}") from error
