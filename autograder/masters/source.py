"""The source notebook: written from a master, and read into what grading needs.

Roles and texts of the instructor's cells come from the source alone; of a submission only the learner's own cells
are read, so nothing that a learner writes into metadata has an effect.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_notebook

from autograder.cell import Cell, Role, grade_id, read, write
from autograder.markers import check_markers, hidden_lines, starter, visible
from autograder.masters.fitness import asked_of_plain, defined_by, unfit
from autograder.masters.kept import keep_options, options_of
from autograder.masters.master import Master
from autograder.masters.options import Options
from tconv_check.assignment import KEY, Assignment, Given
from tconv_check.conditions import CONDITIONS

__all__ = ["Source", "Step", "TestCell", "read_source", "source_notebook", "steps"]

ANSWER, TASK = "an answer in words or of the learner's choice", "a task"  # what only a person can grade
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
    by_hand: dict[str, str] = field(default_factory=dict)
    """grade_id of what a person has to grade to the reason; a test among it never runs."""
    given: dict[str, str] = field(default_factory=dict)
    """Place to text of plain cells, which nbgrader does not know: learners may change them, tests may need them."""
    lenient: tuple[str, ...] = ()
    """Cells that need not run without a learner: plain ones, and given ones of a foreign source."""
    order: tuple[str, ...] = ()
    """grade_ids, and places of plain cells, as they stand in the notebook."""
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
        shown = replace(cell, source=f"{cell.source}\n\n{CONDITIONS}") if number == 0 and not cell.is_code else cell
        cells.append(_node(shown, master))
        if cell.role is Role.STATEMENT:
            cells.append(_node(_hints(master.exercises[cell.exercise].solution), master))
    if cells and master.options.conditions:
        cells[0].source += f"\n\n{master.options.conditions}"
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
    cells = [_named(number, read(node)) for number, node in enumerate(notebook.cells)]
    for cell in cells:
        check_markers(cell, _where(cell))
    parts = {
        role: {cell.grade_id: cell.source for cell in cells if cell.role is role and cell.is_code}
        for role in (Role.SETUP, Role.CHECKS, Role.SOLUTION, Role.OWN)
    }
    defined = defined_by(cell for cell in cells if cell.role is Role.SOLUTION and cell.is_code)
    by_hand = {cell.grade_id: ANSWER if cell.role is Role.SOLUTION else TASK for cell in cells if cell.by_hand}
    tests = []
    for test in (cell for cell in cells if cell.role is Role.TEST):
        if reason := unfit(test, defined):
            by_hand[test.grade_id] = reason
        else:
            tests.append(_test(test))
    plain = [cell for cell in cells if cell.role is Role.OWN and cell.is_code]
    lenient = [cell for cell in cells if cell.foreign and cell.role is Role.SETUP] + plain
    return Source(
        parts[Role.SETUP],
        parts[Role.CHECKS],
        parts[Role.SOLUTION],
        tuple(tests),
        by_hand,
        parts[Role.OWN],
        tuple(cell.grade_id for cell in lenient),
        tuple(cell.grade_id for cell in cells if cell.grade_id),
        defined.functions,
        (*defined.values, *asked_of_plain(plain, cells, defined)),
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
        elif name in source.solutions or name not in source.order:
            found.append(Step(number, str(cell.source)))
    return found


def _node(cell: Cell, master: Master) -> NotebookNode:
    return write(cell, _id(cell, master))


def _id(cell: Cell, master: Master) -> str:
    return hashlib.sha256(f"{master.stem}/{cell.grade_id}".encode()).hexdigest()[:16]


def _given(master: Master) -> Assignment:
    """Return the code cells as learners get them, for their own check; no name of which they are not told."""
    cells = [cell for cell in master.cells if cell.is_code]
    texts = [starter(cell.source) if cell.role is Role.SOLUTION else visible(cell.source) for cell in cells]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    given = []
    for cell, text in zip(cells, texts, strict=True):
        defined = defined_by([cell] if cell.role is Role.SOLUTION else [])
        functions, values = (tuple(name for name in names if name in words) for names in defined[:2])
        place = cell.grade_id, cell.role.value, cell.exercise, cell.label
        given.append(Given(*place, text, _id(cell, master), cell.points, functions, values))
    options = master.options
    return Assignment(
        master.stem,
        tuple(given),
        options.seconds,
        options.packages,
        tuple(options.forbidden),
        tuple(cell.grade_id for cell in master.cells if not cell.is_code),
    )


def _hints(solution: Cell) -> Cell:
    folded = [
        f"<details><summary>Hint {number}: {name}</summary>\n\n{hint}\n\n</details>"
        for number, (name, hint) in enumerate(zip(HINT_NAMES, solution.hints, strict=False), start=1)
    ]
    exercise = solution.exercise
    return Cell(Role.HINTS, "\n\n".join(folded), f"{exercise}-hints", exercise, is_code=False)


def _test(cell: Cell) -> TestCell:
    text = cell.source
    return TestCell(cell.grade_id, cell.label, text, visible(text), cell.points, hidden_lines(text), cell.exercise)


def _named(number: int, cell: Cell) -> Cell:
    """Return a cell with a name of its own: its place, which is no grade_id, where nbgrader knows none."""
    return replace(cell, grade_id=f"#{number}") if cell.role is Role.OWN and cell.is_code else cell


def _where(cell: Cell) -> str:
    return f"cell {cell.grade_id or 'without a name'} of the source"
