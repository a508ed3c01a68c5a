"""Points for other programs: a table for spreadsheets, and what Canvas and Moodle import.

csv
    A row a student. For each assignment a column of its name with the points that count, ``NAME: late penalty``, and
    for each exercise ``NAME: EXERCISE``, followed by ``NAME: EXERCISE: TEST``. Empty where nothing was handed in.
canvas
    ``Student, ID, SIS User ID, SIS Login ID, Section``, a column an assignment, a first row ``Points Possible``.
    Canvas takes a student by its own number, or else by the login; a column by ``Title (number)``, or by the title.
    (instructure/canvas-lms, ``lib/gradebook_importer.rb``: ``row_has_student_headers?``, ``update_column_count``,
    ``process_pp``, ``process_student``, ``parse_assignments``; an empty cell leaves the grade as it is.)
moodle
    ``username, idnumber, email, firstname, lastname`` and a column an assignment, of which the instructor says in the
    import's second step what each is. No grade is ``-``; any text that is no number, and a student that Moodle does
    not know, stop the import. (moodle/moodle, ``grade/import/csv/classes/load_data.php``: ``check_user_exists``,
    ``update_grade_item``.)

All three begin with UTF-8's mark, without which Excel garbles names: Moodle takes it away (``lib/csvlib.class.php``),
and Canvas looks whether its first cell *contains* "Student".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

import sqlalchemy as sql
from nbgrader import api

from autograder.files import replacing
from autograder.gradebook.database import Gradebook
from autograder.gradebook.roster import FIELDS, Person
from autograder.gradebook.spreadsheet import BOM, cell, line, no_formula
from autograder.gradebook.totals import by_notebook, points_column, streamed

__all__ = ["FORMATS", "Exported", "Sheet", "export"]

Value = str | float | None


class Worth(NamedTuple):
    """What counts of one assignment, and what lateness took."""

    points: float
    penalty: float


@dataclass(frozen=True)
class Sheet:
    """What is exported.

    ``tests`` has exercise, name and points of the graded cells of each assignment, ``titles`` the assignments' names
    on the platform where these are others, ``numbers`` the platform's numbers of students.
    """

    tests: Mapping[str, list[tuple[str, str, float]]]
    titles: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def full(self, assignment: str) -> float:
        """Return the points that can be reached."""
        return sum(points for _, _, points in self.tests[assignment])


@dataclass
class Exported:
    """What was written."""

    path: Path
    students: int = 0
    disarmed: list[str] = field(default_factory=list)
    """Students whose id begins as a formula does: it was made text, and no platform knows it so."""
    without_number: list[str] = field(default_factory=list)
    """Students whose number on the platform is not known."""


def export(gradebook: Gradebook, sheet: Sheet, kind: str, path: Path) -> Exported:
    """Write a file; one that stood there is replaced as a whole."""
    return gradebook.within(partial(_export, sheet=sheet, kind=kind, path=path))


def _export(connection: sql.Connection, sheet: Sheet, kind: str, path: Path) -> Exported:
    done = Exported(path)
    with replacing(path) as file:
        file.write(BOM.encode())
        FORMATS[kind](connection, sheet, file, done)
    return done


def _csv(connection: sql.Connection, sheet: Sheet, file: BinaryIO, done: Exported) -> None:
    exercises = {name: _by_exercise(tests) for name, tests in sheet.tests.items()}
    header = ["student", "last_name", "first_name", "email"]
    for name, several in exercises.items():
        header += [name, f"{name}: late penalty"]
        for exercise, tests in several.items():
            header += [f"{name}: {exercise}", *(f"{name}: {exercise}: {test}" for test in tests)]
    _write(file, header)
    marks = _marks(connection, list(sheet.tests))
    for (person, worth), points in zip(_students(connection, list(sheet.tests)), marks, strict=True):
        values: list[Value] = [person.id, person.last_name, person.first_name, person.email]
        for name, several in exercises.items():
            own = points.get(name, {}) if name in worth else None
            values += [worth[name].points, worth[name].penalty] if name in worth else [None, None]
            for tests in several.values():
                each = [own.get(test, 0.0) for test in tests] if own is not None else [None] * len(tests)
                values += [sum(filter(None, each)) if own is not None else None, *each]
        _note(done, person)
        _write(file, values)


def _canvas(connection: sql.Connection, sheet: Sheet, file: BinaryIO, done: Exported) -> None:
    titles = [sheet.titles.get(name, name) for name in sheet.tests]
    _write(file, ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles])
    _write(file, ["    Points Possible", "", "", "", "", *(sheet.full(name) for name in sheet.tests)])
    for person, worth in _students(connection, list(sheet.tests)):
        name = ", ".join(filter(None, (person.last_name, person.first_name))) or person.id
        number = person.lms_user_id or sheet.numbers.get(person.id, "")
        points = [worth[name].points if name in worth else None for name in sheet.tests]
        if not number:
            done.without_number.append(person.id)
        _note(done, person)
        _write(file, [name, number, "", person.id, "", *points])


def _moodle(connection: sql.Connection, sheet: Sheet, file: BinaryIO, done: Exported) -> None:
    titles = [sheet.titles.get(name, name) for name in sheet.tests]
    _write(file, ["username", "idnumber", "email", "firstname", "lastname", *titles])
    for person, worth in _students(connection, list(sheet.tests)):
        points = [cell(worth[name].points) if name in worth else "-" for name in sheet.tests]
        names = map(cell, (person.id, person.id, person.email, person.first_name, person.last_name))
        _note(done, person)
        file.write(line([*names, *points]).encode("utf-8", "replace"))


FORMATS = {"csv": _csv, "canvas": _canvas, "moodle": _moodle}


def _write(file: BinaryIO, values: Iterable[Value]) -> None:
    file.write(line(map(cell, values)).encode("utf-8", "replace"))


def _note(done: Exported, person: Person) -> None:
    done.students += 1
    if no_formula(person.id) != person.id:
        done.disarmed.append(person.id)


def _by_exercise(tests: list[tuple[str, str, float]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for exercise, test, _ in tests:
        found.setdefault(exercise, []).append(test)
    return found


def _students(connection: sql.Connection, assignments: list[str]) -> Iterator[tuple[Person, dict[str, Worth]]]:
    """Yield everyone with what each of their submissions is worth, in the database's order of ids."""
    each = by_notebook(api.Assignment.name.in_(assignments))
    worth = (
        sql.select(
            api.SubmittedAssignment.student_id.label("student"),
            api.Assignment.name.label("assignment"),
            sql.func.coalesce(sql.func.sum(each.c.points), 0.0).label("points"),
            sql.func.coalesce(sql.func.sum(each.c.penalty), 0.0).label("penalty"),
        )
        .select_from(api.SubmittedAssignment)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .outerjoin(each, each.c.submission == api.SubmittedAssignment.id)
        .where(api.Assignment.name.in_(assignments))
        .group_by(api.SubmittedAssignment.id, api.SubmittedAssignment.student_id, api.Assignment.name)
        .subquery()
    )
    student = api.Student.__table__
    columns = [student.c[name] for name in FIELDS]
    rows = (
        sql.select(*columns, worth.c.assignment, worth.c.points, worth.c.penalty)
        .select_from(student)
        .outerjoin(worth, worth.c.student == student.c.id)
        .order_by(student.c.id)
    )
    for _, group in itertools.groupby(streamed(connection, rows), key=lambda row: row[0]):
        several = list(group)
        person = Person(*(value or "" for value in several[0][: len(FIELDS)]))
        yield (
            person,
            {
                name: Worth(max(0.0, float(points) - float(penalty)), float(penalty))
                for *_, name, points, penalty in several
                if name is not None
            },
        )


def _marks(connection: sql.Connection, assignments: list[str]) -> Iterator[dict[str, dict[str, float]]]:
    """Yield what counts of each graded cell of everyone, by assignment and cell, in the same order."""
    graded = (
        sql.select(
            api.SubmittedAssignment.student_id.label("student"),
            api.Assignment.name.label("assignment"),
            api.BaseCell.name.label("cell"),
            points_column().label("points"),
        )
        .select_from(api.Grade)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .where(api.Assignment.name.in_(assignments))
        .subquery()
    )
    student = api.Student.__table__
    rows = (
        sql.select(student.c.id, graded.c.assignment, graded.c.cell, graded.c.points)
        .select_from(student)
        .outerjoin(graded, graded.c.student == student.c.id)
        .order_by(student.c.id)
    )
    for _, group in itertools.groupby(streamed(connection, rows), key=lambda row: row[0]):
        found: dict[str, dict[str, float]] = {}
        for _, assignment, name, points in group:
            if assignment is not None:
                found.setdefault(assignment, {})[name] = float(points)
        yield found
