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
    assert made.notes == ["cell stamp1d stands twice, the last counts"]
    assert made.steps[0].text == "first = 1"
    assert made.steps[0].role == "own"


def test_a_notebook_without_any_answer_is_refused(plan, released):
    released["cells"] = [cell for cell in released["cells"] if not cell["metadata"]["nbgrader"]["solution"]]
    with pytest.raises(NotebookError, match="holds none of this assignment's answer cells"):
        plan(released)


def test_an_import_that_is_not_there_in_grading_is_a_note(plan, book):
    book.put(book.solved, "stamp1d", "import torch\n")
    said = "torch is imported: only NumPy is there when your notebook is graded, and using it fails"
    assert plan(book.solved).notes == [said]


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


def helpers_in_given_cells(book):
    book.put(book.solved, "stamp1d-worked_example", "def helper():\n    return 1\n\n")
    book.find(book.solved, "stamp1d-one_cell_leaves_one_kernel")["source"] = "def stamp1d(x):\n    return x"
    book.find(book.solved, "contributors-any_cell")["source"] = "assert True"


def lost_metadata(book):
    book.lose_marks(book.solved)


def lost_metadata_and_ids(book):
    book.lose_marks_and_ids(book.solved)
    book.solved["cells"].insert(2, book.own("def helper():\n    return 1"))


def wrong_names(book):
    for cell in book.solved["cells"]:
        cell["metadata"]["nbgrader"]["grade_id"] = "same"


def fences(book):
    for name in ("contributors", "stamp1d"):
        cell = book.find(book.solved, name)
        cell["source"] = f"```python\n{book.text(cell)}\n```"
    book.solved["cells"].insert(1, book.own("~~~\nx = 1\n~~~"))


def blank_copies(book):
    book.solved["cells"] += json.loads(json.dumps(book.released["cells"]))


def other_kinds_of_cells(book):
    book.find(book.solved, "stamp1d")["cell_type"] = "markdown"
    book.find(book.solved, "stamp1d-worked_example")["cell_type"] = "raw"
    book.solved["cells"][0]["cell_type"] = "code"


def damage(book):
    book.solved["cells"].insert(3, {"cell_type": "code"})
    book.solved["cells"].insert(5, {"cell_type": "new", "source": "x", "metadata": {}})


HARMS = (
    deletions,
    swaps,
    copies,
    edits,
    helpers_in_given_cells,
    lost_metadata,
    lost_metadata_and_ids,
    wrong_names,
    fences,
    blank_copies,
    other_kinds_of_cells,
    damage,
)


@pytest.mark.parametrize("harm", HARMS)
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
