"""A roster comes in as spreadsheets and learning platforms write it, and a due date with its zone."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook as Nbgrader

from autograder.cli import cli
from autograder.errors import CourseError
from autograder.gradebook.roster import Person, moment, read_roster

ANN = Person("ann", "Ann", "Müller", "ann@x.org")
LI = Person("li", "小龙", "李", "")


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name,email\nann,Ann,Müller,ann@x.org\nli,小龙,李,\n",
        "Student ID;First name;Surname;E-Mail address\nann;Ann;Müller;ann@x.org\nli;小龙;李;\n",
        "\ufeffVorname;Nachname;E-Mail;Matrikelnummer\r\nAnn;Müller;ann@x.org;ann\r\n小龙;李;;li\r\n",
        "email\tusername\tgiven name\tfamily name\nann@x.org\t ann \tAnn\tMüller\n\tli\t小龙\t李\n",
        '\n"id","First","Last","Mail","Group"\n"ann","Ann","Müller","ann@x.org","A"\n\n"li","小龙","李"\n',
        "id,first_name,last_name,email\nann,Ann,Müller,ann@x.org\nann,Ann,Müller,ann@x.org\nli,小龙,李,\n",
    ],
)
def test_whatever_the_columns_are_called_and_whoever_saved_the_table(text):
    assert read_roster(text.encode(), "class.csv") == [ANN, LI]
    assert read_roster(text.encode("utf-16"), "class.csv") == [ANN, LI]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b"name;mail\nAnn;x\n", "no column of ids"),
        (b"id,email\n,x@y\n", "line 2 has no id"),
        (b"id,first\nann,Ann\nann,Anna\n", "id ann stands for two"),
        (b"id,first\nann,Ann\nAnn,Anna\n", "ids ann and Ann differ in case alone"),
        (b"id\n" + b"a" * 129, "longer than 128"),
        (b"id\n../eve", "cannot be the name of a folder"),
        ("id,last\nann,Müller\n".encode("latin-1"), "is not UTF-8"),
        (b"PK\x03\x04\0\0", "save it as 'CSV UTF-8'"),
    ],
)
def test_what_is_no_roster_is_named_and_nothing_is_entered(text, words):
    with pytest.raises(CourseError, match=f"class.csv.*{words}"):
        read_roster(text, "class.csv")


def command(course, *words):
    return CliRunner().invoke(cli, [*map(str, words), "--course", str(course.root)])


def students(course):
    with closing(Nbgrader(course.db, course.name)) as book:
        return {each.id: (each.first_name, each.last_name, each.email) for each in book.students}


def test_the_same_roster_twice_changes_nothing_and_strangers_are_named(own_course):
    for student in ("bob", "eve"):
        (own_course.root / "submitted" / student).mkdir(parents=True)
    table = own_course.root / "class.csv"
    table.write_text("id;first name;last name;email\nann;Ann;Lee;a@x\nbob;Bob;;\n", encoding="utf-8-sig")
    first = command(own_course, "roster", table)
    assert first.exit_code == 0, first.output
    assert "2 students: 2 new, 0 changed, 0 as before." in first.output
    assert "Handed in, and not in the table: eve" in first.output
    assert students(own_course) == {"ann": ("Ann", "Lee", "a@x"), "bob": ("Bob", None, None)}

    again = json.loads(command(own_course, "roster", table, "--json").output)
    assert (again["new"], again["changed"], again["same"]) == ([], [], ["ann", "bob"])
    table.write_text("id,last name\nbob,Ray\ncho,Kim\n")
    third = command(own_course, "roster", table)
    assert "2 students: 1 new, 1 changed, 0 as before." in third.output
    assert "In the gradebook, and not in the table: ann" in third.output
    assert students(own_course)["bob"] == ("Bob", "Ray", None)


@pytest.mark.parametrize("text", ["2026-12-01T23:59+01:00", "2026-12-01 22:59Z", "2026-12-01T17:59:00-05:00"])
def test_a_due_date_is_a_moment_in_a_zone(text):
    assert moment(text) == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-12-01T23:59", "no time zone"), ("2026-12-01", "no time of the day"), ("tomorrow", "no date"),
     ("01.12.2026 23:59", "no date"), ("2026-02-30T10:00Z", "no date"),
     ("0001-01-01T00:00+14:00", "before or after all years")],
)  # fmt: skip
def test_any_other_date_is_refused_with_an_example(text, words):
    with pytest.raises(CourseError, match=f"{words}.*2026-12-01T23:59"):
        moment(text)


def test_a_due_date_is_set_shown_and_cleared(own_course):
    assert "scatter: no due date" in command(own_course, "due").output
    done = command(own_course, "due", "scatter", "2026-12-01T23:59+01:00")
    assert done.exit_code == 0, done.output
    assert "scatter: 2026-12-01 22:59 UTC" in command(own_course, "due", "scatter").output
    with closing(Nbgrader(own_course.db, own_course.name)) as book:
        assert book.find_assignment("scatter").duedate == datetime(2026, 12, 1, 22, 59)  # noqa: DTZ001 - nbgrader's
    assert "scatter: no due date" in command(own_course, "due", "scatter", "--clear").output
