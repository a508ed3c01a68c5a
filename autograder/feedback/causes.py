"""Which error comes of which: one cause above all that follows from it.

What is read here was written by the executor, with the learner's own words in it: the worst that they can do by it is
to mark another line of their own page.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

__all__ = ["Cause", "Causes", "Fault", "OwnCell", "fault_of"]

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SELF_EXPLAINING = (
    "HiddenCase",
    "NotGraded",
    "CheckFailed",
    "AssertionError",
    "Stopped",
    "TooMuch",
    "NotData",
    "Failed",
)
MISSING = re.compile(r"name '(\w+)' is not defined")
PLACE = re.compile(r"cell (\d+), line (\d+), in |\s*File \"<(?:cell (\d+)|\w+)>\", line (\d+)")
FILE = re.compile(r" \(<[\w ]+>, line \d+\)$")
PRINTED = "Your code printed:"
DEFINITION = re.compile(r"[ \t]*(?:async +)?(def|class) +(\w+)")
IMPORT = re.compile(r"[ \t]*(from +\S+ +)?import +([^#]+)")
ASSIGNMENT = re.compile(r"(\w+(?: *, *\w+)*) *(?::[^=]+)?=(?!=)")
LONGEST_LINE = 1_000
ALIKE = 0.75


@dataclass(frozen=True)
class Fault:
    """One error."""

    name: str
    """Its class."""
    text: str
    """What a learner reads."""
    places: tuple[tuple[int, int], ...] = ()
    """Number of the cell (0 for this one) and of the line in it, from the outermost to where it happened."""
    missing: str = ""
    """The name that was not there."""
    printed: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the grader ended it."""
        return self.name == "Stopped"


@dataclass(frozen=True)
class OwnCell:
    """One cell that a learner wrote."""

    number: int
    """Place in the notebook, from 1, as tracebacks have it."""
    source: str
    near: str = ""
    """The exercise that it stands in."""
    answers: str = ""
    """The exercise whose answer cell it is."""
    output: str = ""
    fault: Fault | None = None
    is_code: bool = True

    @property
    def defines(self) -> set[str]:
        """The functions that it defines."""
        return {name for name, kind in _bound(self.source) if kind == "def"} if self.is_code else set()


@dataclass(frozen=True)
class Cause:
    """Why a name was not there."""

    cell: int
    """The cell that failed before it could bind the name; 0 where none was to bind it."""
    text: str = ""
    """What to do, where no cell failed."""


class Causes:
    """What the cells of one notebook were to bind, and did not.

    Parameters
    ----------
    cells
        The learner's, in order.
    asked
        The names that the exercises ask for.
    """

    def __init__(self, cells: Iterable[OwnCell], asked: Collection[str]) -> None:
        self.asked = asked
        self.lost: dict[str, int] = {}
        self.defined: dict[str, int] = {}
        """Functions, and the first cell that defines each."""
        for cell in cells:
            if not cell.is_code:
                continue
            bound = dict(_bound(cell.source))
            for name in cell.defines:
                self.defined.setdefault(name, cell.number)
            if cell.fault is not None:
                for name in bound:
                    self.lost.setdefault(name, cell.number)

    def of(self, fault: Fault | None, number: int) -> Cause | None:
        """Return what an error in cell ``number`` follows from; None if it stands for itself."""
        if fault is None or not fault.missing:
            return None
        name = fault.missing
        if 0 < self.lost.get(name, number) < number:
            return Cause(self.lost[name])
        if name not in self.asked:
            return None
        if name in self.defined:
            place = self.defined[name]
            return Cause(0, f"it stands below them, in cell {place}; move it above them") if place > number else None
        near = difflib.get_close_matches(name, sorted(self.defined.keys() - set(self.asked)), 1, ALIKE)
        return Cause(0, f"you defined {near[0]}, {name} is asked for" if near else f"{name} is defined in no cell")


def fault_of(outputs: Iterable[NotebookNode], *, shown: bool) -> Fault | None:
    """Return the error among the outputs of a cell; what is not ``shown`` in full is only its sentence."""
    error = next((output for output in outputs if output.output_type == "error"), None)
    if error is None:
        return None
    name, text = str(error.ename), FILE.sub("", ANSI.sub("", str(error.evalue)).strip())
    missing = MISSING.search(text)
    said = text or "The test failed." if not shown or name in SELF_EXPLAINING else f"{name}: {text}" if text else name
    if not shown:
        return Fault(name, said)
    trace, _, printed = "\n".join(map(str, error.get("traceback", []))).partition(f"\n{PRINTED}\n")
    found = [PLACE.match(line) for line in ANSI.sub("", trace).splitlines()]
    places = tuple((int(one[1] or one[3] or 0), int(one[2] or one[4])) for one in found if one)
    return Fault(name, said, places, missing[1] if missing else "", printed)


def _bound(source: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a cell is to bind and how; it is read line by line, since it may be no Python at all."""
    for line in source.splitlines():
        if len(line) > LONGEST_LINE:
            continue
        if found := DEFINITION.match(line):
            yield found[2], found[1]
        elif found := IMPORT.match(line):
            for part in found[2].strip("() \t").split(","):
                words = part.split()
                if words:
                    yield (words[-1] if len(words) > 1 or found[1] else words[0].partition(".")[0]), "import"
        elif found := ASSIGNMENT.match(line):
            for name in found[1].split(","):
                yield name.strip(), "value"
