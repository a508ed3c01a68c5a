"""The notebook that stands for a submission which cannot be graded: the reason, and what was handed in, as text."""

from __future__ import annotations

import codecs
import copy
import html
import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from autograder.cell import Role, own_node, read
from autograder.errors import SubmissionError
from autograder.facts import mark_shown, note_node
from autograder.grading.matching import Assignment, recognise
from autograder.grading.raw import read_raw
from autograder.markers import starter
from autograder.text import sentence, verbatim, without_control

__all__ = ["LONGEST_TEXT", "rejected"]

LONGEST_TEXT = 20_000
"""Bytes of a file that is no notebook, and letters of a cell."""
MAX_CELLS = 100


def rejected(assignment: Assignment, reason: str, handed_in: bytes = b"") -> NotebookNode:
    """Return the source notebook without answers, every test failed, with the learner's own cells above."""
    notebook = copy.deepcopy(assignment.notebook)
    text = sentence(f"This submission could not be graded: it {reason}")
    for node in notebook.cells:
        cell = read(node)
        if cell.role is Role.SOLUTION:
            given = starter(cell.source, is_code=cell.is_code)
            node.source = given if cell.is_code else verbatim(given)
        if cell.role is Role.TEST:
            node.outputs = [new_output("error", ename="NotGraded", evalue=text, traceback=[text])]
            mark_shown(node)
    literal = re.sub(r"([\\\\`*_\[\]!])", r"\\\1", html.escape(text, quote=False))
    notebook.cells = [note_node(f"**{literal}**", "not-graded"), *_own(handed_in, assignment), *notebook.cells]
    return notebook


def _own(handed_in: bytes, assignment: Assignment) -> Iterator[NotebookNode]:
    """Yield what a learner wrote into a notebook of whatever kind, or the text of any other file."""
    try:
        cells = recognise(read_raw(handed_in, any_language=True).cells, assignment).cells
    except SubmissionError:
        if text := _readable(handed_in):
            yield own_node("markdown", text, number=0)
        return
    written = [cell for cell in cells if cell.text.strip() and not _is_given(cell.name, cell.text, assignment)]
    for cell in written[:MAX_CELLS]:
        yield own_node(cell.kind, cell.text[:LONGEST_TEXT], number=cell.number - 1)


def _is_given(name: str, text: str, assignment: Assignment) -> bool:
    return name in assignment.nodes and assignment.is_released_text(name, text)


def _readable(data: bytes) -> str:
    """Return the beginning of a file as text; empty where it is none."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data[:LONGEST_TEXT])
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else without_control(text).strip()
