"""Another's answer handed in as one's own: names, layout and comments changed, statements in another order."""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Iterator

__all__ = ["disguised"]

SYLLABLES = "ba do fi gu ka le mo nu pa ro si tu va we xi zo".split()
REMARKS = ("first the easy part", "see lecture 3", "I think this is right", "now the rest", "works for the example")
MODULES = {"np", "numpy", "math", "itertools"}


def disguised(text: str, seed: int | str) -> str:
    """Return a function of which everything is changed that changes nothing of what it does.

    Its own name stays, as do those of modules and builtins, and the order of its parameters.

    Parameters
    ----------
    text
        Python code; what is none comes back as it is.
    seed
        What new names, remarks and places are drawn from: the same seed draws the same copy.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text
    rng = random.Random(seed)  # noqa: S311 - a disguise, no secret
    names = {name: _drawn(rng, number) for number, name in enumerate(sorted(_chosen(tree)))}
    tree = ast.fix_missing_locations(_Renamed(names).visit(tree))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and not isinstance(node, ast.ClassDef):
            _exchange(body, rng)
        if isinstance(node, ast.FunctionDef) and rng.random() < 0.5:
            node.body.insert(0, ast.Expr(ast.Constant(rng.choice(REMARKS))))
    return "\n".join(_laid_out(ast.unparse(tree), rng))


class _Renamed(ast.NodeTransformer):
    """Gives parameters and variables other names."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(self.names.get(node.arg, node.arg))


def _chosen(tree: ast.AST) -> set[str]:
    """Return the names that the writer of a function chose for its parameters and variables."""
    found = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    kept = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | MODULES | {*vars(builtins)}
    return found - kept


def _drawn(rng: random.Random, number: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=2)) + f"{number or ''}"


def _exchange(body: list[ast.stmt], rng: random.Random) -> None:
    """Let neighbouring assignments that have nothing to do with each other change places, every other one."""
    for place in range(len(body) - 1):
        first, second = body[place : place + 2]
        simple = isinstance(first, ast.Assign) and isinstance(second, ast.Assign)
        if simple and not _names(first) & _names(second) - MODULES - {*vars(builtins)} and rng.random() < 0.5:
            body[place : place + 2] = [second, first]


def _names(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _laid_out(text: str, rng: random.Random) -> Iterator[str]:
    """Yield the lines with twice the indentation, and with remarks and empty lines between them."""
    for line in text.splitlines():
        rest = line.lstrip()
        indent = "  " * (len(line) - len(rest))
        if rng.random() < 0.2:
            yield rng.choice(["", f"{indent}# {rng.choice(REMARKS)}"])
        yield indent + rest + (f"  # {rng.choice(REMARKS)}" if rng.random() < 0.2 else "")
