"""The given code cells of an assignment, kept in the metadata of its released notebook.

``autograder release`` writes them there, so that the check knows what was edited or deleted, and runs the original as
the grader does. Nothing of the grader reads them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from tconv_check.conditions import LIMITS, Limits
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
    id: str = ""
    points: float = 0
    """Of a test."""
    functions: tuple[str, ...] = ()
    """Names that an answer defines by ``def``."""
    values: tuple[str, ...] = ()
    """Names that it binds otherwise."""


@dataclass(frozen=True)
class Assignment:
    """What was released."""

    name: str
    cells: tuple[Given, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    """Limits that are not the usual ones."""
    packages: tuple[str, ...] = ()
    """What is there beside NumPy."""
    forbidden: tuple[str, ...] = ()
    """Names that no answer may use."""
    texts: tuple[str, ...] = ()
    """nbgrader's names of given cells that are no code."""

    def as_metadata(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"assignment": self.name} | {key: value for key, value in asdict(self).items() if key != "name"}

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
            name, *rest = (record[key] for key in ("assignment", "seconds", "packages", "forbidden", "texts"))  # type: ignore[index] # a TypeError is meant
            cells = tuple(Given(**{key: _frozen(value) for key, value in cell.items()}) for cell in record["cells"])  # type: ignore[index]
            return cls(str(name), cells, *map(_frozen, rest))
        except (KeyError, TypeError, AttributeError) as error:
            raise NotebookError(
                "has lost the list of its given cells (or was not released with one): name the notebook as you got it "
                "with --original"
            ) from error

    @property
    def ids(self) -> dict[str, str]:
        """The id of each cell by nbgrader's name."""
        return {cell.name: cell.id for cell in self.cells}

    @property
    def released(self) -> dict[str, str]:
        """The text of each cell by nbgrader's name."""
        return {cell.name: cell.source for cell in self.cells}

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """The names that each answer cell defines."""
        return {cell.name: (*cell.functions, *cell.values) for cell in self.of_role("solution")}

    @property
    def limits(self) -> Limits:
        """Return the seconds that cells and calls may take."""
        return LIMITS._replace(**self.seconds)

    def of_role(self, role: str) -> list[Given]:
        """Return all cells of one role, in order."""
        return [cell for cell in self.cells if cell.role == role]

    def tests(self, exercise: str) -> list[Given]:
        """Return the tests of one exercise."""
        return [cell for cell in self.cells if cell.role == "test" and cell.exercise == exercise]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
