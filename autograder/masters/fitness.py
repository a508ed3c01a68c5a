"""Which tests can be graded by questions and answers alone, and what the learner's cells define for them.

A master that breaks these rules is refused. Of a foreign source the rest is graded: such a test is for a person, and
the reason is said.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable
from typing import NamedTuple

from autograder.cell import Cell, Role
from autograder.errors import CourseError
from autograder.masters.names import names_of

__all__ = ["Defined", "asked_of_plain", "defined_by", "unfit"]


class Defined(NamedTuple):
    """What solution cells define, in order: calls of functions cross, of other names the values."""

    functions: tuple[str, ...]
    values: tuple[str, ...]
    classes: tuple[str, ...]


def defined_by(solutions: Iterable[Cell]) -> Defined:
    """Return what solution cells define.

    Raises
    ------
    CourseError
        One made from a master defines a class, which cannot cross.
    """
    functions: dict[str, None] = {}
    values: dict[str, None] = {}
    classes: dict[str, None] = {}
    for cell in solutions:
        found = names_of(cell.source, f"cell {cell.grade_id} of the source")
        if found.classes and not cell.foreign:
            raise CourseError(
                f"solution {cell.grade_id} defines class {min(found.classes)}: only functions and values can cross"
            )
        functions |= dict.fromkeys(sorted(found.functions))
        values |= dict.fromkeys(sorted(found.values))
        classes |= dict.fromkeys(sorted(found.classes))
    return Defined(tuple(functions), tuple(name for name in values if name not in functions), tuple(classes))


def asked_of_plain(plain: list[Cell], cells: list[Cell], defined: Defined) -> tuple[str, ...]:
    """Return what plain cells compute with a learner's answers, and no test binds: its values cross as well."""
    own = {*defined.functions, *defined.values, *defined.classes}
    computed: dict[str, None] = {}
    for cell in plain:
        with contextlib.suppress(CourseError, SyntaxError):
            if _used(cell) & {*own, *computed}:
                computed |= dict.fromkeys(sorted(names_of(cell.source, "").values))
    for test in (cell for cell in cells if cell.role is Role.TEST):
        with contextlib.suppress(CourseError):
            for name in names_of(test.source, "").bound:
                computed.pop(name, None)
    return tuple(name for name in computed if name not in own)


def unfit(test: Cell, defined: Defined) -> str:
    """Return why a test cannot be graded; empty if it can.

    Raises
    ------
    CourseError
        It cannot, and was made from a master.
    """
    try:
        names = names_of(test.source, f"cell {test.grade_id} of the source")
        used = _used(test)
    except (CourseError, SyntaxError) as error:
        if not test.foreign:
            raise
        return f"it is not plain Python ({str(error).rpartition(': ')[2]})"
    if rebound := sorted(names.bound & {*defined.functions, *defined.values, *defined.classes}):
        if not test.foreign:
            raise CourseError(f"test {test.grade_id} binds {rebound[0]}, which learners define: use another name")
        return f"it binds {rebound[0]}, which learners define"
    if classes := sorted(used & {*defined.classes}):
        return f"it uses class {classes[0]}, and only functions and values of learners can be asked"
    return ""


def _used(cell: Cell) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
