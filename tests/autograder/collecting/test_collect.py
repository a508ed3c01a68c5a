"""A class from an archive: everybody's hand-in lies in their folder, twice is once, and what is nobody's is named."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.collecting import collect as module
from autograder.collecting.attempts import Rule
from autograder.collecting.collect import collect, recover
from autograder.collecting.forms import FORMS, pattern
from autograder.collecting.placing import Stage
from autograder.collecting.task import Fate, Task
from autograder.errors import CourseError
from tests.autograder.classroom import book_of
from tests.autograder.collecting.downloads import Memory, later, tree, zip_of

ROOT = Path(__file__).parents[3]
LABELS = {
    "ada": {"canvas": "lovelaceada_1234", "moodle": "Ada Lovelace_5", "blackboard": "ada"},
    "ben": {"canvas": "rayben_1235", "moodle": "Ben Ray_6", "blackboard": "ben"},
    "小龙": {"canvas": "李小龙_1236", "moodle": "小龙 李_7", "blackboard": "小龙"},
}
NAMES = {
    "canvas": "{label}_{number}_{file}",
    "moodle": "{label}_assignsubmission_file/{file}",
    "blackboard": "hw_{label}_attempt_2026-11-20-12-30-{number:02}_{file}",
}
FILES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5).map(lambda name: f"{name}.ipynb")
HAND_INS = st.dictionaries(st.sampled_from(sorted(LABELS)), st.tuples(FILES, st.binary(max_size=20)))


def task(course, form, said=(), *, new=False, **how):
    name, read = (form, FORMS[form]) if isinstance(form, str) else ("pattern", form)
    made = Task.of(course, book_of(course), "scatter", (name, lambda path: read(path, "")), said, new=new)
    return Task(**{**vars(made), **how})


def named(form, student, file="scatter.ipynb", number=1):
    return NAMES[form].format(label=LABELS[student][form], file=file, number=number)


def submitted(course):
    """Return the notebook of each student."""
    files = tree(course.root / "submitted")
    return {name.split("/")[0]: data for name, data in files.items() if name.endswith("/scatter/scatter.ipynb")}


@pytest.mark.parametrize("form", FORMS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(hand_ins=HAND_INS)
def test_a_generated_download_ends_in_everybodys_folder_and_twice_is_once(form, place, hand_ins):
    archive = Memory({named(form, student, file): data for student, (file, data) in hand_ins.items()})
    done = collect(task(place, form, replace=True), archive)
    for row in done.rows:
        assert submitted(place)[row.student] == hand_ins[row.student][1]
    assert {row.student for row in done.rows} == {*hand_ins}
    before = tree(place.root)
    again = collect(task(place, form), archive)
    assert [row.fate for row in again.rows] == [Fate.SAME] * len(hand_ins)
    assert tree(place.root) == before


def test_what_belongs_to_nobody_is_named_and_the_others_are_collected(place):
    files = {named("moodle", "ada"): b"1", "Eve Six_9_assignsubmission_file/a.ipynb": b"2", "readme.md": b"3"}
    done = collect(task(place, "moodle"), Memory(files))
    assert [(row.label, row.fate) for row in done.rows] == [("Eve Six_9", Fate.PROBLEM), ("Ada Lovelace_5", Fate.NEW)]
    assert done.rows[0].notes == ("is nobody of the class",)
    assert (done.unknown, submitted(place)) == (["readme.md"], {"ada": b"1"})


def test_two_who_may_be_the_same_student_are_both_left_out(place):
    files = {named("moodle", "ada"): b"1", "Ada Lovelace_99_assignsubmission_file/a.ipynb": b"2"}
    done = collect(task(place, "moodle"), Memory(files))
    assert [row.notes[0] for row in done.rows] == [
        "is one of several who may be ada: Ada Lovelace_5, Ada Lovelace_99"
    ] * 2
    assert submitted(place) == {}
    collect(task(place, "moodle", ["Ada Lovelace_99=ben"]), Memory(files))
    assert submitted(place) == {"ada": b"1", "ben": b"2"}


def test_of_several_attempts_one_counts(place):
    files = {named("blackboard", "ada", number=number): str(number).encode() for number in (1, 2, 3)}
    for rule, kept in ((Rule.LATEST, b"3"), (Rule.FIRST, b"1")):
        done = collect(task(place, "blackboard", rule=rule, replace=True), Memory(files))
        assert submitted(place) == {"ada": kept}
        assert done.rows[0].files == (named("blackboard", "ada", number=int(kept)),)


def test_attempts_that_nothing_orders_are_left_to_the_instructor(place):
    form = pattern("^(?P<student>[a-z]+)-(?P<attempt>[a-z]+)")
    files = {"ada-x.ipynb": b"1", "ada-y.ipynb": b"2"}
    done = collect(task(place, lambda path, _zone: form(path)), Memory(files))
    assert done.rows[0].notes == ("2 attempts, and their names do not say which is the last",)
    assert submitted(place) == {}


def test_a_receipt_without_a_file_is_an_attempt_without_one(place):
    done = collect(task(place, "blackboard"), Memory({"hw_ada_attempt_2026-11-20-12-30-00.txt": b"Name: Ada (ada)"}))
    assert [(row.student, row.fate) for row in done.rows] == [("ada", Fate.EMPTY)]


def test_a_new_student_is_taken_only_if_that_is_said(place):
    files = {"hw_eve_attempt_2026-11-20-12-30-00_scatter.ipynb": b"1"}
    assert collect(task(place, "blackboard"), Memory(files)).rows[0].fate is Fate.PROBLEM
    assert collect(task(place, "blackboard", new=True), Memory(files)).rows[0].fate is Fate.NEW
    assert submitted(place) == {"eve": b"1"}


def test_more_than_the_disk_holds_is_refused_before_anything_is_written(place, monkeypatch):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10})())
    before = tree(place.root)
    with pytest.raises(CourseError, match="would be collected, and 0 MiB are free: make room"):
        collect(task(place, "moodle"), Memory({named("moodle", "ada"): b"1" * 11}))
    assert tree(place.root) == before


def test_a_dry_run_says_what_would_be_and_writes_nothing(place):
    before = tree(place.root)
    done = collect(task(place, "moodle", dry_run=True), Memory({named("moodle", "ada"): b"1"}))
    assert [(row.student, row.fate) for row in done.rows] == [("ada", Fate.NEW)]
    assert tree(place.root) == before


def test_a_late_mark_of_the_platforms_is_told(place):
    done = collect(task(place, "canvas"), Memory({"lovelaceada_LATE_1234_5_scatter.ipynb": b"1"}))
    assert done.rows[0].late


def test_what_a_killed_run_had_moved_aside_is_put_back_by_whoever_looks_next(place):
    collect(task(place, "moodle"), Memory({named("moodle", "ada"): b"1", named("moodle", "ben"): b"2"}))
    before = tree(place.root)
    aside = place.root / ".collected/aside/ada"
    aside.mkdir(parents=True)
    (place.root / "submitted/ada/scatter").rename(aside / "scatter")  # where it was killed between two renames
    recover(place)
    assert tree(place.root) == before
    recover(place)
    assert tree(place.root) == before


def test_two_who_collect_wait_for_each_other(place):
    with Stage(place.root / ".collected").alone(), (place.root / ".collected/lock").open("ab") as other:  # noqa: SIM117 - the inner one stops the outer
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (place.root / ".collected/lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


SCRIPT = """
import os, signal, sys
left, act = int(sys.argv.pop(1)), {module}.{name}
def counted(*words, **more):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return act(*words, **more)
{module}.{name} = counted
from autograder.cli import main
main()
"""
OLD, NEW = b"old" * 1000, b"new" * 1000


@pytest.mark.slow
@pytest.mark.parametrize("act", ["os.fsync", "os.rename", "os.unlink"])
def test_a_run_that_is_killed_leaves_whole_folders_and_the_next_one_ends_it(place, tmp_path, act):
    students = [f"s{number:02}" for number in range(20)]
    book_of(place).enrol(students)
    said = [f"{student}_{number}={student}" for number, student in enumerate(students)]
    names = [f"{pair.partition('=')[0]}_assignsubmission_file/scatter.ipynb" for pair in said]
    collect(task(place, "moodle", said), Memory(dict.fromkeys(names, OLD)))
    new = zip_of(tmp_path / "new.zip", dict.fromkeys(names, NEW), later(2))
    words = ["collect", "scatter", new, "--lms", "moodle", "--course", place.root]
    module_name, name = act.split(".")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module=module_name, name=name), "15", *words]
        + [word for pair in said for word in ("--match", pair)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert {*tree(place.root / "submitted").values()} <= {OLD, NEW}
    again = collect(task(place, "moodle", said), Memory(dict.fromkeys(names, NEW), later(2)))
    assert {row.fate for row in again.rows} <= {Fate.UPDATED, Fate.SAME}
    assert submitted(place) == dict.fromkeys(students, NEW)
