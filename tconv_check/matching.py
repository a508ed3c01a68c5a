"""Which cell of a notebook is which of the assignment's: by nbgrader's name, else by id, text, or what it defines.

The grader and a learner's check both read notebooks by these rules; cells are looked at as text, and nothing runs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from tconv_check.notebook import Cell

__all__ = ["Known", "Recognised", "added", "bare", "defines", "is_worked_in", "one_of_each", "recognise", "squeezed"]

MAX_SEARCHED = 200_000
"""Letters of a cell in which names are looked for."""
MAX_COMPARED = 2_000
"""Lines of a cell of which is said what was added."""
FENCE = re.compile(r"\s*(`{3,}|~{3,})[ \t]*[\w+.-]*[ \t]*")
DEFINITION = r"^(?:async[ \t]+)?def[ \t]+{0}\b|^{0}[ \t]*=[^=]"
NO_LETTERS = re.compile(r"""[\s,()'"]+""")
CellT = TypeVar("CellT", bound=Cell)


class Known(Protocol):
    """What there is to recognise, by nbgrader's names."""

    @property
    def ids(self) -> Mapping[str, str]:
        """The id of each cell."""

    @property
    def released(self) -> Mapping[str, str]:
        """The text of each cell as a learner gets it."""

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """The names that each answer cell defines."""


@dataclass(frozen=True)
class Recognised(Generic[CellT]):
    """The cells of a submission by the instructor's names as far as they are recognised, and how that went."""

    cells: list[CellT]
    unnamed: int = 0
    """Cells that were recognised by id or text."""
    retyped: list[str] = field(default_factory=list)
    """Answers that were recognised by what they define."""

    def answered(self, known: Known) -> dict[str, str]:
        """Return the answers that were worked in."""
        cells = [cell for cell in self.cells if cell.name in known.answers]
        return {cell.name: bare(cell.text).strip() for cell in cells if is_worked_in(cell, known)}

    @property
    def notes(self) -> Iterator[str]:
        """What to say of it."""
        if self.unnamed:
            cells = "one cell" if self.unnamed == 1 else f"{self.unnamed} cells"
            yield f"{cells} had lost nbgrader's marks and {'was' if self.unnamed == 1 else 'were'} found all the same"
        for name in self.retyped:
            yield f"answer {name} was found in a cell without nbgrader's mark"


def recognise(cells: Iterable[CellT], known: Known) -> Recognised[CellT]:
    """Give each cell of a submission the name of the instructor's cell that it is; others keep theirs."""
    found = list(cells)
    released = known.released
    missing = dict.fromkeys(name for name in released if name not in {cell.name for cell in found})
    unnamed = 0

    def name(place: int, as_name: str) -> None:
        found[place] = replace(found[place], name=as_name)
        missing.pop(as_name)

    ids = {known.ids[each]: each for each in missing}
    for place, cell in enumerate(found):
        if cell.name not in released and cell.id and ids.get(cell.id) in missing:
            name(place, ids[cell.id])
            unnamed += 1
    texts: dict[str, list[str]] = {}
    for each in missing:
        texts.setdefault(_trimmed(released[each]), []).append(each)
    for place, cell in enumerate(found):
        if cell.name not in released and (same := texts.get(_trimmed(cell.text))):
            name(place, same.pop(0))
            unnamed += 1
    retyped = []
    for each in [each for each in missing if each in known.answers]:
        places = [
            place
            for place, cell in enumerate(found)
            if cell.name not in released and cell.kind == "code" and defines(cell.text, known.answers[each])
        ]
        if places:
            name(places[-1], each)
            retyped.append(each)
    return Recognised(found, unnamed, retyped)


def one_of_each(cells: list[CellT], known: Known) -> tuple[list[CellT], list[str]]:
    """Keep one of cells that stand twice: the last, as nbgrader does; of answers the last that was worked in.

    Earlier answers stay as cells of the learner's own. Blank copies go: run below an answer, they would undo it.
    Return the cells, and what to say of it.
    """
    counting: dict[str, CellT] = {}
    worked: dict[str, bool] = {}
    twice: dict[str, None] = {}
    for cell in cells:
        if cell.name in known.released:
            if cell.name in counting:
                twice[cell.name] = None
            works = cell.name not in known.answers or is_worked_in(cell, known)
            if works or not worked.get(cell.name):
                counting[cell.name], worked[cell.name] = cell, works
    kept = []
    undone = set()
    for cell in cells:
        if cell.name not in twice or cell is counting[cell.name]:
            kept.append(cell)
        elif cell.name in known.answers:
            if is_worked_in(cell, known):
                kept.append(replace(cell, name=""))
            elif cell.number > counting[cell.name].number:
                undone.add(cell.name)
    which = {name: "the last one that was worked in counts" if name in undone else "the last counts" for name in twice}
    return kept, [f"cell {name} stands twice, {which[name]}" for name in twice]


def is_worked_in(cell: Cell, known: Known) -> bool:
    """Return whether a learner has written anything into an answer cell."""
    text = squeezed(bare(cell.text))
    return bool(text) and text != squeezed(known.released[cell.name])


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


def added(cell: Cell, known: Known) -> tuple[str, bool]:
    """Return what a learner wrote into a cell of the instructor's, and whether it runs.

    It runs as in Jupyter where it defines what is asked for, or where nothing of the instructor's was changed.
    """
    before, after = (text.strip().split("\n") for text in (known.released[cell.name], cell.text))
    if len(after) > MAX_COMPARED:
        return cell.text, False
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    lines = [line for tag, *_, start, end in changes if tag in ("insert", "replace") for line in after[start:end]]
    text = "\n".join(lines).strip("\n")
    asked = [name for names in known.answers.values() for name in names]
    whole = all(tag in ("insert", "equal") for tag, *_ in changes)
    return text, bool(text.strip()) and (whole or bool(defines(text, asked)))


def squeezed(text: str) -> str:
    """Return what a formatter of code leaves alone."""
    return NO_LETTERS.sub("", text)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
