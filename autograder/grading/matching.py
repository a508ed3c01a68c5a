"""The cells of a source notebook, for the cells of a submission to be recognised by (``tconv_check.matching``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id, read
from autograder.markers import starter, visible
from autograder.masters.names import names_of
from autograder.text import first_of, one_line
from tconv_check.matching import bare, defines, recognise, squeezed

__all__ = ["Assignment", "bare", "defines", "listed", "recognise"]


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
    def ids(self) -> dict[str, str]:
        """The id of each cell."""
        return {name: str(node.get("id", "")) for name, node in self.nodes.items()}

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
        return text in (self.released[name], self.cells[name].source) or squeezed(text) in self._squeezed[name]

    @cached_property
    def _squeezed(self) -> dict[str, tuple[str, str]]:
        """Each cell as a learner gets it, and as the instructor wrote it, as a formatter leaves it alone."""
        return {name: (squeezed(text), squeezed(self.cells[name].source)) for name, text in self.released.items()}


def listed(names: list[str], most: int = 3) -> str:
    """Return names for a sentence; the first ones where there are many."""
    shown = [one_line(name, 60) for name in names]
    if len(names) > most:
        return first_of(shown, most)
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""
