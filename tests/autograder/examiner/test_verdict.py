import pytest

from autograder.examiner.verdict import Kind, Result, Verdict, stopped_verdict
from autograder.grading.outputs import HIDDEN_WORDS


@pytest.mark.parametrize("result", Result)
def test_a_test_gives_points_if_it_passed_and_in_no_other_case(result):
    assert Verdict(result).passed is (result is Result.PASSED)


def test_a_stopped_test_says_why_and_gives_no_points():
    verdict = stopped_verdict("f was stopped after 5 s")
    assert (verdict.result, verdict.kind, verdict.message) == (Result.STOPPED, Kind.STOPPED, "f was stopped after 5 s")
    assert not verdict.passed
    assert verdict.credit is None


def test_whatever_can_be_wrong_in_a_hidden_case_has_its_sentence_and_no_two_share_one():
    assert set(HIDDEN_WORDS) == set(Kind) - {Kind.NOTHING}
    assert len({*HIDDEN_WORDS.values()}) == len(HIDDEN_WORDS)
