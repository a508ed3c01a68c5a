"""The terminal: whatever a learner names things, it is shown as text, and nothing obeys it."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.console import ERR, OUT, complain, print_grades, print_reports
from autograder.masters.report import Finding, Report
from autograder.outcome import Outcome, Status
from autograder.text import printable

ANY = st.text(st.one_of(st.sampled_from("\\\\[]/@=:#a \x1b\x9b\n\r\t\u202e\udcff"), st.characters()), max_size=30)


@pytest.mark.slow
@given(ANY, ANY)
@example(r"\[/nope]", r"\[/nope]")
@example("[@click=x]", r"\[link=http://evil.example]\[bold red blink]all fine")
@example("[a", "b]")
@example("a\\", "[/]")
@example(":smile:", "\x1b]0;owned\x07\x1b[31m")
@example("e\nGrades: elsewhere", "\x9b31m")
def test_names_and_reasons_are_shown_as_they_are_but_for_what_cannot_be_printed(name, reason):
    reason = f"it {reason}."
    with OUT.capture() as said:
        print_grades([Outcome(name, "scatter", Status.GRADED, 2, reason, total=1)], Path(name))
    lines = said.get().split("\n")
    assert all(line.isprintable() for line in lines)
    assert f"  {printable(name)}, scatter: {printable(reason)}" in lines
    assert len(lines) == 6


@given(ANY)
@example(r"\[/nope]")
def test_an_error_is_one_line_of_text(text):
    with ERR.capture() as said:
        complain(text + ".")
    assert said.get() == f"error: {printable(' '.join((text + '.').splitlines()))}\n"
    assert said.get()[:-1].isprintable()


def test_a_finding_keeps_its_lines():
    with OUT.capture() as said:
        print_reports([], [str(Finding(Path("[a].md"), "[/b]", "one\ntwo\x1b[31m"))])
    assert said.get().splitlines()[:2] == ["[a].md: [/b]: one", "two?[31m"]


def test_a_note_on_a_master_is_a_line_of_its_own():
    report = Report("f", 1, 2, 4, (), (), {}, (Finding(Path("f.md"), "f-a", "line 1\nhands on"),))
    with OUT.capture() as said:
        print_reports([report], [])
    assert said.get().splitlines()[0] == "note: f.md: f-a: line 1?hands on"


def outcome(student, assignment="scatter", status=Status.GRADED, total=1.5, **more):
    return Outcome(student, assignment, status, 2, total=total, **more)


def printed(outcomes, expected=None):
    with OUT.capture() as said:
        print_grades(outcomes, Path("grades.csv"), expected)
    return [" ".join(line.split()) for line in said.get().splitlines()]


def test_of_one_assignment_there_is_a_line_for_each_submission_and_a_reason_but_for_what_is_missing():
    rejected = outcome("bob", status=Status.REJECTED, total=0, reason="is empty")
    missing = outcome("cho", status=Status.MISSING, total=0, reason="nothing was handed in")
    assert printed([outcome("ann"), rejected, missing]) == [
        "3 rows, scatter",
        "student status points",
        "ann graded 1.5/2",
        "bob rejected 0/2",
        "cho missing 0/2",
        "bob, scatter: is empty",
        "Grades: grades.csv",
    ]


def test_of_several_assignments_there_is_a_line_for_each_student_with_sums_and_the_first_reason():
    several = [outcome("ann", name, reason="was edited") for name in ("matrix", "scatter")]
    rejected = outcome("ann", "gradient", Status.REJECTED, 0, reason="is empty")
    assert printed([*several, rejected])[1:] == [
        "student status points",
        "ann 1 rejected, 2 graded 3/6",
        "ann, gradient: is empty (and 2 more in grades.csv)",
        "Grades: grades.csv",
    ]


def test_of_a_sample_class_each_line_says_what_was_handed_in_and_what_is_due():
    expected = {("ann", "scatter"): {"kind": "all right", "score": "2"}}
    assert printed([outcome("ann")], expected)[1:3] == [
        "student what was handed in status points expected",
        "ann all right graded 1.5/2 2",
    ]
