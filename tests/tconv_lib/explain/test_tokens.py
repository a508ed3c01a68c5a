"""Tokens against Python's own, and brackets."""

import io
import tokenize

import pytest

from tconv_lib.explain import ExplainError
from tconv_lib.explain.tokens import Span, read_tokens

TEXTS = [
    "nn.Conv2d(3, 64, kernel_size=(3, 5), padding='same', bias=False)  # a comment",
    "self.up = nn.ConvTranspose2d(2*c, c//2, 1.5e-3, stride=-(-4 // 2), w=-x**2)",
    'f(a["b"], [1, 2,\n 3], {"k": .5})',
    "x = a if b <= c else d != e",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_of_python_has_the_tokens_of_python(text):
    own = [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.string.strip()]
    assert [t for t in read_tokens(text).texts if t.strip()] == [t for t in own if not t.startswith("#")]


def test_pieces_lie_between_commas_that_no_bracket_encloses():
    tokens = read_tokens("a, f(b, c), [d, e],")
    pieces = tokens.split(Span(0, len(tokens.texts)), ",")
    assert [tokens.source(piece) for piece in pieces] == ["a", "f(b, c)", "[d, e]"]


@pytest.mark.parametrize(
    ("text", "closed"), [("(a[b])", True), ("(a[b)]", False), ("(a", False), ("a)", False), ("", True)]
)
def test_brackets_close_what_they_opened(text, closed):
    assert read_tokens(text).closed is closed


def test_lines_end_where_no_bracket_is_open():
    tokens = read_tokens("f(1,\n 2)\ng(3); h(4)")
    assert [tokens.source(line) for line in tokens.statements()] == ["f(1,\n 2)", "g(3)", "h(4)"]


def test_what_is_nested_too_deeply_is_refused():
    assert read_tokens("(" * 40 + ")" * 40).closed
    with pytest.raises(ExplainError, match="nested too deeply"):
        read_tokens("(" * 41)
