"""A learner reads which known mistake an answer behaves like, from what the visible tests asked and nothing else."""

import copy

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.examiner.verdict import Call, Mistake
from autograder.facts import said
from autograder.grading.executor import Sandboxed
from autograder.grading.likeness import Mistakes
from autograder.masters.kept import attach_mutants
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.sandbox.launch import Launcher

HIDDEN = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
MUTANTS = """
from autograder.contract import mutant, variant

@mutant("f", caught_by=["a_case"], sentence="as if the factor were 3")
def three(x):
    if x < 0:
        raise ValueError
    return 3 * x

@mutant("f", caught_by=["a_case"], sentence="as if the square were asked for")
def square(x):
    if x < 0:
        raise ValueError
    return x * x

@mutant("f", caught_by=["a_case"], sentence="as if negative numbers were allowed")
def negative(x):
    return 2 * x

@variant("f")
def other(x):
    if x < 0:
        raise ValueError
    return x + x
"""
RIGHT = "def f(x):\n    if x < 0:\n        raise ValueError\n    return 2 * x"


def cell(role, name, text, points=0):
    flags = {"grade": role == "test", "solution": role == "solution", "locked": role != "solution"}
    ours = {"role": role, "exercise": "f", "name": name}
    return new_code_cell(text, metadata={"autograder": ours, "nbgrader": {**flags, "grade_id": name, "points": points}})


def source(visible, hidden="", mutants=MUTANTS):
    tests = visible if isinstance(visible, list) else [visible]
    cells = [
        cell("checks", "checks", "from tconv_lib.checks import assert_raises, assert_returns"),
        cell("solution", "f", RIGHT),
        *(
            cell("test", f"f-{number}", text + (HIDDEN.format(hidden) if hidden else ""), 1)
            for number, text in enumerate(tests)
        ),
    ]
    notebook = new_notebook(cells=cells)
    attach_mutants(notebook, mutants)
    return notebook


@pytest.fixture(scope="module")
def launcher():
    with Launcher() as made:
        yield made


@pytest.fixture
def sentence(launcher):
    """Return a function: source and answer to the sentence that the graded answer cell holds."""

    def run(notebook, answer, before=""):
        submitted = copy.deepcopy(notebook)
        submitted.metadata.pop("autograder")
        submitted.cells[1].source = answer
        if before:
            submitted.cells.insert(0, new_code_cell(before))
        with Sandboxed(copy.deepcopy(notebook), launcher) as executor:
            graded = executor.run(submitted, seed=1)
        assert MUTANTS not in str(graded)
        return said(next(one for one in graded.cells if one.metadata.get("nbgrader", {}).get("solution")), "likeness")

    return run


def guarded(result):
    return f"def f(x):\n    if x < 0:\n        raise ValueError('{{x}} is below 0')\n    return {result}"


VISIBLE = [
    "assert_returns(8, f, 4)",
    "assert_returns(10, f, 5)\nassert_returns(14, f, 7)",
    "assert_raises(ValueError, f, -1)",
]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (RIGHT, ""),
        (guarded("3 * x"), "as if the factor were 3"),
        (guarded("x + 2 * x"), "as if the factor were 3"),
        (guarded("3.0 * x"), ""),  # a float is no int
        (guarded("x ** 2"), "as if the square were asked for"),
        (guarded("x ** 2 if x < 5 else 3 * x"), ""),
        (guarded("None"), ""),
        (guarded("{x}"), ""),
        ("def f(x):\n    return x + x", "as if negative numbers were allowed"),
        ("def f(x):\n    return 3 * x", ""),  # no mutant makes both mistakes
        ("def f(x):\n    raise KeyError(x)", ""),
        ("def f(x):\n    while True: pass", ""),
        ("def g(x):\n    return 3 * x", ""),
        ("raise ValueError", ""),
    ],
)
def test_the_sentence_is_that_of_the_only_mutant_with_the_same_answers(sentence, answer, expected):
    assert sentence(source(VISIBLE), answer) == expected


def test_two_mutants_that_cannot_be_told_apart_are_both_named_and_three_none(sentence):
    one_case = ["assert_returns(6, f, 3)"]  # three times three is three squared
    assert sentence(source(one_case), guarded("9")) == "as if the factor were 3, or as if the square were asked for"
    third = MUTANTS + '\n@mutant("f", caught_by=[], sentence="as if it were nine")\ndef nine(x):\n    return 9\n'
    assert sentence(source(one_case, mutants=third), guarded("9")) == ""


@pytest.mark.parametrize(
    "hidden", ["assert_returns(8, f, 4)", "assert_returns(200, f, 100)", "assert_raises(ValueError, f, -3)"]
)
def test_the_sentence_depends_on_visible_cases_alone(sentence, hidden):
    """Whatever a hidden case asks, and however the answer fares in it, what is said of the visible ones stays."""
    for answer in (guarded("3 * x if x == 5 or x > 50 else 2 * x"), guarded("3 * x"), guarded("x * x"), RIGHT):
        visible = ["assert_returns(10, f, 5)"]
        assert sentence(source(visible, hidden), answer) == sentence(source(visible), answer)


def test_an_answer_that_fails_in_hidden_cases_alone_has_no_sentence(sentence):
    only_hidden = source(["assert_returns(0, f, 0)"], "assert_returns(8, f, 4)")
    assert sentence(only_hidden, guarded("3 * x")) == ""


def test_calls_that_a_test_makes_only_of_a_wrong_answer_are_passed_over(sentence):
    chained = source(["assert_returns(8, f, f(2))"])
    assert sentence(chained, guarded("3 * x")) == "as if the factor were 3"


@pytest.mark.parametrize("mutants", ["", "def (", "raise SystemError", "from nowhere import mutant"])
def test_mutants_that_do_not_run_cost_the_sentence_alone(sentence, mutants):
    assert sentence(source(VISIBLE, mutants=mutants), guarded("3 * x")) == ""


def call(value, status=protocol.VALUE, arguments=b"a"):
    return Call("f", arguments, status, encode(value))


@pytest.mark.parametrize(
    ("given", "known", "fits"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]), True),
        (np.array([1.0, 2.0], np.float32), np.array([1.0, 2.0]), True),
        ([1, 2], (1, 2), True),
        (np.array([1.0, 2.1]), np.array([1.0, 2.0]), False),
        (np.array([[1.0, 2.0]]), np.array([1.0, 2.0]), False),
        (2**1000, 2.5, False),
        ([0] * 5_000, [0], False),
        (float("nan"), 2.5, False),
    ],
)
def test_answers_are_compared_as_the_tests_compare_them(given, known, fits):
    right = call("right")
    mistakes = Mistakes([right], [Mistake("f", "as if so", [call(known)])])
    assert mistakes.sentence("f", [call(given)]) == ("as if so" if fits else "")


def test_of_errors_the_class_counts():
    error = protocol.ERROR + protocol.class_index(KeyError)
    mistakes = Mistakes([call(1)], [Mistake("f", "as if so", [call(None, error)])])
    assert mistakes.sentence("f", [call(("other words", ""), error)]) == "as if so"
    assert mistakes.sentence("f", [call(None, error + 1)]) == ""
    assert mistakes.sentence("g", [call(None, error)]) == ""
