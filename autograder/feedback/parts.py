"""The parts of a feedback page: exercises, their tests, and the learner's own cells beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from autograder.cell import Cell
from autograder.facts import is_for_a_person, is_shown, said
from autograder.feedback.causes import Cause, Causes, Fault, OwnCell, fault_of
from autograder.feedback.listing import listing
from autograder.feedback.points import other_lines
from autograder.feedback.reading import Reading
from autograder.gradebook.standing import Line, Standing
from autograder.masters.master import Exercise, Master
from autograder.masters.source import HINT_NAMES

__all__ = [
    "Chapter",
    "ShownCell",
    "ShownExercise",
    "ShownOther",
    "ShownTest",
    "Spot",
    "shown_cells",
    "shown_exercise",
    "shown_others",
]


@dataclass(frozen=True)
class Chapter:
    """Where to read on."""

    title: str
    address: str = ""

    @classmethod
    def of(cls, master: Master, book: str) -> Chapter:
        """Return the chapter of a master, by the book's address where the course names one."""
        title = master.cells[0].source.splitlines()[0].lstrip("# ").removesuffix(": exercises")
        file = master.path.parent.parent / "chapters" / f"{master.stem}.md"
        if file.is_file() and (heading := re.search("^# (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)):
            title = heading[1]
        return cls(title, f"{book.rstrip('/')}/chapters/{master.stem}.html" if book else "")


@dataclass(frozen=True)
class Spot:
    """A line of the learner's."""

    cell: int
    line: int
    code: str


@dataclass(frozen=True)
class ShownTest:
    """One test cell on the page."""

    name: str
    line: Line
    fault: Fault | None
    spot: Spot | None
    cause: Cause | None
    source: str
    bonus: float = 0
    """Points that count, but not towards those that can be reached; 0 for any other test."""
    same: list[ShownTest] = field(default_factory=list)
    """Later tests that failed in the same way at the same place."""

    @property
    def mark(self) -> str:
        """What became of it, in a word."""
        if self.line.manual is not None:
            return "by hand"
        return "passed" if self.passed else "in part" if self.line.points > 0 else "failed"

    @property
    def passed(self) -> bool:
        """Whether it gave all points."""
        return self.line.points >= self.worth

    @property
    def worth(self) -> float:
        """All points that it can give."""
        return self.bonus or self.line.full


@dataclass(frozen=True)
class ShownCell:
    """One cell of the learner's on the page."""

    number: int
    title: str
    code: Markup
    output: str
    fault: Fault | None
    spot: Spot | None
    cause: Cause | None
    is_marked: bool = False
    """Whether a line of it stands out."""


@dataclass(frozen=True)
class ShownExercise:
    """One exercise on the page."""

    name: str
    title: str
    statement: Markup
    hints: dict[str, Markup]
    comment: str
    likeness: str
    answered: bool
    found: bool
    """Whether an answer is there, in whatever cell."""
    missing: str
    """What to do where the name that is asked for is nowhere."""
    tests: list[ShownTest]
    following: dict[int, list[ShownTest]]
    """Tests that say no more than an error before them, by the cell of that error; 0 for a name that is nowhere."""
    broken: list[ShownCell]
    """Cells that raised."""
    cells: list[ShownCell]

    @property
    def all_tests(self) -> list[ShownTest]:
        """Those that follow from an error, too."""
        first = [*self.tests, *(test for tests in self.following.values() for test in tests)]
        return [*first, *(other for test in first for other in test.same)]

    @property
    def points(self) -> float:
        """Points without bonus and extra credit."""
        return sum(test.line.points for test in self.all_tests if not test.bonus)

    @property
    def bonus(self) -> float:
        """Points of its bonus tests."""
        return sum(test.line.points for test in self.all_tests if test.bonus)

    @property
    def full(self) -> float:
        """Points that could be reached."""
        return sum(test.line.full for test in self.all_tests)


@dataclass(frozen=True)
class ShownOther:
    """A cell that is graded beside the master's tests, or that an instructor wrote a comment to."""

    name: str
    line: Line | None
    comment: str
    text: str


def shown_cells(
    cells: Iterable[OwnCell], causes: Causes, marked: Mapping[int, Collection[int]] | None = None
) -> list[ShownCell]:
    """Return the learner's cells as the page shows them; ``marked`` are lines by cell."""
    shown = []
    for cell in cells:
        spot = _spot(cell.fault, [cell, replace(cell, number=0)])
        lines = {*(marked or {}).get(cell.number, ()), *([spot.line] if spot else [])}
        code = listing(cell.source, lines) if cell.is_code else Markup("{}").format(cell.source)
        title = "Your answer" if cell.answers else "A cell of your own" if cell.is_code else "A text of your own"
        if not cell.answers and cell.near in cell.defines:
            title = "Your answer, in a cell of your own"
        cause = causes.of(cell.fault, cell.number)
        shown.append(ShownCell(cell.number, title, code, cell.output, cell.fault, spot, cause, is_marked=bool(lines)))
    return shown


def shown_exercise(
    exercise: Exercise, master: Master, reading: Reading, causes: Causes, standing: Standing
) -> ShownExercise:
    """Return all of one exercise."""
    lines = {line.cell: line for line in standing.lines if line.notebook == master.stem}
    tests: list[ShownTest] = []
    following: dict[int, list[ShownTest]] = {}
    marked: dict[int, set[int]] = {}
    for cell in exercise.tests:
        test = _test(cell, lines.get(cell.grade_id, Line(master.stem, cell.grade_id, cell.max_points)), reading, causes)
        group = tests if test.cause is None else following.setdefault(test.cause.cell, [])
        first = next((one for one in group if _is_same(one, test)), None)
        (group if first is None else first.same).append(test)
        if test.spot is not None:
            marked.setdefault(test.spot.cell, set()).add(test.spot.line)
    near = [cell for cell in reading.cells if cell.near == exercise.name and cell.is_code]
    shown = shown_cells(near, causes, marked)
    answer = reading.nodes.get(exercise.name)
    everything = [*tests, *(test for group in following.values() for test in group)]
    written = exercise.name in causes.defined or any(cell.answers == exercise.name for cell in reading.cells)
    return ShownExercise(
        exercise.name,
        exercise.title,
        _markdown("\n".join(exercise.statement.source.splitlines()[1:])),
        {name: _markdown(hint) for name, hint in zip(HINT_NAMES, exercise.solution.hints, strict=False)},
        standing.comments.get((master.stem, exercise.name), ""),
        said(answer, "likeness") if answer is not None else "",
        answered=written or any(test.line.points > 0 for test in everything),
        found=written or answer is not None,
        missing=next((test.cause.text for test in everything if test.cause is not None and test.cause.text), ""),
        tests=tests,
        following=following,
        broken=[cell for cell in shown if cell.fault is not None],
        cells=[cell for cell in shown if cell.fault is None],
    )


def shown_others(master: Master, reading: Reading, standing: Standing) -> list[ShownOther]:
    """Return what is graded or commented on outside of the exercises."""
    lines = {(line.notebook, line.cell): line for line in other_lines(master, standing)}
    sections = {(master.stem, name) for name in master.exercises}
    comments = {names: text for names, text in standing.comments.items() if names not in sections}
    return [
        ShownOther(names[1], lines.get(names), comments.get(names, ""), reading.text(*names))
        for names in dict.fromkeys([*lines, *comments])
    ]


def _test(cell: Cell, line: Line, reading: Reading, causes: Causes) -> ShownTest:
    node = reading.nodes.get(cell.grade_id)
    bonus = cell.points if cell.bonus else 0
    if node is None:
        return ShownTest(cell.label, line, Fault("", "was not run"), None, None, "", bonus)
    if is_for_a_person(node):
        waits = line.manual is None and line.points < (bonus or line.full)
        return ShownTest(cell.label, line, Fault("", "is graded by hand") if waits else None, None, None, "", bonus)
    fault = fault_of(node.outputs, shown=is_shown(node))
    if fault is not None and line.points >= (bonus or line.full):
        fault = None  # an instructor has given the points all the same
    cause = causes.of(fault, reading.numbers[cell.grade_id]) if line.manual is None else None
    return ShownTest(cell.label, line, fault, _spot(fault, reading.cells), cause, str(node.source), bonus)


def _is_same(first: ShownTest, other: ShownTest) -> bool:
    """Return whether two tests failed for one reason: an error at one line, or a function that does not end."""
    if other.cause is not None or first.fault is None or other.fault is None or first.fault.name != other.fault.name:
        return False
    return first.spot == other.spot if other.spot is not None else other.fault.stopped and first.fault == other.fault


def _spot(fault: Fault | None, cells: Iterable[OwnCell]) -> Spot | None:
    """Return the innermost line of the learner's that an error names."""
    sources = {cell.number: cell.source.splitlines() for cell in cells}
    for number, line in reversed(fault.places if fault is not None else ()):
        if 1 <= line <= len(sources.get(number, ())):
            return Spot(number, line, sources[number][line - 1].strip())
    return None


def _markdown(source: str) -> Markup:
    return Markup(nh3.clean(MarkdownIt("commonmark").enable("table").render(source)))  # noqa: S704 - nh3 has cleaned it
