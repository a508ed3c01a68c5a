"""A graded notebook as its learner may see it: no hidden test, and nothing that a hidden test gave away.

The executor says of which test cells the output is fit to be shown. An output of which it has not said so, of a cell
with hidden cases, comes from plain nbgrader, which runs them in one process with the learner's code: of it only pass
or fail is shown.
"""

from __future__ import annotations

import copy

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from autograder.cell import Role, read
from autograder.facts import is_shown, note_node, said
from autograder.markers import visible

__all__ = ["learner_view"]

FAILED = "This test failed. It has hidden cases, so no more can be said of it."
ACTIVE = ("application/javascript", "image/svg+xml", "application/vnd.jupyter.widget-view+json")


def learner_view(graded: NotebookNode) -> NotebookNode:
    """Return a copy without hidden tests, their traces and active outputs; above all else what its run has to say."""
    notebook = copy.deepcopy(graded)
    for node in notebook.cells:
        if node.cell_type != "code":
            continue
        cell = read(node)
        if cell.role is Role.TEST and (seen := visible(cell.source)) != cell.source.rstrip():
            node.source = seen
            if not is_shown(node):
                failed = any(output.output_type == "error" for output in node.outputs)
                error = new_output("error", ename="Failed", evalue=FAILED, traceback=[FAILED])
                node.outputs = [error] if failed else []
        for output in node.outputs:
            for kind in ACTIVE:
                output.get("data", {}).pop(kind, None)
    if remark := said(graded, "remark"):
        notebook.cells.insert(0, note_node(f"**Note: {remark}.**", "remark"))
    return notebook
