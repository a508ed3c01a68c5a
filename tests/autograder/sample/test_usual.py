"""The usual sixteen: their points are known from the edit, and are what the tests say of each answer."""

import pytest

from autograder.cell import grade_id
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.trial import try_answer
from autograder.sample.hand_in import HandIn
from autograder.sample.usual import HOSTILE, KINDS

NOT_RUN = {*HOSTILE, "jun", "kim", "lea", "ivo", "mia"}  # by name no cell of mia's is found


@pytest.fixture
def master(course):
    return load(course.assignments()["scatter"])


@pytest.fixture
def class_of(released, master):
    """Return what each of the class hands in."""
    found = {}
    for student, edit in KINDS.items():
        found[student] = HandIn.answered(released, master)
        edit(found[student])
    return found


def texts(hand_in):
    return {grade_id(cell): cell.source for cell in hand_in.notebook.cells}


def test_what_is_expected_is_what_the_tests_say_of_each_answer_run_here(class_of, master):
    """The oracle runs every answer's text in the untouched master; attacks are not run, and earn nothing."""
    for student in KINDS.keys() - NOT_RUN:
        points = 0
        for exercise in master.exercises.values():
            trial = try_answer(master, exercise, texts(class_of[student])[exercise.name])
            if not trial.broken:
                points += sum(test.points for test in exercise.tests if test.name not in trial.failures)
        assert points == class_of[student].points, student
    assert len(KINDS.keys() - NOT_RUN) == 8
    full = {student for student, hand_in in class_of.items() if hand_in.points == master.points}
    assert full == {"ada", "ben", "gus", "ivo", "mia"}
    assert {class_of[student].status for student in ("jun", "kim")} == {"rejected"}
    first = next(iter(master.exercises.values()))
    assert {class_of[student].points for student in HOSTILE} == {master.points - first.points}


def test_a_blank_submission_is_what_was_released_but_for_nothing(class_of, released):
    assert [cell.source for cell in class_of["emil"].notebook.cells] == [cell.source for cell in released.cells]


def test_the_mistake_is_one_of_the_mutants_under_the_name_of_its_exercise(class_of, master):
    answers = texts(class_of["chen"])
    wrong = [
        name for name, exercise in master.exercises.items() if starter(exercise.solution.source) not in answers[name]
    ]
    assert wrong == list(master.exercises)
    failing = [e.name for e in master.exercises.values() if try_answer(master, e, answers[e.name]).failures]
    assert len(failing) == 1
