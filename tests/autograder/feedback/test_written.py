"""Pages from the gradebook of a course: what is entered later shows, and pages follow those who are there."""

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import cli


def run(*words):
    result = CliRunner().invoke(cli, list(map(str, words)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.slow
def test_pages_follow_the_gradebook_and_those_who_are_in_it(own_course):
    released = own_course.notebook("release", "scatter").read_bytes()
    for student in ("ann", "bob", "eve"):
        path = own_course.notebook("submitted", "scatter", student)
        path.parent.mkdir(parents=True)
        path.write_bytes(released)
    where = ("scatter", "--course", own_course.root)
    run("grade", *where)
    run("feedback", *where)
    page = {
        name: own_course.notebook("feedback", "scatter", name).with_suffix(".html") for name in ("ann", "bob", "eve")
    }
    assert all(path.exists() for path in page.values())

    with Gradebook(own_course.db, "course") as book:
        notebook = book.find_submission("scatter", "ann").notebooks[0]
        notebook.grades[0].manual_score = 0.5
        notebook.grades[1].extra_credit = 2
        notebook.comments[0].manual_comment = "see me"
        notebook.late_submission_penalty = 0.25
        book.db.commit()
    for student in ("bob", "eve"):  # one withdraws, one leaves the course
        own_course.notebook("submitted", "scatter", student).unlink()
    own_course.notebook("submitted", "scatter", "eve").parent.rmdir()
    own_course.notebook("submitted", "scatter", "eve").parent.parent.rmdir()
    with Gradebook(own_course.db, "course") as book:
        book.remove_student("eve")
    run("grade", *where)
    assert "removed 2" in run("feedback", *where)
    assert [name for name, path in page.items() if path.exists()] == ["ann"]
    text = BeautifulSoup(page["ann"].read_text(), "html.parser").get_text(" ", strip=True)
    assert "2.25 of 22 points" in text
    for part in ("see me", "Extra credit +2", "Handed in late −0.25"):
        assert part in text
