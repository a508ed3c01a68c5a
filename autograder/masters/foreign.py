"""A foreign source, made by other means than a master, in a master's shape: what was asked, answered and tested."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, read
from autograder.masters.master import Master

__all__ = ["as_master"]


def as_master(path: Path, source: NotebookNode) -> Master:
    """Return the exercises of a foreign source: each answer with the text above it and the tests below it."""
    cells = [Cell(Role.TEXT, f"# {path.stem}", is_code=False)]
    text, exercise = "", ""
    for cell in map(read, source.cells):
        is_task = cell.by_hand and cell.role is not Role.SOLUTION
        starts = cell.role is Role.SOLUTION or is_task or (cell.role is Role.TEST and not exercise)
        if starts:
            exercise = cell.grade_id if cell.role is Role.SOLUTION else f"{cell.grade_id}-text"
            asked = cell.source if is_task else text
            cells.append(Cell(Role.STATEMENT, f"## {_title(asked, cell.grade_id)}\n{asked}", "", exercise))
            answer = cell if cell.role is Role.SOLUTION else Cell(Role.SOLUTION, "", exercise)
            cells.append(replace(answer, exercise=exercise, by_hand=False, points=0))
        if cell.by_hand or cell.role is Role.TEST:
            cells.append(replace(cell, role=Role.TEST, exercise=exercise, name=cell.grade_id))
        text = text if cell.is_code else cell.source
    return Master(path, tuple(_with_tests(cells)))


def _title(text: str, other: str) -> str:
    headings = [line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")]
    return headings[0] if headings else other


def _with_tests(cells: list[Cell]) -> list[Cell]:
    """Leave out answers that no points depend on."""
    tested = {cell.exercise for cell in cells if cell.role is Role.TEST}
    return [cell for cell in cells if not cell.exercise or cell.exercise in tested]
