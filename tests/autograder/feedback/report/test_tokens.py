"""The tokens of a text: those of Python, without what somebody changes who wants to hide a copy."""

import builtins
import io
import keyword
import time
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.report.tokens import MAX_TEXT, tokens

ROOT = Path(__file__).parents[4]
LAYOUT = {tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER}
WRITTEN = "def f(x, y):\n    if x < 1:\n        raise ValueError(f'{x}')\n    return np.sum(x * 2) + y[0]"


def texts(code):
    return [token.text for token in tokens(code)]


def by_the_standard_library(code):
    """Return text and line of each token as ``tokenize`` reads it, normalised as the module says."""
    found, statement = [], []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NEWLINE or token.string == ";":
            found += [] if all(text == "''" for text, _ in statement) else statement
            statement = []
        elif token.type not in LAYOUT:
            before = (statement or [("", 0)])[-1][0]
            kept = token.string in keyword.kwlist or token.string in vars(builtins) or before == "."
            plain = {tokenize.NUMBER: "0", tokenize.STRING: "''", tokenize.NAME: token.string if kept else "name"}
            if token.string in ")]}" and before == ",":
                statement.pop()
            statement.append((plain.get(token.type, token.string), token.start[0]))
    return [token for token in found if token[0] not in ("(", ")")]


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["autograder", "tconv_lib", "solutions/mutants", "tests/autograder"])
def test_the_tokens_of_code_are_those_of_the_standard_library(folder):
    files = sorted((ROOT / folder).rglob("*.py"))[::7]
    for path in files:
        code = path.read_text()
        if len(code) <= MAX_TEXT:
            assert [tuple(token) for token in tokens(code)] == by_the_standard_library(code), path


@pytest.mark.parametrize(
    "same",
    [
        WRITTEN.replace("x", "first").replace("y", "other"),
        WRITTEN.replace("    ", "\t"),
        WRITTEN.replace("'", '"'),
        WRITTEN.replace("(x, y)", "(\n    x,\n    y,\n)"),
        WRITTEN.replace("x < 1", "(x < 1)").replace(
            "np.sum(x * 2) + y[0]", "(\n        np.sum((x * 2))\n        + y[0]\n    )"
        ),
        WRITTEN.replace("2", "3.5e-7"),
        WRITTEN.replace("    return", '    "now the rest"\n\n    # here\n    return'),
        WRITTEN.replace("x * 2", "x * \\\n 2"),
    ],
    ids=["names", "tabs", "quotes", "lines", "parentheses", "numbers", "comments", "continued"],
)
def test_what_hides_a_copy_changes_no_token(same):
    assert texts(same) == texts(WRITTEN)


@pytest.mark.parametrize(
    "other",
    [WRITTEN.replace("np.sum", "np.prod"), WRITTEN.replace("<", "<="), WRITTEN.replace("if", "while")],
    ids=["attribute", "operator", "keyword"],
)
def test_what_is_other_code_has_other_tokens(other):
    assert texts(other) != texts(WRITTEN)


@pytest.mark.parametrize(
    "broken", ["def f(:\n  return [", "'''open", "x = 'open\ny = 1", "if x\n      y\n  z", "?$ \x00 x"]
)
def test_broken_code_has_tokens_up_to_where_it_breaks_and_after(broken):
    assert texts(f"first = np.one\n{broken}")[:4] == ["name", "=", "name", "."]


@given(st.text(st.sampled_from("'\"\\#\n ab.1e(,)[;{x"), max_size=300))
def test_every_text_has_tokens_on_lines_that_it_has(text):
    assert all(1 <= token.line <= text.count("\n") + 1 for token in tokens(text))


@pytest.mark.parametrize("letter", ["'\\", "\\'", '"', " ", "(", "1e", "#", "'''\\", ".", "\\\n", "\t;"])
def test_no_text_of_a_hostile_learner_takes_longer_than_its_length(letter):
    """Ten times the letters may take ten times as long; were it the square, the long one would take ten seconds."""
    text = letter * (MAX_TEXT // len(letter))
    began = time.process_time()
    tokens(f"x = {text}")
    assert time.process_time() - began < 1
