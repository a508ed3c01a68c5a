"""Tests that hand a learner's answer back to the learner: ``decode(encode(x))``.

One mistake then costs the points of two functions, and the second call is one that the instructor has never seen.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

__all__ = ["chained"]


def chained(source: str, asked: Collection[str]) -> int | None:
    r"""Return the line of a test that calls one of ``asked`` with what such a call has returned; None where none does.

    The names that a test binds are followed, not their values: a name that once stands for an answer always does.

    >>> chained("y = f(1)\nassert g(y + 1) == 3", ["f", "g"])
    2
    >>> chained("assert f(1) == g(2)", ["f", "g"])
    """
    names = _Names({*asked})
    nodes = list(ast.walk(ast.parse(source)))
    size = 0
    while size < names.size:  # until no name is added
        size = names.size
        for node in nodes:
            names.learn(node)
    return min((node.lineno for node in nodes if isinstance(node, ast.Call) and names.is_handed(node)), default=None)


class _Names:
    """What the names of a test stand for."""

    def __init__(self, asked: set[str]) -> None:
        self.asked = asked
        """Names that call a learner's function: its own, and those of the test's functions that call it."""
        self.answers: set[str] = set()
        """Names that stand for what such a call has returned."""

    @property
    def size(self) -> int:
        """How many names are known."""
        return len(self.asked) + len(self.answers)

    def learn(self, node: ast.AST) -> None:
        """Take in what a node binds."""
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, value)
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                self._bind(target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self._bind(target, value)
            case ast.FunctionDef(name=name) if self._calls(node):
                self.asked.add(name)

    def is_handed(self, call: ast.Call) -> bool:
        """Return whether a call hands an answer to a function that is asked for, or to one that calls it with it."""
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not self._is_asked(call.func):  # assert_returns(expected, f, argument)
            given = given[next((place for place, each in enumerate(given) if self._is_asked(each)), len(given)) :]
        return any(self._is_answer(each) for each in given)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
        if self._is_asked(value) or (isinstance(value, ast.Lambda) and self._calls(value)):
            self.asked |= names
        elif self._is_answer(value):
            self.answers |= names

    def _is_asked(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in self.asked

    def _is_answer(self, value: ast.expr) -> bool:
        return self._calls(value) or any(
            isinstance(node, ast.Name) and node.id in self.answers for node in ast.walk(value)
        )

    def _calls(self, node: ast.AST) -> bool:
        return any(isinstance(inner, ast.Call) and self._is_asked(inner.func) for inner in ast.walk(node))
