"""The journal: what is added is found again, whatever tore the file; nothing else is believed."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.journal import Journal
from autograder.outcome import Outcome, Status

ANN, BOB = (Outcome(name, "scatter", Status.GRADED, 5, scores={"f-a": 1.5}, key="k") for name in ("ann", "bob"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


def test_all_that_was_found_is_read_back_and_the_gradebooks_part_is_not_kept(path):
    found = Outcome(
        "é\n",
        "scatter",
        Status.REJECTED,
        5,
        "why",
        scores={"f-a": 0.1},
        unanswered=["f"],
        timestamp=datetime(2026, 1, 2, tzinfo=UTC),
        seconds=0.25,
        key="k",
    )
    Journal(path).add([replace(found, total=3, late=60)])
    assert Journal(path).of(["scatter"]) == [found]


def test_the_last_line_of_a_submission_counts_in_the_same_journal_and_in_a_new_one(path):
    later = Outcome("ann", "scatter", Status.REJECTED, 5, key="other")
    journal = Journal(path)
    journal.add([ANN, BOB])
    journal.add([later])
    for each in (journal, Journal(path)):
        assert each.of(["scatter"]) == [later, BOB]
        assert each.of(["matrix"]) == []


@pytest.mark.slow
def test_what_was_known_at_a_moment_stays_known_whatever_is_added_or_compacted_later(path):
    later, cho = replace(ANN, key="other"), replace(ANN, student="cho")
    journal = Journal(path)
    journal.add([ANN, BOB])
    before = journal.as_now()
    journal.add([later, cho] * 2_000)
    assert journal.since(before) == {("ann", "scatter"): ANN, ("cho", "scatter"): None}
    assert journal.since(journal.as_now()) == {}
    size = path.stat().st_size
    journal.compact()
    assert path.stat().st_size < size
    assert before.of(["scatter"]) == [ANN, BOB]
    assert list(journal.known.values()) == [later, BOB, cho]
    assert list(journal.since(before).values()) == [ANN, BOB, None]  # each has another line now


def test_only_the_same_submission_that_the_grader_did_not_fail_is_found(path):
    journal = Journal(path)
    journal.add([ANN, Outcome("bob", "scatter", Status.FAILED, 5, key="k")])
    assert journal.find("ann", "scatter", "k") == ANN
    assert journal.find("ann", "scatter", "another key") is None
    assert journal.find("ann", "matrix", "k") is None
    assert journal.find("bob", "scatter", "k") is None


def test_a_torn_last_line_of_the_journal_costs_that_line_only(path):
    Journal(path).add([ANN])
    with path.open("a") as file:
        file.write(json.dumps({"student": "bob"})[:9])
    assert Journal(path).known == {("ann", "scatter"): ANN}


def test_a_journal_that_was_torn_within_a_letter_is_read_and_goes_on(path):
    Journal(path).add([ANN])
    path.write_bytes(path.read_bytes() + '{"student": "é'.encode()[:-1])
    Journal(path).add([BOB])
    assert Journal(path).known == {("ann", "scatter"): ANN, ("bob", "scatter"): BOB}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.slow
@given(JSON, st.sampled_from(["student", "assignment", "status", "timestamp", "another"]))
def test_a_line_of_any_other_kind_is_skipped(tmp_path_factory, junk, name):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    Journal(path).add([ANN])
    broken = {"student": "eve", "assignment": "scatter", "status": "graded", "max_score": 5} | {name: [junk]}
    with path.open("a") as file:
        file.writelines(json.dumps(each) + "\n" for each in (junk, [junk], broken))
    Journal(path).add([BOB])
    assert Journal(path).known == {("ann", "scatter"): ANN, ("bob", "scatter"): BOB}


def test_a_student_who_is_forgotten_is_in_no_line_and_other_lines_stay_to_the_byte(path):
    Journal(path).add([ANN, BOB, replace(ANN, assignment="fold")])
    [line] = [line for line in path.read_bytes().splitlines(keepends=True) if b'"bob"' in line]
    with path.open("ab") as file:
        file.write(b'{"student": "ann", "torn')
    path.with_name("journal.jsonl.part").write_text("of a run that was killed")
    journal = Journal(path)
    assert journal.forget("ann") == 2
    assert path.read_bytes() == line
    assert journal.of(["scatter", "fold"]) == Journal(path).of(["scatter", "fold"]) == [BOB]
    assert journal.forget("ann") == 0
    assert [each.name for each in path.parent.iterdir()] == ["journal.jsonl"]


def test_a_journal_that_is_not_there_has_nobody_to_forget(path):
    assert Journal(path).forget("ann") == 0
    assert not path.exists()


def test_what_is_added_while_a_student_is_forgotten_is_kept(path):
    Journal(path).add([ANN])
    lines = [replace(BOB, assignment=f"a{number}") for number in range(40)]
    child = os.fork()
    if not child:
        for outcome in lines:
            Journal(path).add([outcome])
        os._exit(0)
    while not os.waitpid(child, os.WNOHANG)[0]:
        Journal(path).forget("ann")
        Journal(path).add([ANN])
    Journal(path).forget("ann")
    assert len(Journal(path).known) == len(lines)
