"""What becomes of the cells of a notebook: editors, copying, and learners who tidy up."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.cell import Role, forget_names, grade_id
from autograder.markers import starter
from autograder.sample.hand_in import Edit, HandIn

__all__ = ["EDITS"]


def every_trace_of_the_course_lost(hand_in: HandIn) -> None:
    """Copy all cells by hand into a fresh notebook: no metadata, other ids."""
    for number, cell in enumerate(hand_in.notebook.cells):
        cell.metadata, cell.id = {}, f"fresh-{number}"


def retypes_an_answer(hand_in: HandIn) -> None:
    """Delete the answer's cell and write the answer into a fresh one."""
    at = hand_in.index(hand_in.last.name)
    hand_in.notebook.cells[at] = new_code_cell(hand_in.notebook.cells[at].source, id="fresh")


def answers_below_the_starter(hand_in: HandIn) -> None:
    """Leave the starter as it is, and write the answer into a cell below it."""
    answer = hand_in.answer(hand_in.last)
    text, answer.source = answer.source, starter(hand_in.last.solution.source)
    hand_in.insert(hand_in.index(hand_in.last.name) + 1, text)


def answers_in_a_test(hand_in: HandIn) -> None:
    """Write the answer at the top of its first test."""
    answer, test = hand_in.answer(hand_in.last), hand_in.cell(hand_in.last.tests[0].grade_id)
    test.source = f"{answer.source}\n\n{test.source}"
    answer.source = starter(hand_in.last.solution.source)


def answers_below_its_tests(hand_in: HandIn) -> None:
    """Move an answer to the end of the notebook, where its tests have run already."""
    cells = hand_in.notebook.cells
    cells.append(cells.pop(hand_in.index(hand_in.last.name)))
    hand_in.lose(hand_in.last)


def helps_itself_too_late(hand_in: HandIn) -> None:
    """Define below the tests what the answer's cell needs."""
    answer = hand_in.answer(hand_in.last)
    answer.source = f"helper(1)\n{answer.source}"
    hand_in.insert(len(hand_in.notebook.cells), "def helper(x):\n    return x")
    hand_in.lose(hand_in.last)


def all_in_one_cell(hand_in: HandIn) -> None:
    """Hand in one cell with all answers and nothing else."""
    texts = [hand_in.answer(exercise).source for exercise in hand_in.master.exercises.values()]
    hand_in.notebook.cells = [new_code_cell("\n\n\n".join(texts), id="all")]


def splits_an_answer(hand_in: HandIn) -> None:
    """Split the cell: a helper above, the answer below."""
    answer = hand_in.answer(hand_in.last)
    answer.source = f"assert HELP == 3\n{answer.source}"
    hand_in.insert(hand_in.index(hand_in.last.name), "HELP = 3")


def empties_a_cell(hand_in: HandIn) -> None:
    """Leave the answer's cell empty."""
    hand_in.answer(hand_in.last).source = ""
    hand_in.lose(hand_in.last)


def makes_its_answer_text(hand_in: HandIn) -> None:
    """Turn the answer's cell into Markdown by a slip of the keyboard."""
    at = hand_in.index(hand_in.last.name)
    cell = hand_in.notebook.cells[at]
    hand_in.notebook.cells[at] = new_markdown_cell(cell.source, metadata=cell.metadata, id=cell.id)


def deletes_all_tests(hand_in: HandIn) -> None:
    """Delete every test."""
    tests = {test.grade_id for exercise in hand_in.master.exercises.values() for test in exercise.tests}
    hand_in.notebook.cells = [cell for cell in hand_in.notebook.cells if grade_id(cell) not in tests]


def deletes_what_it_did_not_write(hand_in: HandIn) -> None:
    """Keep the answers alone."""
    hand_in.notebook.cells = [cell for cell in hand_in.notebook.cells if grade_id(cell) in hand_in.master.exercises]


def a_blank_copy_below(hand_in: HandIn) -> None:
    """Paste what was released below the answered notebook."""
    fresh = copy.deepcopy(hand_in.notebook.cells)
    for number, cell in enumerate(fresh):
        cell.id = f"again-{number}"
        if grade_id(cell) in hand_in.master.exercises:
            cell.source = starter(hand_in.master.exercises[grade_id(cell)].solution.source)
    hand_in.notebook.cells += fresh


def writes_lines_as_windows_does(hand_in: HandIn) -> None:
    """End every line of every cell as Windows does."""
    for cell in hand_in.notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def same_id_for_all(hand_in: HandIn) -> None:
    """Lose the ids of cells to a tool that writes the same everywhere."""
    _as_json(hand_in, lambda cell: cell | {"id": "same"})


def written_by_vs_code(hand_in: HandIn) -> None:
    """Write the file as VS Code does: an older minor format, no ids, lines in lists."""
    _as_json(hand_in, lambda cell: _without_id(cell) | {"source": cell["source"].splitlines(keepends=True)}, minor=2)


def written_by_colab(hand_in: HandIn) -> None:
    """Write the file as Colab does: other metadata, ids of its own."""
    added = {"colab": {"base_uri": "https://localhost:8080/"}, "id": "aBcD", "outputId": "12"}
    _as_json(hand_in, lambda cell: _without_id(cell) | {"metadata": {**cell["metadata"], **added}}, minor=0)


def written_by_an_old_jupyter(hand_in: HandIn) -> None:
    """Write the file in nbformat 3, which knows worksheets."""
    forget_names(hand_in.notebook)
    hand_in.data = nbformat.writes(nbformat.convert(hand_in.notebook, 3), version=3).encode()


def another_kernel(hand_in: HandIn) -> None:
    """Run it with a kernel of Python that has another name."""
    spec = {"name": "conda-env-ml-py", "display_name": "Python [conda env:ml]", "language": "python"}
    hand_in.notebook.metadata["kernelspec"] = spec


def another_language(hand_in: HandIn) -> None:
    """Choose the kernel of another language."""
    hand_in.notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    hand_in.notebook.metadata["language_info"] = {"name": "R"}
    hand_in.reject()


def a_language_of_another_name(hand_in: HandIn) -> None:
    """Write Python's name as an old IPython did."""
    hand_in.notebook.metadata["language_info"] = {"name": "ipython"}


def all_twice(hand_in: HandIn) -> None:
    """Paste the whole notebook below itself."""
    again = copy.deepcopy(hand_in.notebook.cells)
    for number, cell in enumerate(again):
        cell.id = f"again-{number}"
    hand_in.notebook.cells += again


def two_answers_in_one_cell(hand_in: HandIn) -> None:
    """Write the last answer below the first, and empty its own cell."""
    first, last = hand_in.answer(hand_in.first), hand_in.answer(hand_in.last)
    first.source, last.source = f"{first.source}\n\n\n{last.source}", ""


def adds_to_the_setup(hand_in: HandIn) -> None:
    """Write a helper into the locked cell at the top."""
    name = next(cell.grade_id for cell in hand_in.master.of_role(Role.SETUP))
    hand_in.cell(name).source += "\nHELP = 3"
    answer = hand_in.answer(hand_in.last)
    answer.source = f"assert HELP == 3\n{answer.source}"


def large_outputs(hand_in: HandIn) -> None:
    """Leave plots and prints of some MiB in the file."""
    hand_in.answer(hand_in.first).outputs = [
        nbformat.v4.new_output("stream", text="1234567\n" * 200_000),
        nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo" * 100_000}),
    ]


def errors_left_in_its_outputs(hand_in: HandIn) -> None:
    """Leave an old error, and a number as another test's result."""
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=["KeyError: 'x'"])
    for test in hand_in.first.tests:
        hand_in.cell(test.grade_id).outputs = [error]
    hand_in.blank(hand_in.last)
    for test in hand_in.last.tests:
        number = nbformat.v4.new_output("execute_result", {"text/plain": "99"}, execution_count=1)
        hand_in.cell(test.grade_id).outputs = [number]


def starts_with_a_byte_order_mark(hand_in: HandIn) -> None:
    """Save the file with Notepad."""
    hand_in.data = b"\xef\xbb\xbf" + hand_in.written()


def saved_as_utf_16(hand_in: HandIn) -> None:
    """Save the file with PowerShell."""
    hand_in.data = hand_in.written().decode().encode("utf-16")


def downloaded_from_the_server(hand_in: HandIn) -> None:
    """Save what Jupyter's server answers, the notebook in an envelope."""
    hand_in.data = json.dumps({"type": "notebook", "content": json.loads(hand_in.written())}).encode()


def cut_off(hand_in: HandIn) -> None:
    """Lose the second half to a broken upload."""
    whole = hand_in.written()
    hand_in.data = whole[: len(whole) // 2]
    hand_in.reject()


def merged_by_git(hand_in: HandIn) -> None:
    """Leave the marks of a merge conflict."""
    hand_in.data = b"<<<<<<< HEAD\n" + hand_in.written() + b"\n=======\n>>>>>>> main\n"
    hand_in.reject()


def empty(hand_in: HandIn) -> None:
    """Hand in a file of no bytes."""
    hand_in.data = b""
    hand_in.reject()


def a_web_page(hand_in: HandIn) -> None:
    """Hand in the page of the login under the notebook's name."""
    hand_in.data = b"<!DOCTYPE html>\n<html><title>Log in</title></html>\n"
    hand_in.reject()


def a_script_under_its_name(hand_in: HandIn) -> None:
    """Hand in a script under the notebook's name."""
    hand_in.data = hand_in.answer(hand_in.first).source.encode()
    hand_in.reject()


def _without_id(cell: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key != "id"}


def _as_json(hand_in: HandIn, change: Any, minor: int = 5) -> None:
    """Write the file by hand: nbformat would mend or refuse it."""
    notebook = json.loads(nbformat.writes(hand_in.notebook, split_lines=False))
    notebook |= {"nbformat_minor": minor, "cells": [change(cell) for cell in notebook["cells"]]}
    hand_in.data = json.dumps(notebook).encode()


EDITS: Mapping[str, Edit] = {
    edit.__name__: edit
    for edit in (
        every_trace_of_the_course_lost,
        retypes_an_answer,
        answers_below_the_starter,
        answers_in_a_test,
        answers_below_its_tests,
        helps_itself_too_late,
        all_in_one_cell,
        splits_an_answer,
        empties_a_cell,
        makes_its_answer_text,
        deletes_all_tests,
        deletes_what_it_did_not_write,
        a_blank_copy_below,
        writes_lines_as_windows_does,
        same_id_for_all,
        written_by_vs_code,
        written_by_colab,
        written_by_an_old_jupyter,
        another_kernel,
        another_language,
        a_language_of_another_name,
        all_twice,
        two_answers_in_one_cell,
        adds_to_the_setup,
        large_outputs,
        errors_left_in_its_outputs,
        starts_with_a_byte_order_mark,
        saved_as_utf_16,
        downloaded_from_the_server,
        cut_off,
        merged_by_git,
        empty,
        a_web_page,
        a_script_under_its_name,
    )
}
"""Kinds by the name of the student who hands them in."""
