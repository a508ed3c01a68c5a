"""The checks that grade: each difference is found, named by its kind, and shown; no right answer is refused."""

import os
import subprocess
import sys

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tconv_lib.checks import CheckFailed, assert_array, assert_equal, assert_raises, assert_returns, assert_true, cases
from tconv_lib.compare import show


def failure(check, *args, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


def identity(x):
    return x


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (3, 3),
        (np.int64(3), 3),
        (3.0 + 1e-9, 3.0),
        (3, 3.0),
        (np.float32(0.1), 0.1),
        (float("inf"), float("inf")),
        (1j, 1j),
        (np.complex64(0.1 + 0.2j), 0.1 + 0.2j),
        (np.True_, True),
        ("same", "same"),
        (None, None),
        ([1, 2], (1, 2)),
        ((1, [2.0, 3]), [1, (2.0, 3.0)]),
        ({"a": 1}, {"a": 1}),
        (np.array([1, 2], np.int32), np.array([1, 2])),
        (np.array([0.1], np.float32), np.array([0.1])),
        (np.array([np.inf, 1]), np.array([np.inf, 1])),
        ([np.array([1.0])], [np.array([1.0])]),
        (np.array([True]), np.array([True])),
        (np.zeros((0, 2)), np.zeros((0, 2))),
    ],
)
def test_an_equal_value_passes(actual, expected):
    assert_equal(actual, expected)
    assert_returns(expected, identity, actual)


@pytest.mark.parametrize(
    ("actual", "expected", "kind", "says"),
    [
        (None, 3, "type", "was a return forgotten"),
        (True, 1, "type", "expected an int, got a bool: True"),
        (1, True, "type", "expected a bool, got an int: 1"),
        (3.0, 3, "type", "expected an int, got a float: 3.0"),
        (True, 1.0, "type", "expected a float, got a bool"),
        (1j, 1.0, "type", "expected a float, got a complex number"),
        ("3", 3, "type", "expected an int, got a str"),
        (3, None, "type", "expected None, got an int"),
        ([1.0], np.array([1.0]), "type", "expected a NumPy array, got a list"),
        (np.array([1.0]), [1.0], "type", "expected a list, got a NumPy array"),
        (np.array([1]), np.array([1.0]), "type", "expected dtype float64, received dtype int64"),
        ({1}, [1], "type", "got a set"),
        (4, 3, "values", "expected 3\n  received 4"),
        (3.001, 3.0, "values", "received 3.001"),
        (float("nan"), float("nan"), "values", "received nan"),
        ([1, 2, 3], [1, 2], "shape", "expected length 2, received length 3"),
        ([1, (2, 4)], [1, (2, 3)], "values", "expected 3 at [1][1]"),
        ({"a": 1}, {"b": 1}, "values", "expected keys ['b']"),
        ({"a": [1]}, {"a": [2]}, "values", "['a'][0]"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape", "expected shape (3, 2), received shape (2, 3)"),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), "values", "first difference at [1]"),
        (np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]]), "values", "at [0, 1]: expected 3.0, received 2.0"),
        (np.array([1, 2]), np.array([1, 3]), "values", "[1 3]"),
        ([np.array([1.0])], [np.array([2.0])], "values", "at [0]"),
        ([np.array([1.0]), 2], [np.array([1.0])], "shape", "length 1"),
    ],
)
def test_a_difference_is_found_named_and_shown(actual, expected, kind, says):
    for found in (failure(assert_equal, actual, expected), failure(assert_returns, expected, identity, actual)):
        assert found.kind == kind
        assert says in str(found)


def test_large_arrays_are_not_printed_but_their_first_difference_is():
    actual, expected = np.zeros((9, 9)), np.zeros((9, 9))
    expected[4, 5] = 1
    message = str(failure(assert_returns, expected, identity, actual))
    assert "at [4, 5]: expected 1.0, received 0.0" in message
    assert "array of shape (9, 9)" in message
    assert message.count("\n") == 3


def test_the_message_shows_the_call_as_one_would_type_it():
    def stamp(x, w, stride):
        return x

    found = failure(assert_returns, np.zeros(3), stamp, np.array([1.0]), np.array([2.0]), stride=2)
    assert str(found).startswith("stamp(x, w, stride=2): wrong shape\n  x = [1.0] shape (1,), float64\n  w = [2.0]")


def test_more_arguments_than_names_are_shown_too():
    assert str(failure(assert_returns, 1, max, 2, 3)).startswith("max(2, 3): wrong value\n")


def test_inputs_of_a_law_are_shown():
    found = failure(assert_array, np.array([1]), np.array([2]), x=np.array([7]), stride=2)
    assert str(found).startswith("wrong value for x, stride=2\n  x = [7]")


def test_assert_array_wants_an_array():
    with pytest.raises(TypeError, match="use assert_equal"):
        assert_array(1, 1)


@pytest.mark.parametrize(
    "argument", [np.zeros(2), [1, 2], {"a": np.array([np.nan, 1.0])}, (np.zeros(1), [np.zeros(1)])]
)
def test_a_changed_argument_fails_though_the_value_is_right(argument):
    def spoil(value):
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]:
            (part[0] if isinstance(part[0], np.ndarray) else part)[0] = 5
        return 1

    found = failure(assert_returns, 1, spoil, argument)
    assert found.kind == "mutation"
    assert "): changed one of its arguments\n" in str(found)
    assert_returns(1, lambda _: 1, argument)


def test_what_the_function_raises_is_not_hidden():
    def starter():
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        assert_returns(1, starter)


def test_an_error_that_is_wanted_passes_and_another_does_not():
    assert_raises(ValueError, int, "x")
    returned = failure(assert_raises, ValueError, int, "3")
    assert returned.kind == "error"
    assert "expected ValueError\n  received 3" in str(returned)
    other = failure(assert_raises, ValueError, int, None)
    assert other.kind == "error"
    assert str(other).startswith(
        "int(None): did not raise ValueError\n  expected ValueError\n  received TypeError: int()"
    )


def test_an_untouched_answer_is_named_where_another_error_is_wanted():
    def starter():
        raise NotImplementedError

    assert str(failure(assert_raises, ValueError, starter)).endswith("received NotImplementedError")


IN_JUPYTER = """\
from tconv_lib.checks import assert_equal, assert_raises, assert_returns
def answer(x):
    return [x][x]
def law():
    assert_equal(1, 2, stride=3)
{call}
"""


@pytest.mark.parametrize(
    ("call", "frames", "end"),
    [
        ("assert_returns(5, answer, 0)", 1, "answer(0): wrong value\n  expected 5\n  received 0"),
        ("law()", 2, "wrong value for stride=3\n  expected 2\n  received 1"),
        ("assert_returns(5, answer, 1)", 2, "IndexError: list index out of range"),
        ("assert_raises(ValueError, answer, 0)", 1, "did not raise ValueError\n  expected ValueError\n  received 0"),
        ("assert_raises(ValueError, answer, 1)", 2, "\n  received IndexError: list index out of range"),
    ],
)
def test_jupyter_shows_the_test_and_the_answer_but_not_the_checks(call, frames, end, tmp_path):
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", IN_JUPYTER.format(call=call)]
    done = subprocess.run(
        command, env=os.environ | {"IPYTHONDIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert "checks.py" not in done.stdout
    assert done.stdout.count(", line ") == frames
    assert f"> 6 {call}" in done.stdout
    assert done.stdout.rstrip().endswith(end)


def test_a_law_fails_with_the_words_of_its_author():
    assert_true(condition=True, message="never shown")
    assert str(failure(assert_true, condition=False, message="the sum changed")) == "the sum changed"


def test_cases_are_the_same_for_a_seed_and_differ_between_seeds_and_calls(monkeypatch):
    def draw(**more):
        return [x.tolist() for x, _ in cases(5, x="hw", s=(1, 9), **more)]

    assert draw(seed=3) == draw(seed=3)
    assert draw(seed=3) != draw(seed=4)
    monkeypatch.setenv("TCONV_SEED", "3")
    assert draw() == draw(seed=3)
    first = [n for (n,) in cases(9, a=(0, 10**6))]
    assert first != [n for (n,) in cases(9, b=(0, 10**6))]


def test_a_letter_is_one_size_and_a_dtype_may_follow():
    for x, w, z, u in cases(
        50, x="hw:float32", w="wh", z="h:complex128", u="w:uint8", sizes={"h": (1, 3), "w": (4, 5)}
    ):
        assert x.shape == w.shape[::-1]
        assert z.shape == x.shape[:1]
        assert 1 <= x.shape[0] <= 3
        assert 4 <= x.shape[1] <= 5
        assert (x.dtype, w.dtype, z.dtype, u.dtype) == ("float32", "float64", "complex128", "uint8")
        for array in (x, w, z, u):
            assert array.any()
            assert np.array_equal(array, np.round(array))
            assert np.abs(np.concatenate([array.real.ravel(), array.imag.ravel()])).max() <= 9


def test_sizes_differ_from_letter_to_letter():
    assert all(len(set(x.shape)) == 3 for (x,) in cases(50, x="chw"))
    assert all(x.shape == (2, 2) for (x,) in cases(5, x="hw", sizes={"h": (2, 2), "w": (2, 2)}))


def test_other_specs_draw_what_they_say():
    def twice(drawn):
        return 2 * drawn["n"]

    def below(drawn, rng):
        return rng.randint(0, drawn["n"])

    drawn = list(cases(200, n=(1, 3), mode=["valid", "same"], double=twice, less=below, f=[len, 0]))
    assert {case[0] for case in drawn} == {1, 2, 3}
    assert {case[1] for case in drawn} == {"valid", "same"}
    assert all(case[2] == 2 * case[0] and 0 <= case[3] <= case[0] for case in drawn)
    with pytest.raises(TypeError, match="must be axis letters"):
        list(cases(1, n=3))


def test_where_keeps_only_what_it_holds_for_and_gives_up_at_last():
    assert all(n % 2 == 0 for (n,) in cases(50, n=(1, 9), where=lambda drawn: drawn["n"] % 2 == 0))
    with pytest.raises(ValueError, match="none of 1000 draws"):
        list(cases(1, n=(1, 9), where=lambda drawn: drawn["n"] > 9))


@pytest.fixture
def jupyter():
    """A shell as a notebook's kernel has one."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config, colors="nocolor")
    yield shell
    InteractiveShell.clear_instance()


def test_in_jupyter_a_failed_check_shows_the_line_of_the_test_and_not_the_checks(jupyter, capsys):
    jupyter.run_cell("from tconv_lib.checks import assert_returns\n\nassert_returns(4, len, 'abc')")
    shown = capsys.readouterr().out
    assert "assert_returns(4, len, 'abc')" in shown
    assert "expected 4\n  received 3" in shown
    assert "checks.py" not in shown


def test_an_empty_array_is_shown_without_its_empty_rows():
    assert show(np.zeros((10**9, 0))) == "[] shape (1000000000, 0), float64"
