"""What was done to the given cells, and what runs: the grader's rules."""

import json

import pytest

from autograder.cell import grade_id
from autograder.grading import matching
from autograder.grading.restore import restore
from autograder.masters.source import read_source, steps
from tconv_check.assignment import Assignment
from tconv_check.notebook import NotebookError, read
from tconv_check.plan import make_plan


@pytest.fixture
def plan(tmp_path):
    def make(notebook):
        path = tmp_path / "scatter.ipynb"
        path.write_text(json.dumps(notebook))
        read_one = read(path)
        return make_plan(read_one, Assignment.of(read_one))

    return make


def delete(book, name):
    del book.solved["cells"][book.place(book.solved, name)]


def test_nothing_is_said_of_a_notebook_with_answers(plan, solved):
    assert plan(solved).notes == []


def test_an_edited_test_is_named_and_the_original_runs(plan, book):
    book.find(book.solved, "stamp1d-worked_example")["source"] = "assert True"
    made = plan(book.solved)
    assert made.notes == ["cell stamp1d-worked_example was edited: the original is used"]
    assert next(step.text for step in made.steps if step.name == "stamp1d-worked_example").startswith("result = ")


def test_a_deleted_test_is_put_back(plan, book):
    delete(book, "stamp1d-worked_example")
    made = plan(book.solved)
    assert made.notes == ["cell stamp1d-worked_example was deleted: the original is used"]
    names = [step.name for step in made.steps]
    assert names.index("stamp1d") + 1 == names.index("stamp1d-worked_example")


def test_many_deleted_tests_make_one_note(plan, book):
    cells = book.solved["cells"]
    book.solved["cells"] = [cell for cell in cells if not cell["metadata"]["nbgrader"]["grade"]]
    [note] = plan(book.solved).notes
    assert note.startswith("13 cells (")
    assert "and 10 more) were deleted" in note


def test_a_deleted_answer_and_one_below_its_tests_are_named(plan, book):
    delete(book, "contributors")
    cells = book.solved["cells"]
    cells.append(cells.pop(book.place(book.solved, "stamp1d")))
    assert plan(book.solved).notes == [
        "cell contributors was deleted: there is no answer to grade",
        "answer cell stamp1d stands below its tests: move it above them",
    ]


def test_of_an_answer_that_stands_twice_the_last_counts_and_the_first_runs_as_well(plan, book):
    twice = json.loads(json.dumps(book.find(book.solved, "stamp1d")))
    twice["source"] = "first = 1"
    book.solved["cells"].insert(1, twice)
    made = plan(book.solved)
    assert made.notes == ["cell stamp1d stands twice: the last counts"]
    assert made.steps[0].text == "first = 1"
    assert made.steps[0].role == "own"


def test_a_notebook_without_any_answer_cell_is_refused(plan, released):
    for cell in released["cells"]:
        cell["metadata"] = {}
    with pytest.raises(NotebookError, match="has lost the marks of its answer cells"):
        plan(released)


def deletions(book):
    for name in ("stamp1d-worked_example", "stamp1d-any_stride_and_dilation", "contributors"):
        delete(book, name)


def swaps(book):
    cells = book.solved["cells"]
    cells.reverse()


def copies(book):
    book.solved["cells"] += json.loads(json.dumps(book.solved["cells"][3:9]))


def edits(book):
    for cell in book.solved["cells"]:
        cell["source"] = book.text(cell) + "\n# mine"
    book.solved["cells"].insert(4, book.own("x = 1"))


@pytest.mark.parametrize("harm", [deletions, swaps, copies, edits])
def test_what_runs_is_what_the_grader_runs_in_the_same_order(plan, book, course, harm):
    import nbformat

    harm(book)
    source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    graded = restore(json.dumps(book.solved).encode(), matching.Assignment.of(source)).notebook
    parts = read_source(source)
    theirs = [
        (parts.tests[step.test].grade_id, parts.tests[step.test].visible)
        if step.test is not None
        else (grade_id(graded.cells[step.number]), step.source)
        for step in steps(graded, parts)
    ]
    ours = [(step.name, step.text) for step in plan(book.solved).steps if step.role != "checks"]
    assert [(name, text.strip()) for name, text in ours] == [(name, text.strip()) for name, text in theirs]
