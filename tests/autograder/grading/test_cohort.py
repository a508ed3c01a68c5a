"""The class, graded as an instructor does it: every expected submission is an outcome, recorded once, never lost."""

import json
import os
import shutil
import signal
from contextlib import closing
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.cohort import How
from autograder.grading.executor import SandboxKind
from autograder.grading.journal import Journal
from autograder.grading.workers import LocalProcesses, ThisProcess
from autograder.sample.made import read_expected
from autograder.sample.usual import KINDS
from autograder.seed import Secret
from tests.autograder.classroom import (
    HOW,
    NoWorkers,
    Replay,
    book_of,
    grade,
    hand_in,
    number,
    outcomes,
    points,
    rows,
)  # fmt: skip

SEVEN = How(SandboxKind.BWRAP, Secret("7"))


@pytest.mark.slow
def test_every_kind_of_submission_gets_the_points_that_were_expected(graded):
    expected = read_expected(graded, ["scatter"])
    found = {(row["student"], row["assignment"]): row for row in rows(graded)}
    assert found.keys() == expected.keys() == {(student, "scatter") for student in KINDS}
    got = {key: (row["status"], row["score"]) for key, row in found.items()}
    assert got == {key: (row["status"], float(row["score"])) for key, row in expected.items()}


@pytest.mark.slow
def test_whatever_is_not_graded_says_why(graded):
    reasons = {row["student"]: row["reason"] for row in rows(graded)}
    assert "no JSON" in reasons["jun"]
    assert "answer cells" in reasons["kim"]
    assert "nothing was handed in" in reasons["lea"]
    assert "was deleted and is put back" in reasons["gus"]
    assert "was edited, the original is used" in reasons["hana"]
    assert "stands twice" in reasons["ivo"]
    assert reasons["ada"] == ""


@pytest.mark.slow
def test_nbgraders_own_gradebook_has_the_same_points(graded):
    assert points(graded) == {row["student"]: row["score"] for row in rows(graded) if row["status"] != "missing"}


@pytest.mark.slow
def test_an_unchanged_class_is_not_graded_again(graded, tmp_path):
    shutil.copytree(graded.root, tmp_path / "course")
    course = Course.open(tmp_path / "course")
    assert len(grade(course, workers=NoWorkers(), how=SEVEN)) == len(KINDS)


@pytest.mark.parametrize("how", [HOW._replace(secret=Secret("2")), HOW._replace(sandbox=SandboxKind.NONE)])
def test_another_seed_or_sandbox_a_lost_notebook_and_again_are_graded_again(own_course, how):
    hand_in(own_course, "ann")
    [first] = grade(own_course, Replay())
    failing = Replay({"stamp1d-worked_example": number("0")})
    assert [each.score for each in grade(own_course, failing)] == [first.score]
    assert [each.score for each in grade(own_course, failing, how=how)] == [first.score - 1]
    [third] = grade(own_course, Replay())
    assert third.score == first.score
    assert [each.score for each in grade(own_course, failing, again=True)] == [first.score - 1]
    own_course.notebook("autograded", "scatter", "ann").unlink()
    assert [each.score for each in grade(own_course, Replay())] == [first.score]


def test_a_crash_in_grading_is_a_row_and_is_tried_again(own_course):
    class Broken(Replay):
        def run(self, notebook, *, seed):
            raise RuntimeError("the machine is on fire")

    hand_in(own_course, "ann")
    [outcome] = grade(own_course, Broken())
    assert (outcome.status, outcome.score) == ("failed", 0)
    assert "the machine is on fire" in outcome.reason
    [outcome] = grade(own_course, Replay())
    assert outcome.status == "graded"


def test_an_assignment_that_is_not_released_is_named(own_course):
    own_course.notebook("source", "scatter").unlink()
    with pytest.raises(CourseError, match=r"scatter\.ipynb: is not there, run 'autograder release scatter'"):
        grade(own_course, Replay())


def test_the_outcomes_come_in_the_order_of_the_students_whoever_is_ready_first(own_course):
    class Backwards(ThisProcess):
        def map(self, work, tasks):
            return super().map(work, list(tasks)[::-1])

    for student in ("ann", "bob", "cho"):
        hand_in(own_course, student)
    assert [each.student for each in grade(own_course, Replay(), workers=Backwards())] == ["ann", "bob", "cho"]


def test_a_run_that_is_stopped_keeps_what_it_graded_and_goes_on_with_the_rest(own_course):
    class Stopped(Replay):
        runs = 0

        def run(self, notebook, *, seed):
            self.runs += 1
            if self.runs == 4:
                raise KeyboardInterrupt
            return super().run(notebook, seed=seed)

    students = ["ann", "bob", "cho", "dan", "eve"]
    for student in students:
        hand_in(own_course, student)
    with pytest.raises(KeyboardInterrupt):
        grade(own_course, Stopped(), batch_size=2)
    assert [each.student for each in outcomes(own_course)] == ["ann", "bob", "cho"] == sorted(points(own_course))
    rest = Replay()
    ran = []
    rest.run = lambda notebook, *, seed: ran.append(seed) or notebook
    assert [each.student for each in grade(own_course, rest, batch_size=2)] == students
    assert len(ran) == 2
    assert sorted(points(own_course)) == students


def test_progress_counts_up_to_everyone_with_those_that_are_known(own_course):
    for student in ("ann", "bob"):
        hand_in(own_course, student)
    grade(own_course, Replay())
    hand_in(own_course, "cho")
    seen = []
    grade(own_course, Replay(), progress=lambda done, expected: seen.append((done, expected)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_rejected_resubmission_does_not_keep_the_old_points(own_course):
    hand_in(own_course, "ann")
    [first] = grade(own_course, Replay())
    assert first.score == first.max_score
    hand_in(own_course, "ann", b"not any more")
    [second] = grade(own_course, Replay())
    assert second.status == "rejected"
    assert points(own_course) == {"ann": 0}


def test_manual_scores_and_comments_are_kept(own_course):
    hand_in(own_course, "ann")
    grade(own_course, Replay())
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        mark = book.find_grade("stamp1d-worked_example", "scatter", "scatter", "ann")
        mark.manual_score, mark.extra_credit = 0.25, 2
        book.find_comment("stamp1d", "scatter", "scatter", "ann").manual_comment = "well tried"
        book.db.commit()
    hand_in(own_course, "ann", hand_in(own_course, "bob").read_bytes() + b"\n")
    grade(own_course, Replay({"stamp1d-worked_example": number("0.5")}))
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
    [outcome] = book_of(own_course).with_totals(grade(own_course, Replay()))
    assert outcome.late == 12 * 3600


def test_another_gradebook_gets_the_points_that_are_in_the_journal(own_course, tmp_path):
    hand_in(own_course, "ann")
    [first] = grade(own_course, Replay())
    other = replace(own_course, db=f"sqlite:///{tmp_path / 'other.db'}")
    grade(other, workers=NoWorkers())
    assert points(other) == points(own_course) == {"ann": first.max_score}


def test_what_was_withdrawn_keeps_no_points(own_course):
    path = hand_in(own_course, "ann")
    grade(own_course, Replay())
    path.unlink()
    [outcome] = book_of(own_course).with_totals(grade(own_course, Replay()))
    assert (outcome.status, outcome.total) == ("missing", 0)
    assert points(own_course) == {"ann": 0}


class Deadly(Replay):
    """Ends its process at the notebook of one student, as the kernel does when memory is short."""

    def run(self, notebook, *, seed):
        if any("DEADLY" in cell.source for cell in notebook.cells):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(notebook, seed=seed)


def test_a_process_that_is_killed_costs_nobody_else_a_point(own_course):
    for student in ("ann", "bob", "cho"):
        hand_in(own_course, student)
    notebook = json.loads(own_course.notebook("release", "scatter").read_text())
    deadly = {"cell_type": "code", "source": "DEADLY", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append(deadly)
    hand_in(own_course, "eve", json.dumps(notebook).encode())
    found = grade(own_course, Deadly(), workers=LocalProcesses(2))
    assert {o.student: o.status for o in found} == {
        "ann": "graded",
        "bob": "graded",
        "cho": "graded",
        "eve": "failed",
    }
    assert all(outcome.score == outcome.max_score for outcome in found if outcome.student != "eve")
    assert "ended from outside" in next(each.reason for each in found if each.student == "eve")
    assert Journal(own_course.journal).find("eve", "scatter", found[-1].key) is None


@pytest.mark.slow
def test_without_a_sandbox_the_points_are_the_same_and_every_grade_says_so(graded, own_course):
    for student in KINDS:
        path = graded.notebook("submitted", "scatter", student)
        if path.exists():
            hand_in(own_course, student, path.read_bytes())
    found = grade(own_course, workers=LocalProcesses(2), how=How(SandboxKind.NONE, Secret("7")))
    expected = {row["student"]: row["score"] for row in rows(graded) if row["status"] != "missing"}
    assert {outcome.student: outcome.score for outcome in found} == expected
    assert {("graded without a sandbox" in outcome.reason) for outcome in found if outcome.status == "graded"} == {True}
