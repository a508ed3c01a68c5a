"""Text of others: one line, no control, no markup, whatever it was."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.text import LONGEST_REASON, one_line, printable, spelt_out, verbatim, without_control

ANY = st.text(st.one_of(st.sampled_from("\x1b[31m]8;;\x07\x9b\n\r\t`~ a\u202e\udcff\u2028"), st.characters()))


@given(ANY)
@example("\x1b[31mred\u202e")
def test_a_printable_line_keeps_every_letter_that_can_be_printed_and_its_length(text):
    line = printable(text)
    assert len(line) == len(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in line)
    assert all(new in (old, "?") for old, new in zip(text, line, strict=True))


@given(ANY, st.integers(1, 30))
def test_one_line_is_cut_with_a_sign_exactly_where_it_is_too_long(text, limit):
    line = one_line(text, limit)
    assert len(line) == min(len(text), limit)
    assert line.endswith("…") or line == printable(text)
    assert (len(text) > limit) == (line[:-1] == printable(text)[: limit - 1] and line[-1:] == "…" and len(text) > limit)


def test_a_reason_has_a_limit_without_being_asked():
    assert len(one_line("x" * 5000)) == LONGEST_REASON == 1000


@given(ANY)
def test_nothing_that_steers_a_terminal_is_left_and_lines_are(text):
    left = without_control(text)
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", left) == []
    assert left.count("\n") == text.count("\n")
    assert without_control(left) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [("\x1b[38;5;9mred\x1b[0m", "red"), ("a\tb\n", "a\tb\n"), ("\x9b31m", "31m"), ("50 % [1m]", "50 % [1m]")],
)
def test_colours_go_and_text_stays(text, left):
    assert without_control(text) == left


@given(ANY)
@example("```\n<script>\n~~~")
@example("`" * 12)
def test_markdown_shows_a_text_word_for_word_in_one_block(text):
    tokens = MarkdownIt("commonmark").parse(verbatim(text))
    assert [token.type for token in tokens] == ["fence"]


def test_code_is_shown_with_every_letter_that_hides_or_turns_it_as_its_number():
    """The oracle is Unicode's: of controls, formats and separators only the line, the tab and the blank stay."""
    letters = "".join(map(chr, [*range(0x300), *range(0x2000, 0x2070), 0xD800, 0xFEFF, 0xE0001]))
    shown = spelt_out(letters)
    hidden = [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")]
    assert {*hidden} == {"\n", "\t", " "}
    assert spelt_out("a\u202eb\r\nc 李") == "a\\u202eb\nc 李"
