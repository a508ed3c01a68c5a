"""The terminal: whatever a learner names things, it is shown as text, and nothing obeys it."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from autograder.console import ERR, OUT, complain, print_grades, print_reports
from autograder.masters.contract import Finding
from autograder.text import printable

ANY = st.text(st.one_of(st.sampled_from("\\\\[]/@=:#a \x1b\x9b\n\r\t\u202e\udcff"), st.characters()), max_size=30)


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
        print_grades([Row(name, "scatter", "graded", 1, 2, 0, 0, reason)], {}, Path(name))
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
        print_reports([], [Finding(Path("[a].md"), "[/b]", "one\ntwo\x1b[31m")])
    assert said.get().splitlines()[:2] == ["[a].md: [/b]: one", "two?[31m"]
