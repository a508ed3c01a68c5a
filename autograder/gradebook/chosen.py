"""Which gradebook a course has, so that no command takes another one unasked.

``db`` in ``course.toml`` says it, or else ``--db``. Where only ``--db`` does, the course keeps the address without its
password in ``.gradebook``: a later command without ``--db`` would otherwise make, or change, a file of SQLite that
nobody looks at.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import writing
from autograder.gradebook.locks import without_password
from autograder.passwords import SECRETS

__all__ = ["address", "check_chosen", "check_there", "keep_chosen"]


def check_chosen(course: Course, db: str | None) -> None:
    """Refuse the course's own file where ``--db`` named another gradebook before.

    Raises
    ------
    CourseError
        It did; the message has the address without its password.
    """
    kept = _kept(course)
    if kept and not db:
        raise CourseError(
            f"this course's gradebook is {without_password(kept)}: name it with --db, or once for all as db = '...'"
            f" in {course.root / 'course.toml'} (to go back to {Path(course.own_db).name}, remove {_note(course)})"
        )


def check_there(course: Course) -> None:
    """Refuse to make the file of a gradebook that is only to be read.

    Raises
    ------
    CourseError
        There is no such file.
    """
    try:
        url = sql.make_url(course.db)
    except (SQLAlchemyError, ValueError):
        return  # opening it says what is wrong
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        if not course.gradable([]):
            raise CourseError(f"{course.root}: nothing is released yet, run 'autograder release' first")
        raise CourseError(
            f"the gradebook {without_password(course.db)} is not there: check --db and db in course.toml,"
            " or make it with 'autograder release'"
        )


def keep_chosen(course: Course, db: str | None) -> None:
    """Keep which gradebook ``--db`` named, once it has been opened; its password is not kept."""
    if not db or course.db_is_set:
        return
    url = sql.make_url(db).difference_update_query(SECRETS)._replace(password=None)
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    text, note = url.render_as_string(), _note(course)
    with writing(note):
        if text == course.own_db:
            note.unlink(missing_ok=True)
        elif text != _kept(course):
            note.write_text(f"{text}\n", encoding="utf-8")


def address(course: Course) -> str:
    """Return the gradebook's address for plain nbgrader, which knows no ``--db``."""
    return _kept(course) or course.db


def _kept(course: Course) -> str:
    note = _note(course)
    return note.read_text(encoding="utf-8").strip() if note.is_file() and not course.db_is_set else ""


def _note(course: Course) -> Path:
    return course.root / ".gradebook"
