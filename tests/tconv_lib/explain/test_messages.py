"""Each message that PyTorch and onnxruntime can be made to say has one row, whose cure makes the call run."""

import re
from pathlib import Path

import pytest

from tconv_lib.explain.messages import chapter_title, find_answers, load_table
from tests.tconv_lib.explain import wrong_calls

ROWS = load_table()["rows"]
CHAPTERS = Path(__file__).parents[3] / "chapters"


@pytest.mark.parametrize("case", wrong_calls.all_cases(), ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore")  # of what is deprecated beside what is wrong
def test_a_wrong_call_has_one_answer_and_the_argument_that_it_names_mends_the_call(case):
    message = case.message()
    assert message is not None
    answers = find_answers(message)
    assert len(answers) == 1, message
    changed = {name for name, value in case.cure.items() if value is not wrong_calls.REMOVED}
    assert changed <= {*answers[0].arguments} or not changed, (changed, answers[0])
    case.mended()


def test_the_grid_asks_for_every_row_of_pytorch():
    said = [case.message() or "" for case in wrong_calls.all_cases()]
    asked = {answer.row for message in said for answer in find_answers(message)}
    assert {row["id"] for row in ROWS if row["source"] == "PyTorch"} == asked


def test_no_number_is_left_open_in_an_answer():
    for case in wrong_calls.all_cases():
        for answer in find_answers(case.message() or ""):
            assert not re.search(r"\{\d\}", answer.meaning + answer.cure)
