"""Who is in the class and by when they hand in: names from a table, and due dates, put into nbgrader's gradebook."""

from __future__ import annotations

import csv
import re
import shlex
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.text import form_of, one_line, written

__all__ = [
    "Imported",
    "Person",
    "due_dates",
    "extensions",
    "import_roster",
    "moment",
    "read_people",
    "read_roster",
    "set_due",
]

LONGEST = 128  # characters of nbgrader's columns
FIELDS = ("id", "first_name", "last_name", "email", "lms_user_id")
HEADERS = {
    "id": "id student studentid username user userid login loginid sisid sisuserid sisloginid matriculation"
    " matriculationnumber matrikelnummer idnumber kennung",
    "first_name": "firstname first givenname given forename vorname",
    "last_name": "lastname last surname familyname family nachname name",
    "email": "email mail emailaddress mailaddress",
    "lms_user_id": "lmsuserid lmsid canvasid canvasuserid",
}
CANVAS = ("student", "id", "sisloginid")
"""Columns of the table that Canvas exports: its own number is its ``ID``."""
SORTABLE = "sortable"
"""A name in one cell, such as ``Lovelace, Ada``."""
TEST_STUDENT = "Student, Test"
"""How Canvas's table calls the student as whom a teacher looks at the course: nobody who hands in."""
EXAMPLE = "2026-12-01T23:59+01:00"


@dataclass(frozen=True)
class Person:
    """One row of the table; what is empty there is left as it is in the gradebook."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    """The number that a learning platform has for them, where that is not the id."""


@dataclass
class Imported:
    """What an import did."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """In the gradebook, and not in the table: they stay."""


def read_roster(data: bytes, where: str) -> list[Person]:
    """Return the persons of a table: UTF-8, with commas, semicolons or tabs, whatever its columns are called.

    Raises
    ------
    CourseError
        It is no such table, or an id is missing, too long or stands for two persons; with the line and what to do.
    """
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{where}: is not UTF-8: save it again as 'CSV UTF-8'") from error
    if "\0" in text:
        raise CourseError(f"{where}: is no table of text: save it as 'CSV UTF-8'")
    lines = _rows(text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), where)
    if not lines:
        raise CourseError(f"{where}: is empty")
    (_, header), *rows = lines
    columns = _columns(header, where)
    if SORTABLE in columns:
        rows = [(number, row) for number, row in rows if _is_canvas_person(row, columns)]
    for number, row in rows:
        if any(row[len(header) :]):
            problem = f"line {number} has {len(row)} cells, and the first line {len(header)}"
            raise CourseError(f"{where}: {problem}: put a text with a separator in it into double quotes")
    return _distinct([(number, _person(number, row, columns, where)) for number, row in rows], where)


def read_people(connection: sql.Connection) -> list[Person]:
    """Return everyone in the gradebook, by id."""
    table = api.Student.__table__
    rows = connection.execute(sql.select(*(table.c[name] for name in FIELDS)).order_by(table.c.id))
    return [Person(*(value or "" for value in row)) for row in rows]


def import_roster(connection: sql.Connection, people: list[Person]) -> Imported:
    """Enter the persons into the gradebook; the same table twice changes nothing.

    Raises
    ------
    CourseError
        An id differs only by case or Unicode form from one of the gradebook: they may be one person.
    """
    table = api.Student.__table__
    known = {row.id: row for row in connection.execute(sql.select(table))}
    forms = {form_of(student): student for student in known}
    for person in people:
        there = forms.get(form_of(person.id), person.id)
        if person.id not in known and there != person.id:
            ids = f"the table has {written(person.id)} and the gradebook {written(there)}"
            raise CourseError(
                f"{ids}, which differ only by case or Unicode form: write it in the table as in the gradebook,"
                f" or take it out there with 'nbgrader db student remove {shlex.quote(there)}'"
            )
    done = Imported(unknown=sorted({*known} - {person.id for person in people}))
    for person in people:
        values = {name: value for name in FIELDS if (value := getattr(person, name))}
        before = known.get(person.id)
        if before is None:
            connection.execute(sql.insert(table).values(**values))
            done.new.append(person.id)
        elif any(getattr(before, name) != value for name, value in values.items()):
            connection.execute(sql.update(table).where(table.c.id == person.id).values(**values))
            done.changed.append(person.id)
        else:
            done.same.append(person.id)
    return done


def moment(text: str) -> datetime:
    """Return a moment that was written with its zone, in UTC.

    Raises
    ------
    CourseError
        It is no moment, or has no zone.

    Examples
    --------
    >>> str(moment("2026-12-01T23:59+01:00"))
    '2026-12-01 22:59:00+00:00'
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CourseError(f"{text!r}: is no date with a time: write it like {EXAMPLE}") from error
    if not re.search(r"\d[T ]\d", text.strip(), re.IGNORECASE):
        raise CourseError(f"{text!r}: has no time of the day: write it like {EXAMPLE}")
    if found.tzinfo is None:
        raise CourseError(f"{text!r}: has no time zone: write it like {EXAMPLE}, or with Z at its end for UTC")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise CourseError(f"{text!r}: is before or after all years: write it like {EXAMPLE}") from error


def due_dates(connection: sql.Connection) -> dict[str, datetime | None]:
    """Return the due date of every assignment in the gradebook."""
    table = api.Assignment.__table__
    rows = connection.execute(sql.select(table.c.name, table.c.duedate).order_by(table.c.name))
    return {name: due.replace(tzinfo=UTC) if due else None for name, due in rows}


def extensions(connection: sql.Connection, assignment: str) -> dict[str, timedelta]:
    """Return by how much single students may be later."""
    table = api.SubmittedAssignment.__table__
    rows = (
        sql.select(table.c.student_id, table.c.extension)
        .join(api.Assignment, api.Assignment.id == table.c.assignment_id)
        .where(api.Assignment.name == assignment, table.c.extension.is_not(None))
    )
    return {student: extension for student, extension in connection.execute(rows)}  # noqa: C416 - rows are no pairs


def set_due(connection: sql.Connection, assignment: str, due: datetime | None) -> None:
    """Set the due date of an assignment of the gradebook; None takes it away."""
    table = api.Assignment.__table__
    naive = due.astimezone(UTC).replace(tzinfo=None) if due else None
    connection.execute(sql.update(table).where(table.c.name == assignment).values(duedate=naive))


def _rows(text: str, where: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, each with the number of its first line."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=re.sub('"[^"]*"', "", first).count)
    if said := re.fullmatch(r'"?sep=([,;\t])"?[,;\t]*', first.strip(" "), re.IGNORECASE):  # spreadsheets write it
        mark = said[1]
        lines[lines.index(first)] = ""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark, skipinitialspace=True, strict=True)
    found, number = [], 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                found.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        problem = f"line {number} has a double quote that is not closed, or one inside a text"
        raise CourseError(f"{where}: {problem}: close it, and write it twice inside a text") from error
    return found


def _columns(header: list[str], where: str) -> dict[str, int]:
    """Return the place of each field."""
    words = ["".join(re.findall(r"[^\W_]", name.casefold())) for name in header]
    if all(word in words for word in CANVAS):
        columns = dict(zip((SORTABLE, "lms_user_id", "id"), map(words.index, CANVAS), strict=True))
        return {**columns, "email": words.index("email")} if "email" in words else columns
    places: dict[str, int] = {}
    for name, aliases in HEADERS.items():
        found = [place for alias in aliases.split() for place, word in enumerate(words) if word == alias]
        if found:
            places[name] = found[0]
    if "id" not in places:
        raise CourseError(
            f"{where}: has no column of ids (its first line is {one_line(', '.join(header), 80)!r}): name one 'id'"
        )
    return places


def _is_canvas_person(row: list[str], columns: dict[str, int]) -> bool:
    """Return whether a row of Canvas's table is of somebody: one without a number is of points."""
    return any(row[columns["lms_user_id"] :][:1]) and row[columns[SORTABLE]] != TEST_STUDENT


def _person(number: int, row: list[str], columns: dict[str, int], where: str) -> Person:
    values = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
    if SORTABLE in values:
        values["last_name"], _, values["first_name"] = map(str.strip, values.pop(SORTABLE).partition(","))
    if not values["id"]:
        raise CourseError(f"{where}: line {number} has no id: write one, or take the line away")
    for name, value in values.items():
        if len(value) > LONGEST:
            raise CourseError(f"{where}: line {number}: {name} is longer than {LONGEST} characters")
        if "\n" in value:
            raise CourseError(f"{where}: line {number}: {name} goes on in the next line: close its double quote")
    shown = one_line(values["id"], 60)
    if re.search("[,;\t]", values["id"]):
        raise CourseError(f"{where}: line {number}: {shown!r} holds a separator: use the one of the first line")
    if values["id"] in (".", "..") or "/" in values["id"] or not values["id"].isprintable():
        raise CourseError(f"{where}: line {number}: {shown!r} cannot be the name of a folder: give another id")
    return Person(**values)


def _distinct(people: list[tuple[int, Person]], where: str) -> list[Person]:
    """Return each person once."""
    found: dict[str, tuple[int, Person]] = {}
    for number, person in people:
        line, same = found.setdefault(form_of(person.id), (number, person))
        places = f"{where}: lines {line} and {number}"
        if same.id != person.id:
            ids = f"the ids {written(same.id)} and {written(person.id)} differ only by case or Unicode form"
            raise CourseError(f"{places}: {ids}: write one person's id in one way, and give two persons two ids")
        if same != person:
            raise CourseError(f"{places}: the id {written(person.id)} stands for two: give each their own")
    return [person for _, person in found.values()]
