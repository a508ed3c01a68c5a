"""nbgrader's ``### AUTOTEST`` lines, made into the tests that they stand for: as comments they would pass anybody.

nbgrader's own step runs the instructor's cells in a kernel and writes down what came; a learner's code has no part in
it. A source without such lines is only read.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, grade_id, read
from autograder.errors import CourseError
from autograder.text import without_control

__all__ = ["read_expanded"]

EXPAND = """
import sys, nbformat
from nbgrader.preprocessors import InstantiateTests
notebook = nbformat.reads(sys.stdin.read(), as_version=4)
step = InstantiateTests(autotest_filename=sys.argv[1])
notebook, _ = step.preprocess(notebook, {"metadata": {"path": sys.argv[2]}})
sys.stdout.write(nbformat.writes(notebook))
"""
WORD, TEMPLATES = "AUTOTEST", "autotests.yml"


def read_expanded(path: Path, root: Path) -> NotebookNode:
    """Return the source notebook at ``path`` of the course at ``root``, with all its tests written out.

    Raises
    ------
    CourseError
        It cannot be read, or what its tests stand for cannot be found.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror}), run 'autograder release'") from error
    notebook = nbformat.reads(text, as_version=4)
    marked = [node for node in notebook.cells if node.cell_type == "code" and _lines(node)]
    if not marked:
        return notebook
    for node in marked:
        if read(node).role is not Role.TEST:
            name = grade_id(node) or "without a name"
            raise CourseError(f"{path}: cell {name} has {WORD} lines and is no test: make it 'Autograder tests'")
    places = [folder / TEMPLATES for folder in (path.parent, root)]
    templates = next((place for place in places if place.is_file()), None)
    if templates is None:
        raise CourseError(f"{path}: cell {grade_id(marked[0])} has {WORD} lines, and there is no {places[0]}: add it")
    return nbformat.reads(_expanded(text, templates, path, templates.read_bytes()), as_version=4)


@cache
def _expanded(text: str, templates: Path, path: Path, _content: bytes) -> str:
    """Return the text of the notebook with its tests; ``_content`` of the templates tells one state from another.

    In a process of its own: nbgrader's step leaves a kernel and its sockets behind where a cell fails.
    """
    command = [sys.executable, "-c", EXPAND, str(templates), str(path.parent)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        said = [line for line in without_control(done.stderr).splitlines() if line.strip()]
        raise CourseError(f"{path}: its {WORD} lines cannot be made into tests ({' '.join(said[-1:])[:200]})")
    for node in nbformat.reads(done.stdout, as_version=4).cells:
        if node.cell_type == "code" and (left := _lines(node)):
            raise CourseError(f"{path}: cell {grade_id(node)}: {left[0]!r} was not made into a test")
    return done.stdout


def _lines(node: NotebookNode) -> list[str]:
    """Return the lines that nbgrader takes for the words of a test: comments with its word."""
    lines = [line.strip() for line in str(node.source).splitlines()]
    return [line for line in lines if line.startswith("#") and WORD in line]
