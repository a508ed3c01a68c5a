"""When a class run saves: by the clock, by number, on the way out, and around a gradebook that is in use."""

import copy
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import nbformat
import pytest
from nbgrader import api

from autograder.errors import CourseError, GradebookBusyError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.locks import Patience
from autograder.grading import cohort
from autograder.grading.executor import SandboxKind
from autograder.grading.journal import Journal
from autograder.grading.workers import ThisProcess
from autograder.outcome import Status
from autograder.seed import Secret
from tests.autograder.postgres import server

HOW = cohort.How(SandboxKind.BWRAP, Secret("a secret"))


class Replay:
    """Runs nothing: every test passes, at ``seconds`` each by its own clock."""

    def __init__(self, seconds=0.0, at=lambda _run: None):
        self.now, self.runs, self.seconds, self.at = 0.0, 0, seconds, at

    def __call__(self, _sandbox, _source):
        return self

    def run(self, notebook, *, seed):
        self.runs += 1
        self.now += self.seconds
        self.at(self.runs)
        graded = copy.deepcopy(notebook)
        for cell in graded.cells:
            cell.pop("outputs", None)
            if cell.cell_type == "code":
                cell.outputs = []
        return graded


def grade(course, executor, *, patience=0.0, gradebook=None, **more):
    """Grade in this process; the source is as it was released."""
    source = course.notebook("source", "scatter").read_text()
    time = {"clock": lambda: executor.now}
    gradebook = gradebook or Gradebook(f"{course.db}?timeout=0", course.name, Patience(patience))
    return cohort.grade(
        course, "scatter", gradebook=gradebook, workers=ThisProcess(), how=HOW, source=source,
        make_executor=executor, **time, **more,
    )  # fmt: skip


@pytest.fixture
def class_(own_course):
    for place in range(6):
        path = own_course.notebook("submitted", "scatter", f"s{place}")
        path.parent.mkdir(parents=True)
        path.write_bytes(own_course.notebook("release", "scatter").read_bytes())
    return own_course


def journal(course):
    return [each.student for each in Journal(course.journal).of(["scatter"])]


def recorded(course):
    with closing(api.Gradebook(course.db, course.name)) as book:
        return {each.student_id: each.score for each in book.find_assignment("scatter").submissions}


def test_a_run_saves_at_once_and_then_every_few_seconds(class_):
    seen = []
    executor = Replay(1.0, lambda _run: seen.append((len(journal(class_)), len(recorded(class_)))))
    grade(class_, executor, save_every=2.5)
    assert seen == [(0, 0), (1, 1), (1, 1), (1, 1), (4, 4), (4, 4)]
    assert len(journal(class_)) == len(recorded(class_)) == 6


def test_a_run_saves_a_full_batch_before_its_time(class_):
    seen = []
    grade(class_, Replay(0.0, lambda _run: seen.append(len(journal(class_)))), batch_size=2, save_every=1000)
    assert seen == [0, 1, 1, 3, 3, 5]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, SystemExit])
def test_whatever_stops_a_run_what_was_graded_is_saved_and_the_rest_follows(class_, error):
    def stop(run):
        if run == 4:
            raise error

    # an executor's exception is a row of its student; what is no Exception stops the run
    executor = Replay(0.0, stop)
    if issubclass(error, Exception):
        found = grade(class_, executor, save_every=1000)
        assert [each.status for each in found].count(Status.FAILED) == 1
    else:
        with pytest.raises(error):
            grade(class_, executor, save_every=1000)
        assert journal(class_) == sorted(recorded(class_)) == ["s0", "s1", "s2"]
    rest = Replay()
    assert len(grade(class_, rest)) == 6
    assert rest.runs == (1 if issubclass(error, Exception) else 3)
    assert set(recorded(class_).values()) == {22}


def hold(course, events):
    connection = sqlite3.connect(course.db.removeprefix("sqlite:///"), isolation_level=None)
    events.append(connection)
    connection.execute("BEGIN EXCLUSIVE")


def test_a_gradebook_that_is_in_use_in_the_middle_holds_nobody_up_and_gets_everything_in_the_end(class_):
    held = []
    in_the_journal = []

    def at(run):
        in_the_journal.append(len(journal(class_)))
        if run == 2:
            hold(class_, held)
        if run == 6:
            held.pop().close()

    found = grade(class_, Replay(10.0, at), save_every=5)
    assert in_the_journal == [0, 1, 2, 3, 4, 5]
    assert len(found) == len(recorded(class_)) == 6


def test_a_gradebook_that_stays_in_use_is_named_and_the_next_run_records_what_the_journal_kept(class_):
    held = []
    with pytest.raises(GradebookBusyError, match=r"in use .*: what was graded is kept in the journal$"):
        grade(class_, Replay(10.0, lambda run: hold(class_, held) if run == 3 else None))
    held.pop().close()
    assert len(journal(class_)) == 6
    assert len(recorded(class_)) == 2
    rest = Replay()
    grade(class_, rest)
    assert rest.runs == 0
    assert set(recorded(class_).values()) == {22}


def test_a_server_that_is_lost_in_the_middle_is_named_and_the_same_command_goes_on_when_it_is_back(class_):
    with server() as one:
        book = Gradebook(one.url, "course")
        course = replace(class_, db=one.url)
        book.enter("scatter", nbformat.read(class_.notebook("source", "scatter"), as_version=4))
        told = r"start its server \(or check --db\) and run the same command again; what was recorded stays$"
        with pytest.raises(CourseError, match=told):
            grade(course, Replay(10.0, lambda run: one.stop() if run == 4 else None), gradebook=book)
        assert journal(course) == ["s0", "s1", "s2", "s3"]
        with pytest.raises(CourseError, match=told):
            grade(course, Replay(), gradebook=book)
        one.start()
        assert sorted(recorded(course)) == ["s0", "s1", "s2"]
        rest = Replay()
        grade(course, rest, gradebook=book)
        assert rest.runs == 2
        assert set(recorded(course).values()) == {22}


def test_where_the_grader_fails_the_points_of_before_stay(class_):
    def broken(_run):
        raise RuntimeError("the machine is on fire")

    grade(class_, Replay())
    found = grade(class_, Replay(0.0, broken), again=True)
    assert {each.status for each in found} == {Status.FAILED}
    assert set(recorded(class_).values()) == {22}


def test_students_who_are_named_are_graded_alone(class_):
    executor = Replay()
    assert [each.student for each in grade(class_, executor, students=["s3", "s1"])] == ["s1", "s3"]
    assert journal(class_) == ["s1", "s3"]
    with pytest.raises(CourseError, match=r"^s7: nobody is called so here, perhaps "):
        grade(class_, executor, students=["s1", "s7"])
    assert executor.runs == 2


def test_the_last_outcomes_are_of_those_who_are_still_expected(class_):
    grade(class_, Replay())
    gradebook = Gradebook(class_.db, class_.name)
    assert len(cohort.standing(class_, gradebook, ["scatter"])) == 6
    lines = class_.journal.read_text().splitlines()
    gone = json.loads(lines[0]) | {"student": "gone"}
    class_.journal.write_text("\n".join([*lines, json.dumps(gone)]) + "\n")
    assert "gone" not in [each.student for each in cohort.standing(class_, gradebook, ["scatter"])]


def test_a_source_is_proved_before_the_gradebook_is_opened(class_):
    path = class_.notebook("source", "scatter")
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["grade_id"] == "stamp1d-worked_example":
            cell["source"] = "assert_returns(1, 2"  # a slip that is no Python
    path.write_text(json.dumps(notebook))
    nowhere = Gradebook("sqlite:////nowhere/gradebook.db", "course")
    with pytest.raises(CourseError, match=r"^scatter: .*stamp1d-worked_example.*; nothing was graded$"):
        cohort.grade(class_, "scatter", gradebook=nowhere, workers=ThisProcess(), how=HOW, make_executor=Replay())
