"""Single changes to a right answer: the slips that a learner makes, one at a time.

A comparison, an operator, a number, a name, a bound is another; two arguments change places; a statement is missing.
Texts of errors and docstrings are left alone, and so is what is computed for an error's text only. Each change is made
in the text, so that what is shown of it is what runs.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Change", "changes"]

COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">="),
    ast.LtE: ("<=", "<", ">"),
    ast.Gt: (">", ">=", "<="),
    ast.GtE: (">=", ">", "<"),
    ast.Eq: ("==", "!=", "<=", ">="),
    ast.NotEq: ("!=", "==", "<", ">"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
OPERATORS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("+", "-", "*"),
    ast.Sub: ("-", "+", "*"),
    ast.Mult: ("*", "+", "//"),
    ast.Div: ("/", "*", "//"),
    ast.FloorDiv: ("//", "*", "%", "/"),
    ast.Mod: ("%", "//", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
}
"""The sign as it is written, and what stands in its place."""
EXTREMES = {"max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum"}
WEAKER_THAN_AND = (ast.BoolOp, ast.IfExp, ast.Lambda)
WEAKER_THAN_PLUS = (*WEAKER_THAN_AND, ast.Compare, ast.UnaryOp)
"""What needs parentheses as an operand."""

Place = tuple[int, int]
Edit = tuple[int, int, str]
"""Where a piece of the text begins and ends, in bytes, and what takes its place."""


@dataclass(frozen=True)
class Change:
    """One change: the lines that it touches before and after it, and the whole text after it."""

    line: int
    """Of the text, from 1."""
    before: str
    after: str
    """Empty where a statement is gone."""
    source: str

    @property
    def words(self) -> str:
        """What the change is."""
        return f"`{self.after}` for `{self.before}`" if self.after else f"no `{self.before}`"


def changes(source: str) -> list[Change]:
    r"""Return every single change to the functions of ``source``, in the order of its lines.

    Parameters
    ----------
    source : the text of an answer; its comments stay

    Returns
    -------
    list of Change
        No two of them give the same program, and none gives that of ``source``.

    Raises
    ------
    SyntaxError
        ``source`` is no Python.

    Examples
    --------
    >>> for change in changes("def double(x):\n    return 2 * x"):
    ...     print(change.words)
    no `return 2 * x`
    `return 3 * x` for `return 2 * x`
    `return 1 * x` for `return 2 * x`
    `return 2 + x` for `return 2 * x`
    `return 2 // x` for `return 2 * x`
    """
    text = _Text(source)
    tree = ast.parse(source)
    seen = {ast.dump(tree)}
    found = []
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for begin, end, new in sorted(_of_function(function, text), key=lambda edit: edit[0]):
            change = text.changed(begin, end, new)
            try:
                program = ast.dump(ast.parse(change.source))
            except SyntaxError:
                continue
            if program not in seen:
                seen.add(program)
                found.append(change)
    return found


class _Text:
    """A text by bytes, as ``ast`` counts its columns."""

    def __init__(self, source: str) -> None:
        self.bytes = source.encode()
        self.starts = [0, *itertools.accumulate(len(line) for line in self.bytes.splitlines(keepends=True))]

    def place(self, node: ast.AST) -> Place:
        first, last = self.starts[node.lineno - 1], self.starts[node.end_lineno - 1]  # type: ignore[attr-defined] # has both
        return first + node.col_offset, last + node.end_col_offset  # type: ignore[attr-defined] # as above

    def of(self, node: ast.AST) -> str:
        begin, end = self.place(node)
        return self.bytes[begin:end].decode()

    def between(self, left: ast.AST, right: ast.AST, sign: str) -> Place:
        """Return where ``sign`` stands between two operands."""
        begin, end = self.place(left)[1], self.place(right)[0]
        at = self.bytes.index(sign.encode(), begin, end)
        return at, at + len(sign.encode())

    def changed(self, begin: int, end: int, new: str) -> Change:
        source = (self.bytes[:begin] + new.encode() + self.bytes[end:]).decode()
        first = self.bytes.rfind(b"\n", 0, begin) + 1
        rest = self.bytes.find(b"\n", end)
        last = len(self.bytes) if rest < 0 else rest
        before = self.bytes[first:last].decode()
        after = self.bytes[first:begin].decode() + new + self.bytes[end:last].decode()
        line = self.bytes.count(b"\n", 0, begin) + 1
        if after.strip() == "pass":
            return Change(line, before.strip().splitlines()[0], "", source)
        return Change(line, " ".join(before.split()), " ".join(after.split()), source)


def _of_function(function: ast.FunctionDef, text: _Text) -> Iterator[Edit]:
    confused = _confused_names(function)
    for node in _walk(function, _only_for_errors(function)):
        if isinstance(node, ast.stmt):
            yield from _statement(node, text)
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                for other in [EXTREMES[node.id]] if node.id in EXTREMES else confused.get(node.id, []):
                    yield *text.place(node), other
        elif type(node) in OF_EXPRESSION:
            yield from OF_EXPRESSION[type(node)](node, text)


def _walk(node: ast.AST, silent: set[ast.AST]) -> Iterator[ast.AST]:
    """Yield what is not there for an error's text alone; of what raises, the statement itself."""
    for child in ast.iter_child_nodes(node):
        if child in silent or isinstance(child, ast.JoinedStr | ast.arguments):
            continue
        if isinstance(child, ast.keyword) and child.arg == "strict":  # of zip: it refuses, and changes no result
            continue
        yield child
        if not isinstance(child, ast.Raise):
            yield from _walk(child.test if isinstance(child, ast.Assert) else child, silent)


def _confused_names(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Return for each parameter the others, and for each local name those that are bound before and after it."""
    arguments = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    stores = [
        (node.lineno, node.col_offset, node.arg if isinstance(node, ast.arg) else node.id)
        for node in ast.walk(function)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    bound = list(dict.fromkeys(name for _, _, name in sorted(stores) if name not in arguments))
    confused = {name: [other for other in arguments if other != name] for name in arguments}
    for name, other in itertools.pairwise(bound):
        confused.setdefault(name, []).append(other)
        confused.setdefault(other, []).append(name)
    return confused


def _only_for_errors(function: ast.FunctionDef) -> set[ast.AST]:
    """Return docstrings, and the statements that bind names which nothing but an error's text reads."""
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Raise)]
    said = {id(name) for node in texts for name in ast.walk(node) if isinstance(name, ast.Name)}
    read = {
        name.id
        for name in ast.walk(function)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load) and id(name) not in said
    }
    silent: set[ast.AST] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if name not in read:
                silent.add(node)
            case ast.Expr(value=ast.Constant(value=str())):
                silent.add(node)
    return silent


def _statement(node: ast.stmt, text: _Text) -> Iterator[Edit]:
    """Yield the statement gone, unless it is one whose body alone is gone in another change."""
    alone = isinstance(node, ast.If) and len(node.body) == 1 and not node.orelse
    if not alone and not isinstance(node, ast.Pass | ast.FunctionDef):
        yield *text.place(node), "pass"
    if isinstance(node, ast.AugAssign):
        first, *others = (f"{sign}=" for sign in OPERATORS.get(type(node.op), ("",)))
        for other in (*others, "="):
            yield *text.between(node.target, node.value, first), other


def _comparison(node: ast.Compare, text: _Text) -> Iterator[Edit]:
    for operator, (left, right) in zip(node.ops, itertools.pairwise((node.left, *node.comparators)), strict=True):
        first, *others = COMPARISONS[type(operator)]
        for other in others:
            yield *text.between(left, right, first), other


def _operation(node: ast.BinOp, text: _Text) -> Iterator[Edit]:
    first, *others = OPERATORS.get(type(node.op), ("",))
    for other in others:
        yield *text.between(node.left, node.right, first), other


def _sign(node: ast.UnaryOp, text: _Text) -> Iterator[Edit]:
    yield *text.place(node), text.of(node.operand)


def _junction(node: ast.BoolOp, text: _Text) -> Iterator[Edit]:
    """Yield ``and`` and ``or`` exchanged, and each condition gone."""
    first, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in itertools.pairwise(node.values):
        yield *text.between(left, right, first), other
    for gone in node.values:
        kept = [value for value in node.values if value is not gone]
        yield *text.place(node), f" {first} ".join(_written(value, WEAKER_THAN_AND, text) for value in kept)


def _constant(node: ast.Constant, text: _Text) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, bool):
        yield *text.place(node), str(not value)
    elif isinstance(value, int | float):
        for other in (value + 1, value - 1):
            yield *text.place(node), repr(other)


def _extreme(node: ast.Attribute, text: _Text) -> Iterator[Edit]:
    if node.attr in EXTREMES:
        end = text.place(node)[1]
        yield end - len(node.attr), end, EXTREMES[node.attr]


def _call(node: ast.Call, text: _Text) -> Iterator[Edit]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in EXTREMES:
        yield from _exchanged(node.args, text)
    if name == "range":
        for bound in node.args[:2]:
            yield from _moved(bound, text)


def _display(node: ast.Tuple | ast.List, text: _Text) -> Iterator[Edit]:
    if isinstance(node.ctx, ast.Load):
        yield from _exchanged(node.elts, text)


def _slice(node: ast.Slice, text: _Text) -> Iterator[Edit]:
    for bound in filter(None, (node.lower, node.upper)):
        yield *text.place(bound), ""
        yield from _moved(bound, text)


def _exchanged(items: list[ast.expr], text: _Text) -> Iterator[Edit]:
    """Yield each two neighbours in each other's place."""
    for left, right in itertools.pairwise(items):
        (begin, middle), (rest, end) = text.place(left), text.place(right)
        yield begin, end, f"{text.of(right)}{text.bytes[middle:rest].decode()}{text.of(left)}"


def _moved(bound: ast.expr, text: _Text) -> Iterator[Edit]:
    """Yield a bound one cell further and one cell nearer; a number's are those of any number."""
    if not isinstance(bound, ast.Constant | ast.Starred):
        for sign in "+-":
            yield *text.place(bound), f"{_written(bound, WEAKER_THAN_PLUS, text)} {sign} 1"


def _written(operand: ast.expr, weaker: tuple[type[ast.expr], ...], text: _Text) -> str:
    return f"({text.of(operand)})" if isinstance(operand, weaker) else text.of(operand)


OF_EXPRESSION: dict[type[ast.AST], Callable[[Any, _Text], Iterator[Edit]]] = {
    ast.Compare: _comparison,
    ast.BinOp: _operation,
    ast.UnaryOp: _sign,
    ast.BoolOp: _junction,
    ast.Constant: _constant,
    ast.Attribute: _extreme,
    ast.Call: _call,
    ast.Tuple: _display,
    ast.List: _display,
    ast.Slice: _slice,
}
