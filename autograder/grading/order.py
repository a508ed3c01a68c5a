"""What stands below the tests that need it: there it comes too late, as in Jupyter, and a note says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode

from autograder.cell import grade_id
from autograder.grading.matching import Assignment, defines

__all__ = ["out_of_order"]

DEFINED = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)|^class[ \t]+(\w+)|^(\w+)[ \t]*=[^=]", re.MULTILINE)
MAX_SEARCHED = 50_000
MAX_ABOVE = 200_000
"""Letters of a cell, and of all cells above, that are looked at: more is no answer's."""
MAX_NAMES = 20


def out_of_order(cells: list[NotebookNode], assignment: Assignment) -> Iterator[str]:
    """Yield a note for each answer, and for each helper of one, that stands where no test can use it."""
    names_there = [grade_id(node) for node in cells]
    places = {name: place for place, name in enumerate(names_there) if name}
    own = [
        (at, cells[at].source[:MAX_SEARCHED])
        for at, name in enumerate(names_there)
        if name not in assignment.nodes and cells[at].cell_type == "code"
    ]
    for answer, names in assignment.answers.items():
        tests = [places[test] for test in assignment.tests[answer] if test in places]
        if not tests:
            continue
        place = places.get(answer)
        if place is not None and place > min(tests):
            yield f"answer cell {answer} stands below its tests: move it above them"
            continue
        blank = place is None or cells[place].source.strip() == assignment.released[answer].strip()
        if blank:
            yield from _too_late_or_undone(answer, names, own, place, tests)
        elif place is not None and not defines(cells[place].source, names) and _is_below(names, cells, min(tests)):
            yield f"{names[0]} is defined below its tests: define it above them"
        elif place is not None:
            yield from _helpers_below(cells[place].source[:MAX_SEARCHED], own, answer, tests, assignment, cells)


def _is_below(names: tuple[str, ...], cells: list[NotebookNode], test: int) -> bool:
    """Return whether only cells below a test define a name."""
    places = [at for at, node in enumerate(cells) if node.cell_type == "code" and defines(str(node.source), names)]
    return bool(places) and min(places) > test


def _too_late_or_undone(
    answer: str, names: tuple[str, ...], own: list[tuple[int, str]], place: int | None, tests: list[int]
) -> Iterator[str]:
    defined = [at for at, text in own if defines(text, names)]
    if defined and min(defined) > min(tests):
        yield f"{names[0]} is defined below its tests: define it above them"
    elif defined and place is not None and max(defined) < place:
        yield f"answer cell {answer}, as it was released, stands below the {names[0]} of an own cell and replaces it"


def _helpers_below(
    text: str,
    own: list[tuple[int, str]],
    answer: str,
    tests: list[int],
    assignment: Assignment,
    cells: list[NotebookNode],
) -> Iterator[str]:
    below = [other for at, other in own if at > max(tests)]
    if not below:
        return
    used = set(re.findall(r"\b[A-Za-z_]\w*", text))
    above = "\n".join(str(node.source) for node in cells[: max(tests)] if node.cell_type == "code")[:MAX_ABOVE]
    late: dict[str, None] = {}
    for other in below:
        late |= dict.fromkeys(name for found in DEFINED.findall(other) for name in found if name in used)
    asked = {name for names in assignment.answers.values() for name in names}
    for name in list(late)[:MAX_NAMES]:
        bound = rf"\b(?:def|class|as|for|import)[ \t]+{name}\b|\b{name}[ \t]*=[^=]|[(,*][ \t]*{name}[ \t]*[,)=:]"
        if name not in asked and not re.search(bound, above):
            yield f"{name}, which {answer} uses, is defined below its tests: define it above them"
