"""What an edition of the book may hold of an exercise."""

import pytest

from tests.masters import MASTERS
from web.book.edition import hints, texts_of_tests, version


@pytest.mark.parametrize("stem", MASTERS)
def test_the_class_edition_has_neither_the_last_hint_nor_a_hidden_case(stem):
    for exercise in MASTERS[stem].exercises.values():
        assert hints(exercise, "self") == exercise.solution.hints
        assert hints(exercise, "class") == exercise.solution.hints[:-1]
        assert texts_of_tests(exercise, "self") == [test.source for test in exercise.tests]
        assert not any("HIDDEN" in text for text in texts_of_tests(exercise, "class"))


def test_a_version_changes_with_the_starter_the_statement_and_the_tests_of_its_edition():
    exercise = MASTERS["scatter"].exercises["contributors"]
    assert version(exercise, "self") == version(exercise, "self")
    assert version(exercise, "self") != version(exercise, "class")
    others = MASTERS["scatter"].exercises.values()
    assert len({version(other, "class") for other in others}) == len(others)
