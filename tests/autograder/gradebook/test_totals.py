"""Totals that the database counts are those of every line, and a class of any size is read a few rows at a time."""

import tracemalloc
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st
from nbgrader import api

from autograder.gradebook.database import Gradebook
from autograder.gradebook.totals import Total, read_totals, seconds_late
from autograder.outcome import Outcome, Status

pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")  # nbgrader's own way to add
DUE = datetime(2026, 11, 21)  # noqa: DTZ001 - as nbgrader keeps it


@pytest.fixture
def book(tmp_path):
    """Return a gradebook with an assignment of two notebooks, and five who have handed in."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with closing(api.Gradebook(url, "course")) as theirs:
        theirs.add_assignment("a", duedate=DUE)
        for notebook in ("one", "two"):
            theirs.add_notebook(notebook, "a")
            theirs.add_grade_cell("cell", notebook, "a", max_score=5, cell_type="code")
        for number, student in enumerate(["auto", "manual", "debt", "late", "empty"]):
            theirs.add_student(student)
            theirs.add_submission("a", student).timestamp = DUE + timedelta(hours=number)
            for notebook in ("one", "two") if student != "empty" else ():
                theirs.find_grade("cell", notebook, "a", student).auto_score = 2.5
        theirs.find_grade("cell", "one", "a", "manual").manual_score = 4
        theirs.find_grade("cell", "one", "a", "manual").extra_credit = 0.5
        theirs.find_grade("cell", "one", "a", "empty").extra_credit = 3
        theirs.find_submission("a", "debt").notebooks[0].late_submission_penalty = 40
        for notebook in theirs.find_submission("a", "late").notebooks:
            notebook.late_submission_penalty = 1
        theirs.find_submission("a", "late").extension = timedelta(hours=2)
        theirs.add_student("nobody")
        theirs.db.commit()
    return Gradebook(url, "course")


def test_penalties_of_all_notebooks_count_and_no_total_is_below_zero(book):
    found = {each.student: each for each in book.within(lambda connection: list(read_totals(connection, "a")))}
    assert found == {
        "auto": Total("auto", 5, 0),
        "manual": Total("manual", 7, 3600),
        "debt": Total("debt", 0, 7200),
        "late": Total("late", 3, 3600),
        "empty": Total("empty", 0, 4 * 3600),
    }
    for student, standing in book.standings("a").items():
        assert (standing.total, standing.late) == found[student][1:]


def test_outcomes_get_their_totals_and_who_is_not_in_the_gradebook_none(book):
    outcomes = [Outcome(student, "a", Status.GRADED, 10) for student in ("manual", "nobody", "stranger")]
    outcomes.append(Outcome("manual", "b", Status.GRADED, 10))
    assert [(each.total, each.late) for each in book.with_totals(outcomes)] == [(7, 3600), (0, 0), (0, 0), (0, 0)]


@given(st.none() | st.integers(-9, 9), st.booleans(), st.none() | st.integers(-9, 9))
def test_lateness_counts_from_the_due_date_and_its_extension(hours, has_due, extension):
    moment = None if hours is None else DUE + timedelta(hours=hours)
    more = None if extension is None else timedelta(hours=extension)
    expected = max(0, hours - (extension or 0)) * 3600 if has_due and hours is not None else 0
    assert seconds_late(moment, DUE if has_due else None, more) == expected


def test_a_class_is_read_a_few_rows_at_a_time(book):
    with book.transaction() as connection:
        assignment = connection.scalar(sql.select(api.Assignment.id))
        names = [f"s{number:05}" for number in range(20_000)]
        connection.execute(sql.insert(api.Student.__table__), [{"id": name} for name in names])
        rows = [{"id": name, "assignment_id": assignment, "student_id": name} for name in names]
        connection.execute(sql.insert(api.SubmittedAssignment.__table__), rows)
        tracemalloc.start()
        assert sum(1 for _ in read_totals(connection, "a")) == 20_005
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4 * 2**20
