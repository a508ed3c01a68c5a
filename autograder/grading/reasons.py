"""The one line that a row says of a submission: what stopped first, then what was found, then what was mended."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id, read
from autograder.grading.inbox import Submission
from autograder.outcome import Outcome
from autograder.text import one_line

__all__ = ["LONGEST", "dated", "stops", "summary"]

MANY = 4
"""Notes of one kind that are said one by one."""
MAX_STOPS = 3
LONGEST = 240
"""Letters of what is said of one cell: Python's message, and why it failed here."""
WHERE = "when your notebook is graded"
"""What every hint of the sandbox says."""
USED_UP = re.compile(r"the (\S+ s) for the whole notebook were used up")
STOPPED = re.compile(r"This cell was (stopped.*?)\.(?: The cells after|$)")
PASSED_OVER = re.compile(r"^this cell begins with (%%\S+): it was not run$", re.MULTILINE)
KINDS = [
    (re.compile(one), many)
    for one, many in (
        (r"test \S+ was deleted and is put back", "{} tests were deleted and are put back"),
        (r"test \S+ was edited, the original is used", "{} tests were edited, the originals are used"),
        (r"cell \S+ was edited, the original is used", "{} cells were edited, the originals are used"),
        (r"test \S+ was changed since .*", "{} tests were changed since the release, the new ones are used"),
        (r"cell \S+ was changed since .*", "{} cells were changed since the release, the new ones are used"),
        (r"what was added to \S+ runs .*", "what was added to {} cells runs as cells of the learner's own"),
        (r"cell .* is of no assignment here.*", "{} cells are of no assignment here, they count as the learner's own"),
        (r"cell \S+ stands twice, the last counts", "{} cells stand twice, the last of each counts"),
        (r"cell \d+ is damaged and was left out", "{} cells are damaged and were left out"),
        (r"cell \d+ is of no known type.*", "{} cells are of no known type and were taken as text"),
        (r"answer \S+ was found in a cell without .*", "{} answers were found in cells without nbgrader's mark"),
        (r"answer cell \S+ is missing", "{} answer cells are missing"),
    )
]


def summary(notes: Iterable[str]) -> str:
    """Return notes as one line of bounded length; many of one kind become one."""
    groups: dict[str, list[str]] = {}
    for note in dict.fromkeys(notes):
        many = next((many for one, many in KINDS if one.fullmatch(note)), note)
        groups.setdefault(many, []).append(note)
    said = [[many.format(len(group))] if len(group) > MANY else group for many, group in groups.items()]
    return one_line("; ".join(note for group in said for note in group))


def stops(graded: NotebookNode) -> Iterator[str]:
    """Yield what stopped: the notebook as a whole, then the learner's cells."""
    errors = [
        (node, read(node), output)
        for node in graded.cells
        for output in node.get("outputs", ())
        if output.output_type == "error"
    ]
    over = next((found[1] for *_, output in errors if (found := USED_UP.search(output.evalue))), "")
    if over:
        late = [node for node, cell, output in errors if USED_UP.search(output.evalue) and cell.role is Role.TEST]
        yield f"stopped after {over}: {_tests(len(late))} not run"
    said = []
    for node, cell, output in errors:
        if cell.role is Role.TEST or USED_UP.search(output.evalue) or output.ename == "TooMuch":
            continue
        stopped = STOPPED.match(output.evalue) if output.ename == "Stopped" else None
        error = ": ".join(filter(None, (output.ename, output.evalue.strip())))
        what = f"was {stopped[1]}" if stopped else f"stopped: {error}"
        said.append(one_line(f"cell {_called(node)} {what}", LONGEST))
    yield from said[:MAX_STOPS]
    if len(said) > MAX_STOPS:
        rest = len(said) - MAX_STOPS
        yield f"{rest} more {'cell' if rest == 1 else 'cells'} stopped"
    not_there = _not_there(graded, [(cell, output) for _, cell, output in errors])
    yield from [*dict.fromkeys((*_passed_over(graded), *not_there))][:MAX_STOPS]


def _passed_over(graded: NotebookNode) -> Iterator[str]:
    """Yield the cells that begin with a magic which does not run here."""
    for node in graded.cells:
        for output in node.get("outputs", ()):
            if output.output_type == "stream" and (found := PASSED_OVER.search(output.text)):
                yield one_line(f"cell {_called(node)} begins with {found[1]}: it was not run", LONGEST)


def _not_there(graded: NotebookNode, errors: list[tuple[Cell, NotebookNode]]) -> Iterator[str]:
    """Yield what a visible test stopped at where no answer is wrong: what is not there, or has another name."""
    stopped = {cell.grade_id for cell, _ in errors if cell.role is not Role.TEST}
    for cell, output in errors:
        if cell.role is not Role.TEST:
            continue
        name, text = output.ename, output.evalue
        if WHERE in text and name not in ("CheckFailed", "NotData"):
            yield one_line(f"{cell.exercise} stopped: {text.strip()}", LONGEST)
        asked = text == f"name '{cell.exercise}' is not defined" and cell.exercise not in stopped
        if name == "NameError" and asked and not _mentions(graded, cell.exercise):
            yield f"{cell.exercise} is defined in no cell"


def _mentions(graded: NotebookNode, name: str) -> bool:
    """Return whether a cell that is no test has a name in its text."""
    code = (node for node in graded.cells if node.cell_type == "code")
    return any(re.search(rf"\b{name}\b", str(node.source)) and read(node).role is not Role.TEST for node in code)


def dated(outcome: Outcome, submission: Submission) -> Outcome:
    """Return an outcome with the time of the attempt that counts, as it is read now."""
    attempt = submission.named(outcome.attempt)
    known = [note for note in outcome.reason.split("; ") if note and not note.startswith("timestamp.txt ")]
    notes = [*known, attempt.time_note] if attempt.time_note else known
    return dataclasses.replace(outcome, timestamp=attempt.timestamp, reason=one_line("; ".join(notes)))


def _tests(number: int) -> str:
    return "1 test was" if number == 1 else f"{number} tests were"


def _called(node: NotebookNode) -> str:
    """Return nbgrader's name of a cell, or its place in the learner's file."""
    place = re.fullmatch(r"own-(\d+)", str(node.get("id", "")))
    return grade_id(node) or (str(int(place[1]) + 1) if place else "of the learner's own")
