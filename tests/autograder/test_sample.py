"""The sample class: edited as students do, and its points known from the edit and not from grading."""

import csv

import nbformat
import pytest

from autograder.cell import grade_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.journal import Journal
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.trial import try_answer
from autograder.outcome import Outcome, Status
from autograder.sample import HOSTILE, KINDS, differences, make_sample, read_expected
from tests.autograder.classroom import book_of, source_of


@pytest.fixture(scope="module")
def handed_in(course, tmp_path_factory):
    """Return a course in which the sample class has handed in."""
    import shutil

    root = tmp_path_factory.mktemp("sample") / "course"
    shutil.copytree(course.root, root)
    masters = ", ".join(f'"{folder}"' for folder in course.masters)
    (root / "course.toml").write_text(f'name = "course"\nmasters = [{masters}]\n')
    made = Course.open(root)
    assert make_sample(made, made.choose(["scatter"])) == len(KINDS) - 1
    return made


def notebook_of(course, student):
    return nbformat.read(course.notebook("submitted", "scatter", student), as_version=4)


def test_everyone_is_enrolled_and_all_but_one_have_handed_in(handed_in):
    assert book_of(handed_in).students() == sorted(KINDS)
    assert handed_in.students() == sorted(set(KINDS) - {"lea"})


def test_what_is_expected_is_what_the_tests_say_of_each_answer_run_here(handed_in):
    """The oracle runs every answer's text in the untouched master; attacks are not run, and earn nothing."""
    master = load(handed_in.assignments()["scatter"])
    expected = read_expected(handed_in, ["scatter"])
    compared = 0
    for student in set(KINDS) - set(HOSTILE) - {"jun", "kim", "lea", "ivo", "mia"}:  # by name no cell of mia's is found
        answers = {grade_id(cell): cell.source for cell in notebook_of(handed_in, student).cells}
        points = 0
        for exercise in master.exercises.values():
            trial = try_answer(master, exercise, answers[exercise.name])
            if not trial.broken:
                points += sum(test.points for test in exercise.tests if test.name not in trial.failures)
        assert points == float(expected[student, "scatter"]["score"]), student
        compared += 1
    assert compared == 8
    full = {student for student in KINDS if float(expected[student, "scatter"]["score"]) == master.points}
    assert {"ada", "ben", "gus", "ivo", "mia"} == full
    assert {expected[student, "scatter"]["status"] for student in ("jun", "kim")} == {"rejected"}
    first = next(iter(master.exercises.values()))
    assert {float(expected[student, "scatter"]["score"]) for student in HOSTILE} == {master.points - first.points}


def test_a_blank_submission_is_what_was_released_but_for_nothing(handed_in):
    released = nbformat.read(handed_in.notebook("release", "scatter"), as_version=4)
    assert [cell.source for cell in notebook_of(handed_in, "emil").cells] == [cell.source for cell in released.cells]


def test_no_submission_holds_a_hidden_case_or_a_marker(handed_in):
    for path in handed_in.root.glob("submitted/*/*/*.ipynb"):
        assert "### " not in path.read_text().replace("### f", ""), path
    assert "### BEGIN" in nbformat.writes(source_of(handed_in))


def test_the_mistake_is_one_of_the_mutants_under_the_name_of_its_exercise(handed_in):
    master = load(handed_in.assignments()["scatter"])
    answers = {grade_id(cell): cell.source for cell in notebook_of(handed_in, "chen").cells}
    wrong = [
        name for name, exercise in master.exercises.items() if starter(exercise.solution.source) not in answers[name]
    ]
    assert wrong == list(master.exercises)
    failing = [e.name for e in master.exercises.values() if try_answer(master, e, answers[e.name]).failures]
    assert len(failing) == 1


def test_handing_in_twice_changes_no_file(handed_in):
    def files():
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in handed_in.root.glob("submitted/*/*/*")}

    before = files()
    make_sample(handed_in, handed_in.choose(["scatter"]))
    assert files() == before
    with (handed_in.root / "expected.csv").open() as file:
        assert len(list(csv.DictReader(file))) == len(KINDS)


def test_an_assignment_that_is_not_released_is_named(handed_in):
    with pytest.raises(CourseError, match=r"matrix\.ipynb: is not there, run 'autograder release matrix'"):
        make_sample(handed_in, handed_in.choose(["matrix"]))


def test_each_difference_is_one_line_with_both_sides(handed_in):
    expected = {
        ("ann", "scatter"): {"status": "graded", "score": "2"},
        ("bob", "scatter"): {"status": "graded", "score": "2"},
        ("cho", "scatter"): {"status": "rejected", "score": "0"},
        ("dan", "scatter"): {"status": "missing", "score": "0"},
    }
    right = Outcome("ann", "scatter", Status.GRADED, 2, scores={"f": 2}, total=99)
    wrong = Outcome("bob", "scatter", Status.GRADED, 2, scores={"f": 1.5})
    failed = Outcome("cho", "scatter", Status.FAILED, 2)
    Journal(handed_in.journal).add([failed, wrong, right])
    outcomes, lines = differences(handed_in, expected)
    assert outcomes == [Outcome("ann", "scatter", Status.GRADED, 2, scores={"f": 2}), wrong, failed]
    assert lines == [
        "bob, scatter: graded, 1.5; expected graded, 2",
        "cho, scatter: failed, 0; expected rejected, 0",
        "dan, scatter: not graded; expected missing, 0",
    ]


def test_only_the_assignments_that_are_named_are_expected(handed_in):
    assert len(read_expected(handed_in, ["scatter", "matrix"])) == len(KINDS)
    with pytest.raises(CourseError, match=r"expected\.csv: expects nothing of matrix, run 'autograder sample' first"):
        read_expected(handed_in, ["matrix"])
