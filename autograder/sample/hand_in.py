"""A notebook on its way to being handed in, and what it has to get."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.cell import Role, grade_id
from autograder.markers import starter
from autograder.masters.master import Exercise, Master

__all__ = ["Edit", "HandIn"]


@dataclass
class HandIn:
    """A notebook on its way to being handed in, and what it has to get."""

    notebook: NotebookNode
    master: Master
    points: float
    status: str = "graded"
    data: bytes | None = None
    """The file, where it is not the notebook."""
    place: str = ""
    """Where it lies in the student's folder; empty for where it should."""
    beside: dict[str, bytes] = field(default_factory=dict)
    """Other files in the student's folder."""

    @classmethod
    def answered(cls, released: NotebookNode, master: Master) -> Self:
        """Return what was released, with every answer of the master."""
        notebook = copy.deepcopy(released)
        solutions = {cell.grade_id: cell.source for cell in master.of_role(Role.SOLUTION)}
        for cell in notebook.cells:
            if grade_id(cell) in solutions:
                lines = solutions[grade_id(cell)].splitlines()
                cell.source = "\n".join(line for line in lines if not line.strip().startswith("###"))
        return cls(notebook, master, master.worth)

    def cell(self, name: str) -> NotebookNode:
        """Find a cell by nbgrader's name."""
        return next(cell for cell in self.notebook.cells if grade_id(cell) == name)

    def index(self, name: str) -> int:
        """Return where a cell stands."""
        return next(i for i, cell in enumerate(self.notebook.cells) if grade_id(cell) == name)

    @property
    def first(self) -> Exercise:
        """The first exercise, which many students get wrong."""
        return next(iter(self.master.exercises.values()))

    @property
    def last(self) -> Exercise:
        """The last exercise: no other stands below it."""
        return next(reversed(self.master.exercises.values()))

    def answer(self, exercise: Exercise) -> NotebookNode:
        """Return the cell of an answer."""
        return self.cell(exercise.name)

    def insert(self, at: int, text: str, name: str = "own") -> None:
        """Put in a cell of the learner's own."""
        self.notebook.cells.insert(at, new_code_cell(text, id=name))

    def blank(self, exercise: Exercise) -> None:
        """Put back what was released."""
        self.answer(exercise).source = starter(exercise.solution.source)
        self.lose(exercise)

    def lose(self, exercise: Exercise) -> None:
        """Expect no points for an exercise."""
        self.points -= exercise.worth

    def reject(self) -> None:
        """Expect that it cannot be graded."""
        self.points, self.status = 0, "rejected"

    def written(self) -> bytes:
        """Return the file."""
        return self.data if self.data is not None else nbformat.writes(self.notebook).encode()

    def files(self) -> dict[str, bytes]:
        """Return all files by their place in the student's folder; the notebook comes first."""
        stem = self.master.stem
        files = {self.place.format(stem) or f"{stem}/{stem}.ipynb": self.written()}
        return files | {name.format(stem): data for name, data in self.beside.items()}


Edit = Callable[[HandIn], None]
"""Does to a right hand-in what a student did, and says what it has to get."""
