"""Which modules cells import that are not there when a notebook is graded."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from tconv_check.inside.cells import parse
from tconv_check.inside.imports import is_shown

__all__ = ["absent"]


def absent(texts: Iterable[str], packages: Iterable[str] = ()) -> list[str]:
    """Return the top names of what cells import and the grader has not; ``packages`` are there beside NumPy.

    >>> absent(["import numpy.linalg, math", "from torch import nn", "import matplotlib.pyplot as plt"])
    ['torch']
    """
    there = {*sys.stdlib_module_names, "numpy", *packages}
    names = (name for text in texts for name in _imported(text))
    return list(
        dict.fromkeys(top for name in names if (top := name.partition(".")[0]) not in there and not is_shown(name))
    )


def _imported(text: str) -> Iterable[str]:
    try:
        tree = parse(text, "<cell>")[1]
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield f"{node.module}.{node.names[0].name}" if node.module == "google" else node.module
