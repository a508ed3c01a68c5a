"""nbgrader's gradebook: what we write there is what nbgrader reads, and what a person entered stays."""

import dataclasses
from contextlib import closing
from datetime import datetime

import pytest
from nbgrader import api

from autograder.cell import graded_cells
from autograder.errors import CourseError
from autograder.gradebook.database import Gradebook
from autograder.outcome import Outcome, Status
from tests.autograder.classroom import book_of

MOMENT = datetime(2026, 1, 2)  # noqa: DTZ001 - nbgrader keeps UTC without a zone
TESTS = ("stamp1d-worked_example", "contributors-worked_example")


def outcome(student, status=Status.GRADED, scores=(), **more):
    return Outcome(student, "scatter", status, 22, scores=dict(scores), **more)


@pytest.fixture
def book(own_course):
    return book_of(own_course)


@pytest.fixture
def theirs(own_course):
    with closing(api.Gradebook(own_course.db, own_course.name)) as opened:
        yield opened


def test_a_new_gradebook_knows_nobody_and_students_are_enrolled_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # as where the virtual environment is not active
    book = Gradebook(f"sqlite:///{tmp_path / 'new.db'}", "course")
    book.create()
    book.create()
    assert book.students() == []
    book.enrol(["bob", "ann", "bob"])
    book.enrol(["ann", "cho"])
    assert book.students() == ["ann", "bob", "cho"]


def test_what_is_recorded_is_what_nbgrader_reads(book, theirs):
    scores = {TESTS[0]: 0.5, TESTS[1]: 1}
    book.record([outcome("ann", scores=scores, unanswered=["stamp1d"], timestamp=MOMENT)])
    found = theirs.find_submission("scatter", "ann")
    assert {grade.name: grade.auto_score for grade in found.notebooks[0].grades if grade.auto_score} == scores
    assert not any(grade.needs_manual_grade for grade in found.notebooks[0].grades)
    assert found.timestamp == MOMENT
    comments = {comment.name: comment.auto_comment for comment in found.notebooks[0].comments}
    assert comments == {"contributors": None, "stamp1d": "No response.", "stamp2d_strided": None}


def test_totals_count_what_was_entered_by_hand_less_the_penalty(book, theirs):
    ann, eve = outcome("ann", scores={TESTS[0]: 1}, timestamp=MOMENT), outcome("eve", Status.MISSING)
    book.record([ann])
    theirs.update_or_create_assignment("scatter", duedate="2026-01-01 23:59:00 UTC")
    mark = theirs.find_grade(TESTS[0], "scatter", "scatter", "ann")
    mark.manual_score, mark.extra_credit = 0.25, 2
    theirs.find_submission("scatter", "ann").notebooks[0].late_submission_penalty = 0.5
    theirs.db.commit()
    other = dataclasses.replace(ann, assignment="never_released")
    assert book.with_totals([ann, eve, other]) == [
        dataclasses.replace(ann, total=0.25 + 2 - 0.5, late=60.0),
        eve,
        other,
    ]


def test_an_assignment_is_entered_once_as_nbgraders_release_does(tmp_path, source, own_course, theirs):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    book = Gradebook(url, "course")
    for _ in range(2):
        book.enter("scatter", source)

    def cells(opened):
        book = opened.find_notebook("scatter", "scatter")
        cells = [*book.grade_cells, *book.solution_cells, *book.source_cells]
        return sorted((cell.name, type(cell).__name__) for cell in cells)

    with closing(api.Gradebook(url, "course")) as opened:
        assert cells(opened) == cells(theirs)
        assert opened.find_assignment("scatter").max_score == theirs.find_assignment("scatter").max_score


def test_an_assignment_that_was_entered_half_way_is_entered_to_its_end(tmp_path, source):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with closing(api.Gradebook(url, "course")) as opened:  # as much as a kill in between leaves
        opened.update_or_create_assignment("scatter")
        opened.update_or_create_notebook("scatter", "scatter")
        opened.update_or_create_grade_cell(TESTS[0], "scatter", "scatter", max_score=1, cell_type="code")
    Gradebook(url, "course").enter("scatter", source)
    with closing(api.Gradebook(url, "course")) as opened:
        found = {cell.name: cell.max_score for cell in opened.find_notebook("scatter", "scatter").grade_cells}
    assert found == graded_cells(source)


def test_points_for_an_assignment_that_was_never_released_are_refused_and_nobody_is_enrolled(book):
    with pytest.raises(CourseError, match="never_released: is not in the gradebook, run 'autograder release"):
        book.record([dataclasses.replace(outcome("ann"), assignment="never_released")])
    assert book.students() == []


@pytest.mark.parametrize(
    "url",
    ["no address", "nosuch://host/book", "postgresql://me:secret@127.0.0.1:1/none", "sqlite:////no/such/folder/x"],
)
def test_a_gradebook_that_cannot_be_opened_is_one_line_without_its_password(url):
    with pytest.raises(CourseError) as caught:
        Gradebook(url, "course").students()
    assert "cannot be opened" in str(caught.value)
    assert "check --db" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
