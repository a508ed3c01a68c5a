"""The sample class, graded as an instructor does it: every expected submission is a row, and its points are right."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from autograder.grade import Job, choose_seed, grade, grade_submission, jobs
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograder import grade as module
from autograder import grades, journal
from autograder.cell import grade_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.sample import KINDS, read_expected


class Replay:
    """Gives every notebook back with the outputs that a test asks for; runs nothing."""

    def __init__(self, outputs=()):
        self.outputs = dict(outputs)

    def run(self, notebook, *, seed):
        for cell in notebook.cells:
            cell.outputs = self.outputs.get(grade_id(cell), [])
        return notebook


def number(text):
    return [new_output("execute_result", {"text/plain": text}, execution_count=1)]


@pytest.mark.slow
def test_every_kind_of_submission_gets_the_points_that_were_expected(graded):
    expected = read_expected(graded)
    rows = {(row.student, row.assignment): row for row in grades.read(graded)}
    assert rows.keys() == expected.keys() == {(student, "scatter") for student in KINDS}
    got = {key: (row.status, row.score) for key, row in rows.items()}
    assert got == {key: (row["status"], float(row["score"])) for key, row in expected.items()}


@pytest.mark.slow
def test_whatever_is_not_graded_says_why(graded):
    reasons = {row.student: row.reason for row in grades.read(graded)}
    assert "no JSON" in reasons["jun"]
    assert "answer cells" in reasons["kim"]
    assert "nothing was handed in" in reasons["lea"]
    assert "was deleted and is put back" in reasons["gus"]
    assert "was edited, the original is used" in reasons["hana"]
    assert "stands twice" in reasons["ivo"]
    assert reasons["ada"] == ""


@pytest.mark.slow
def test_nbgraders_own_gradebook_has_the_same_points(graded):
    with closing(Gradebook(graded.db, graded.name)) as book:
        scores = {s.student_id: s.score for s in book.find_assignment("scatter").submissions}
    assert scores == {row.student: row.score for row in grades.read(graded) if row.status != "missing"}


@pytest.mark.slow
def test_an_unchanged_class_is_not_graded_again(graded, tmp_path, monkeypatch):
    shutil.copytree(graded.root, tmp_path / "course")
    course = type(graded).open(tmp_path / "course")
    monkeypatch.setattr(module, "_run", lambda todo, *_: pytest.fail("graded again") if todo else [])
    outcomes = grade(course, "scatter", sandbox="bwrap", seed=7, workers=1)
    assert len(outcomes) == len(KINDS)


@pytest.fixture(scope="session")
def source(course):
    return nbformat.read(course.notebook("source", "scatter"), as_version=4)


@pytest.fixture
def job(course):
    return Job("ann", "scatter", course.notebook("release", "scatter").read_bytes())


def test_no_output_is_full_marks_an_error_none_and_a_number_its_value(source, job):
    outputs = {
        "stamp1d-worked_example": [new_output("error", ename="CheckFailed", evalue="x", traceback=[])],
        "stamp1d-any_stride_and_dilation": number("0.5"),
    }
    outcome, _ = grade_submission(job, source, Replay(outputs), 0)
    full = {grade_id(c): c.metadata.nbgrader.points for c in source.cells if c.metadata.nbgrader.grade}
    assert outcome.scores == full | {"stamp1d-worked_example": 0, "stamp1d-any_stride_and_dilation": 0.5}


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "1000", "np.float64(0.5)", "'all'", ""])
def test_a_result_that_is_no_number_of_points_gives_none_and_is_noted(source, job, text):
    outcome, _ = grade_submission(job, source, Replay({"stamp1d-worked_example": number(text)}), 0)
    assert outcome.scores["stamp1d-worked_example"] == 0
    assert "stamp1d-worked_example gave" in outcome.reason


def test_untouched_answers_are_known(source, job):
    outcome, _ = grade_submission(job, source, Replay(), 0)
    assert outcome.unanswered == ["contributors", "stamp1d", "stamp2d_strided"]


def test_a_crash_in_grading_is_a_row_and_is_tried_again(own_course):
    class Broken(Replay):
        def run(self, notebook, *, seed):
            raise RuntimeError("the machine is on fire")

    hand_in(own_course, "ann")
    [outcome] = run(own_course, Broken())
    assert (outcome.status, outcome.score) == ("failed", 0)
    assert "the machine is on fire" in outcome.reason
    [outcome] = run(own_course, Replay())
    assert outcome.status == "graded"


def hand_in(course, student, data=None):
    path = course.notebook("submitted", "scatter", student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(course.notebook("release", "scatter").read_bytes() if data is None else data)
    return path


def run(course, executor):
    """Grade in this process with a stand-in for the executor; what runs for real is tested with the sample class."""
    with (
        mock.patch.object(module, "ProcessPoolExecutor", InProcess),
        mock.patch.object(module, "executor", return_value=executor),
    ):
        return grade(course, "scatter", sandbox="bwrap", seed=1, workers=1)


class InProcess:
    """A pool of this process, so that a test's own executor can be used."""

    def __init__(self, **_settings):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, function, *args):
        future = Future()
        future.set_result(function(*args))
        return future


def test_links_misnamed_files_and_empty_folders_are_told_apart(own_course):
    (own_course.root / "submitted" / "empty").mkdir(parents=True)
    hand_in(own_course, "misnamed").rename(own_course.root / "submitted/misnamed/scatter/copy.ipynb")
    secret = own_course.root / "secret.ipynb"
    secret.write_bytes(own_course.notebook("source", "scatter").read_bytes())
    link = own_course.notebook("submitted", "scatter", "link")
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    (own_course.root / "submitted" / "folder_link").symlink_to(own_course.root / "nowhere")
    (own_course.root / "submitted" / "long_link").symlink_to("x" * 300)
    outcomes = {outcome.student: outcome for outcome in run(own_course, Replay())}
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "empty": "missing",
        "folder_link": "rejected",
        "link": "rejected",
        "long_link": "rejected",
        "misnamed": "rejected",
    }
    assert "holds copy.ipynb" in outcomes["misnamed"].reason
    assert all("symbolic link" in outcomes[name].reason for name in ("link", "folder_link"))
    assert "cannot be read (File name too long)" in outcomes["long_link"].reason


JOBS = """
import sys
from pathlib import Path
from autograder.course import Course
from autograder.grading.inbox import submissions
for job in jobs(Course.open(Path(sys.argv[1])), "scatter"):
    print(job.student, job.data is not None, job.problem, sep="|")
"""


def test_a_folder_that_cannot_be_read_is_a_row_that_says_so(own_course):
    for student in ("ann", "bob", "eve"):
        hand_in(own_course, student)
    hidden, closed = own_course.root / "submitted/bob/scatter", own_course.root / "submitted/eve"
    (hidden / "scatter.ipynb").unlink()
    hidden.chmod(0o311)  # may be entered, not listed
    closed.chmod(0o000)
    who = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []  # root without keys
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*who, sys.executable, "-c", JOBS, own_course.root], capture_output=True, text=True, check=False, cwd=root
    )
    hidden.chmod(0o755)
    closed.chmod(0o755)
    assert done.stdout.splitlines() == [
        "ann|True|",
        "bob|False|lies in a folder that cannot be read (Permission denied): allow reading it",
        "eve|False|cannot be read (Permission denied): hand in the .ipynb file itself",
    ], done.stderr


def test_the_name_given_to_a_folder_takes_nobody_elses(own_course):
    hand_in(own_course, "z" * 150)
    [first] = jobs(own_course, "scatter")
    assert "rename it" in first.problem
    hand_in(own_course, first.student)
    hand_in(own_course, "z" * 151)
    found = {job.student: job for job in jobs(own_course, "scatter")}
    assert len(found) == 3
    assert found[first.student].data is not None
    assert all("rename it" in job.problem and len(name) <= 128 for name, job in found.items() if job.data is None)
    assert found == {job.student: job for job in jobs(own_course, "scatter")}


def test_a_rejected_resubmission_does_not_keep_the_old_points(own_course):
    hand_in(own_course, "ann")
    [first] = run(own_course, Replay())
    assert first.score == first.max_score
    hand_in(own_course, "ann", b"not any more")
    [second] = run(own_course, Replay())
    assert second.status == "rejected"
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        assert book.find_submission("scatter", "ann").score == 0


def test_manual_scores_and_comments_are_kept(own_course):
    hand_in(own_course, "ann")
    run(own_course, Replay())
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        mark = book.find_grade("stamp1d-worked_example", "scatter", "scatter", "ann")
        mark.manual_score, mark.extra_credit = 0.25, 2
        book.find_comment("stamp1d", "scatter", "scatter", "ann").manual_comment = "well tried"
        book.db.commit()
    hand_in(own_course, "ann", hand_in(own_course, "bob").read_bytes() + b"\n")
    run(own_course, Replay({"stamp1d-worked_example": number("0.5")}))
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        mark = book.find_grade("stamp1d-worked_example", "scatter", "scatter", "ann")
        assert (mark.manual_score, mark.extra_credit, mark.auto_score) == (0.25, 2, 0.5)
        assert mark.needs_manual_grade
        assert book.find_comment("stamp1d", "scatter", "scatter", "ann").comment == "well tried"


def test_lateness_comes_from_the_timestamp_and_the_due_date(own_course):
    path = hand_in(own_course, "ann")
    (path.parent / "timestamp.txt").write_text("2026-01-02 00:00:00 UTC")
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.update_or_create_assignment("scatter", duedate="2026-01-01 12:00:00 UTC")
    [row] = grades.rows(own_course, "scatter", run(own_course, Replay()))
    assert row.late == 12 * 3600


def test_a_torn_last_line_of_the_journal_costs_that_line_only(tmp_path):
    path = tmp_path / "journal.jsonl"
    outcome = journal.Outcome("ann", "scatter", "graded", 5, key="k")
    journal.Journal(path).add([outcome])
    with path.open("a") as file:
        file.write(json.dumps({"student": "bob"})[:9])
    assert journal.Journal(path).known == {("ann", "scatter"): outcome}


def test_the_seed_is_drawn_once_and_kept(own_course):
    first = choose_seed(own_course, None)
    assert choose_seed(own_course, None) == first
    assert choose_seed(own_course, 12) == 12
    assert choose_seed(own_course, None) == 12
    own_course.seed_file.write_text("twelve")
    with pytest.raises(CourseError, match="holds no number"):
        choose_seed(own_course, None)


def test_grades_csv_keeps_other_assignments_and_runs_no_formula(own_course):
    def row(student, assignment, score):
        return grades.Row(student, assignment, "graded", score, 5, 0, 0.1, "")

    grades.write(own_course, [row("=cmd()", "scatter", 1), row("ann", "matrix", 2)])
    path = grades.write(own_course, [row("=cmd()", "scatter", 3)])
    assert path.read_text().splitlines()[1:] == ["ann,matrix,graded,2,5,0,0.1,", "'=cmd(),scatter,graded,3,5,0,0.1,"]


CELLS = st.text(st.sampled_from(",;\t\r\n\"' =+-@\uff1da1"), max_size=12)


def cells(text):
    """Give the cells of a table for readers that split at a comma, a semicolon or a tab and know quotes or not."""
    for mark in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark, quoting=quoting):
                yield from line
    yield from re.split(r"[,;\t\r\n]", text)


@given(CELLS, CELLS)
@example(";=1+1;", ";=WEBSERVICE(A1);")
@example('";"=1', '"=1";"')
@example("'=1", "''; '=1, ' -1")
@example("\t=1\r=1\n=1", "\r\n=1")
def test_no_reader_of_grades_csv_finds_a_formula_and_ours_finds_what_was_written(table, name, reason):
    course = Course(table, "course", (), "")
    row = grades.Row(name, "scatter", "graded", 1, 5, 0, 0.1, reason)
    (table / "grades.csv").unlink(missing_ok=True)
    text = grades.write(course, [row]).read_bytes().decode()
    assert [cell for cell in cells(text) if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\r", "\uff1d"))] == []
    assert [cell for cell in cells(text) if cell.startswith("\t")] == []
    assert grades.read(course) == [row]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return tmp_path_factory.mktemp("table")


@pytest.mark.parametrize("value", ["'=1", "''", "'+", "plain", "it's - a test; really"])
def test_a_table_of_before_is_read_as_it_was(table, value):
    written = "'" + value if value.startswith(("'", "=")) else value  # as it was written before
    path = table / "grades.csv"
    path.write_text(
        f"student,assignment,status,score,max_score,late,seconds,reason\n{written},scatter,graded,1,5,0,0,\n"
    )
    assert [row.student for row in grades.read(Course(table, "course", (), ""))] == [value]


@pytest.mark.parametrize(
    "text", ["student,score\nann,1\n", "student,raw_score\nann,1\n", "score\nfull\n", "student\nann,1\n"]
)
def test_a_table_of_another_program_is_named_and_kept(own_course, text):
    (own_course.root / "grades.csv").write_text(text)
    with pytest.raises(CourseError, match=r"grades\.csv: is not the table of 'autograder grade', move it away"):
        grades.write(own_course, [])
    assert (own_course.root / "grades.csv").read_text() == text


@pytest.mark.slow
def test_without_a_sandbox_the_points_are_the_same_and_every_grade_says_so(graded, own_course):
    for student in KINDS:
        path = graded.notebook("submitted", "scatter", student)
        if path.exists():
            hand_in(own_course, student, path.read_bytes())
    outcomes = grade(own_course, "scatter", sandbox="none", seed=7, workers=2)
    points = {row.student: row.score for row in grades.read(graded) if row.status != "missing"}
    assert {outcome.student: outcome.score for outcome in outcomes} == points
    assert {("graded without a sandbox" in outcome.reason) for outcome in outcomes if outcome.status == "graded"} == {
        True
    }
