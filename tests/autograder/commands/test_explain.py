"""``autograder grade --explain``: an appeal changes nothing, and what it tells reaches no learner's page."""

import json

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.seed import Secret, read
from tests.autograder.class_of_three import NAME, contents
from tests.autograder.grading.test_appeal import answered


def explained(course, *words):
    done = CliRunner().invoke(
        cli, ["grade", NAME, "--explain", *words, "--course", str(course.root)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def appeal(three):
    """Return the course where ann has handed in what fails at a hidden case."""
    submission = answered(three, lambda answer: answer.replace("stride < 1", "stride == 0"))
    three.notebook("submitted", NAME, "ann").write_bytes(submission.data)
    return three


@pytest.mark.slow
def test_an_appeal_shows_reasons_and_both_seeds_and_changes_no_file(appeal):
    before = contents(appeal)
    said = explained(appeal, "--student", "ann", "--with-seed", "7")
    assert contents(appeal) == before
    assert said.startswith(f"ann, {NAME}: graded, 4 of 5 points with the seed {read(appeal.seed).name}; the gradebook")
    assert "0 of 1  spread-refuses_a_stride_below_one: failed in a hidden case" in said
    assert "3 of 3  spread-any_stride, 2.5 by hand" in said
    assert f"seed {Secret('7').name}" in said
    assert "Nothing was recorded. Next: " in said


@pytest.mark.slow
def test_what_an_appeal_tells_stands_in_no_page_that_is_made_afterwards(appeal):
    explained(appeal, "--student", "ann")
    for words in (["grade", NAME, "--student", "ann"], ["feedback"]):
        done = CliRunner().invoke(cli, [*words, "--course", str(appeal.root)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    page = appeal.notebook("feedback", NAME, "ann").with_suffix(".html").read_text()
    assert "in a hidden case" in page
    assert "-2" not in page


@pytest.mark.slow
def test_json_has_each_run_with_its_tests_and_what_the_gradebook_has(appeal):
    found = json.loads(explained(appeal, "--student", "ann", "--with-seed", "7", "--json"))
    [one] = found["explained"]
    assert [run["seed"] for run in one["runs"]] == [read(appeal.seed).name, Secret("7").name]
    assert one["gradebook"]["spread-any_stride"] == {"points": 2.5, "by_hand": True}
    for run in one["runs"]:
        assert sum(test["points"] for test in run["tests"]) == run["score"] == 4
        assert sum(test["max"] for test in run["tests"]) == run["max_score"] == 5


@pytest.mark.parametrize(
    "words",
    [
        ["--explain"],
        ["--explain", "--student", "ann", "--student", "bob"],
        ["--explain", "--student", "ann", "--seed", "7"],
        ["--explain", "--student", "ann", "--again"],
        ["--with-seed", "7"],
        ["--explain", "--student", "ann", "--with-seed", " "],
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_wrong_usage(three, words):
    done = CliRunner().invoke(cli, ["grade", *words, "--course", str(three.root)])
    assert (done.exit_code, "--explain" in done.output) == (2, True)
