"""A graded notebook as its learner may see it: no hidden test, and nothing that a hidden test gave away.

The executor marks the test cells whose output is fit to be shown (``metadata.autograder.shown``). An output without
that mark, of a cell with hidden tests, comes from plain nbgrader, which runs them in one process with the learner's
code: of it only pass or fail is shown.
"""

from __future__ import annotations

import copy

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from autograder.master import visible

__all__ = ["HIDDEN", "is_marked", "learner_view", "mark"]

HIDDEN = "BEGIN HIDDEN TESTS"  # stands for something in the instructor's tests alone
FAILED = "This test failed. It has hidden cases, so no more can be said of it."
ACTIVE = ("application/javascript", "image/svg+xml", "application/vnd.jupyter.widget-view+json")


def mark(cell: NotebookNode) -> None:
    """Say that the cell's output holds nothing of a hidden test; the metadata it had may be another cell's too."""
    own = NotebookNode(cell.metadata.get("autograder", {}), shown=True)
    cell.metadata = NotebookNode(cell.metadata, autograder=own)


def is_marked(cell: NotebookNode) -> bool:
    """Whether the executor said so."""
    return cell.metadata.get("autograder", {}).get("shown") is True


def learner_view(graded: NotebookNode) -> NotebookNode:
    """Give a copy without hidden tests, their traces and active outputs."""
    notebook = copy.deepcopy(graded)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if _is_test(cell) and HIDDEN in cell.source:
            cell.source = visible(cell.source)
            if not is_marked(cell):
                failed = any(output.output_type == "error" for output in cell.outputs)
                error = new_output("error", ename="Failed", evalue=FAILED, traceback=[FAILED])
                cell.outputs = [error] if failed else []
        for output in cell.outputs:
            for kind in ACTIVE:
                output.get("data", {}).pop(kind, None)
    return notebook


def _is_test(cell: NotebookNode) -> bool:
    """Whether the cell is an instructor's test: what a learner writes stands in cells that are none."""
    nbgrader = cell.metadata.get("nbgrader") or {}
    return bool(nbgrader.get("grade") and not nbgrader.get("solution"))
