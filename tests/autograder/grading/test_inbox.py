"""The inbox: whatever lies in ``submitted/`` is a submission with its bytes or its problem; nothing is waited for."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from autograder.grading.inbox import submissions
from tests.autograder.classroom import Replay, book_of, grade, hand_in
from tests.autograder.grading.papers import zipped

ROOT = Path(__file__).parents[3]


def inbox(course, enrolled=()):
    return {each.student: each for each in submissions(course, "scatter", enrolled)}


def test_everyone_enrolled_or_with_a_folder_is_expected_in_order(own_course):
    hand_in(own_course, "cho", b"data")
    found = list(submissions(own_course, "scatter", ["dan", "ann"]))
    assert [(each.student, each.data, each.problem) for each in found] == [
        ("ann", None, ""),
        ("cho", b"data", ""),
        ("dan", None, ""),
    ]


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
    outcomes = {outcome.student: outcome for outcome in grade(own_course, Replay())}
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "empty": "missing",
        "folder_link": "rejected",
        "link": "rejected",
        "long_link": "rejected",
        "misnamed": "graded",
    }
    assert "was found as copy.ipynb" in outcomes["misnamed"].reason
    assert all("symbolic link" in outcomes[name].reason for name in ("link", "folder_link"))
    assert "cannot be read (File name too long)" in outcomes["long_link"].reason


def test_a_folder_or_a_pipe_in_the_files_place_is_named_at_once(own_course):
    hand_in(own_course, "ann").unlink()
    own_course.notebook("submitted", "scatter", "ann").mkdir()
    pipe = hand_in(own_course, "bob")
    pipe.unlink()
    os.mkfifo(pipe)
    flat = own_course.root / "submitted" / "cho"
    flat.mkdir()
    (flat / "scatter").write_text("{}")
    problems = {student: each.problem for student, each in inbox(own_course).items()}
    assert problems == {
        "ann": "cannot be read (it is a folder): hand in the .ipynb file itself",
        "bob": "cannot be read (it is no file): hand in the .ipynb file itself",
        "cho": "is a file named scatter: put scatter.ipynb into a folder of that name",
    }


INBOX = """
import sys
from pathlib import Path
from autograder.course import Course
from autograder.grading.inbox import submissions
for each in submissions(Course.open(Path(sys.argv[1])), "scatter", []):
    print(each.student, each.data is not None, each.problem, sep="|")
"""


def test_what_cannot_be_read_is_a_row_that_says_so(own_course):
    for student in ("ann", "bob", "cho", "dan", "eve"):
        hand_in(own_course, student)
    hidden, closed = own_course.root / "submitted/bob/scatter", own_course.root / "submitted/eve"
    inner, file = own_course.root / "submitted/cho/scatter", own_course.root / "submitted/dan/scatter/scatter.ipynb"
    (hidden / "scatter.ipynb").unlink()
    hidden.chmod(0o311)  # may be entered, not listed
    for path in (closed, inner, file):
        path.chmod(0o000)
    who = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []  # root without keys
    done = subprocess.run(
        [*who, sys.executable, "-c", INBOX, own_course.root], capture_output=True, text=True, check=False, cwd=ROOT
    )
    for path in (hidden, closed, inner):
        path.chmod(0o755)
    folder = "lies in a folder that cannot be read (Permission denied): allow reading it"
    assert done.stdout.splitlines() == [
        "ann|True|",
        f"bob|False|{folder}",
        f"cho|False|{folder}",
        "dan|False|cannot be read (Permission denied): hand in the .ipynb file itself",
        f"eve|False|{folder}",
    ], done.stderr


def test_the_name_given_to_a_folder_takes_nobody_elses(own_course):
    hand_in(own_course, "z" * 150)
    [first] = submissions(own_course, "scatter", [])
    assert "rename it" in first.problem
    hand_in(own_course, first.student)
    hand_in(own_course, "z" * 151)
    found = inbox(own_course)
    assert len(found) == 3
    assert found[first.student].data is not None
    assert all("rename it" in each.problem and len(name) <= 128 for name, each in found.items() if each.data is None)
    assert found == inbox(own_course)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02 03:04:05 UTC", datetime(2026, 1, 2, 3, 4, 5)),  # noqa: DTZ001 - nbgrader keeps UTC without a zone
        ("2026-01-02 03:04:05\n", datetime(2026, 1, 2, 3, 4, 5)),  # noqa: DTZ001
        ("yesterday, I think", None),
        ("", None),
    ],
)
def test_the_time_of_handing_in_is_read_as_utc_or_not_at_all(own_course, text, moment):
    (hand_in(own_course, "ann").parent / "timestamp.txt").write_text(text)
    assert inbox(own_course)["ann"].timestamp == moment


EXCHANGES, THEIRS = "2026-11-25 10:00:00.000001 UTC", "2026-11-01 08:00:00 UTC"


@pytest.mark.parametrize(
    ("file", "exchange"),
    [
        ("scatter/scatter.ipynb", "scatter"),
        ("scatter/scatter.zip", "scatter"),
        ("scatter/mine/scatter.zip", "scatter"),
        ("scatter/scatter/scatter.ipynb", "scatter"),
        ("matrix/scatter.ipynb", "matrix"),  # fetched one assignment, and handed in within another
        ("matrix/mine/scatter.ipynb", "matrix"),
        ("matrix/mine/deeper/scatter.zip", "matrix"),
        ("Scatter/mine/scatter.ipynb", "Scatter"),
        ("work/scatter.ipynb", "scatter"),
        ("scatter.ipynb", "scatter"),
    ],
)
def test_time_and_secret_are_those_that_the_exchange_wrote_wherever_the_notebook_lies(own_course, file, exchange):
    top = own_course.root / "submitted" / "ann"
    notebook = own_course.notebook("release", "scatter").read_bytes()
    path = top / file
    path.parent.mkdir(parents=True)
    (top / exchange).mkdir(exist_ok=True)
    if path.parent not in (top, top / exchange, top / "work"):
        (path.parent / "timestamp.txt").write_text(THEIRS)
        (path.parent / "submission_secret.txt").write_text("theirs")
    beside = {"scatter.ipynb": notebook, "timestamp.txt": THEIRS.encode(), "submission_secret.txt": b"theirs"}
    path.write_bytes(zipped(beside) if file.endswith(".zip") else notebook)
    (top / exchange / "timestamp.txt").write_text(EXCHANGES)
    (top / exchange / "submission_secret.txt").write_text("the exchange's")
    [outcome] = grade(own_course, Replay())
    assert (outcome.status, outcome.timestamp) == ("graded", datetime(2026, 11, 25, 10, 0, 0, 1))  # noqa: DTZ001
    graded = own_course.notebook("autograded", "scatter", "ann").parent
    receipts = [(graded / name).read_text() for name in ("timestamp.txt", "submission_secret.txt")]
    assert receipts == [EXCHANGES, "the exchange's"]


def test_time_and_secret_are_those_of_the_attempt_that_counts(own_course):
    (own_course.root / "submitted" / "ann").mkdir(parents=True)
    kept = own_course.root / "attempts/ann/scatter/first"
    kept.mkdir(parents=True)
    (kept / "scatter.ipynb").write_bytes(own_course.notebook("release", "scatter").read_bytes())
    (kept / "timestamp.txt").write_text(EXCHANGES)
    (kept / "submission_secret.txt").write_text("the exchange's")
    [outcome] = grade(replace(own_course, attempts="best"), Replay())
    assert (outcome.attempt, outcome.timestamp) == ("first", datetime(2026, 11, 25, 10, 0, 0, 1))  # noqa: DTZ001
    graded = own_course.notebook("autograded", "scatter", "ann").parent
    assert (graded / "submission_secret.txt").read_text() == "the exchange's"


def test_a_student_known_under_another_form_of_the_name_has_the_times_of_their_own_folder(own_course):
    home = hand_in(own_course, "ada").parent
    (home / "timestamp.txt").write_text(EXCHANGES)
    book_of(own_course).enrol(["Ada"])
    [outcome] = grade(own_course, Replay())
    assert (outcome.student, outcome.timestamp is not None) == ("Ada", True)
    assert (own_course.notebook("autograded", "scatter", "Ada").parent / "timestamp.txt").read_text() == EXCHANGES
