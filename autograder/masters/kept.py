"""What a source notebook carries for grading beside its cells.

Its master's options, which cells came and went, and on its way to whoever grades by it the known wrong answers.
"""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.facts import fact, keep_facts, take

__all__ = ["attach_mutants", "detach_mutants", "history", "keep_history", "keep_options", "options_of"]


def keep_options(notebook: NotebookNode, options: dict[str, object]) -> None:
    """Keep with a source what its master asks of grading."""
    if options:
        keep_facts(notebook, options=options)


def options_of(notebook: NotebookNode) -> dict[str, Any]:
    """Return what `keep_options` has kept."""
    return dict(fact(notebook, "options") or {})


def keep_history(notebook: NotebookNode, *, gone: list[str], since: list[str]) -> None:
    """Keep with a source which cells earlier releases had, and which tests have come since somebody handed in."""
    if gone or since:
        keep_facts(notebook, gone=gone, since=since)


def history(notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Return what `keep_history` has kept: cells of earlier releases, and tests that came since."""
    return list(fact(notebook, "gone") or ()), list(fact(notebook, "since") or ())


def attach_mutants(source: NotebookNode, text: str) -> None:
    """Let the text of the known wrong answers go with a source notebook to whoever grades by it."""
    keep_facts(source, mutants=text)


def detach_mutants(source: NotebookNode) -> str:
    """Take that text out again, before anything is made of the notebook; empty where none is attached."""
    return take(source, "mutants")
