"""Arguments of functions that run elsewhere: their names, and what became of them in a call."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from autograder.sandbox.inside.cells import parse
from autograder.sandbox.inside.wire import encode

__all__ = ["Place", "changed", "copy_back", "signatures"]

Place = int | str
"""Of an argument in a call: its index, or its name where it was given by name."""


def changed(before: tuple[Any, Any], after: tuple[Any, Any]) -> set[Place]:
    """Return which arguments a call changed; ``(args, kwargs)`` each, the later ones perhaps of any kind.

    >>> sorted(changed(([1], {}), ([2], {})))
    [0]
    """
    (args, kwargs), (args_after, kwargs_after) = before, after
    pairs: list[tuple[Place, Any, Any]] = []
    if type(args_after) is tuple or type(args_after) is list:
        pairs += [(place, *pair) for place, pair in enumerate(zip(args, args_after, strict=False))]
    if type(kwargs_after) is dict:
        pairs += [(key, value, kwargs_after[key]) for key, value in kwargs.items() if key in kwargs_after]
    return {place for place, old, new in pairs if encode(old) != encode(new)}


def copy_back(before: Any, after: Any) -> None:
    """Make the test's arguments what they were after the call, in place, as far as they still match."""
    pairs: Iterable[tuple[Any, Any]] = ()
    if type(before) is list and type(after) is list:
        pairs = zip(before, after, strict=False)
    if type(before) is dict and type(after) is dict:
        pairs = ((before[key], after[key]) for key in before if key in after)
    for old, new in pairs:
        if type(old) is not type(new):
            continue
        if type(old) is np.ndarray:
            if old.shape != new.shape:
                old.resize(new.shape, refcheck=False)
            np.copyto(old, new, casting="unsafe")
        elif type(old) is list:
            old[:] = new
        elif type(old) is dict:
            old.clear()
            old.update(new)
        elif type(old) is tuple:
            copy_back(list(old), list(new))


def signatures(texts: Iterator[str]) -> dict[str, inspect.Signature]:
    """Read the instructor's signatures, so that messages can name the arguments."""
    found = {}
    for text in texts:
        for node in _statements(text):
            if isinstance(node, ast.FunctionDef):
                kinds = inspect.Parameter
                parameters = [kinds(a.arg, kinds.POSITIONAL_ONLY) for a in node.args.posonlyargs]
                parameters += [kinds(a.arg, kinds.POSITIONAL_OR_KEYWORD) for a in node.args.args]
                parameters += [kinds(node.args.vararg.arg, kinds.VAR_POSITIONAL)] if node.args.vararg else []
                parameters += [kinds(a.arg, kinds.KEYWORD_ONLY) for a in node.args.kwonlyargs]
                parameters += [kinds(node.args.kwarg.arg, kinds.VAR_KEYWORD)] if node.args.kwarg else []
                found[node.name] = inspect.Signature(parameters)
    return found


def _statements(text: str) -> list[ast.stmt]:
    """Return what a cell says; nothing of a plain one that is no Python."""
    try:
        return parse(text, "<cell>")[1].body
    except SyntaxError:
        return []
