"""What the check of a master found, in lines and as a table."""

import csv
from pathlib import Path

from autograder.masters.report import Caught, Finding, Report, joined, write_table

HERE, THERE = Finding(Path("a.md"), "f", "passes it"), Finding(Path("a.md"), "g", "fails it")


def report(*findings, caught=()):
    return Report("a", 1, 3.0, 1, findings, caught, {"f": 0.1})


def test_a_finding_is_one_line_with_its_place():
    assert str(HERE) == "a.md: f: passes it"


def test_what_every_seed_finds_is_said_once_and_what_some_find_with_their_numbers():
    found = joined(7, (report(HERE, THERE), report(HERE), report(THERE, HERE))).findings
    assert [str(finding) for finding in found] == [
        "a.md: f: passes it",
        "a.md: g: fails it (with 2 of 3 seeds: [7, 9])",
    ]


def test_the_table_has_a_line_for_each_wrong_answer_with_its_tests_and_the_first_line_of_its_message(tmp_path):
    caught = (Caught("f", "adds", ("one", "two"), "wrong value, at 3\n  expected 1"), Caught("f", "None", (), ""))
    write_table(tmp_path / "table.csv", [report(caught=caught)])
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["assignment", "exercise", "wrong answer", "caught by", "what the learner reads"],
            ["a", "f", "adds", "one two", "wrong value, at 3"],
            ["a", "f", "None", "", ""],
        ]
