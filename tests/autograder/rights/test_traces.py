"""The last search looks into every file and its name, and says of each place what to do."""

import zipfile
from pathlib import Path

import pytest

from autograder.gradebook.roster import Person
from autograder.rights.traces import search
from autograder.rights.words import Words
from tests.autograder.class_of_three import NAME, book

DAN = Person("dan_42", "Dan", "Brown", "dan@example.org")


def traces(course, person=DAN, **more):
    found = search(course, book(course), Words(person), **more)
    return {trace.place: trace for trace in found.traces}


def test_who_was_never_here_is_named_nowhere_and_all_files_were_looked_into(course):
    found = search(course, book(course), Words(DAN))
    files = [path for path in course.root.rglob("*") if path.is_file()]
    assert found.traces == ()
    assert found.files == len(files) - 1  # the gradebook is searched as what it is


@pytest.mark.parametrize(
    ("place", "text", "what", "todo"),
    [
        ("class.csv", "id;first;last\nx;Dan;Brown\n", ("full name",), "take the lines out"),
        ("report.html", "<p>dan_42</p>", ("id",), "delete it, or write it again with the command that made it"),
        (f"submitted/bob/{NAME}/work.txt", "with Dan Brown", ("full name",), "another student's work"),
        (f"autograded/bob/{NAME}/{NAME}.ipynb", '{"a": "Dan Brown"}', ("full name",), "another student's work"),
        (f"feedback/bob/{NAME}/{NAME}.html", "Dan Brown", ("full name",), "run 'autograder feedback' again"),
        ("notes/dan_42.txt", "", ("id",), "look at it, and take out what names them"),
        ("old.bak", "dan@example.org", ("e-mail",), "delete this copy"),
        (".git/packed", "dan_42", ("id",), "rewrite its history"),
    ],
)
def test_each_place_says_what_stands_there_and_what_to_do(course, place, text, what, todo):
    path = course.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    [found] = traces(course).values()
    assert (found.place, found.what, todo in found.todo) == (place, what, True)


def test_a_member_of_a_zip_and_a_table_of_a_copied_gradebook_are_named(course):
    with zipfile.ZipFile(course.root / "feedback.zip", "w") as file:
        file.writestr("dan_42.html", "for Dan Brown")
    book(course).enrol(["dan_42"])
    (course.root / "gradebook.2026.db").write_bytes((course.root / "gradebook.db").read_bytes())
    assert {place: trace.what for place, trace in traces(course).items()} == {
        "feedback.zip (dan_42.html)": ("full name", "id"),
        "gradebook.2026.db (table student)": ("id",),
        "the gradebook (student.id)": ("id",),
    }


def test_a_short_id_is_looked_for_as_a_value_and_that_is_said(course):
    (course.root / "list.csv").write_text("student,points\n7,1\n")
    (course.root / "kept.json").write_text('{"totals": {"7": 1}}')
    (course.root / "text.txt").write_text("7 of 22 points")
    (course.root / "pages").mkdir()
    (course.root / "pages" / "7.html").write_text("text")
    book(course).enrol(["7"])
    found = search(course, book(course), Words(Person("7")))
    assert [trace.place for trace in found.traces] == [
        "kept.json", "list.csv", "pages/7.html", "the gradebook (student.id)"
    ]  # fmt: skip
    assert "the id 7 is too short to be looked for in text" in found.limits[0]


def test_what_cannot_be_looked_into_is_named_as_that(course):
    (course.root / "broken.zip").write_bytes(b"PK\3\4broken")
    [found] = traces(course).values()
    assert (found.place, found.what, found.todo) == (
        "broken.zip", (), "it could not be looked into: look at it yourself"
    )  # fmt: skip


def test_a_link_is_searched_by_what_it_says_and_not_followed(course, tmp_path):
    (tmp_path / "dan_42").mkdir()
    (tmp_path / "dan_42" / "file.txt").write_text("Dan Brown")
    (course.root / "link").symlink_to(tmp_path / "dan_42")
    assert {place: trace.what for place, trace in traces(course).items()} == {"link": ("id",)}


def test_files_that_are_known_to_name_them_are_passed_over(course):
    path = Path(course.root / "note.json")
    path.write_text("dan_42")
    assert traces(course, passed_over=[path]) == {}


def test_gits_history_is_named_as_a_limit(course):
    (course.root / ".git").mkdir()
    assert any(
        limit.startswith("git keeps earlier versions") for limit in search(course, book(course), Words(DAN)).limits
    )
