"""What one submission gives to the report: the learner's code by exercise, and the known mistakes of its answers.

Notebooks are read one at a time, as plain JSON, since a class may have many; whoever asks keeps no more than it needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from autograder.cell import grade_id
from autograder.facts import said
from autograder.masters.master import Master

__all__ = ["Places", "Work"]


@dataclass(frozen=True)
class Places:
    """The cells of an assignment, for code to be found where it belongs."""

    exercise_of: Mapping[str, str]
    """Exercise by nbgrader's name of a cell."""
    answers: frozenset[str]
    """Names of the answer cells, which are those of the exercises."""

    @classmethod
    def of(cls, master: Master) -> Self:
        """Return the places of a master's cells."""
        named = {cell.grade_id: cell.exercise for cell in master.cells if cell.exercise}
        return cls(named, frozenset(master.exercises))


@dataclass(frozen=True)
class Work:
    """One submission as far as the report reads it."""

    code: dict[str, str] = field(default_factory=dict)
    """By exercise: the answer's cell, and after it the cells of the learner's own that stand near it."""
    mistakes: dict[str, str] = field(default_factory=dict)
    """By exercise: what the answer behaves like, where it is a known mistake."""

    @classmethod
    def read(cls, path: Path, places: Places) -> Self | None:
        """Return what stands in a graded notebook; None where there is none, or none that can be read."""
        try:
            return cls.of(json.loads(path.read_bytes()), places)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    @classmethod
    def of(cls, notebook: Mapping[str, Any], places: Places) -> Self:
        """Return what stands in a graded notebook."""
        answers: dict[str, list[str]] = {}
        own: dict[str, list[str]] = {}
        mistakes = {}
        near = next(iter(places.exercise_of.values()), "")
        for node in notebook["cells"]:
            name = grade_id(node)
            near = places.exercise_of.get(name, near)
            if node["cell_type"] != "code" or (name and name not in places.answers):
                continue
            source = node["source"]
            text = source if isinstance(source, str) else "".join(source)
            (answers if name else own).setdefault(near, []).append(text)
            if name and (mistake := said(node, "likeness")):
                mistakes[name] = mistake
        names = dict.fromkeys([*answers, *own])
        return cls({name: "\n\n".join([*answers.get(name, ()), *own.get(name, ())]) for name in names}, mistakes)
