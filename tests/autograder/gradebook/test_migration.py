"""A changed assignment after hand-ins: shown, refused without a word of consent, and done as a whole when asked for."""

import csv
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import MissingEntry

from autograder.errors import CourseError
from tests.autograder.small_class import NAME, ONE_CELL, POINTS, SmallClass
from tests.drawn import drawn

pytestmark = pytest.mark.slow

EXAMPLE = "assert_returns(np.array([1.0, 0.0, 2.0, 0.0, 3.0]), spread, np.array([1.0, 2.0, 3.0]), 2)"
RENAMED = ("name: worked_example\npoints: 1", "name: the_example\npoints: 2")


def without_test(text, name):
    """Return what is to be replaced by nothing."""
    begin = text.index(f"role: test\nname: {name}")
    begin = text.rindex("```{code-cell}", 0, begin)
    return text[begin : text.index("```\n", begin + 5) + 4], ""


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return SmallClass(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    made = released.copied(tmp_path_factory.mktemp("graded") / "course")
    made.hand_in_all()
    made.grade()
    assert made.totals() == (POINTS, 5)
    return made


@pytest.fixture
def small(graded, tmp_path):
    return graded.copied(tmp_path / "course")


def by_hand(small, name, *, manual=None, extra=None):
    with small.book() as book:
        notebook = book.find_submission_notebook(NAME, NAME, "ann")
        grade = next(each for each in notebook.grades if each.name == name)
        grade.manual_score, grade.extra_credit = manual, extra
        notebook.comments[0].manual_comment = "well done"
        book.db.commit()


def entered(small):
    with small.book() as book:
        notebook = book.find_submission_notebook(NAME, NAME, "ann")
        grades = {each.name: (each.manual_score, each.extra_credit) for each in notebook.grades}
        return grades, [each.manual_comment for each in notebook.comments]


CHANGES = {
    "added": ([], ONE_CELL, "test spread-one_cell: added"),
    "renamed": ([("name: worked_example", "name: other")], "", "test spread-worked_example: renamed to spread-other"),
    "points": ([("points: 3", "points: 5")], "", "test spread-any_stride: 3 became 5 points"),
    "dropped": (None, "", "test spread-worked_example: dropped"),
}


@pytest.mark.parametrize("kind", drawn(2, CHANGES))
def test_without_consent_a_change_is_shown_and_nothing_is_changed(small, kind):
    pairs, more, line = CHANGES[kind]
    small.change(*(pairs if pairs is not None else [without_test(small.text, "worked_example")]), more=more)
    before, table = small.state(), small.dump()
    done = small.release()
    assert isinstance(done.exception, CourseError)
    assert f"{NAME}: {line}\n" in done.stderr
    assert f"3 have handed in, and its cells change ({line}" in str(done.exception)
    assert f"'autograder release {NAME} --migrate'" in str(done.exception)
    assert small.state() == before
    assert small.dump() == table
    small.grade()
    assert small.totals() == (POINTS, 5)


AFTER = {
    "added": ({"ann": 7, "bob": 6, "cho": 0}, 7),
    "renamed": (POINTS, 5),
    "points": ({"ann": 7, "bob": 6, "cho": 0}, 7),
    "dropped": ({"ann": 4, "bob": 3, "cho": 0}, 4),
}


@pytest.mark.parametrize("kind", drawn(2, CHANGES))
def test_with_consent_everybody_has_the_points_of_the_new_tests(small, kind):
    pairs, more, _ = CHANGES[kind]
    small.change(*(pairs if pairs is not None else [without_test(small.text, "worked_example")]), more=more)
    with small.book() as book:
        book.add_student("dan")  # who hands in nothing
    done = small.release("--migrate")
    assert done.exception is None, done.output
    assert small.totals() == AFTER[kind]
    changed = [student for student in POINTS if POINTS[student] != AFTER[kind][0][student]]
    assert f"3 were graded again, {len(changed)} have other points than before" in done.stdout
    for student in changed:
        line = f"  {student}: {POINTS[student]} of 5, now {AFTER[kind][0][student]} of {AFTER[kind][1]}\n"
        assert line in done.stdout
    with small.course.changed_grades(NAME).open(encoding="utf-8-sig") as file:
        before = {row["student"]: (float(row["score_before"]), float(row["score"])) for row in csv.DictReader(file)}
    assert before == {student: (POINTS[student], AFTER[kind][0][student]) for student in changed}
    with small.course.grades.open(encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows.pop("dan")["status"] == "missing"
    assert [float(row["max_score"]) for row in rows.values()] == [AFTER[kind][1]] * 3
    assert {row["reason"] for row in rows.values()} == {""}, "nobody is blamed for what the instructor changed"


def test_what_was_entered_by_hand_stays_with_its_cell_under_whatever_name(small):
    by_hand(small, "spread-worked_example", manual=0.5, extra=2)
    small.change(RENAMED, more=ONE_CELL)
    assert small.release("--migrate").exception is None
    grades, comments = entered(small)
    assert grades["spread-the_example"] == (0.5, 2)
    assert "spread-worked_example" not in grades
    assert comments == ["well done"]
    assert small.totals() == ({"ann": 8.5, "bob": 7, "cho": 0}, 8)


def test_two_tests_that_exchange_their_names_keep_what_was_entered(small):
    by_hand(small, "spread-worked_example", manual=0.25)
    small.change(
        ("name: worked_example\npoints: 1", "name: tmp\npoints: 1"),
        ("name: refuses_a_stride_below_one", "name: worked_example"),
        ("name: tmp", "name: refuses_a_stride_below_one"),
    )
    assert small.release("--migrate").exception is None
    grades, _ = entered(small)
    assert grades["spread-refuses_a_stride_below_one"] == (0.25, None)
    assert grades["spread-worked_example"] == (None, None)


def test_what_goes_with_a_dropped_test_and_what_is_above_new_points_is_counted(small):
    by_hand(small, "spread-worked_example", manual=0.5)
    by_hand(small, "spread-any_stride", manual=3)
    small.change(without_test(small.text, "worked_example"), ("points: 3", "points: 2"))
    said = small.release().stderr
    assert "test spread-worked_example: dropped, with 1 entry made by hand" in said
    assert "test spread-any_stride: 3 became 2 points; 1 manual score above it" in said


def test_an_exercise_under_another_name_takes_its_tests_with_it(small):
    by_hand(small, "spread-worked_example", manual=0.5)
    small.master.write_text(small.text.replace("spread", "stretch"))
    said = small.release().stderr
    assert "answer cell spread: renamed to stretch" in said
    for test in ("worked_example", "any_stride", "refuses_a_stride_below_one"):
        assert f"test spread-{test}: renamed to stretch-{test}" in said
    assert small.release("--migrate").exception is None
    assert entered(small)[0]["stretch-worked_example"] == (0.5, None)


def test_a_changed_text_alone_is_shown_and_needs_no_consent(small):
    small.change((EXAMPLE, f"{EXAMPLE}\nassert spread(np.ones(1), 2).size == 1"))
    done = small.release()
    assert done.exception is None, done.output
    assert done.stderr.splitlines() == [
        f"Proving {NAME}.",
        f"Making the release of {NAME}.",
        f"{NAME}: test spread-worked_example: text changed; everybody is graded again",
    ]
    small.grade()
    assert small.totals() == (POINTS, 5)


def test_what_is_handed_in_but_not_graded_yet_counts_too(released, tmp_path):
    small = released.copied(tmp_path / "course")
    small.hand_in_all()
    small.change(more=ONE_CELL)
    assert "3 have handed in" in str(small.release().exception)
    assert small.release("--migrate").exception is None
    assert small.totals() == ({"ann": 7, "bob": 6, "cho": 0}, 7)


def test_before_anybody_has_handed_in_every_change_is_simply_released(released, tmp_path):
    small = released.copied(tmp_path / "course")
    small.change(RENAMED, more=ONE_CELL)
    done = small.release()
    assert (done.exception, done.stderr) == (None, f"Proving {NAME}.\nMaking the release of {NAME}.\n")
    small.hand_in_all()
    small.grade()
    assert small.totals() == ({"ann": 8, "bob": 7, "cho": 0}, 8)


def test_a_failure_in_between_changes_nothing_and_the_same_command_goes_on(small):
    small.change(RENAMED, more=ONE_CELL)
    with closing(sqlite3.connect(small.root / "gradebook.db")) as book:
        book.execute("CREATE TRIGGER no BEFORE INSERT ON grade_cells BEGIN SELECT RAISE(FAIL, 'disk full'); END")
        book.commit()
    before, table = small.state(), small.dump()
    assert small.release("--migrate").exception is not None
    assert small.state() == before
    assert small.dump() == table
    assert not list(small.root.glob(".release-*"))
    with closing(sqlite3.connect(small.root / "gradebook.db")) as book:
        book.execute("DROP TRIGGER no")
        book.commit()
    assert small.release("--migrate").exception is None
    assert small.totals() == ({"ann": 8, "bob": 7, "cho": 0}, 8)


def test_a_stop_between_files_and_gradebook_grades_nobody_wrongly(small):
    """What a kill leaves: new files, the old gradebook."""
    old = (small.root / "gradebook.db").read_bytes()
    small.change(more=ONE_CELL)
    assert small.release("--migrate").exception is None
    (small.root / "gradebook.db").write_bytes(old)
    done = small.run("grade", NAME)
    said = "test spread-one_cell has 2 points in source/ and none in the gradebook"
    assert f"{said}: run 'autograder release {NAME}'" in str(done.exception)
    assert small.totals() == (POINTS, 5)
    assert small.release("--migrate").exception is None
    assert small.totals() == ({"ann": 7, "bob": 6, "cho": 0}, 7)


def test_a_second_change_follows_the_first(small):
    small.change(RENAMED, more=ONE_CELL)
    assert small.release("--migrate").exception is None
    small.change()
    assert small.release("--migrate").exception is None
    assert small.totals() == (POINTS, 5)
    with small.course.grades.open(encoding="utf-8-sig") as file:
        assert {row["reason"] for row in csv.DictReader(file)} == {""}


@pytest.mark.soak
def test_nbgrader_agrees_afterwards_in_every_command(small):
    small.change(RENAMED, ("points: 3", "points: 4"), more=ONE_CELL)
    assert small.release("--migrate").exception is None
    after = small.totals()
    released = small.course.notebook("release", NAME).read_bytes()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command in (["generate_assignment", NAME, "--force"], ["autograde", NAME, "--force"], ["export"]):
        done = subprocess.run(
            ["nbgrader", *command], cwd=small.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert small.totals() == after
    assert small.course.notebook("release", NAME).read_bytes() == released
    with (small.root / "nbgrader_grades.csv").open() as file:
        assert {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)} == after[0]
    with small.book() as book, pytest.raises(MissingEntry):
        book.find_grade_cell("spread-worked_example", NAME, NAME)


def test_postgresql_is_migrated_as_sqlite_is(tmp_path, postgres):
    small = SmallClass(tmp_path / "course", db=postgres)
    small.hand_in_all()
    small.grade()
    by_hand(small, "spread-worked_example", manual=0.5, extra=2)
    small.change(RENAMED, without_test(small.text, "refuses_a_stride_below_one"), more=ONE_CELL)
    assert "renamed to spread-the_example" in small.release().stderr
    assert small.release("--migrate").exception is None
    assert entered(small) == (
        {"spread-the_example": (0.5, 2), "spread-any_stride": (None, None), "spread-one_cell": (None, None)},
        ["well done"],
    )
    assert small.totals() == ({"ann": 7.5, "bob": 7, "cho": 0}, 7)
