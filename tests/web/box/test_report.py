"""The page's answers in Node, against Python's on thousands of texts."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.web.box.recorded import record
from web.book.scripts import NODE

DRAWN = 6000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    cases = record(DRAWN, seed=14)
    folder = tmp_path_factory.mktemp("box")
    asked, answered = folder / "questions.json", folder / "answers.json"
    asked.write_text(json.dumps([case["question"] for case in cases]))
    subprocess.run([NODE, Path(__file__).with_name("answer.mjs"), asked, answered], check=True)
    answers = json.loads(answered.read_text())
    return [(case["question"], case["answer"], answer) for case, answer in zip(cases, answers, strict=True)]


def test_the_page_says_of_every_text_what_the_command_says(table):
    different = [case for case in table if case[1] != case[2]]
    assert different[:1] == []


def test_the_record_has_enough_of_every_kind_of_answer(table):
    answers = [answer for _, answer, _ in table]
    stages = [stage for answer in answers for stage in answer.get("stages", [])]
    assert len(answers) > 6000
    assert sum("refused" in answer for answer in answers) > 500
    assert sum("answers" in answer for answer in answers) > 150
    assert sum(bool(stage["failure"]) for stage in stages) > 500
    assert sum(bool(stage["after"]) for stage in stages) > 2000
    assert sum(bool(stage["picture"]) for stage in stages) > 1000
    assert sum(bool(answer.get("skips")) for answer in answers) > 300
    assert sum(bool(answer.get("legal_sizes")) for answer in answers) > 50
    assert len({stage["kind"] for stage in stages}) == 17
