"""What is collected for: the class as the gradebook and ``submitted`` have it, due dates with extensions."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest
from nbgrader import api

from autograder.collecting.forms import Named, canvas
from autograder.collecting.task import Task
from autograder.errors import CourseError
from tests.autograder.classroom import book_of
from tests.autograder.collecting.downloads import folder_of

pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")  # nbgrader's own way to add
DUE = datetime(2026, 11, 20)  # noqa: DTZ001 - as nbgrader keeps it


def task(course, *said, new=False):
    return Task.of(course, book_of(course), "scatter", ("canvas", canvas), said, new=new)


def test_an_extension_moves_the_due_date_of_one(place):
    assert task(place).due[""] is None
    with closing(api.Gradebook(place.db, place.name)) as book:
        book.update_or_create_assignment("scatter", duedate=DUE)
        book.add_submission("scatter", "ada").extension = timedelta(days=2)
        book.db.commit()
    try:
        assert task(place).due == {"": DUE, "ada": DUE + timedelta(days=2)}
    finally:
        with closing(api.Gradebook(place.db, place.name)) as book:
            book.remove_submission("scatter", "ada")
            book.update_or_create_assignment("scatter", duedate=None)


def test_a_folder_in_submitted_is_somebody_and_one_that_differs_by_case_is_who_is_in_the_class(place):
    folder_of(place.root / "submitted", {"zoe/x/y": b"", "ADA/x/y": b""})
    made = task(place)
    assert made.people.find(Named("zoe", None, ("zoe",))).student == "zoe"
    assert made.people.find(Named("Ada", None, ("Ada",))).student == "ada"
    assert made.folders["ada"] == "ADA"


@pytest.mark.parametrize(
    ("said", "words"),
    [("x", "write it as NAME=STUDENT"), ("=ada", "write it as"), ("x=ad", "nobody is called 'ad', perhaps ada")],
)
def test_what_is_said_of_names_must_mean_somebody(place, said, words):
    with pytest.raises(CourseError, match=f"--match .*{words}"):
        task(place, said)
    assert task(place, "a=b=ada").people.said == {"a=b": "ada"}
    assert task(place, "x=new", new=True).people.said == {"x": "new"}
