"""A hand-in begins as the right one, and every edit says what it costs."""

import nbformat
import pytest

from autograder.cell import grade_id
from autograder.markers import starter
from autograder.masters.master import load
from autograder.sample.hand_in import HandIn
from tests.autograder.classroom import source_of


@pytest.fixture
def hand_in(course, released):
    return HandIn.answered(released, load(course.assignments()["scatter"]))


def test_it_begins_with_every_answer_and_no_marker(course, hand_in):
    texts = {grade_id(cell): cell.source for cell in source_of(course).cells}
    for name in hand_in.master.exercises:
        lines = [line for line in texts[name].splitlines() if "###" not in line]
        assert hand_in.cell(name).source.splitlines() == lines
    assert (hand_in.points, hand_in.status) == (22, "graded")


def test_a_blank_exercise_costs_its_points_and_a_rejected_notebook_all(hand_in):
    hand_in.blank(hand_in.first)
    assert hand_in.answer(hand_in.first).source == starter(hand_in.first.solution.source)
    assert hand_in.points == 15
    hand_in.lose(hand_in.last)
    assert (hand_in.last.name, hand_in.points) == ("stamp2d_strided", 8)
    hand_in.reject()
    assert (hand_in.points, hand_in.status) == (0, "rejected")


def test_the_file_is_the_notebook_if_it_is_nothing_else(hand_in):
    hand_in.insert(1, "x = 1")
    assert nbformat.reads(hand_in.written().decode(), as_version=4).cells[1].source == "x = 1"
    hand_in.data = b"{"
    assert hand_in.written() == b"{"
