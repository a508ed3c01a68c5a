"""Calls, read from a line of Python or from an ONNX node's attributes, and never run.

Names that stand for no constant are kept as ``Unknown``: nobody guesses their value.
"""

from __future__ import annotations

import ast
import operator
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from tconv_lib.arguments import shown
from tconv_lib.explain.errors import ExplainError

__all__ = ["Call", "Unknown", "read_calls"]

_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
_CONTAINERS = {"Sequential", "ModuleList", "OrderedDict"}
_SHAPED = {"zeros", "ones", "rand", "randn", "empty"}  # torch.randn(4, 2, 3, 3) is a weight whose shape is written out
_ATTRIBUTE = re.compile(r"(\w+)\s*[=:]\s*(\[[^\]]*\]|\"\w+\"|'\w+'|-?\w+)")
_ONNX = {"strides", "pads", "kernel_shape", "dilations", "output_padding", "output_shape", "auto_pad", "group"}


@dataclass(frozen=True)
class Unknown:
    """A value that is written as something else than a constant, such as the name ``w``."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Call:
    """One call: the last part of its name, all of it, and its arguments, each a constant or ``Unknown``."""

    name: str
    path: str
    positional: tuple[object, ...] = ()
    keywords: dict[str, object] = field(default_factory=dict)
    output_size: object = None  # of the call of a layer: layer(x, output_size=...)


def read_calls(text: str) -> list[Call]:
    """Return the calls of a line, in the order in which they run.

    Raises
    ------
    ExplainError
        where the text is no call, no container of calls and no node's attributes.

    Examples
    --------
    >>> [call] = read_calls("self.up = nn.ConvTranspose2d(c, 32, 3, stride=2)")
    >>> call.name, call.positional, call.keywords
    ('ConvTranspose2d', (c, 32, 3), {'stride': 2})
    """
    text = textwrap.dedent(text).strip()
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [_read_attributes(text)]
    try:
        calls = [call for statement in body for call in _calls_of(_value(statement))]
    except RecursionError:
        raise ExplainError("the text is nested too deeply; give one layer or stack") from None
    if not calls:
        raise ExplainError("there is no layer in the text; give a message, or a call such as nn.Conv2d(3, 64, 3)")
    return calls


def _value(statement: ast.stmt) -> ast.expr:
    if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and statement.value is not None:
        return statement.value
    raise ExplainError(f"{_said(statement)} is no layer; give a call such as nn.ConvTranspose2d(64, 32, 3, stride=2)")


def _calls_of(node: ast.expr) -> list[Call]:
    if isinstance(node, ast.List | ast.Tuple):
        return [call for member in node.elts for call in _calls_of(_member(member))]
    if not isinstance(node, ast.Call):
        raise ExplainError(f"{_said(node)} is no layer that is written out; write the call in its place")
    if isinstance(node.func, ast.Call):  # a layer, and its call
        calls = _calls_of(node.func)
        size = next((_constant(k.value) for k in node.keywords if k.arg == "output_size"), None)
        last = calls[-1]
        return [*calls[:-1], Call(last.name, last.path, last.positional, last.keywords, size)]
    path = ast.unparse(node.func)
    name = path.rsplit(".", 1)[-1]
    if name in _CONTAINERS:
        return [call for member in node.args for call in _calls_of(_member(member))]
    if any(isinstance(argument, ast.Starred) for argument in node.args) or any(k.arg is None for k in node.keywords):
        raise ExplainError(f"{name}: * and ** hide arguments; write them out")
    return [
        Call(
            name,
            path,
            tuple(_constant(argument) for argument in node.args),
            {keyword.arg: _constant(keyword.value) for keyword in node.keywords if keyword.arg},
        )
    ]


def _member(node: ast.expr) -> ast.expr:
    """Take the layer out of ("name", layer), as OrderedDict has them."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
        return node.elts[1]
    return node


def _constant(node: ast.expr) -> object:
    """Return a number, word, None or tuple of them as it is written; anything else is ``Unknown``."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple | ast.List):
        members = tuple(_constant(member) for member in node.elts)
        return Unknown(ast.unparse(node)) if any(isinstance(member, Unknown) for member in members) else members
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _constant(node.operand)
        if isinstance(value, int | float):
            return -value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _constant(node.left), _constant(node.right)
        if type(left) is type(right) is int and not (isinstance(node.op, ast.FloorDiv) and right == 0):
            return _OPERATIONS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in _SHAPED:
        shape = tuple(_constant(argument) for argument in node.args)
        shape = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        sizes = [size for size in shape if isinstance(size, int)]
        if len(sizes) == len(shape):
            return Shape(sizes)
    return Unknown(ast.unparse(node))


class Shape(tuple[int, ...]):
    """The shape of an array that is made on the spot."""

    __slots__ = ()


def _read_attributes(text: str) -> Call:
    """Read ``strides=[2, 2] pads=[1, 1, 1, 1]``, perhaps behind the name of ONNX' operator."""
    found = {name: value for name, value in _ATTRIBUTE.findall(text) if name in _ONNX}
    if not found:
        raise ExplainError(
            f"{shown(text)} is no message of the table, no layer and no list of an ONNX node's attributes"
        )
    keywords: dict[str, object] = {}
    for name, value in found.items():
        try:
            keywords[name] = _constant(ast.parse(value, mode="eval").body)
        except (SyntaxError, ValueError):
            keywords[name] = Unknown(value)
        if isinstance(keywords[name], Unknown) and re.fullmatch(r"[A-Z_]+", value):
            keywords[name] = value
    name = "Conv" if re.match(r"\W*Conv\b", text) else "ConvTranspose"
    return Call(name, f"onnx.{name}", (), keywords)


def _said(node: ast.AST) -> str:
    return shown(Unknown(ast.unparse(node)))
