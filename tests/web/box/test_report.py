"""The page's answers in Node, against Python's on thousands of texts."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.web.box.recorded import near_misses, record
from web.book.scripts import NODE

DRAWN = 4000

pytestmark = pytest.mark.slow


def compared(count, seed, folder):
    """Return (question, Python's answer, the page's answer) of each case of a record."""
    cases = record(count, seed)
    asked, answered = folder / "questions.json", folder / "answers.json"
    asked.write_text(json.dumps([case["question"] for case in cases]))
    subprocess.run([NODE, Path(__file__).with_name("answer.mjs"), asked, answered], check=True)
    answers = json.loads(answered.read_text())
    return [(case["question"], case["answer"], answer) for case, answer in zip(cases, answers, strict=True)]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return compared(DRAWN, 14, tmp_path_factory.mktemp("box"))


def test_the_page_says_of_every_text_what_the_command_says(table):
    different = [case for case in table if case[1] != case[2]]
    assert different[:1] == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_the_page_says_what_the_command_says_of_a_hundred_thousand_more(seed, tmp_path):
    different = [case for case in compared(20_000, seed, tmp_path) if case[1] != case[2]]
    assert different[:1] == []


def test_the_record_has_enough_of_every_kind_of_answer(table):
    answers = [answer for _, answer, _ in table]
    stages = [stage for answer in answers for stage in answer.get("stages", [])]
    assert len(answers) > 4000
    assert sum("refused" in answer for answer in answers) > 500
    assert sum("answers" in answer for answer in answers) > 150
    assert sum(bool(stage["failure"]) for stage in stages) > 500
    assert sum(bool(stage["after"]) for stage in stages) > 2000
    assert sum(bool(stage["picture"]) for stage in stages) > 1000
    assert sum(bool(answer.get("skips")) for answer in answers) > 200
    assert sum(bool(answer.get("legal_sizes")) for answer in answers) > 50
    assert len({stage["kind"] for stage in stages}) == 17


def slowest(texts, folder):
    """Return the most milliseconds that the page's script takes for one of the texts."""
    asked, answered = folder / "texts.json", folder / "milliseconds.json"
    asked.write_text(json.dumps(texts))
    subprocess.run([NODE, Path(__file__).with_name("seconds.mjs"), asked, answered], check=True)
    return max(zip(json.loads(answered.read_text()), texts, strict=True))


def test_long_texts_that_nearly_are_messages_do_not_stop_the_page(tmp_path):
    milliseconds, text = slowest(near_misses(20_000)[::20], tmp_path)
    assert milliseconds < 3000, text[:80]


@pytest.mark.soak
def test_no_long_text_that_nearly_is_a_message_stops_the_page(tmp_path):
    milliseconds, text = slowest(near_misses(20_000), tmp_path)
    assert milliseconds < 3000, text[:80]
