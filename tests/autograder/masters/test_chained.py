"""A test that hands an answer on to another call is found by its line, and a test that only compares answers is not."""

import pytest

from autograder.masters.chained import chained

ASKED = {"encode", "decode"}


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("assert decode(encode(3)) == 3", 1),
        ("code = encode(3)\n\nassert decode(code) == 3", 3),
        ("code = encode(3)\nlonger = [*code, 0]\nassert decode(longer) == 3", 3),
        ("first, second = encode(3)\ndecode(first)", 2),
        ("for code in encode(3):\n    decode(code)", 2),
        ("found = [decode(code) for code in encode(3)]", 1),
        ("code = 0\nfor x in range(3):\n    code += encode(x)\n    decode(x=code)", 4),
        ("if (code := encode(3)):\n    decode(code)", 2),
        ("def round_trip(x):\n    return decode(encode(x))\nround_trip(3)", 2),
        ("def first(x):\n    return encode(x)\ndecode(first(3))", 3),
        ("again = lambda x: encode(x)\ndecode(again(3))", 2),
        ("read = decode\nread(encode(3))", 2),
        ("assert_returns(3, decode, encode(3))", 1),
        ("while True:\n    x = decode(x)\n    break\nx = encode(1)", 2),
        ("code: list = encode(3)\ndecode(len(code))", 2),
    ],
)
def test_an_answer_that_is_handed_on_is_found(source, line):
    assert chained(source, ASKED) == line


@pytest.mark.parametrize(
    "source",
    [
        "assert decode(3) == encode(3)",
        "assert_equal(encode(3), decode(4))",
        "assert_returns(encode(3), encode, 3)",
        "code = encode(3)\nassert len(code) == 2\nassert decode([1, 2]) == 3",
        "code = expected(3)\nassert decode(code) == 3",
        "def lengths(x):\n    return len(encode(x))\nassert [lengths(x) for x in range(3)] == [1, 1, 2]",
        "x = draw()\nassert np.sum(encode(x) * y) == np.sum(x * decode(y))",
        "encode",
    ],
)
def test_answers_that_are_only_compared_are_not(source):
    assert chained(source, ASKED) is None
