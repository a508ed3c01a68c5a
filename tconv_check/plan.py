"""Lay a notebook beside its assignment: what will run, in which order, and what was done to the given cells.

The order is the grader's: the learner's cells as they stand, of a cell that stands twice the last, and a given cell
that was deleted put back behind those that came before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tconv_check.assignment import Assignment, Given
from tconv_check.notebook import Cell, Notebook, NotebookError, plain

__all__ = ["Plan", "Step", "make_plan"]

SHOWN = 3  # names that a note lists; the rest is counted


@dataclass(frozen=True)
class Step:
    """One cell that runs."""

    role: str
    """``own``, or the role of a given cell."""
    title: str
    """What the report calls it."""
    text: str
    name: str = ""
    ran: int = 0


@dataclass
class Plan:
    """All that runs, and what is to be said before."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def answer(self, exercise: Given) -> Step | None:
        """Return the answer cell of an exercise, None if it was deleted."""
        return next((step for step in self.steps if step.name == exercise.name), None)


def make_plan(notebook: Notebook, assignment: Assignment) -> Plan:
    """Return what runs.

    Raises
    ------
    NotebookError
        The notebook has none of the assignment's answer cells.
    """
    given = {cell.name: cell for cell in assignment.cells}
    count = Counter(cell.name for cell in notebook.cells if cell.name in given)
    answers = {cell.name for cell in assignment.of_role("solution")}
    if not answers & count.keys():
        raise NotebookError(
            "has lost the marks of its answer cells (copied cell by cell, or another notebook?): "
            "copy your answers into the notebook as you got it"
        )
    last = {cell.name: cell.number for cell in notebook.cells if cell.name in given}
    kept = [cell for cell in notebook.cells if cell.number == last.get(cell.name, cell.number) or cell.name in answers]
    plan = Plan([step for cell in kept if (step := _step(cell, given, last)) is not None])
    _put_back(plan, assignment, count.keys())
    edited = [
        cell.name
        for cell in notebook.cells
        if cell.name in given.keys() - answers
        and cell.number == last[cell.name]
        and plain(cell.text) != plain(given[cell.name].source)
    ]
    deleted = [name for name in given if name not in count]
    plan.notes += [
        *_said(edited, "was edited", "were edited", "the original is used"),
        *_said([n for n in deleted if n not in answers], "was deleted", "were deleted", "the original is used"),
        *_said([n for n in deleted if n in answers], "was deleted", "were deleted", "there is no answer to grade"),
        *_said([name for name in count if count[name] > 1], "stands twice", "stand twice", "the last counts"),
        *_below(plan, assignment),
    ]
    return plan


def _step(cell: Cell, given: dict[str, Given], last: dict[str, int]) -> Step | None:
    original = given.get(cell.name)
    if original is None or cell.number != last[cell.name]:  # an earlier copy of an answer is the learner's own
        return Step("own", f"cell {cell.number}", cell.text, ran=cell.ran) if cell.is_code else None
    if original.role == "solution":
        text = cell.text if cell.is_code else ""
        return Step("solution", f"cell {cell.name}", text, cell.name, cell.ran)
    return Step(original.role, f"cell {cell.name}", original.source, cell.name)


def _put_back(plan: Plan, assignment: Assignment, present: Collection[str]) -> None:
    before: set[str] = set()
    for cell in assignment.cells:
        if cell.role != "solution" and cell.name not in present:
            places = [index for index, step in enumerate(plan.steps) if step.name in before]
            step = Step(cell.role, f"cell {cell.name}", cell.source, cell.name)
            plan.steps.insert(max(places, default=-1) + 1, step)
        before.add(cell.name)


def _below(plan: Plan, assignment: Assignment) -> list[str]:
    """Name the answers that stand below a test of theirs."""
    place = {step.name: index for index, step in enumerate(plan.steps) if step.name}
    return [
        f"answer cell {cell.name} stands below its tests: move it above them"
        for cell in assignment.of_role("solution")
        if cell.name in place and any(place[test.name] < place[cell.name] for test in assignment.tests(cell.exercise))
    ]


def _said(names: list[str], one: str, many: str, then: str) -> list[str]:
    if not names:
        return []
    if len(names) == 1:
        return [f"cell {names[0]} {one}: {then}"]
    listed = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
    return [f"{len(names)} cells ({listed}) {many}: {then}"]
