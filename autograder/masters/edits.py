"""What somebody wrote into a source notebook by hand, which the next release would undo.

A release keeps a fingerprint of every cell that it wrote. A cell that differs from it, and from what the release is
about to write, is somebody's work: the master is the place for it.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from nbformat.notebooknode import NotebookNode

from autograder.cell import grade_id, graded_cells

__all__ = ["fingerprint", "undone"]


def fingerprint(notebook: NotebookNode) -> dict[str, str]:
    """Return a digest of text, type and points of every cell, by its name or, without one, by what stands before it."""
    points = graded_cells(notebook)
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    last = "the beginning"
    for node in notebook.cells:
        name = grade_id(node) or f"the one after {last}"
        last = grade_id(node) or last
        seen[name] += 1
        parts = (node.cell_type, str(node.source).strip(), f"{points.get(name, 0):g}")
        key = name if seen[name] == 1 else f"{name} ({seen[name]})"
        found[key] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return found


def undone(now: NotebookNode, written: dict[str, str], new: NotebookNode) -> list[str]:
    """Return the cells whose changes since ``written`` would be undone by writing ``new``."""
    there, coming = fingerprint(now), fingerprint(new)
    changed = [name for name in [*there, *written] if there.get(name) != written.get(name)]
    return [name for name in dict.fromkeys(changed) if there.get(name) != coming.get(name)]
