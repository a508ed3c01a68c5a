"""A reason says what stopped first, many of one kind as one, and never more than a line."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.grading.inbox import Submission
from autograder.grading.reasons import LONGEST, dated, stops, summary
from autograder.outcome import Outcome, Status


def failing(source, name, ename, evalue):
    notebook = nbformat.from_dict(source)
    node = next(node for node in notebook.cells if node.metadata.nbgrader.grade_id == name)
    node.outputs = [new_output("error", ename=ename, evalue=evalue, traceback=[])]
    return notebook


def test_many_notes_of_one_kind_are_one_and_few_stand_by_name():
    deleted = [f"test t{number} was deleted and is put back" for number in range(13)]
    assert summary(["first", *deleted, "last"]) == "first; 13 tests were deleted and are put back; last"
    assert summary(deleted[:2]) == "test t0 was deleted and is put back; test t1 was deleted and is put back"
    assert summary(["a", "a", "b"]) == "a; b"
    assert len(summary([f"{number}" * 50 for number in range(100)])) == 1_000


def test_a_cell_that_stopped_is_named_with_its_error(course):
    from tests.autograder.grading.papers import source

    error = failing(source(course), "stamp1d", "ModuleNotFoundError", "No module named 'torch'")
    assert list(stops(error)) == ["cell stamp1d stopped: ModuleNotFoundError: No module named 'torch'"]
    empty = failing(source(course), "stamp1d", "MemoryError", "")
    assert list(stops(empty)) == ["cell stamp1d stopped: MemoryError"]
    late = failing(source(course), "stamp1d", "Stopped", "This cell was stopped after 1.5 s. The cells after it ran.")
    assert list(stops(late)) == ["cell stamp1d was stopped after 1.5 s"]
    test = failing(source(course), "stamp1d-worked_example", "AssertionError", "no")
    assert list(stops(test)) == []
    over = "stopped: the 90 s for the whole notebook were used up"
    used_up = failing(failing(source(course), "stamp1d-worked_example", "Stopped", over), "stamp1d", "Stopped", over)
    assert list(stops(used_up)) == ["stopped after 90 s: 1 test was not run"]


def test_what_no_answer_is_to_blame_for_is_said_beside_the_points(course):
    from tests.autograder.grading.papers import source

    lacks = "torch is not there when your notebook is graded: only NumPy is"
    used = failing(source(course), "stamp1d-worked_example", "ModuleNotFoundError", lacks)
    again = failing(used, "stamp1d-any_stride_and_dilation", "ModuleNotFoundError", lacks)
    assert list(stops(again)) == [f"stamp1d stopped: {lacks}"]
    misnamed = failing(source(course), "stamp1d-worked_example", "NameError", "name 'stamp1d' is not defined")
    assert list(stops(misnamed)) == []
    answer = next(node for node in misnamed.cells if node.metadata.nbgrader.grade_id == "stamp1d")
    answer.source = "def stamp_1d(x): return x"
    assert list(stops(misnamed)) == ["stamp1d is defined in no cell"]
    answer.outputs = [new_output("error", ename="ValueError", evalue="no", traceback=[])]
    assert list(stops(misnamed)) == ["cell stamp1d stopped: ValueError: no"]
    other = new_output("stream", text="x\nthis cell begins with %%bash: it was not run\n")
    assert list(stops(new_notebook(cells=[new_code_cell("%%bash\nls", outputs=[other], id="own-4")]))) == [
        "cell 5 begins with %%bash: it was not run"
    ]


def test_of_many_cells_that_stopped_the_first_are_named_by_their_place():
    errors = [new_output("error", ename="E", evalue="x\n" * 500, traceback=[])]
    notebook = new_notebook(cells=[new_code_cell("", outputs=errors, id=f"own-{number}") for number in range(9)])
    said = list(stops(notebook))
    assert [note[:16] for note in said] == [
        "cell 1 stopped: ",
        "cell 2 stopped: ",
        "cell 3 stopped: ",
        "6 more cells sto",
    ]
    assert all(note.isprintable() and len(note) <= LONGEST for note in said)


def test_the_note_on_the_time_comes_and_goes_with_it():
    outcome = Outcome("ann", "scatter", Status.GRADED, 5, "a note")
    unknown = dated(outcome, Submission("ann", "scatter", b"", time_note="timestamp.txt cannot be read: so"))
    assert unknown.reason == "a note; timestamp.txt cannot be read: so"
    assert dated(unknown, Submission("ann", "scatter", b"")).reason == "a note"
