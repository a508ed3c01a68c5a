"""Constants have the values that Python gives them."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_lib.explain import ExplainError
from tconv_lib.explain.constants import Constants, Shape, Unknown
from tconv_lib.explain.tokens import Span, read_tokens


def value_of(text):
    tokens = read_tokens(text)
    return Constants(tokens).value(Span(0, len(tokens.texts)))


INTEGERS = st.recursive(
    st.integers(0, 99).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "//"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(inner, st.sampled_from([" + ", "-", "*", "//"]), inner).map("".join),
    ),
    max_leaves=8,
)


@given(INTEGERS)
def test_integers_are_computed_as_python_computes_them(text):
    try:
        expected = eval(text)  # noqa: S307 - numbers and signs
    except ZeroDivisionError:
        assert isinstance(value_of(text), Unknown)
        return
    if abs(expected) < 10**15:
        try:
            assert value_of(text) == expected
        except ExplainError:  # something on the way was larger
            assert max(abs(number) for number in _parts(text)) >= 10**15
    else:
        with pytest.raises(ExplainError, match="more than 15 digits"):
            value_of(text)


def _parts(text):
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.expr):
            yield eval(ast.unparse(node))  # noqa: S307 - numbers and signs


@pytest.mark.parametrize(
    "text",
    ["None", "True", "'same'", '"a b"', "2.5", "1e-5", ".5", "(1, 2)", "[1, (2, 3)]", "(1,)", "()", "(3)", "-2.5"],
)
def test_a_literal_is_what_python_reads(text):
    expected = ast.literal_eval(text)
    assert value_of(text) == (tuple(expected) if isinstance(expected, list) else expected)


@pytest.mark.parametrize(
    "text", ["k", "k // 2", "1 // 0", "2 ** 3", "1.5 * 2", "[1, k]", "-True", "0x10", r"'\n'", "1 2", "é"]
)
def test_what_is_no_constant_is_kept_as_it_is_written(text):
    assert value_of(text) == Unknown(text)


def test_the_shape_of_an_array_is_read_where_all_of_it_is_written():
    assert type(value_of("torch.zeros((4, 2), dtype=torch.float64)")) is Shape
    assert isinstance(value_of("torch.zeros(n, 2)"), Unknown)
    assert isinstance(value_of("open('x')"), Unknown)
