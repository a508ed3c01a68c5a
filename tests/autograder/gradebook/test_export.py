"""What is exported is read back by the rules of those who import it, and is what nbgrader itself counts.

The two importers below follow the code of Canvas and Moodle that ``gradebook.export`` names.
"""

import csv
import io
import re
import shutil
from contextlib import closing
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader import api

from autograder.gradebook.database import Gradebook
from autograder.gradebook.export import FORMATS, Sheet, export
from tests.autograder.postgres import server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),  # nbgrader's own way to add
]
DUE = datetime(2026, 11, 21)  # noqa: DTZ001 - as nbgrader keeps it
TESTS = {
    "scatter": [("spread", "one", 2.0), ("spread", "two", 3.0), ("stamp", "three", 1.0)],
    "matrix": [("f", "x", 4.0)],
}
PLAIN = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)
TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=8).map(str.strip)
NAMES = TEXT | st.sampled_from(
    ['Li, "Wei"', "=1+1", "+1", "-1", "@x", "李小龙", "O'Brien", "Müller;Jr", "=cmd|' /C calc'!A0"]
)
MARKS = st.tuples(
    st.none() | st.integers(0, 30).map(lambda n: n / 4),
    st.none() | st.integers(0, 30).map(lambda n: n / 4),
    st.none() | st.sampled_from([0.0, 0.5, -0.25]),
)
STUDENTS = st.dictionaries(
    PLAIN | st.sampled_from(["=1+1", "-x", "a,b", 'a"b']),
    st.fixed_dictionaries(
        {
            "first_name": NAMES,
            "last_name": NAMES,
            "email": st.none() | PLAIN.map(lambda name: f"{name}@x.org"),
            "lms_user_id": st.none() | st.integers(1, 10**6).map(str),
            "handed_in": st.dictionaries(
                st.sampled_from(sorted(TESTS)),
                st.tuples(st.lists(MARKS, min_size=3, max_size=3), st.none() | st.sampled_from([0.0, 1.5, 99.0])),
            ),
        }
    ),
    max_size=4,
)


def enter(url, students):
    """Enter a class by nbgrader's own interface, and return what it counts: by assignment and student."""
    totals = {}
    with closing(api.Gradebook(url, "course")) as book:
        for student, fields in students.items():
            book.add_student(student, **{name: value for name, value in fields.items() if name != "handed_in"})
            for name, (marks, penalty) in fields["handed_in"].items():
                submission = book.add_submission(name, student)
                submission.notebooks[0].late_submission_penalty = penalty
                for (_, test, _), (auto, manual, extra) in zip(TESTS[name], marks, strict=False):
                    grade = book.find_grade(test, name, name, student)
                    grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, extra
        book.db.commit()
        for name in TESTS:
            for submission in book.find_assignment(name).submissions:
                total = max(0.0, submission.score - submission.late_submission_penalty)
                each = {grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
                totals[name, submission.student_id] = total, each
    return totals


def assignments(url):
    with closing(api.Gradebook(url, "course")) as book:
        for name, tests in TESTS.items():
            book.add_assignment(name, duedate=DUE)
            book.add_notebook(name, name)
            for _, test, full in tests:
                book.add_grade_cell(test, name, name, max_score=full, cell_type="code")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return a gradebook with two assignments and nobody in it."""
    path = tmp_path_factory.mktemp("export") / "empty.db"
    assignments(f"sqlite:///{path}")
    return path


@pytest.fixture
def fresh(empty):
    """Return what gives a new copy of it."""

    def make():
        shutil.copy(empty, empty.with_name("gradebook.db"))
        return f"sqlite:///{empty.with_name('gradebook.db')}"

    return make


def written(url, folder, kind, **more):
    done = export(Gradebook(url, "course"), Sheet(TESTS, **more), kind, folder / f"{kind}.csv")
    return done, done.path.read_bytes()


def canvas_imports(data, by_number, by_login):
    """Return points possible, and scores by title and student, as Canvas's importer finds them."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))  # Ruby leaves the mark in the first cell
    header, *rows = [[decimal(value) for value in row] for row in rows]
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    possible, scores = {}, {}
    for row in rows:
        assert len(row) == len(header)
        if "Points Possible" in row[0]:
            possible = dict(zip(header[5:], row[5:], strict=True))
            continue
        student = by_number.get(row[1]) or by_login.get(row[3])
        scores |= {(title, student): value.strip() for title, value in zip(header[5:], row[5:], strict=True)}
    return possible, scores


def decimal(value):
    """Read a number with a comma as Canvas's converter does."""
    if not re.fullmatch(r"-?[0-9.,]+%?", value):
        return value
    *whole, last = re.split("[,.]", value)
    return f"{''.join(whole)}.{last}" if whole else last


def moodle_imports(data, title):
    """Return the grades of one column by username, None for no grade, as Moodle's importer finds them."""
    text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header, *rows = csv.reader(io.StringIO(text))
    header = [name.strip() for name in header]
    grades = {}
    for row in rows:
        assert len(row) == len(header)
        if row[header.index("username")]:
            value = row[header.index(title)].strip()
            grades[row[header.index("username")]] = None if value in ("", "-") else float(value)
    return grades


def runs(cell):
    """Return whether a spreadsheet would take a cell for a formula: a number or a lone dash is none."""
    return cell[:1] in tuple("=+-@\t\r＝＋－＠") and cell != "-" and not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)


def check(url, students, folder):
    totals = enter(url, students)
    safe = [student for student in students if not runs(student) and not re.search(r"[,;\"] *[=+@'-]", student)]
    numbers = {fields["lms_user_id"]: student for student, fields in students.items() if fields["lms_user_id"]}
    for kind in FORMATS:
        done, data = written(url, folder, kind)
        assert done.students == len(students)
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert not [cell for row in rows for cell in row if runs(cell)]
        assert {*done.disarmed} >= {student for student in students if runs(student)}
    data = written(url, folder, "canvas")[1]
    possible, scores = canvas_imports(data, numbers, {student: student for student in students})
    assert {name: float(value) for name, value in possible.items()} == {"scatter": 6, "matrix": 4}
    rows = list(csv.DictReader(io.StringIO(written(url, folder, "csv")[1].decode("utf-8-sig"), newline="")))
    by_student = {row["student"]: row for row in rows}
    for name, tests in TESTS.items():
        grades = moodle_imports(written(url, folder, "moodle")[1], name)
        for student in safe:
            found = totals.get((name, student))
            ids = [fields["lms_user_id"] for fields in students.values()]
            if ids.count(students[student]["lms_user_id"]) == 1 or students[student]["lms_user_id"] is None:
                score = scores[name, student]
                assert (float(score) if score else None) == (None if found is None else pytest.approx(found[0]))
            assert grades[student] == (None if found is None else pytest.approx(found[0]))
            row = by_student[student]
            if found is None:
                assert {row[name], row[f"{name}: late penalty"]} == {""}
                continue
            assert float(row[name]) == pytest.approx(found[0])
            for exercise in {exercise for exercise, _, _ in tests}:
                own = [test for each, test, _ in tests if each == exercise]
                for test in own:
                    assert float(row[f"{name}: {exercise}: {test}"]) == pytest.approx(found[1][test])
                assert float(row[f"{name}: {exercise}"]) == pytest.approx(sum(found[1][test] for test in own))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(students=STUDENTS)
def test_each_importer_finds_what_nbgrader_counts_and_no_cell_is_a_formula(fresh, tmp_path, students):
    check(fresh(), students, tmp_path)


def test_on_postgresql_it_is_the_same(fresh, tmp_path):
    marks = [(1.0, None, None), (2.0, 0.5, 0.25), (None, None, 1.0)]
    students = {
        student: {
            "first_name": "Wei",
            "last_name": student,
            "email": None,
            "lms_user_id": None,
            "handed_in": {"scatter": (marks, 0.5)} if handed_in else {},
        }
        for student, handed_in in (("b", True), ("A", True), ("a_", False), ("李", True), ("Z", False))
    }
    here = fresh()
    check(here, students, tmp_path)
    with server() as one:
        assignments(one.url)
        check(one.url, students, tmp_path)
        for kind in FORMATS:
            rows = [sorted(written(url, tmp_path, kind)[1].splitlines()) for url in (here, one.url)]
            assert rows[0] == rows[1]  # the order is the database's


def test_titles_and_numbers_of_the_platform_are_taken(fresh, tmp_path):
    url = fresh()
    fields = {"first_name": "", "last_name": "", "email": None, "lms_user_id": None, "handed_in": {}}
    enter(url, {"ada": fields, "ben": fields})
    done, data = written(url, tmp_path, "canvas", titles={"scatter": "Scatter (12345)"}, numbers={"ada": "7"})
    assert data.decode("utf-8-sig").splitlines()[0].endswith("Section,Scatter (12345),matrix")
    assert data.decode().splitlines()[2:] == ["ada,7,,ada,,,", "ben,,,ben,,,"]
    assert done.without_number == ["ben"]


def test_an_export_that_fails_leaves_the_file_as_it_was(fresh, tmp_path):
    (tmp_path / "csv.csv").write_text("mine")
    with pytest.raises(KeyError):
        export(Gradebook(fresh(), "course"), Sheet(TESTS), "xml", tmp_path / "csv.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["csv.csv"]
    assert (tmp_path / "csv.csv").read_text() == "mine"


def test_the_same_gradebook_gives_the_same_bytes(fresh, tmp_path):
    url = fresh()
    fields = {"first_name": "Ada", "last_name": "L", "email": None, "lms_user_id": "1", "handed_in": {}}
    enter(url, {"ada": fields})
    for kind in FORMATS:
        assert written(url, tmp_path, kind)[1] == written(url, tmp_path, kind)[1]
