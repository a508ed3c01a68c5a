"""What a source notebook carries for grading beside its cells: its master's options, and which cells came and went."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.cell import describe_run

__all__ = ["history", "keep_history", "keep_options", "options_of"]


def keep_options(notebook: NotebookNode, options: dict[str, object]) -> None:
    """Keep with a source what its master asks of grading."""
    if options:
        describe_run(notebook, options=options)


def options_of(notebook: NotebookNode) -> dict[str, Any]:
    """Return what `keep_options` has kept."""
    return dict(notebook.metadata.get("autograder", {}).get("options", {}))


def keep_history(notebook: NotebookNode, *, gone: list[str], since: list[str]) -> None:
    """Keep with a source which cells earlier releases had, and which tests have come since somebody handed in."""
    if gone or since:
        describe_run(notebook, gone=gone, since=since)


def history(notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Return what `keep_history` has kept: cells of earlier releases, and tests that came since."""
    kept = notebook.metadata.get("autograder", {})
    return list(kept.get("gone", ())), list(kept.get("since", ()))
