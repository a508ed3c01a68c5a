"""The given code cells of an assignment, kept in the metadata of its released notebook.

``autograder release`` writes them there, so that the check knows what was edited or deleted, and runs the original as
the grader does. Nothing of the grader reads them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tconv_check.notebook import Notebook, NotebookError

__all__ = ["KEY", "Assignment", "Given"]

KEY = "tconv_check"
"""Of the notebook's metadata."""


@dataclass(frozen=True)
class Given:
    """One code cell as it was released."""

    name: str
    """nbgrader's name."""
    role: str
    """``setup``, ``checks``, ``solution`` or ``test``."""
    exercise: str
    label: str
    """The name of a test as a sentence shows it."""
    source: str


@dataclass(frozen=True)
class Assignment:
    """What was released."""

    name: str
    cells: tuple[Given, ...]

    def as_metadata(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"assignment": self.name, "cells": [asdict(cell) for cell in self.cells]}

    @classmethod
    def of(cls, notebook: Notebook) -> Assignment:
        """Return the assignment that a notebook belongs to.

        Raises
        ------
        NotebookError
            The notebook does not say.
        """
        record = notebook.metadata.get(KEY)
        try:
            return cls(str(record["assignment"]), tuple(Given(**cell) for cell in record["cells"]))  # type: ignore[index] # a TypeError is meant
        except (KeyError, TypeError) as error:
            raise NotebookError(
                "has lost the list of its given cells (or was not released with one): name the notebook as you got it "
                "with --original"
            ) from error

    def of_role(self, role: str) -> list[Given]:
        """Return all cells of one role, in order."""
        return [cell for cell in self.cells if cell.role == role]

    def tests(self, exercise: str) -> list[Given]:
        """Return the tests of one exercise."""
        return [cell for cell in self.cells if cell.role == "test" and cell.exercise == exercise]
