"""The checks that grade: what passes, what fails, and what a failure shows in the terminal and in Jupyter."""

import os
import subprocess
import sys

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tconv_lib.checks import CheckFailed, assert_array, assert_equal, assert_raises, assert_returns, assert_true
from tconv_lib.checks.compare import difference


def failure(check, *args, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


def identity(x):
    return x


@pytest.mark.parametrize("value", [3, 0.5, "same", None, (1, 2), np.array([1.0, 2.0])])
def test_an_equal_value_passes(value):
    assert_equal(value, value)
    assert_returns(value, identity, value)


@pytest.mark.parametrize(
    ("actual", "expected", "kind", "headline"),
    [
        (None, 3, "type", "wrong type"),
        (4, 3, "values", "wrong value"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape", "wrong shape"),
        ([1, 2], [1], "shape", "wrong length"),
    ],
)
def test_a_difference_fails_with_its_kind_and_the_lines_that_show_it(actual, expected, kind, headline):
    lines = difference(actual, expected).text
    compared, returned = failure(assert_equal, actual, expected), failure(assert_returns, expected, lambda: actual)
    assert compared.kind == returned.kind == kind
    assert str(compared) == f"{headline}\n{lines}"
    assert str(returned) == f"<lambda>(): {headline}\n{lines}"


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
    assert "): changed its argument value\n" in str(found)
    assert "\n  value became " in str(found)
    assert_returns(1, lambda _: 1, argument)


def test_the_argument_that_was_changed_is_named_and_shown_as_it_was_and_is():
    def spoil(x, w):
        w *= 2
        return 1

    found = failure(assert_returns, 1, spoil, np.array([1.0]), np.array([3.0]))
    assert str(found).splitlines() == [
        "spoil(x, w): changed its argument w",
        "  x = [1.0] shape (1,), float64",
        "  w = [3.0] shape (1,), float64",
        "  w became [6.0] shape (1,), float64",
        "  it must stay as it was",
    ]
    assert {name: value.tolist() for name, value in found.inputs.items()} == {"x": [1], "w": [3]}


def test_an_argument_behind_those_that_a_function_takes_together_keeps_its_value_when_it_is_named():
    def spoil(*given, stride):
        given[1][0] = 9
        return 1

    found = failure(assert_returns, 1, spoil, [1], [2], stride=3)
    assert found.kind == "mutation"
    assert found.inputs == {"argument_0": [1], "argument_1": [2], "stride": 3}
    assert str(found).splitlines()[0].endswith("changed its argument argument_1")


def test_an_error_that_is_wanted_and_does_not_come_has_what_was_given_by_name():
    def add(first, second):
        return first + second

    assert failure(assert_raises, ValueError, add, 1, 2).inputs == {"first": 1, "second": 2}
    assert failure(assert_raises, ValueError, add, 1, "2").inputs == {"first": 1, "second": "2"}


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


@pytest.mark.slow
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
    assert "assertions.py" not in done.stdout
    assert done.stdout.count(", line ") == frames
    assert f"> 6 {call}" in done.stdout
    assert done.stdout.rstrip().endswith(end)


def test_a_law_fails_with_the_words_of_its_author():
    assert_true(condition=True, message="never shown")
    assert str(failure(assert_true, condition=False, message="the sum changed")) == "the sum changed"


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
    assert "assertions.py" not in shown
