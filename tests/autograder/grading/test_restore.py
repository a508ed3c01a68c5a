"""What learners do to a notebook is undone; what is no notebook is refused with a reason."""

import copy
import json
import tracemalloc

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.cell import grade_id
from autograder.errors import SubmissionError
from autograder.grading.matching import Assignment
from autograder.grading.restore import MAX_BYTES, restore
from autograder.text import verbatim


def index(notebook, name):
    return next(i for i, cell in enumerate(notebook.cells) if grade_id(cell) == name)


def data(notebook):
    return nbformat.writes(notebook).encode()


def by_name(notebook):
    return {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}


def assert_instructors_cells_are_whole(notebook, source):
    found, original = by_name(notebook), by_name(source)
    for name, cell in original.items():
        if not cell.metadata.nbgrader.solution:
            assert (found[name].source, found[name].metadata) == (cell.source, cell.metadata)


def test_an_untouched_release_comes_back_with_its_hidden_tests_and_no_note(released, source):
    restored = restore(data(released), Assignment.of(source))
    assert restored.notes == []
    assert [grade_id(cell) for cell in restored.notebook.cells] == [grade_id(cell) for cell in source.cells]
    assert_instructors_cells_are_whole(restored.notebook, source)


def test_the_learners_answer_is_kept_and_outputs_are_not(released, source):
    cell = released.cells[index(released, "stamp1d")]
    cell.source, cell.outputs = "def stamp1d(): ...", [nbformat.v4.new_output("stream", text="forged")]
    answer = by_name(restore(data(released), Assignment.of(source)).notebook)["stamp1d"]
    assert (answer.source, answer.outputs) == ("def stamp1d(): ...", [])


def test_an_edited_test_is_put_right_and_noted(released, source):
    released.cells[index(released, "stamp1d-worked_example")].source = "assert True"
    restored = restore(data(released), Assignment.of(source))
    assert restored.notes == ["test stamp1d-worked_example was edited, the original is used"]
    assert_instructors_cells_are_whole(restored.notebook, source)


def test_forged_points_and_marks_do_not_survive(released, source):
    for cell in released.cells:
        cell.metadata["autograder"] = {"shown": True}
        if cell.metadata.nbgrader.grade:
            cell.metadata.nbgrader.points = 1000
    assert_instructors_cells_are_whole(restore(data(released), Assignment.of(source)).notebook, source)


def test_deleted_tests_come_back_after_what_stood_before_them(released, source):
    names = [grade_id(cell) for cell in source.cells]
    gone = {name for name in names if name.startswith("stamp1d-")}
    released.cells = [cell for cell in released.cells if grade_id(cell) not in gone]
    restored = restore(data(released), Assignment.of(source))
    assert [grade_id(cell) for cell in restored.notebook.cells] == names
    assert sum("was deleted and is put back" in note for note in restored.notes) == 5


def test_a_duplicated_answer_counts_once_and_the_earlier_one_still_runs(released, source):
    place = index(released, "stamp1d")
    first = copy.deepcopy(released.cells[place])
    first.source, first.id = "def stamp1d(): 'first'", "twin"
    released.cells[place].source = "def stamp1d(): 'second'"
    released.cells.insert(place, first)
    restored = restore(data(released), Assignment.of(source))
    assert restored.notes == ["cell stamp1d stands twice, the last counts"]
    assert [cell.source for cell in restored.notebook.cells].count("def stamp1d(): 'first'") == 1
    assert [grade_id(cell) for cell in restored.notebook.cells].count("stamp1d") == 1


def test_cells_of_the_learners_own_stay_in_place_without_metadata(released, source):
    own = new_code_cell("print(1)", metadata={"nbgrader": {"grade_id": "bonus", "grade": True, "points": 99}})
    released.cells.insert(3, own)
    released.cells.append(new_markdown_cell("thoughts"))
    restored = restore(data(released), Assignment.of(source))
    assert restored.notes == ["cell bonus is of no assignment here, it counts as the learner's own"]
    assert restored.notebook.cells[3].source == "print(1)"
    assert restored.notebook.cells[3].metadata == {}
    assert restored.notebook.cells[-1].source == "```\nthoughts\n```"


def test_a_missing_answer_is_noted(released, source):
    del released.cells[index(released, "stamp1d")]
    assert restore(data(released), Assignment.of(source)).notes == ["answer cell stamp1d is missing"]


def change(released, edit):
    raw = json.loads(data(released))
    edit(raw)
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: b"", "is empty"),
        (lambda _: b"def f(): pass", "is not a notebook (no JSON)"),
        (lambda _: b"\xff\xfe\x00", "is not a notebook (no JSON)"),
        (lambda _: b"[" * 100_000, "is not a notebook (no JSON)"),
        (lambda _: b"[1, 2]", "is not a notebook (JSON of another kind)"),
        (lambda _: b" " * (MAX_BYTES + 1), "MiB large"),
        (lambda n: change(n, lambda raw: raw.update(cells=3)), "is a damaged notebook"),
        (lambda n: change(n, lambda raw: raw.update(cells=raw["cells"][:1] * 3000)), "at most 2000 are read"),
        (lambda n: change(n, lambda raw: raw["metadata"].update(language_info={"name": "R"})), "is a notebook for r"),
        (lambda n: change(n, lambda raw: raw.update(cells=[])), "holds none of this assignment's answer cells"),
    ],
)
def test_what_cannot_be_graded_is_refused_with_a_reason(released, source, make, reason):
    with pytest.raises(SubmissionError) as caught:
        restore(make(released), Assignment.of(source))
    assert reason in str(caught.value)


@pytest.mark.parametrize("junk", [None, 3, "text", [], {"nbgrader": 3}, {"nbgrader": {"grade_id": ["a"]}}])
def test_metadata_of_any_kind_is_survived(released, source, junk):
    text = change(released, lambda raw: raw["cells"].append({"cell_type": "code", "source": "1", "metadata": junk}))
    restored = restore(text, Assignment.of(source))
    assert restored.notebook.cells[-1].source == "1"
    assert_instructors_cells_are_whole(restored.notebook, source)


@pytest.mark.slow
@given(st.text(st.sampled_from("`~<>$\\n\r &[](){}!abs\\\\\u2028"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_what_a_learner_writes_beside_code_is_shown_and_not_run(text):
    hostile = f"{text}<img src=x onerror=alert()>[a](javascript:alert()) ![b](attachment:c){text}"
    page = BeautifulSoup(markdown2html_mistune(verbatim(hostile)), "html.parser")
    assert not page.find_all(["img", "a", "script"])
    assert "<img src=x onerror=alert()>" in page.get_text()


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_no_text_of_a_learners_keeps_its_markup(released, source, kind):
    cell = {"cell_type": kind, "source": "<script>", "metadata": {"format": "text/html"}, "attachments": {"a": {}}}
    added = restore(change(released, lambda raw: raw["cells"].append(cell)), Assignment.of(source)).notebook.cells[-1]
    assert (added.cell_type, added.source, added.metadata) == ("markdown", "```\n<script>\n```", {})
    assert "attachments" not in added


@pytest.mark.parametrize(("level", "signs"), [(2, 2), (200_000_000, 6), (-5, 0)])
def test_a_heading_of_an_old_notebook_grows_no_longer_than_headings_are(source, level, signs):
    heading = {"cell_type": "heading", "level": level, "source": "x", "metadata": {}}
    answer = {"cell_type": "code", "input": "1", "language": "python", "outputs": [], "collapsed": False}
    cells = [heading, answer | {"metadata": {"nbgrader": {"grade_id": "stamp1d"}}}]
    raw = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells, "metadata": {}}]}
    notebook = restore(json.dumps(raw).encode(), Assignment.of(source)).notebook
    (cell,) = (cell for cell in notebook.cells if not grade_id(cell))
    shown = cell.source.removeprefix("```\n").removesuffix("\n```").strip()
    assert shown == ("#" * signs + " x").strip()


def test_metadata_of_no_use_is_not_even_looked_at(released, source):
    text = change(released, lambda raw: raw["metadata"].update(junk=[{}] * 1_000_000))
    tracemalloc.start()
    restore(text, Assignment.of(source))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * len(text)  # as nbformat's objects it took ten times that


def answers_of(source):
    """Return the right answers by name."""
    texts = {grade_id(cell): cell.source for cell in source.cells if cell.metadata.nbgrader.solution}
    return {name: "\n".join(each for each in text.split("\n") if "### " not in each) for name, text in texts.items()}


def test_a_blank_copy_below_an_answer_does_not_undo_it(released, source):
    place = index(released, "stamp1d")
    blank = copy.deepcopy(released.cells[place])
    blank.id = "twin"
    released.cells[place].source = answers_of(source)["stamp1d"]
    released.cells.insert(place + 1, blank)
    restored = restore(data(released), Assignment.of(source))
    assert restored.notes == ["cell stamp1d stands twice, the last one that was worked in counts"]
    texts = [cell.source for cell in restored.notebook.cells]
    assert answers_of(source)["stamp1d"] in texts
    assert blank.source not in texts


@pytest.mark.parametrize("edit", [lambda text: text.replace("\n", "\r\n"), lambda text: f"\n{text}  \n\n"])
def test_line_ends_and_blanks_around_a_test_are_no_edit(released, source, edit):
    for cell in released.cells:
        cell.source = edit(cell.source)
    assert restore(data(released), Assignment.of(source)).notes == []


def test_a_test_that_the_instructor_changed_was_not_edited_by_the_learner(released, source):
    changed = copy.deepcopy(source)
    changed.cells[index(changed, "stamp1d-worked_example")].source += "\nassert stamp1d"
    assert restore(data(released), Assignment.of(changed)).notes == [
        "test stamp1d-worked_example was changed since the release, the new one is used"
    ]


@pytest.mark.parametrize("name", ["contributors-worked_example", "stamp2d_strided-worked_example"])
def test_an_answer_typed_into_a_test_is_kept_and_runs_above_it(released, source, name):
    answer = answers_of(source)["contributors"]
    cell = released.cells[index(released, name)]
    cell.source = f"{answer}\n\n{cell.source}"
    restored = restore(data(released), Assignment.of(source))
    place = index(restored.notebook, name)
    assert (restored.notebook.cells[place - 1].cell_type, restored.notebook.cells[place - 1].source) == ("code", answer)
    assert f"what was added to {name} runs as a cell of the learner's own" in restored.notes
    assert_instructors_cells_are_whole(restored.notebook, source)


def test_what_took_the_place_of_a_test_is_kept_as_text_and_does_not_run(released, source):
    released.cells[index(released, "stamp1d-worked_example")].source = "print(np)\nassert True"
    restored = restore(data(released), Assignment.of(source))
    place = index(restored.notebook, "stamp1d-worked_example")
    kept = restored.notebook.cells[place - 1]
    assert (kept.cell_type, kept.source) == ("markdown", "```\nprint(np)\nassert True\n```")
