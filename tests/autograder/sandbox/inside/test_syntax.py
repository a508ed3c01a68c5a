import platform

import pytest

from autograder.sandbox.inside.cells import parse
from autograder.sandbox.inside.syntax import OURS

NEWER = "the syntax of a Python newer than Python 3.11"
OLD = "the syntax of Python 2;"


@pytest.mark.parametrize(
    ("cell", "version"),
    [
        ('x = f"{d["a"]}"', NEWER),
        ("x = f\"{'\\n'.join(a)}\"", NEWER),
        ('x = f"{f"{f"{1}"}"}"', NEWER),
        ("x = f'{\n  a  # why\n}'", NEWER),
        ("type X = int | str", NEWER),
        ("type Pair[T] = tuple[T, T]", NEWER),
        ("def f[T](x: T) -> T:\n    return x", NEWER),
        ("class A[T: int]:\n    pass", NEWER),
        ("x = t'{name}'", NEWER),
        ("print 'x'", OLD),
        ("exec 'x'", OLD),
        ("raise ValueError, 'x'", OLD),
        ("if a <> b: pass", OLD),
        ("x = 10L", OLD),
        ("x = 0777", OLD),
        ("try:\n    pass\nexcept A, B:\n    pass", "the syntax of Python 2 or Python 3.14"),
    ],
)
def test_another_pythons_syntax_is_named(cell, version):
    with pytest.raises(SyntaxError) as caught:
        parse(cell, "<cell 1>")
    assert f"(this is {version}" in caught.value.msg
    assert "your notebook is graded with Python 3.11" in caught.value.msg


@pytest.mark.parametrize(
    "cell",
    [
        "x = f'{x'",
        "def f(:",
        "x = (1",
        "for x in y",
        "type X",
        "x = 'a",
        "x = f'{}'",
        "a b",
        "x = f'{a b}'",
        "x = f'{a!}'",
    ],
)
def test_what_no_python_reads_is_only_wrong(cell):
    with pytest.raises(SyntaxError) as caught:
        parse(cell, "<cell 1>")
    assert "graded with" not in caught.value.msg


def test_the_python_that_grades_is_named_whichever_a_learner_has():
    assert f"Python {platform.python_version()}".startswith(f"{OURS}.")
