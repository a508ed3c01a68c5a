"""What the gradebook says of a student is what nbgrader itself says, to the last line."""

import itertools
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader import api

from autograder.gradebook.database import Gradebook
from autograder.gradebook.standing import Line, Standing
from tests.autograder.postgres import server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),  # nbgrader's own way to add
]
DUE = datetime(2026, 11, 21)  # noqa: DTZ001 - as nbgrader keeps it
POINTS = st.none() | st.floats(-5, 20).map(lambda x: round(x, 3))
MARK = st.tuples(POINTS, POINTS, st.none() | st.sampled_from([0.0, 2.0, -0.25, 1 / 3]), st.booleans())
CELLS = st.lists(st.tuples(st.sampled_from(["grade", "task"]), st.integers(0, 9)), min_size=1, max_size=5)
COMMENT = st.none() | st.sampled_from(["", "  ", "see me", "<b>你好</b>\nagain"])
number = itertools.count()


@st.composite
def assignments(draw):
    """Draw notebooks with graded cells, and what two students have in them."""
    notebooks = draw(st.lists(CELLS, min_size=1, max_size=2))
    students = draw(st.lists(st.sampled_from(["ann", "bo 李"]), min_size=1, max_size=2, unique=True))
    hours = st.none() | st.integers(-100, 100)
    return notebooks, {
        student: {
            "marks": [[draw(MARK) for _ in cells] for cells in notebooks],
            "comments": [draw(COMMENT) for _ in notebooks],
            "penalties": [draw(st.none() | st.sampled_from([0.0, 1.5, 40.0])) for _ in notebooks],
            "handed_in": draw(hours),
            "extension": draw(st.none() | st.integers(0, 60)),
        }
        for student in students
    }


def enter(book, name, notebooks, students):
    """Enter it by nbgrader's own interface."""
    book.add_assignment(name, duedate=DUE)
    for at, cells in enumerate(notebooks):
        book.add_notebook(f"n{at}", name)
        book.add_solution_cell("answer", f"n{at}", name)
        for place, (kind, full) in enumerate(cells):
            add = book.add_grade_cell if kind == "grade" else book.add_task_cell
            add(f"c{place}", f"n{at}", name, max_score=full, cell_type="code" if kind == "grade" else "markdown")
    for student, entered in students.items():
        book.update_or_create_student(student)
        submission = book.add_submission(name, student)
        if entered["handed_in"] is not None:
            submission.timestamp = DUE + timedelta(hours=entered["handed_in"])
        if entered["extension"] is not None:
            submission.extension = timedelta(hours=entered["extension"])
        for at, marks in enumerate(entered["marks"]):
            notebook = book.find_submission_notebook(f"n{at}", name, student)
            notebook.late_submission_penalty = entered["penalties"][at]
            book.find_comment("answer", f"n{at}", name, student).manual_comment = entered["comments"][at]
            for place, (auto, manual, extra, review) in enumerate(marks):
                grade = book.find_grade(f"c{place}", f"n{at}", name, student)
                grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, extra
                grade.needs_manual_grade = review
    book.db.commit()


def check(ours, theirs, drawn):
    """Compare all that is read with what nbgrader computes."""
    notebooks, students = drawn
    name = f"a{next(number)}"
    enter(theirs, name, notebooks, students)
    found = ours.standings(name)
    assert set(found) == set(students)
    for student, standing in found.items():
        submission = theirs.find_submission(name, student)
        exported = max(0.0, submission.score - submission.late_submission_penalty)  # as nbgrader's export has it
        assert standing.total == pytest.approx(exported, abs=1e-9)
        assert standing.full == pytest.approx(submission.max_score)
        assert standing.late == submission.total_seconds_late
        assert standing.extension == submission.extension
        for line in standing.lines:
            grade = theirs.find_grade(line.cell, line.notebook, name, student)
            assert line.points + line.bonus == pytest.approx(grade.score)
            assert (line.full, line.needs_review) == (grade.max_score, grade.needs_manual_grade)
        written = {
            (comment.notebook.name, comment.name): comment.manual_comment.strip()
            for notebook in submission.notebooks
            for comment in notebook.comments
            if (comment.manual_comment or "").strip()
        }
        assert standing.comments == written


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return our gradebook and nbgrader's, on one file of SQLite."""
    url = f"sqlite:///{tmp_path_factory.mktemp('book') / 'gradebook.db'}"
    with closing(api.Gradebook(url, "course")) as theirs:
        yield Gradebook(url, "course"), theirs


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=assignments())
def test_a_standing_is_what_nbgrader_counts(books, drawn):
    check(*books, drawn)


@pytest.fixture(scope="module")
def server_books():
    """Return both on a PostgreSQL of our own, on a port of this machine."""
    with server() as one, closing(api.Gradebook(one.url, "course")) as theirs:
        yield Gradebook(one.url, "course"), theirs


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=assignments())
def test_a_standing_is_the_same_on_postgresql(server_books, drawn):
    check(*server_books, drawn)


def test_nobody_stands_anywhere_in_an_assignment_that_is_not_there(books):
    assert books[0].standings("nowhere") == {}


def test_a_manual_score_takes_the_place_of_the_automatic_one_and_no_total_is_below_zero():
    line = Line("n", "c", 3, auto=3.0, manual=0.5, extra=1.0)
    assert (line.points, line.bonus) == (0.5, 1.0)
    assert Standing((line,), penalty=9.0).total == 0.0
    assert Line("n", "c", 3, extra=1.0).bonus == 0.0
