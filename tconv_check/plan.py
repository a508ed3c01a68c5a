"""Lay a notebook beside its assignment: what will run, in which order, and what was done to the given cells.

The order is the grader's: the learner's cells as they stand, of a cell that stands twice the last, and a given cell
that was deleted put back behind those that came before it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tconv_check.assignment import Assignment, Given
from tconv_check.conditions import ONLY_NUMPY
from tconv_check.imports import absent
from tconv_check.matching import added, bare, one_of_each, recognise, squeezed
from tconv_check.notebook import Cell, Notebook, NotebookError

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
    recognised = recognise(notebook.cells, assignment)
    cells, twice = one_of_each(recognised.cells, assignment)
    present = {cell.name for cell in cells}
    answers = assignment.answers
    if not answers.keys() & present:
        raise NotebookError(
            "holds none of this assignment's answer cells: copy your answers into the notebook as you got it"
        )
    given = {cell.name: cell for cell in assignment.cells}
    plan = Plan()
    edited: list[str] = []
    extended: list[str] = []
    for cell in cells:
        original = given.get(cell.name)
        if original is None:
            runs = cell.kind == "code" and cell.name not in assignment.texts
            plan.steps += [_own(cell, bare(cell.text))] if runs else []
        elif original.role == "solution":
            plan.steps.append(Step("solution", f"cell {cell.name}", bare(cell.text), cell.name, cell.ran))
        elif squeezed(cell.text) == squeezed(original.source):
            plan.steps.append(_given(original))
        else:
            text, runs = added(cell, assignment)
            (extended if runs else edited).append(cell.name)
            own = [_own(cell, text)] if runs else []
            plan.steps += [*own, _given(original)] if original.role == "test" else [_given(original), *own]
    _put_back(plan, assignment, present)
    deleted = [name for name in given if name not in present]
    fenced = [cell.name for cell in cells if cell.name in answers and bare(cell.text) != cell.text]
    written = [step.text for step in plan.steps if step.role in ("own", "solution")]
    plan.notes = [
        *notebook.notes,
        *recognised.notes,
        *twice,
        *_said(edited, "was edited", "were edited", "the original is used"),
        *_said(extended, "was added to", "were added to", "the original is used, what you added runs as your own cell"),
        *_said([n for n in deleted if n not in answers], "was deleted", "were deleted", "the original is used"),
        *_said([n for n in deleted if n in answers], "was deleted", "were deleted", "there is no answer to grade"),
        *(f"the marks of Markdown (```) around the answer {name} are left out" for name in fenced),
        *_below(plan, assignment),
        *(f"{module} is imported: {ONLY_NUMPY}, and using it fails" for module in absent(written, assignment.packages)),
    ]
    return plan


def _given(cell: Given) -> Step:
    return Step(cell.role, f"cell {cell.name}", cell.source, cell.name)


def _own(cell: Cell, text: str) -> Step:
    return Step("own", f"cell {cell.number}", text, ran=cell.ran)


def _put_back(plan: Plan, assignment: Assignment, present: Collection[str]) -> None:
    before: set[str] = set()
    for cell in assignment.cells:
        if cell.role != "solution" and cell.name not in present:
            places = [index for index, step in enumerate(plan.steps) if step.name in before]
            plan.steps.insert(max(places, default=-1) + 1, _given(cell))
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
