"""What grading finds out, kept with a cell or a notebook in ``metadata.autograder`` beside what ``cell`` has there.

Of a cell: that its output may be shown, that a person gives its points (``review``), the known mistake that its answer
behaves like (``likeness``). Of a notebook: how it was run (``remark``), and what a source carries for grading.
"""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.cell import copied, part

__all__ = [
    "fact",
    "is_for_a_person",
    "is_shown",
    "keep_facts",
    "mark_review",
    "mark_shown",
    "note_node",
    "review",
    "said",
    "take",
]


def keep_facts(node: NotebookNode, **facts: object) -> None:
    """Keep facts with a cell or a notebook; the metadata it had may be another's too, and stays as it is."""
    node.metadata = copied(node.metadata, autograder=copied(part(node, "autograder"), **facts))


def fact(node: NotebookNode, name: str) -> Any:
    """Return one fact that was kept; None for none."""
    return part(node, "autograder").get(name)


def said(node: NotebookNode, name: str) -> str:
    """Return one fact that is a sentence; empty for none."""
    return found if isinstance(found := fact(node, name), str) else ""


def take(node: NotebookNode, name: str) -> str:
    """Return one fact that is a sentence, and keep it no longer."""
    found = said(node, name)
    part(node, "autograder").pop(name, None)
    return found


def mark_shown(node: NotebookNode) -> None:
    """Say that a test cell's output holds nothing of a hidden case."""
    keep_facts(node, shown=True)


def is_shown(node: NotebookNode) -> bool:
    """Return whether the executor said so."""
    return fact(node, "shown") is True


def mark_review(node: NotebookNode, reason: str) -> None:
    """Say that a person gives a cell's points, and why; with no reason, that its learner left it as it was."""
    keep_facts(node, review=reason)


def review(node: NotebookNode) -> str | None:
    """Return what was said so; None for any other cell."""
    reason = fact(node, "review")
    return reason if isinstance(reason, str) else None


def is_for_a_person(node: NotebookNode) -> bool:
    """Return whether no output of a graded cell says what it is worth."""
    return review(node) is not None or node.cell_type != "code"


def note_node(text: str, name: str) -> NotebookNode:
    """Return a ``note``: a cell of the grader's own with something to say of the whole submission."""
    metadata = NotebookNode(autograder=NotebookNode(note=name))
    return NotebookNode(cell_type="markdown", source=text, metadata=metadata, id=name)
