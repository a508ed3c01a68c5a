"""Where a test's random cases come from: its visible part from one seed, its hidden part from another."""

from __future__ import annotations

import ast
import os
import random
from collections.abc import Collection
from itertools import groupby

import numpy as np
import numpy.random  # NumPy loads it late otherwise, in every fork

from autograder import seed as seeds

__all__ = ["SWITCH", "Draws", "switched"]

SWITCH = "__draw_hidden__"
"""The name under which a test's own code switches; learners' code is in another process."""


class Draws:
    """The environment's seed and the generators of ``random`` and ``numpy.random``, as a test finds them."""

    def __init__(self) -> None:
        self.seeds = {True: 0, False: 0}
        self.hidden = False
        self.states: dict[bool, tuple[object, object]] = {}

    def reset(self, seed: int) -> None:
        """Draw from what is derived from ``seed``."""
        self.seeds = {hidden: seeds.derive(seed, "hidden" if hidden else "visible") for hidden in (True, False)}
        os.environ[seeds.VARIABLE] = str(self.seeds[False])

    def begin(self, place: int) -> None:
        """Begin the test at ``place``: whatever it draws depends on nothing before it."""
        self.states.clear()
        for hidden in (True, False):
            seed = seeds.derive(self.seeds[hidden], f"test {place}")
            self.states[hidden] = random.Random(seed).getstate(), np.random.RandomState(seed % 2**32).get_state()  # noqa: S311 - tests
        self._load(hidden=False)

    def switch(self, hidden: bool) -> None:
        """Go on with the hidden cases, or with the visible ones."""
        self.states[self.hidden] = random.getstate(), np.random.get_state()  # noqa: NPY002 - instructors use it
        self._load(hidden=hidden)

    def _load(self, *, hidden: bool) -> None:
        self.hidden = hidden
        os.environ[seeds.VARIABLE] = str(self.seeds[hidden])
        python, numpy_state = self.states[hidden]
        random.setstate(python)  # type: ignore[arg-type] # what getstate gave
        np.random.set_state(numpy_state)  # type: ignore[arg-type] # noqa: NPY002 - as above


def switched(tree: ast.Module, hidden_lines: Collection[int]) -> ast.Module:
    """Return a test with a switch before and after the statements that stand in ``hidden_lines``."""
    if hidden_lines:
        _switch_body(tree, "body", hidden_lines, last=True)
        ast.fix_missing_locations(tree)
    return tree


def _switch_body(node: ast.AST, name: str, hidden_lines: Collection[int], *, last: bool = False) -> None:
    """Change one list of statements; ``last`` of the cell needs no switch back, and may be its partial credit."""
    body: list[ast.stmt] = []
    groups = [
        (hidden, list(group))
        for hidden, group in groupby(getattr(node, name), key=lambda statement: statement.lineno in hidden_lines)
    ]
    for number, (hidden, group) in enumerate(groups, start=1):
        if not hidden:
            for statement in group:
                _switch_inside(statement, hidden_lines)
            body += group
        else:
            body += [_switch(group[0], hidden=True), *group]
            if not (last and number == len(groups)):
                body.append(_switch(group[-1], hidden=False))
    setattr(node, name, body)


def _switch_inside(node: ast.AST, hidden_lines: Collection[int]) -> None:
    for child in [node, *getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        for name in ("body", "orelse", "finalbody"):
            if isinstance(getattr(child, name, None), list):
                _switch_body(child, name, hidden_lines)


def _switch(where: ast.stmt, *, hidden: bool) -> ast.stmt:
    call = ast.Call(ast.Name(SWITCH, ast.Load()), [ast.Constant(hidden)], [])
    return ast.copy_location(ast.Expr(call), where)
