"""Names that a master forbids, looked for in the syntax tree of what a learner wrote; nothing of it is run.

An answer uses a name when it, or a cell of the learner's own that defines something it uses, imports or writes it under
any alias. Who hides a name from this on purpose can: it is a rule that is checked, not a wall.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from autograder.cell import Cell, Role, grade_id

__all__ = ["Use", "uses"]

LONGEST = 50_000
"""Characters of a cell that is looked at."""
MAGIC = re.compile(r"(?m)^[ \t]*[%!?].*$")


@dataclass(frozen=True)
class Use:
    """An answer that uses what is forbidden."""

    exercise: str
    name: str
    costs_points: bool


@dataclass
class _Written:
    """What one cell does with names."""

    defines: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)


def uses(notebook: NotebookNode, given: Mapping[str, Cell], forbidden: dict[str, str]) -> list[Use]:
    """Return each forbidden name that an answer of ``notebook`` uses; ``given`` are the source's cells by name."""
    if not forbidden:
        return []
    trees: list[tuple[Cell | None, ast.Module]] = []
    for node in notebook.cells:
        cell = given.get(grade_id(node))
        tree = _tree(str(node.source)) if node.cell_type == "code" and _is_read(cell) else None
        if tree is not None:
            trees.append((cell, tree))
    aliases = {alias: name for _, tree in trees for alias, name in _aliases(tree)}
    answers: dict[str, _Written] = {}
    own: list[_Written] = []
    for cell, tree in trees:
        if cell is None:
            own.append(_written(tree, aliases, forbidden))
        elif cell.role is Role.SOLUTION:
            answers[cell.exercise or cell.grade_id] = _written(tree, aliases, forbidden)
    found = []
    for exercise, answer in answers.items():
        reached = _reached(answer, [*own, *(other for name, other in answers.items() if name != exercise)])
        names = set().union(*(each.found for each in reached))
        found += [Use(exercise, name, cost == "points") for name, cost in forbidden.items() if name in names]
    return found


def _is_read(cell: Cell | None) -> bool:
    return cell is None or cell.role in (Role.SOLUTION, Role.SETUP)


def _tree(text: str) -> ast.Module | None:
    """Return the tree of a cell, None of what is no Python or too long to look at."""
    if len(text) > LONGEST:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(MAGIC.sub("", text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that imports bind, with what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield (each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"


def _written(tree: ast.Module, aliases: dict[str, str], forbidden: Iterable[str]) -> _Written:
    written = _Written()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            written.defines.add(node.name)
        elif isinstance(node, ast.Name):
            kept = written.defines if isinstance(node.ctx, ast.Store) else written.mentions
            kept.add(node.id)
        if isinstance(node, ast.Name | ast.Attribute) and (dotted := _dotted(node)):
            first, _, rest = dotted.partition(".")
            names.add(f"{aliases.get(first, first)}.{rest}" if rest else aliases.get(first, first))
        elif isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{each.name}" for each in node.names}
    written.found = {ban for ban in forbidden for name in names if name == ban or name.startswith(f"{ban}.")}
    stars = {name.removesuffix(".*") for name in names if name.endswith(".*")}
    written.found |= {
        ban for ban in forbidden if ban.rpartition(".")[0] in stars and ban.rpartition(".")[2] in written.mentions
    }
    return written


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _reached(answer: _Written, others: list[_Written]) -> list[_Written]:
    """Return the answer, and every cell that defines something which it uses, over however many cells."""
    reached, todo = [answer], [answer]
    while todo:
        each = todo.pop()
        for other in others:
            if all(other is not known for known in reached) and other.defines & each.mentions:
                reached.append(other)
                todo.append(other)
    return reached
