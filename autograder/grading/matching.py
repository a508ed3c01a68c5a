"""Which cell of a submission is which of the instructor's, and where a learner has worked.

nbgrader's name of a cell decides. Where names are lost (another editor, cells copied one by one), the cell's id does,
then the text of a cell that nobody edits, then what an answer defines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id, read
from autograder.grading.raw import RawCell
from autograder.markers import starter, visible
from autograder.masters.names import names_of
from autograder.text import one_line

__all__ = ["Assignment", "Recognised", "bare", "defines", "listed", "recognise"]

MAX_SEARCHED = 200_000
"""Letters of a cell in which names are looked for."""
FENCE = re.compile(r"\s*(`{3,}|~{3,})[ \t]*[\w+.-]*[ \t]*")
DEFINITION = r"^(?:async[ \t]+)?def[ \t]+{0}\b|^{0}[ \t]*=[^=]"
NO_LETTERS = re.compile(r"""[\s,()'"]+""")


@dataclass(frozen=True)
class Assignment:
    """A source notebook, read once for all submissions: its cells by nbgrader's names, and what a learner gets of each.

    Nothing of it may be changed: copy a cell before you do.
    """

    notebook: NotebookNode
    nodes: dict[str, NotebookNode]
    cells: dict[str, Cell]

    @classmethod
    def of(cls, source: NotebookNode) -> Self:
        """Return a source notebook as it is read."""
        nodes = {name: node for node in source.cells if (name := grade_id(node))}
        return cls(source, nodes, {name: read(node) for name, node in nodes.items()})

    @cached_property
    def max_score(self) -> float:
        """The points that can be reached."""
        return sum(cell.max_points for cell in self.cells.values())

    @cached_property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """The names that each answer cell defines, by nbgrader's name of the cell."""
        found = {}
        for name, cell in self.cells.items():
            if cell.role is Role.SOLUTION:
                names = names_of(cell.source, f"cell {name}") if cell.is_code else None
                found[name] = tuple(sorted(names.functions | names.values)) if names else ()
        return found

    @cached_property
    def released(self) -> dict[str, str]:
        """The text of each cell as a learner gets it."""
        return {
            name: starter(cell.source, is_code=cell.is_code) if cell.role is Role.SOLUTION else visible(cell.source)
            for name, cell in self.cells.items()
        }

    @cached_property
    def tests(self) -> dict[str, tuple[str, ...]]:
        """The tests of each answer: those that stand between it and the next."""
        found: dict[str, tuple[str, ...]] = {}
        answer = ""
        for name, cell in self.cells.items():
            if cell.role is Role.SOLUTION:
                answer, found[name] = name, ()
            elif cell.role is Role.TEST and answer:
                found[answer] += (name,)
        return found

    def is_released_text(self, name: str, text: str) -> bool:
        """Return whether a text is what a learner gets of a cell, but for blanks, quotes, commas and parentheses."""
        squeezed = _squeezed(text)
        return squeezed in (_squeezed(self.released[name]), _squeezed(self.cells[name].source))

    def is_worked_in(self, cell: RawCell) -> bool:
        """Return whether a learner has written anything into an answer cell."""
        text = _squeezed(bare(cell.text))
        return bool(text) and text != _squeezed(self.released[cell.name])


@dataclass(frozen=True)
class Recognised:
    """The cells of a submission by the instructor's names as far as they are recognised, and how that went."""

    cells: list[RawCell]
    unnamed: int = 0
    """Cells that were recognised by id or text."""
    retyped: list[str] = field(default_factory=list)
    """Answers that were recognised by what they define."""

    def answered(self, assignment: Assignment) -> dict[str, str]:
        """Return the answers that were worked in."""
        cells = [cell for cell in self.cells if cell.name in assignment.answers]
        return {cell.name: bare(cell.text).strip() for cell in cells if assignment.is_worked_in(cell)}


def recognise(cells: Iterable[RawCell], assignment: Assignment) -> Recognised:
    """Give each cell of a submission the name of the instructor's cell that it is; others keep theirs."""
    found = list(cells)
    known = assignment.nodes
    missing = dict.fromkeys(name for name in known if name not in {cell.name for cell in found})
    unnamed = 0

    def name(place: int, as_name: str) -> None:
        found[place] = replace(found[place], name=as_name)
        missing.pop(as_name)

    ids = {str(known[each].get("id", "")): each for each in missing}
    for place, cell in enumerate(found):
        if cell.name not in known and cell.id and ids.get(cell.id) in missing:
            name(place, ids[cell.id])
            unnamed += 1
    texts: dict[str, list[str]] = {}
    for each in missing:
        texts.setdefault(_trimmed(assignment.released[each]), []).append(each)
    for place, cell in enumerate(found):
        if cell.name not in known and (same := texts.get(_trimmed(cell.text))):
            name(place, same.pop(0))
            unnamed += 1
    retyped = []
    for each in [each for each in missing if each in assignment.answers]:
        places = [
            place
            for place, cell in enumerate(found)
            if cell.name not in known and cell.kind == "code" and defines(cell.text, assignment.answers[each])
        ]
        if places:
            name(places[-1], each)
            retyped.append(each)
    return Recognised(found, unnamed, retyped)


def defines(text: str, names: Iterable[str]) -> list[str]:
    """Return which of ``names`` a text defines at its top level, as far as a look at its lines tells."""
    searched = bare(text[:MAX_SEARCHED])
    return [name for name in names if re.search(DEFINITION.format(re.escape(name)), searched, re.MULTILINE)]


def bare(text: str) -> str:
    r"""Return code without the fence of Markdown around it, which is never Python.

    >>> bare("```python\nx = 1\n```\n")
    'x = 1'
    """
    lines = text.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    if not written or not (opening := FENCE.fullmatch(lines[written[0]])):
        return text
    kept = lines[: written[0]] + lines[written[0] + 1 :]
    last = written[-1]
    if last != written[0] and lines[last].strip() == opening[1]:
        del kept[last - 1]
    return "\n".join(kept).rstrip()


def listed(names: list[str], most: int = 3) -> str:
    """Return names for a sentence; the first ones where there are many."""
    shown = [one_line(name, 60) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _squeezed(text: str) -> str:
    """Return what a formatter of code leaves alone."""
    return NO_LETTERS.sub("", text)
