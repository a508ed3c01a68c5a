"""The one parser of masters: ``solutions/<stem>.md`` to cells that know their role.

Release, the book's ``exercise`` directive, the contract and the executor read what stands here; nobody else
parses a master. A master is a MyST notebook. Its cells carry ``role`` and, but for ``setup`` and ``checks``,
``exercise`` in their metadata:

``statement``
    what to write (markdown, one an exercise)
``setup``
    runs everywhere; standard library or NumPy only
``solution``
    the answer between ``### BEGIN SOLUTION`` and ``### END SOLUTION``, with three ``hints``
``checks``
    imports for the tests; never seen by a learner's code when it is graded
``test``
    ``name`` and ``points``, perhaps ``bonus: true``; between ``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``
    stands what learners do not see

Options of the whole assignment stand in the header (``options``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.cell import Cell, Role
from autograder.errors import MasterError
from autograder.markers import BEGIN_SOLUTION, END_SOLUTION, check_markers
from autograder.masters.options import Options, parse

__all__ = ["NAME", "Exercise", "Master", "find_masters", "load"]

ROLES = (Role.TEXT, Role.STATEMENT, Role.SETUP, Role.SOLUTION, Role.CHECKS, Role.TEST)
TEXTS = (Role.TEXT, Role.STATEMENT)
OF_AN_EXERCISE = (Role.STATEMENT, Role.SOLUTION, Role.TEST)
NAME = re.compile(r"[a-z][a-z0-9_]*")
HINTS = 3


@dataclass(frozen=True)
class Exercise:
    """What belongs to one function that the learner writes."""

    name: str
    statement: Cell
    solution: Cell
    tests: tuple[Cell, ...]

    @property
    def points(self) -> float:
        """The points of all its tests."""
        return sum(test.max_points for test in self.tests)

    @property
    def worth(self) -> float:
        """The points of all its tests, with a bonus."""
        return sum(test.points for test in self.tests)

    @property
    def title(self) -> str:
        """The heading of the statement, without its marks."""
        return self.statement.source.splitlines()[0].lstrip("# ").strip()


@dataclass(frozen=True)
class Master:
    """All exercises of one chapter, in order."""

    path: Path
    cells: tuple[Cell, ...]
    options: Options = field(default_factory=Options)

    @property
    def stem(self) -> str:
        """The name that chapter, module, exercises and assignment share."""
        return self.path.stem

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """The exercises by name, in the order of the file."""
        names = dict.fromkeys(cell.exercise for cell in self.cells if cell.exercise)
        return {name: self._exercise(name) for name in names}

    @property
    def points(self) -> float:
        """The points of all exercises."""
        return sum(exercise.points for exercise in self.exercises.values())

    @property
    def worth(self) -> float:
        """The points of all exercises, with a bonus."""
        return sum(exercise.worth for exercise in self.exercises.values())

    def of_role(self, role: Role) -> list[Cell]:
        """All cells of one role, in order."""
        return [cell for cell in self.cells if cell.role == role]

    def text_of(self, *roles: Role) -> str:
        """Return the text of all cells of some roles, those of the first role first."""
        return "\n".join(cell.source for role in roles for cell in self.of_role(role))

    def _exercise(self, name: str) -> Exercise:
        found = {role: [c for c in self.cells if c.exercise == name and c.role == role] for role in OF_AN_EXERCISE}
        for role in (Role.STATEMENT, Role.SOLUTION):
            if len(found[role]) != 1:
                raise MasterError(f"{self.path}: exercise {name} has {len(found[role])} {role} cells, write one")
        if not found[Role.TEST]:
            raise MasterError(f"{self.path}: exercise {name} has no test cell, write at least one")
        return Exercise(name, found[Role.STATEMENT][0], found[Role.SOLUTION][0], tuple(found[Role.TEST]))


def find_masters(folders: list[Path]) -> dict[str, Path]:
    """All masters in ``folders`` by stem; the same stem twice is an error."""
    found: dict[str, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.md"))):
        if path.stem in found:
            raise MasterError(f"{path}: {found[path.stem]} has the same name, rename one of them")
        found[path.stem] = path
    return found


def load(path: Path) -> Master:
    """Parse one master and check its form.

    Raises
    ------
    MasterError
        The file, the cell and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MasterError(f"{path}: cannot be read ({error}), write it as UTF-8 text") from error
    import jupytext  # noqa: PLC0415 - half a second to import, for the commands that parse masters alone

    try:
        notebook = jupytext.reads(text, fmt="md:myst")
    except Exception as error:  # jupytext and its YAML reader raise classes of their own
        reason = " ".join(str(error).split())
        raise MasterError(f"{path}: is not a MyST notebook ({reason}), compare it with CONTRIBUTING.md") from error

    seen: Counter[str] = Counter()
    cells = []
    place = 0
    for number, raw in enumerate(notebook.cells, start=1):
        where = f"{path}: cell {number}"
        cell = _cell(raw, where)
        place = max(text.find(cell.source, place), place)
        check_markers(cell, str(path), text.count("\n", 0, place) + 1)
        place += len(cell.source)
        seen[cell.grade_id] += 1
        if seen[cell.grade_id] > 1:
            if cell.exercise:
                raise MasterError(f"{where}: {cell.grade_id} stands twice, give the test another name")
            cell = replace(cell, grade_id=f"{cell.grade_id}-{seen[cell.grade_id]}")
        cells.append(cell)
    options = parse(notebook.metadata.get("assignment"), lambda word: f"{path}: line {_line_of(word, text)}")
    master = Master(path, tuple(cells), options)
    if not master.exercises:
        raise MasterError(f"{path}: has no exercise, give its cells exercise and role (see CONTRIBUTING.md)")
    return master


def _line_of(word: str, text: str) -> int:
    """Return the line of the header in which an option stands."""
    lines = text.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith("assignment:")), 0)
    return next((number for number in range(begin, len(lines)) if word in lines[number]), begin) + 1


def _cell(raw: Any, where: str) -> Cell:
    metadata = raw.metadata
    role = metadata.get("role", "text" if raw.cell_type == "markdown" else None)
    exercise, name, points = str(metadata.get("exercise", "")), str(metadata.get("name", "")), metadata.get("points", 0)
    if role not in ROLES:
        raise MasterError(f"{where}: role is {role!r}, must be one of {', '.join(ROLES[1:])}")
    role, is_code = Role(role), raw.cell_type == "code"
    if exercise:
        where = f"{where} ({exercise}, {role})"
    if is_code == (role in TEXTS):
        raise MasterError(f"{where}: a {role} cell cannot be {raw.cell_type}")
    if (role in OF_AN_EXERCISE) != bool(exercise):
        raise MasterError(f"{where}: a {role} cell {'needs' if not exercise else 'takes no'} exercise: <function>")
    for value, what in ((exercise, "exercise"), (name, "name")):
        if value and not NAME.fullmatch(value):
            raise MasterError(f"{where}: {what} {value!r} must be a lower-case Python name")
    bonus = _bonus(metadata, role, where)
    hints = tuple(metadata.get("hints", ()))
    grade_id = role.value if not exercise else exercise if role is Role.SOLUTION else f"{exercise}-{role}"
    if role is Role.SOLUTION and len(hints) != HINTS:
        raise MasterError(f"{where}: has {len(hints)} hints, write three: the idea, the formula, almost the code")
    for hint in hints:
        if not isinstance(hint, str):
            raise MasterError(f"{where}: hint {hint!r} is no text for YAML, put it into quotes")
    if role is Role.TEST:
        _check_test(name, points, where)
        grade_id = f"{exercise}-{name}"
    points = points if role is Role.TEST else 0
    cell = Cell(role, str(raw.source), grade_id, exercise, name, points, hints, is_code=is_code, bonus=bonus)
    if role is Role.SOLUTION and cell.source.count(BEGIN_SOLUTION) != 1:
        raise MasterError(f"{where}: write the answer between {BEGIN_SOLUTION!r} and {END_SOLUTION!r}")
    return cell


def _check_test(name: str, points: object, where: str) -> None:
    if not name:
        raise MasterError(f"{where}: a test cell needs name: <what it tests>")
    if not isinstance(points, int) or not 1 <= points <= 5:
        raise MasterError(f"{where}: points is {points!r}, must be 1 to 5")


def _bonus(metadata: Any, role: Role, where: str) -> bool:
    bonus = metadata.get("bonus", False)
    if not isinstance(bonus, bool):
        raise MasterError(f"{where}: bonus is {bonus!r}, must be true or false")
    if bonus and role is not Role.TEST:
        raise MasterError(f"{where}: only a test can be a bonus")
    return bonus
