"""The source notebook: written from a master, and read into what grading needs.

Roles and texts of the instructor's cells come from the source alone; of a submission only the learner's own cells
are read, so nothing that a learner writes into metadata has an effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_notebook

from autograder.cell import Cell, Role, check_markers, grade_id, hidden_lines, read, starter, visible, write
from autograder.errors import CourseError
from autograder.masters.kept import keep_options, options_of
from autograder.masters.master import Master
from autograder.masters.names import names_of
from autograder.masters.options import Options
from tconv_check.assignment import KEY, Assignment, Given
from tconv_check.conditions import CONDITIONS

__all__ = ["Source", "Step", "TestCell", "read_source", "source_notebook", "steps"]

HINT_NAMES = ("the idea", "the formula")  # the third is almost the answer: it stands in the self-study book alone
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class TestCell:
    """One test cell: its text with and without the hidden cases."""

    grade_id: str
    label: str
    full: str
    visible: str
    points: float
    hidden_lines: Sequence[int] = ()
    exercise: str = ""


@dataclass(frozen=True)
class Source:
    """All that the instructor wrote."""

    setup: dict[str, str] = field(default_factory=dict)
    """grade_id to text: runs in both processes."""
    checks: dict[str, str] = field(default_factory=dict)
    """grade_id to text: runs in the examiner alone."""
    solutions: dict[str, str] = field(default_factory=dict)
    tests: tuple[TestCell, ...] = ()
    order: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    """Names that solution cells define by ``def``: calls of them cross."""
    values: tuple[str, ...] = ()
    """Names that solution cells bind otherwise: their values cross."""
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Step:
    """One cell of a submission as the executor runs it."""

    number: int
    """Place in the notebook, from 0."""
    source: str = ""
    """What runs in the sandbox; empty for a test."""
    test: int | None = None
    """Place in ``Source.tests``; None for a cell that runs in the sandbox."""


def source_notebook(master: Master) -> NotebookNode:
    """Return the instructor's notebook of a master, the same to the byte each time: answers, tests, metadata."""
    cells = []
    for number, cell in enumerate(master.cells):
        told = replace(cell, source=f"{cell.source}\n\n{CONDITIONS}") if number == 0 and not cell.is_code else cell
        cells.append(_node(told, master))
        if cell.role is Role.STATEMENT:
            cells.append(_node(_hints(master.exercises[cell.exercise].solution), master))
    if cells and master.options.told:
        cells[0].source += f"\n\n{master.options.told}"
    notebook = new_notebook(cells=cells, metadata={**METADATA, KEY: _given(master).as_metadata()})
    keep_options(notebook, master.options.as_metadata())
    return notebook


def read_source(notebook: NotebookNode) -> Source:
    """Return the instructor's cells by what they are for.

    Raises
    ------
    CourseError
        A cell is not as it must be, a solution defines what cannot cross, or a test binds what a solution defines.
    """
    cells = [read(node) for node in notebook.cells]
    for cell in cells:
        check_markers(cell, _where(cell))
    parts = {
        role: {cell.grade_id: cell.source for cell in cells if cell.role is role and cell.is_code}
        for role in (Role.SETUP, Role.CHECKS, Role.SOLUTION)
    }
    functions, values = _defined(parts[Role.SOLUTION])
    tests = [cell for cell in cells if cell.role is Role.TEST]
    for test in tests:
        if rebound := sorted(names_of(test.source, _where(test)).bound & {*functions, *values}):
            raise CourseError(f"test {test.grade_id} binds {rebound[0]}, which learners define: use another name")
    return Source(
        parts[Role.SETUP],
        parts[Role.CHECKS],
        parts[Role.SOLUTION],
        tuple(map(_test, tests)),
        tuple(cell.grade_id for cell in cells if cell.grade_id),
        functions,
        values,
        Options.from_metadata(options_of(notebook)),
    )


def steps(notebook: NotebookNode, source: Source) -> list[Step]:
    """Return the cells of a submission that run, in order; the instructor's with the text of the source."""
    places = {test.grade_id: place for place, test in enumerate(source.tests)}
    found = []
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if cell.cell_type != "code" or (name in seen and name not in source.solutions):
            continue
        if name:
            seen.add(name)
        if name in places:
            found.append(Step(number, test=places[name]))
        elif name in source.setup:
            found.append(Step(number, source.setup[name]))
        elif name not in source.checks:
            found.append(Step(number, str(cell.source)))
    return found


def _node(cell: Cell, master: Master) -> NotebookNode:
    return write(cell, hashlib.sha256(f"{master.stem}/{cell.grade_id}".encode()).hexdigest()[:16])


def _given(master: Master) -> Assignment:
    """Return the code cells as learners get them, for their own check."""
    return Assignment(
        master.stem,
        tuple(
            Given(
                cell.grade_id,
                cell.role.value,
                cell.exercise,
                cell.label,
                starter(cell.source) if cell.role is Role.SOLUTION else visible(cell.source),
            )
            for cell in master.cells
            if cell.is_code
        ),
    )


def _hints(solution: Cell) -> Cell:
    folded = [
        f"<details><summary>Hint {number}: {name}</summary>\n\n{hint}\n\n</details>"
        for number, (name, hint) in enumerate(zip(HINT_NAMES, solution.hints, strict=False), start=1)
    ]
    exercise = solution.exercise
    return Cell(Role.HINTS, "\n\n".join(folded), f"{exercise}-hints", exercise, is_code=False)


def _defined(solutions: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of functions and of other values that solution cells define, in order."""
    functions: dict[str, None] = {}
    values: dict[str, None] = {}
    for name, text in solutions.items():
        found = names_of(text, f"cell {name} of the source")
        if found.classes:
            raise CourseError(
                f"solution {name} defines class {min(found.classes)}: only functions and values can cross"
            )
        functions |= dict.fromkeys(sorted(found.functions))
        values |= dict.fromkeys(sorted(found.values))
    return tuple(functions), tuple(name for name in values if name not in functions)


def _test(cell: Cell) -> TestCell:
    text = cell.source
    return TestCell(cell.grade_id, cell.label, text, visible(text), cell.points, hidden_lines(text), cell.exercise)


def _where(cell: Cell) -> str:
    return f"cell {cell.grade_id or 'without a name'} of the source"
