"""What is one student's in a course's folder, and what is not."""

import pytest

from autograder.errors import CourseError
from autograder.gradebook.roster import Person
from autograder.rights.holdings import find, nobody
from tests.autograder.class_of_three import book


def names(course, held):
    return [path.relative_to(course.root).as_posix() for path in held.folders]


def test_folders_of_every_step_are_found_with_the_persons_names(course):
    held = find(course, book(course), "ann")
    assert held.person == Person("ann", "Ann", "Müller", "a.mueller@example.org")
    assert names(course, held) == ["submitted/ann", "attempts/ann", "autograded/ann", "feedback/ann"]
    assert len(held.exchange) == 2
    assert held.paths == (*held.folders, *held.exchange)


def test_a_folder_that_is_theirs_under_another_form_of_the_name_is_found(course):
    (course.root / "submitted" / "cho").rename(course.root / "submitted" / "Cho")
    held = find(course, book(course), "cho")
    assert held.names == ("cho", "Cho")
    assert names(course, held) == ["submitted/Cho", "autograded/cho", "feedback/cho"]


def test_who_has_nothing_but_a_folder_or_nothing_but_a_line_of_the_journal_is_found(course):
    (course.root / "feedback" / "dan").mkdir()
    assert names(course, find(course, book(course), "dan")) == ["feedback/dan"]
    with course.journal.open("a") as journal:
        journal.write(
            course.journal.read_text().splitlines()[0].replace('"ann"', '"eve"').replace('"bob"', '"eve"') + "\n"
        )
    held = find(course, book(course), "eve")
    assert (held.person, held.paths) == (Person("eve"), ())


@pytest.mark.parametrize("student", ["nobody", "an", "", "..", "__MACOSX", ".released"])
def test_who_is_nobody_has_nothing(course, student):
    assert find(course, book(course), student) is None


def test_nobody_is_told_with_those_who_are_near(course):
    assert isinstance(nobody(course, book(course), "anna"), CourseError)
    assert str(nobody(course, book(course), "anna")) == "anna: nobody is called so here, perhaps ann"
    assert str(nobody(course, book(course), "x y")) == "'x y': nobody is called so here, look into the gradebook"
