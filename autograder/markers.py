"""The lines that begin and end an answer or the hidden cases of a test: what they hide, and how they must be spelt.

nbgrader and we read them in the same way; any other spelling is refused, since one of the two would obey it.
"""

from __future__ import annotations

import difflib
import re
from functools import cache

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role
from autograder.errors import MasterError
from autograder.text import verbatim

__all__ = [
    "BEGIN_SOLUTION",
    "END_SOLUTION",
    "check_markers",
    "hidden_lines",
    "is_untouched",
    "starter",
    "unmarked",
    "visible",
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
ROLE_OF = {marker: Role.TEST if "HIDDEN" in marker else Role.SOLUTION for marker in MARKERS}


def visible(source: str) -> str:
    r"""Return the text of a test without its hidden cases.

    >>> visible("assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS")
    'assert f(1)'
    """
    hidden = hidden_lines(source)
    return "\n".join(line for number, line in enumerate(source.splitlines(), start=1) if number not in hidden).rstrip()


def unmarked(source: str) -> str:
    r"""Return a text without the lines that mark what is hidden or an answer, and with what stands between them.

    >>> unmarked("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n")
    'def f():\n    return 1'
    """
    return "\n".join(line for line in source.splitlines() if line.strip() not in MARKERS).rstrip()


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
