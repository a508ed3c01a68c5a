"""A cell, and what nbgrader and we write into its metadata; no other module reads or writes that metadata.

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
    "attach_mutants",
    "check_markers",
    "describe_run",
    "detach_mutants",
    "forget_names",
    "grade_id",
    "graded_cells",
    "hidden_lines",
    "is_as_released",
    "is_for_a_person",
    "is_shown",
    "is_untouched",
    "mark",
    "mark_review",
    "mark_shown",
    "note_node",
    "own_node",
    "read",
    "review",
    "said",
    "starter",
    "visible",
    "with_answer",
    "with_bonus",
    "write",
]

BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
MARKERS = (BEGIN_HIDDEN, END_HIDDEN, BEGIN_SOLUTION, END_SOLUTION)
BEGINS = {BEGIN_HIDDEN: END_HIDDEN, BEGIN_SOLUTION: END_SOLUTION}
OBEYED = re.compile("(?:BEGIN|END) (?:HIDDEN TESTS|SOLUTION)")  # wherever it stands in a line, nbgrader obeys it
OTHER_WORDS = {"START": "BEGIN", "STOP": "END", "BEGIN": "BEGIN", "END": "END"}
HIDES = re.compile(r"(BEGIN|START|END|STOP) ?HIDDEN ?(?:TEST|CASE)S?\b")  # a comment that begins so, whatever follows
OF_HIDDEN = frozenset("HIDDEN TEST TESTS CASE CASES CHECK CHECKS OF THE HERE".split())
OF_SOLUTION = frozenset(["SOLUTION", "SOLUTIONS"])
ALIKE = 0.92  # likeness of the letters of a comment that is meant as a marker: one of them is wrong


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


NAMED_ROLES = [role.value for role in Role if role]
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
    ours, nbgrader = _part(node, "autograder"), _part(node, "nbgrader")
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


def with_bonus(node: NotebookNode) -> NotebookNode:
    """Return a graded cell whose points are its bonus, for nbgrader to find a score; any other cell as it is."""
    bonus = _part(node, "autograder").get("bonus")
    if not bonus:
        return node
    flags = NotebookNode(node.metadata["nbgrader"], points=bonus)
    return NotebookNode(node, metadata=NotebookNode(node.metadata, nbgrader=flags))


def grade_id(node: Mapping[str, object]) -> str:
    """Return nbgrader's name of a cell, whoever wrote it; empty for a learner's own cell."""
    name = _part(node, "nbgrader").get("grade_id")
    return name if isinstance(name, str) else ""


def graded_cells(notebook: NotebookNode) -> dict[str, float]:
    """Return nbgrader's points of every graded cell of an instructor's notebook, by name."""
    flags = [_part(node, "nbgrader") for node in notebook.cells]
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
    return NotebookNode(original, source=text if original.cell_type == "code" else verbatim(text))


def note_node(text: str, name: str) -> NotebookNode:
    """Return a ``note``: a cell of the grader's own with something to say of the whole submission."""
    metadata = NotebookNode(autograder=NotebookNode(note=name))
    return NotebookNode(cell_type="markdown", source=text, metadata=metadata, id=name)


def mark_shown(node: NotebookNode) -> None:
    """Say that a test cell's output holds nothing of a hidden case; the metadata it had may be another cell's too."""
    mark(node, shown=True)


def mark(node: NotebookNode, **facts: object) -> None:
    """Keep with a graded cell what was found: ``likeness`` is the known mistake that an answer behaves like."""
    ours = NotebookNode(node.metadata.get("autograder", {}), **facts)
    node.metadata = NotebookNode(node.metadata, autograder=ours)


def said(node: NotebookNode, what: str) -> str:
    """Return what was kept with a cell, or with a notebook by ``describe_run``; empty for nothing."""
    return found if isinstance(found := _part(node, "autograder").get(what), str) else ""


def is_shown(node: NotebookNode) -> bool:
    """Return whether the executor said so."""
    return _part(node, "autograder").get("shown") is True


def mark_review(node: NotebookNode, reason: str) -> None:
    """Say that a person gives a cell's points, and why; with no reason, that its learner left it as it was."""
    mark(node, review=reason)


def review(node: NotebookNode) -> str | None:
    """Return what was said so; None for any other cell."""
    reason = _part(node, "autograder").get("review")
    return reason if isinstance(reason, str) else None


def is_for_a_person(node: NotebookNode) -> bool:
    """Return whether no output of a graded cell says what it is worth."""
    return review(node) is not None or node.cell_type != "code"


def describe_run(notebook: NotebookNode, **facts: object) -> None:
    """Keep with a graded notebook how it was run; its pages say the ``remark``."""
    notebook.metadata["autograder"] = NotebookNode(notebook.metadata.get("autograder", {}), **facts)


def attach_mutants(source: NotebookNode, text: str) -> None:
    """Let the text of the known wrong answers go with a source notebook to whoever grades by it."""
    describe_run(source, mutants=text)


def detach_mutants(source: NotebookNode) -> str:
    """Take that text out again, before anything is made of the notebook; empty where none is attached."""
    return str(_part(source, "autograder").pop("mutants", ""))


def forget_names(notebook: NotebookNode) -> None:
    """Take nbgrader's metadata away, as some editors do."""
    for node in notebook.cells:
        node.metadata.pop("nbgrader", None)


def is_as_released(node: Mapping[str, object], text: str) -> bool:
    """Return whether a locked cell of a submission has the text that it was released with, by nbgrader's checksum.

    It is for the wording of a note alone: whoever forges the checksum changes nothing else.
    """
    from nbgrader.utils import compute_checksum  # noqa: PLC0415 - seconds to import, for few submissions

    claimed = _part(node, "nbgrader")
    known = {key: claimed.get(key) for key in ("grade_id", "grade", "solution", "locked", "points")}
    metadata = NotebookNode(nbgrader=NotebookNode(known))
    try:
        cell = NotebookNode(cell_type=str(node.get("cell_type")), source=text, metadata=metadata)
        return bool(compute_checksum(cell) == claimed.get("checksum"))
    except (TypeError, ValueError, AttributeError, OverflowError):  # what stands there is of any kind
        return False


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
        marker, at = _meant(line, is_code=cell.is_code), f"{where}: line {number}"
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


def _meant(line: str, *, is_code: bool) -> str:
    """Return the marker that a line is meant to be; empty for any other line."""
    if obeyed := OBEYED.search(line):
        return f"### {obeyed[0]}"
    words = re.findall("[A-Z0-9]+", line.upper().partition("#")[2] if is_code else "")
    edges = {OTHER_WORDS[word] for word in words if word in OTHER_WORDS}
    rest = {word for word in words if word not in OTHER_WORDS}
    if found := HIDES.match(" ".join(words)):
        return f"### {OTHER_WORDS[found[1]]} HIDDEN TESTS"
    if len(edges) == 1 and "HIDDEN" in rest and rest <= OF_HIDDEN:
        return f"### {edges.pop()} HIDDEN TESTS"
    if len(edges) == 1 and rest and rest <= OF_SOLUTION:
        return f"### {edges.pop()} SOLUTION"
    letters = "".join(words)
    likeness = {marker: difflib.SequenceMatcher(None, letters, re.sub("\\W", "", marker)).ratio() for marker in MARKERS}
    best = max(MARKERS, key=likeness.__getitem__)
    return best if likeness[best] >= ALIKE else ""


def _role(name: str, cell: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        known = ", ".join(filter(None, Role))
        raise MasterError(f"cell {cell}: role is {name!r}, must be one of {known}") from error


def _part(node: Mapping[str, object], name: str) -> dict[str, Any]:
    """Return one part of a cell's metadata; empty where a hostile file has something else there."""
    metadata = node.get("metadata")
    part = metadata.get(name) if isinstance(metadata, dict) else None
    return part if isinstance(part, dict) else {}
