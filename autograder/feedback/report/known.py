"""The course's own texts, which learners' code is compared with: what was released, and the known answers."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.markers import unmarked
from autograder.masters.master import Master

__all__ = ["Known", "known_texts"]

CODE = re.compile(r"`([^`\n]+)`|^(?: {4}|\t)(.+)$", re.MULTILINE)
"""Code in Markdown."""


@dataclass(frozen=True)
class Known:
    """Texts by what the report calls them."""

    released: tuple[str, ...]
    right: dict[str, str]
    wrong: dict[str, str]


def known_texts(course: Course, master: Master) -> Known:
    """Return the released texts and the known answers of one assignment; nothing of theirs is run."""
    released = [*_released(course.notebook("release", master.stem))]
    for exercise in master.exercises.values():
        released += [code for hint in exercise.solution.hints for code in _code(hint)]
    right = {f"the solution of {one.name}": unmarked(one.solution.source) for one in master.exercises.values()}
    wrong = {}
    for kind, of, name, text in _marked(course.mutants(master.stem)):
        if kind == "variant":
            right[f"the variant {name} of {of}"] = text
        else:
            wrong[f"the wrong answer {name} to {of}"] = text
    return Known(tuple(released), right, wrong)


def _released(path: Path) -> Iterator[str]:
    """Yield the code of a released notebook, and the code that its texts show."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for kind, text in texts:
        yield from [text] if kind == "code" else _code(text)


def _code(markdown: str) -> list[str]:
    return [inline or line for inline, line in CODE.findall(markdown)]


def _marked(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, exercise, name and code of each function that a file of mutants marks."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id in ("mutant", "variant"):
                exercise = mark.args[0] if mark.args else None
                if isinstance(node, ast.FunctionDef) and isinstance(exercise, ast.Constant):
                    yield mark.func.id, str(exercise.value), node.name, ast.get_source_segment(text, node) or ""
