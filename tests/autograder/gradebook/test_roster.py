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
        "sep=;\nid;first_name;last_name;email\nann;Ann;Müller;ann@x.org\nli;小龙;李\n",
        '\ufeff"sep=,",,,\r\nlast name,first name,id,email,,\r\nMüller,"Ann", "ann",ann@x.org,,\r\n李,小龙,li,,,\r\n',
        "SEP=\t\n\n\temail\tid\tfirst\tlast\n;,\tann@x.org\tann\tAnn\tMüller\n\t\tli\t小龙\t李\n",
        '"a;b;c;d;e;f",id,first,last,mail\n,ann,Ann,Müller,ann@x.org\n,,,\n"1\n2",li,小龙,李\n',
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
        (b"sep=;\n", "is empty"),
        (b"id,email\n\n,x@y\n", "line 3 has no id: write one, or take the line away"),
        (b"id,first\nann,Ann\n\nann,Anna\n", "lines 2 and 4: the id ann stands for two: give each their own"),
        (b"id,first\nann,Ann\nAnn,Anna\n", "lines 2 and 3: the ids ann and Ann differ only by case or Unicode form"),
        ("id\nJosé\nJose\u0301\n".encode(), r"lines 2 and 3: the ids José and Jose.u0301 differ only by case"),
        (b'id,last\nann,Lee\nbob,"Ray\ncho,Kim\n', "line 3 has a double quote that is not closed"),
        (b'id,last\nann,"Lee\nbob,"Ray"\ncho,Kim\n', "line 2 has a double quote that is not closed"),
        (b'id,last\nann,"Lee\nbob",Ray\n', "line 2 has 3 cells, and the first line 2"),
        (b'id,last\nann,"Lee\nbob"\n', "line 2: last_name goes on in the next line: close its double quote"),
        (b'id,last\nann,"Lee "the" Great"\n', "line 2 has .* inside a text: .* write it twice"),
        (b"id,last,email\nann,Lee, Jr.,a@x\n", "line 2 has 4 cells, and the first line 3: put .* into double quotes"),
        (b"id;last\nann,Lee\n", "line 2: 'ann,Lee' holds a separator: use the one of the first line"),
        (b"id\n" + b"a" * 129, "longer than 128"),
        (b"id\n../eve", "cannot be the name of a folder"),
        ("id,last\nann,Müller\n".encode("latin-1"), "is not UTF-8"),
        (b"PK\x03\x04\0\0", "save it as 'CSV UTF-8'"),
    ],
)
def test_what_is_no_roster_is_named_and_nothing_is_entered(text, words):
    with pytest.raises(CourseError, match=f"class.csv.*{words}"):
        read_roster(text, "class.csv")


def test_canvas_own_table_gives_its_numbers_and_logins():
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,scatter (77)\n"
        "    Points Possible,,,,,22\n"
        '"Müller, Ann",12,S1,ann,A,3\n'
        "李,13,,li,A,\n"
        '"Student, Test",99,,0a1b2c3d,A,\n'
    )
    people = [Person("ann", "Ann", "Müller", "", "12"), Person("li", "", "李", "", "13")]
    assert read_roster(text.encode(), "class.csv") == people
    assert read_roster(b"id,LMS ID\nann,12\n", "class.csv") == [Person("ann", lms_user_id="12")]


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


@pytest.mark.parametrize(
    ("id_", "there", "shown"),
    [("Ann", "ann", "Ann and the gradebook ann"), ("José", "Jose\u0301", r"José and the gradebook Jose\u0301")],
)
def test_an_id_that_looks_like_one_of_the_gradebook_is_named_and_nobody_is_entered(own_course, id_, there, shown):
    with closing(Nbgrader(own_course.db, own_course.name)) as book:
        book.add_student(there)
    table = own_course.root / "class.csv"
    table.write_text(f"id\naaa\n{id_}\nzoe\n")
    done = CliRunner().invoke(cli, ["roster", str(table), "--course", str(own_course.root)])
    assert f"the table has {shown}, which differ only by case or Unicode form" in str(done.exception)
    assert f"nbgrader db student remove {there if there.isascii() else repr(there)}" in str(done.exception)
    assert set(students(own_course)) == {there}
    table.write_text(f"id\naaa\n{there}\n")
    assert command(own_course, "roster", table).exit_code == 0
