"""The one record of a submission: what the tests gave, apart from what the gradebook counts."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.outcome import Outcome, Status


@pytest.mark.slow
@given(st.dictionaries(st.text(), st.integers(0, 5)))
def test_the_score_is_the_sum_of_the_tests_whatever_the_gradebook_counts(scores):
    outcome = Outcome("ann", "scatter", Status.GRADED, 20, scores=scores, total=7.5, late=60)
    assert outcome.score == sum(scores.values())


def test_two_outcomes_share_no_scores_and_none_is_changed_in_place():
    ann, bob = (Outcome(name, "scatter", Status.MISSING, 20) for name in ("ann", "bob"))
    ann.scores["f"] = 1
    assert bob.scores == {}
    with pytest.raises(dataclasses.FrozenInstanceError):
        ann.total = 5


def test_the_states_are_the_words_of_the_table():
    assert [str(status) for status in Status] == ["graded", "rejected", "missing", "failed"]
