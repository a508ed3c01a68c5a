"""What the course in a folder needs beside the machine, and what printing the book needs: looked at, not changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Course
from autograder.doctor.finding import Finding, State
from autograder.errors import CourseError

__all__ = ["course_findings", "optional_findings"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def course_findings(root: Path, db: str | None) -> Iterator[Finding]:
    """Yield what there is to say of the course, and of the gradebook that it or ``db`` names."""
    address = db
    if (root / "course.toml").is_file():
        try:
            course = Course.open(root, db=db)
        except CourseError as error:
            yield Finding("course", State.MISSING, str(error).partition(": ")[2] or str(error), "mend course.toml")
            return
        address = course.db
        from autograder.gradebook.chosen import check_chosen  # noqa: PLC0415 - as below

        try:
            check_chosen(course, db)
        except CourseError as error:
            address = None
            yield Finding("gradebook", State.MISSING, *str(error).split(": ", 1))
        writable = os.access(course.root, os.W_OK)
        cure = "" if writable else "allow writing there"
        state = State.OK if writable else State.MISSING
        yield Finding("course", state, f"{course.root}{'' if writable else ' cannot be written'}", cure)
    if address:
        yield _gradebook(address)


def _gradebook(address: str) -> Finding:
    import sqlalchemy as sql  # noqa: PLC0415 - where there is one
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from autograder.gradebook.locks import never_hanging, unusable, without_password  # noqa: PLC0415 - as above

    shown = without_password(address)
    try:
        if sql.make_url(address).get_backend_name() == "sqlite":
            file = Path(str(sql.make_url(address).database))
            if not file.exists():
                return Finding("gradebook", State.OK, f"{shown}: is made by the first release")
        engine = sql.create_engine(never_hanging(address))
        try:
            with engine.connect() as connection:
                connection.execute(sql.text("SELECT 1"))
                tables = sql.inspect(connection).get_table_names()
        finally:
            engine.dispose()
    except (SQLAlchemyError, ValueError) as error:
        reason, _, cure = str(unusable(address, error, "opened")).rpartition(": ")
        return Finding("gradebook", State.MISSING, reason, cure.removesuffix("; what was recorded stays"))
    except ImportError as error:
        return Finding("gradebook", State.MISSING, f"{shown}: no driver ({error})", "pip install 'psycopg[binary]'")
    return Finding("gradebook", State.OK, f"{shown}: {len(tables)} tables")


def optional_findings() -> Iterator[Finding]:
    """Yield what only printing the book as a PDF needs."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    wanted = []
    if browser is None:
        wanted.append("chromium")
    if not _has_chinese():
        wanted.append("fonts-noto-cjk")
    if wanted:
        yield Finding(
            "pdf", State.OPTIONAL, f"'make pdf' needs {' and '.join(wanted)}", f"apt install {' '.join(wanted)}"
        )
    else:
        yield Finding("pdf", State.OK, f"{browser}, and a font for all names")


def _has_chinese() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    done = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20)
    return bool(done.stdout.strip())
