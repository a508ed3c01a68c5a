"""Who is in the class and by when they hand in: names from a table, and due dates, put into nbgrader's gradebook."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.text import one_line

__all__ = ["Imported", "Person", "due_dates", "import_roster", "moment", "read_roster", "set_due"]

LONGEST = 128  # characters of nbgrader's columns
FIELDS = ("id", "first_name", "last_name", "email")
HEADERS = {
    "id": "id student studentid username user userid login loginid sisid sisuserid sisloginid matriculation"
    " matriculationnumber matrikelnummer idnumber kennung",
    "first_name": "firstname first givenname given forename vorname",
    "last_name": "lastname last surname familyname family nachname name",
    "email": "email mail emailaddress mailaddress",
}
EXAMPLE = "2026-12-01T23:59+01:00"


@dataclass(frozen=True)
class Person:
    """One row of the table; what is empty there is left as it is in the gradebook."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


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
        It is no such table, or an id is missing, too long or stands for two persons.
    """
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{where}: is not UTF-8: save it again as 'CSV UTF-8'") from error
    if "\0" in text:
        raise CourseError(f"{where}: is no table of text: save it as 'CSV UTF-8'")
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=mark))
    cells = [[cell.strip() for cell in row] for row in rows]
    lines = [(number, row) for number, row in enumerate(cells, start=1) if any(row)]
    if not lines:
        raise CourseError(f"{where}: is empty")
    columns = _columns(lines[0][1], where)
    return _distinct([_person(number, row, columns, where) for number, row in lines[1:]], where)


def import_roster(connection: sql.Connection, people: list[Person]) -> Imported:
    """Enter the persons into the gradebook; the same table twice changes nothing."""
    table = api.Student.__table__
    known = {row.id: row for row in connection.execute(sql.select(table))}
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


def set_due(connection: sql.Connection, assignment: str, due: datetime | None) -> None:
    """Set the due date of an assignment of the gradebook; None takes it away."""
    table = api.Assignment.__table__
    naive = due.astimezone(UTC).replace(tzinfo=None) if due else None
    connection.execute(sql.update(table).where(table.c.name == assignment).values(duedate=naive))


def _columns(header: list[str], where: str) -> dict[str, int]:
    """Return the place of each field."""
    words = ["".join(re.findall(r"[^\W_]", name.casefold())) for name in header]
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


def _person(number: int, row: list[str], columns: dict[str, int], where: str) -> Person:
    values = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
    if not values["id"]:
        raise CourseError(f"{where}: line {number} has no id")
    for name, value in values.items():
        if len(value) > LONGEST:
            raise CourseError(f"{where}: line {number}: {name} is longer than {LONGEST} characters")
    if values["id"] in (".", "..") or "/" in values["id"] or not values["id"].isprintable():
        raise CourseError(f"{where}: line {number}: {one_line(values['id'], 60)!r} cannot be the name of a folder")
    return Person(**values)


def _distinct(people: list[Person], where: str) -> list[Person]:
    """Return each person once."""
    found: dict[str, Person] = {}
    alike: dict[str, str] = {}
    for person in people:
        if found.setdefault(person.id, person) != person:
            raise CourseError(f"{where}: id {one_line(person.id, 60)} stands for two: give each their own")
        same = alike.setdefault(unicodedata.normalize("NFKC", person.id).casefold(), person.id)
        if same != person.id:
            raise CourseError(f"{where}: ids {one_line(same, 60)} and {one_line(person.id, 60)} differ in case alone")
    return list(found.values())
