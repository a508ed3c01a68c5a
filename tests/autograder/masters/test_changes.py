"""Every kind of single change is made, each gives a program of its own, and what an error says is left alone."""

import ast
import textwrap
from pathlib import Path

import pytest

from autograder.masters.changes import changes
from autograder.masters.master import load

SCATTER = Path(__file__).parents[3] / "solutions" / "scatter.md"


def made(body, parameters="a, b, c"):
    source = f"def answer({parameters}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return [change.after for change in changes(source)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # comparisons, each of a chain
        ("return a < 5", ["return a <= 5", "return a >= 5"]),
        ("return a <= 5", ["return a < 5", "return a > 5"]),
        ("return a == 5", ["return a != 5", "return a <= 5", "return a >= 5"]),
        ("return 0 <= a < 5", ["return 0 < a < 5", "return 0 > a < 5", "return 0 <= a <= 5", "return 0 <= a >= 5"]),
        ("return a not in 'xyz'", ["return a in 'xyz'"]),
        ("return a is None", ["return a is not None"]),
        # arithmetic, also in place
        ("return a + 5", ["return a - 5", "return a * 5"]),
        ("return a // 5", ["return a * 5", "return a % 5", "return a / 5"]),
        ("return a % 5", ["return a // 5", "return a * 5"]),
        ("return a @ 'x'", ["return a * 'x'"]),
        ("return -a", ["return a"]),
        ("return not a", ["return a"]),
        ("a += 'x'\nreturn a", ["a -= 'x'", "a *= 'x'", "a = 'x'"]),
        # conditions
        ("return a and 'x'", ["return a or 'x'", "return 'x'", "return a"]),
        ("return (a or 'x') and 'y' and 'z'", ["return (a or 'x') and 'z'", "return (a or 'x') and 'y'"]),
        # numbers and truth
        ("return a[7]", ["return a[8]", "return a[6]"]),
        ("return 0.5", ["return 1.5", "return -0.5"]),
        ("return True", ["return False"]),
        # names
        ("return b", ["return a", "return c"]),
        ("rows, columns = 'hw'\nreturn rows", ["return columns"]),
        # arguments and members
        ("return divmod('x', 'y')", ["return divmod('y', 'x')"]),
        ("return 'x', 'y', 'z'", ["return 'y', 'x', 'z'", "return 'x', 'z', 'y'"]),
        ("return max(a, 'x')", ["return min(a, 'x')"]),
        ("return np.minimum('x')", ["return np.maximum('x')"]),
        # bounds
        ("return 'xyz'[a:]", ["return 'xyz'[:]", "return 'xyz'[a + 1:]", "return 'xyz'[a - 1:]"]),
        ("return range(a)", ["return range(a + 1)", "return range(a - 1)"]),
        ("return 'xyz'[:-a]", ["return 'xyz'[:(-a) + 1]"]),
        # statements
        ("if a:\n    b.append('x')\nreturn b", [""]),
    ],
)
def test_a_change_of_this_kind_is_made(body, expected):
    assert set(expected) <= set(made(body)), made(body)


def test_a_statement_that_is_gone_leaves_a_program_that_runs():
    source = "def answer(a):\n    total = 0\n    for each in a:\n        total += each\n    return total\n"
    gone = {change.before: change for change in changes(source) if not change.after}
    assert list(gone) == ["total = 0", "for each in a:", "total += each", "return total"]
    assert gone["total += each"].words == "no `total += each`"
    namespace = {}
    exec(gone["total += each"].source, namespace)  # noqa: S102 - what this test is about
    assert namespace["answer"]([1, 2]) == 0


def test_of_a_refusal_the_condition_is_changed_and_the_refusal_is_gone_but_not_what_it_says():
    source = textwrap.dedent('''
        def answer(a, b):
            """Return -1 + 2."""
            wanted = b + 1
            if a < 0:
                raise ValueError(f"{a + 1} must be {wanted - 2}, {max(a, b)}")
            return "x"
    ''')
    assert [change.words for change in changes(source)] == [
        "`if b < 0:` for `if a < 0:`",
        "`if a <= 0:` for `if a < 0:`",
        "`if a >= 0:` for `if a < 0:`",
        "`if a < 1:` for `if a < 0:`",
        "`if a < -1:` for `if a < 0:`",
        'no `raise ValueError(f"{a + 1} must be {wanted - 2}, {max(a, b)}")`',
        'no `return "x"`',
    ]


def test_each_parameter_takes_the_place_of_each_other_and_a_local_name_that_of_its_neighbours():
    body = "top = 'x'\nleft = 'y'\nfar = 'z'\nreturn left"
    assert {after for after in made(body) if "return" in after} == {"return top", "return far"}
    assert set(made("return a", "a, b, c, d")) == {"return b", "return c", "return d", ""}


def test_strings_and_strict_zips_are_left_alone():
    assert made("return zip('ab', strict=True)") == [""]


def test_a_change_shows_its_line_and_all_lines_that_it_touches():
    source = "def answer(a):\n    # by 2\n    return [\n        a * 2,  # once\n        a,\n    ]\n"
    by_words = {change.words: change for change in changes(source)}
    assert by_words["`a * 3, # once` for `a * 2, # once`"].line == 4
    assert by_words["`a, # once a * 2,` for `a * 2, # once a,`"].source.endswith("a,  # once\n        a * 2,\n    ]\n")


def test_letters_outside_ascii_move_no_change():
    assert "return 'κ', a - 5" in made("return 'κ', a + 5")


@pytest.mark.slow
def test_no_two_changes_are_the_same_program():
    for exercise in load(SCATTER).exercises.values():
        source = exercise.solution.source
        programs = [ast.dump(ast.parse(change.source)) for change in changes(source)]
        assert len({ast.dump(ast.parse(source)), *programs}) == len(programs) + 1 > 80
