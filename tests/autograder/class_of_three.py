"""A small class with all that a course may come to know of a student: names, comments, penalties, receipts, copies."""

import json
from contextlib import closing

from nbgrader import api

from autograder.gradebook.database import Gradebook
from tests.autograder.small_class import NAME, SmallClass

ROSTER = "id,first,last,mail\nann,Ann,Müller,a.mueller@example.org\nbob,Bob,Ross,bob@example.org\ncho,Cho,Kim,\n"
SECRET = "c0ffee" * 8


def make(root, db=None):
    """Grade a class with names, a manual score, a comment, a late penalty and an exchange; return it."""
    small = SmallClass(root / "course", db)
    small.hand_in_all()
    course = small.course
    (root / "class.csv").write_text(ROSTER)
    assert small.run("roster", str(root / "class.csv")).exception is None
    home = course.notebook("submitted", NAME, "ann").parent
    (home / "timestamp.txt").write_text("2026-11-20 16:30:00 UTC")
    (home / "submission_secret.txt").write_text(SECRET)
    attempt = course.root / "attempts" / "ann" / NAME / "first"
    attempt.mkdir(parents=True)
    (attempt / f"{NAME}.ipynb").write_bytes((home / f"{NAME}.ipynb").read_bytes())
    with (course.root / "course.toml").open("a") as settings:
        settings.write("[late]\npercent_a_day = 10\n")
    assert small.run("due", NAME, "2026-11-20T12:00Z").exception is None
    small.grade()
    with closing(api.Gradebook(course.db, course.name)) as book:
        grade = book.find_grade("spread-any_stride", NAME, NAME, "ann")
        grade.manual_score = 2.5
        book.find_comment("spread", NAME, NAME, "ann").manual_comment = "Well done, Ann"
        book.find_comment("spread", NAME, NAME, "bob").manual_comment = "as with Ann Müller"
        book.db.commit()
    assert small.run("feedback").exception is None
    inbound = course.root / "exchange" / course.name / "inbound"
    for student in ("ann", "ann+b"):
        folder = inbound / f"{student}+{NAME}+2026-11-20 16:30:00 UTC+x9"
        folder.mkdir(parents=True)
        (folder / "note.txt").write_text("handed in")
    pages = course.root / "exchange" / course.name / "feedback"
    pages.mkdir()
    from nbgrader.utils import notebook_hash

    (pages / f"{notebook_hash(secret=SECRET, notebook_id=NAME)}.html").write_text("a page")
    (pages / "another.html").write_text("another page")
    kept = course.totals_before(NAME)
    kept.write_text(json.dumps({"points": 5, "totals": {"ann": 5, "bob": 4}}))
    (course.root / "grades.kept.csv").write_text("student;note\nann;ill\nbob;\n")
    return small


def book(course):
    return Gradebook(course.db, course.name)


def contents(course):
    """Return every file of a course with its bytes, and the gradebook as nbgrader's rows."""
    files = {
        path.relative_to(course.root).as_posix(): path.read_bytes() for path in course.root.rglob("*") if path.is_file()
    }
    files.pop("gradebook.db", None)
    return files, rows(course)


def rows(course):
    """Return every row of every table of the gradebook of a course, or of a gradebook, in an order of its own."""
    import sqlalchemy as sql

    engine = sql.create_engine(getattr(course, "db", None) or course.url)
    try:
        with engine.connect() as connection:
            found = sql.MetaData()
            found.reflect(connection)
            return {
                table.name: sorted(map(repr, connection.execute(sql.select(table)))) for table in found.sorted_tables
            }
    finally:
        engine.dispose()
