"""A learner's cell to code: Python with IPython's syntax, in pieces of which each begins with what may take long.

Magics, ``!`` and ``?`` become calls of ``get_ipython()`` (``magics``); ``await`` at top level is allowed. Runs inside
the sandbox, where IPython itself is not.
"""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import re
import types
from typing import Any, NamedTuple

from .magics import automagic, without_magic
from .syntax import named_version

__all__ = ["MAX_PIECES", "Piece", "definitions", "load_transformer", "parse", "pieces", "split_result"]

MAX_PIECES = 200
"""Of one cell; the last one has the rest."""
AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
DOES_MORE = re.compile(r"^(?!def |import |from |[ \t#]|$)|;", re.MULTILINE)
"""The beginning of a statement that may be no definition and no import."""


class Piece(NamedTuple):
    """Some statements of a cell."""

    first: int
    """How many statements stand before it."""
    code: types.CodeType
    shows: bool = False
    """Whether it is the last expression, whose value Jupyter would show."""


def parse(source: str, name: str) -> tuple[str, ast.Module]:
    r"""Return a cell as Python: its text and its tree.

    Only a cell that is no Python goes through IPython's transformer: all of IPython's syntax is invalid Python.

    Raises
    ------
    SyntaxError
        It is no Python; where it is that of another version, the message says so.

    Examples
    --------
    >>> parse("%matplotlib inline", "<cell>")[0]
    "get_ipython().run_line_magic('matplotlib', 'inline')\n"
    >>> parse("%%time\nx = 1", "<cell>")[0]
    '#\nx = 1'
    """
    try:
        tree = _tree(source, name)
    except SyntaxError as error:
        body = without_magic(source) or automagic(source)
        if body is not None:
            return parse(body, name)
        text: str = load_transformer()().transform_cell(source)
        try:
            return text, _tree(text, name)
        except SyntaxError:
            error.msg = str(error.msg) + named_version(text, error, _reads)
            raise error from None
    call = automagic(source)
    if call is None or not isinstance(tree.body[0], ast.Expr):
        return source, tree
    word = source.split(maxsplit=1)[0]  # ``ls -l`` is Python, too: as in IPython, a name of the notebook's comes first
    text = f"({source.strip()}\n) if {word!r} in globals() else {call}"
    return text, _tree(text, name)


def definitions(source: str, name: str) -> types.CodeType | None:
    """Compile a cell that only defines functions and imports, as most answers do; None for any other.

    It is one piece that shows nothing, so that it needs no tree, which would take twice as long.
    """
    if DOES_MORE.search(source):
        return None
    try:
        return _compiled(source, name)
    except (SyntaxError, ValueError):  # ``parse`` says why, or knows IPython's syntax
        return None


def pieces(tree: ast.Module, name: str, count: int | None = None) -> list[Piece]:
    """Compile a cell, or its first ``count`` statements without showing a value."""
    body = tree.body if count is None else tree.body[:count]
    last = body[-1] if body and count is None else None
    if isinstance(last, ast.Expr):
        body = body[:-1]
    flags = _futures(body)
    starts = [0, *(place for place, node in enumerate(body) if place and not _is_quick(node))][:MAX_PIECES]
    whole = _compiled(ast.Module(body, tree.type_ignores), name, flags)
    if whole.co_flags & inspect.CO_COROUTINE:
        starts = [0]  # what awaits runs in one loop
    made = (
        [Piece(0, whole)]
        if len(starts) == 1
        else [
            Piece(start, _compiled(ast.Module(body[start:end], tree.type_ignores), name, flags))
            for start, end in zip(starts, [*starts[1:], len(body)], strict=True)
        ]
    )
    if isinstance(last, ast.Expr):
        made.append(Piece(len(body), _compiled(ast.Expression(last.value), name, flags), shows=True))
    return made


def split_result(tree: ast.Module, name: str) -> tuple[types.CodeType, types.CodeType | None]:
    """Compile all of a cell but a last expression, and that expression, whose value Jupyter would show."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return _compiled(tree, name), None
    body = ast.Module(tree.body[:-1], tree.type_ignores)
    return _compiled(body, name), _compiled(ast.Expression(last.value), name)


@functools.cache
def load_transformer() -> Any:
    """Return IPython's transformer of cells."""
    from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - few cells need it

    return TransformerManager


def _is_quick(node: ast.stmt) -> bool:
    """Return whether a statement only binds: then it is one with what stands before it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return not node.decorator_list
    if isinstance(node, ast.Assign | ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)


def _futures(body: list[ast.stmt]) -> int:
    """Return the flags that a cell sets with ``from __future__ import``, for all its pieces."""
    asked = [node for node in body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    features = [getattr(__future__, alias.name, None) for node in asked for alias in node.names]
    return sum({feature.compiler_flag for feature in features if feature is not None})


def _reads(text: str) -> bool:
    try:
        return bool(_tree(text, "<text>"))
    except (SyntaxError, ValueError):
        return False


def _tree(source: str, name: str) -> ast.Module:
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST | AWAITS, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - what "exec" gives
    return tree


def _compiled(tree: str | ast.Module | ast.Expression, name: str, flags: int = 0) -> types.CodeType:
    mode = "eval" if isinstance(tree, ast.Expression) else "exec"
    code: types.CodeType = compile(tree, name, mode, AWAITS | flags, dont_inherit=True)
    return code
