"""What the page says of an answer: the grader's verdict, and the reader's mistake in plain words."""

import pytest

from autograder.masters.mutants import load_answers
from autograder.masters.trial import bounded_memory
from tests.drawn import drawn
from tests.masters import MASTERS
from web.book.solving import as_given, chapter
from web.exercise.runner import MAX_TEXT, check, fingerprint, run

GIVEN = {
    "name": "double",
    "setup": "import numpy as np",
    "checks": "from tconv_lib.checks import assert_array, assert_returns, assert_equal",
    "starter": "def double(x):\n    raise NotImplementedError()",
    "tests": [
        {"name": "of_two", "points": 1, "source": "assert_returns(4, double, 2)"},
        {"name": "of_rows", "points": 2, "source": "assert_returns(np.array([2., 4.]), double, np.array([1., 2.]))"},
    ],
    "mistakes": {},
}


@pytest.mark.slow
@pytest.mark.parametrize("stem", drawn(5, MASTERS))
def test_solutions_pass_starters_get_nothing_and_wrong_answers_fail_what_the_contract_says(stem):
    master = MASTERS[stem]
    answers = load_answers(master.path)
    for exercise in master.exercises.values():
        given = as_given(master, exercise, "self")
        solved = check(given, exercise.solution.source)
        assert (solved["points"], solved["error"]) == (exercise.points, None)
        assert check(given, given["starter"])["points"] == 0
        for answer in (answer for answer in answers if answer.exercise == exercise.name):
            with bounded_memory():
                result = check(given, "", function=answer.function)
            failed = {test["name"] for test in result["tests"] if not test["passed"]}
            assert failed == set(answer.caught_by or ()), answer.name


@pytest.mark.slow
@pytest.mark.parametrize("stem", drawn(5, MASTERS))
@pytest.mark.parametrize("edition", [pytest.param("self", marks=pytest.mark.soak), "class"])
def test_a_known_mistake_is_named_and_no_right_answer_is(stem, edition):
    master = MASTERS[stem]
    exercises = chapter(master, edition)
    for answer in load_answers(master.path):
        given = exercises[answer.exercise]
        with bounded_memory():
            result = check(given, "", function=answer.function)
        sentences = {each.sentence for each in load_answers(master.path) if each.exercise == answer.exercise}
        if answer.is_mutant and result["points"] < result["of"] and answer.sentence:
            assert result["mistake"] in sentences - {""}, answer.name
        if not answer.is_mutant:
            assert (result["points"], result["mistake"]) == (result["of"], "")


def test_what_differs_comes_as_cells_with_the_first_that_does():
    result = check(GIVEN, "def double(x):\n    return x * 2 + (x == 2)")
    first, second = result["tests"]
    assert (result["points"], result["of"], result["error"]) == (0, 3, None)
    assert (first["expected"]["text"], first["received"]["text"]) == ("4", "5")
    assert second["inputs"] == [
        {"name": "x", "text": "[1.0, 2.0] shape (2,), float64", "shape": [2], "cells": ["1", "2"]}
    ]
    assert (second["expected"]["cells"], second["received"]["cells"], second["cell"]) == (["2", "4"], ["2", "5"], [1])
    assert second["message"] == "double(x): wrong value"


def test_printing_the_answer_is_told_from_returning_it():
    result = check(GIVEN, "def double(x):\n    print(2 * x)")
    assert [test["printed"] for test in result["tests"]] == ["4", "[2. 4.]"]
    assert "was a return forgotten?" in result["tests"][0]["detail"]


def test_an_argument_that_is_changed_is_said():
    result = check(GIVEN, "def double(x):\n    x *= 2\n    return x")
    assert [test["passed"] for test in result["tests"]] == [True, False]
    assert result["tests"][1]["kind"] == "mutation"
    assert result["tests"][1]["message"] == "double(x): changed its argument x"


def test_the_starter_s_error_says_where_code_goes_and_one_with_words_of_its_own_does_not():
    code = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError({})"
    says = "NotImplementedError: your code goes in the place of this line"
    assert {test["message"] for test in check(GIVEN, code.format(""))["tests"]} == {says}
    assert {test["message"] for test in check(GIVEN, code.format("'later'"))["tests"]} == {"NotImplementedError: later"}


@pytest.mark.parametrize(
    ("code", "kind", "text", "line"),
    [
        ("def double(x):\n    return 2 *\n", "syntax", "SyntaxError: invalid syntax", 2),
        ("def double(x):\n  y = 1\n    return y", "syntax", "IndentationError: unexpected indent", 3),
        ("x = 1\nprint(doubel)", "name", "NameError: name 'doubel' is not defined", 2),
        ("def f():\n    return 1 / 0\n\nf()", "error", "ZeroDivisionError: division by zero", 2),
        ("raise SystemExit(3)", "error", "SystemExit: 3", 1),
        ("def other(x):\n    return x", "missing", "There is no function double in your code", None),
        ("double = 3", "missing", "There is no function double in your code", None),
        ("x = '\0'", "syntax", "", None),
        ("def double(x):\n    return reference(x)\ndouble(1)", "name", "it belongs to the tests", 2),
    ],
)
def test_an_error_of_the_cell_has_its_kind_its_text_and_its_line(code, kind, text, line):
    error = check(GIVEN, code)["error"]
    assert (error["kind"], error["line"]) == (kind, line)
    assert text in error["text"]


def test_an_error_in_a_call_has_the_line_of_the_reader_s_code():
    result = check(GIVEN, "def double(x):\n    y = x\n    return y + '1'")
    assert [test["line"] for test in result["tests"]] == [3, 3]
    assert result["tests"][0]["message"].startswith("TypeError: ")


def test_code_that_changes_what_tests_use_does_not_reach_them():
    """Tests run in names of their own; the library itself is the reader's to break, in their own page alone."""
    result = check(GIVEN, "def assert_returns(*_):\n    pass\n\ndef double(x):\n    return 0")
    assert result["points"] == 0


def test_answers_to_the_exercises_above_can_be_used_and_their_mistakes_do_no_harm():
    code = "def double(x):\n    return twice(x)"
    assert check(GIVEN, code, ["1 / 0", "def twice(x):\n    return 2 * x"])["points"] == 3
    assert "twice" in check(GIVEN, code)["tests"][0]["message"]


def test_a_run_shows_what_is_printed_and_the_last_value():
    result = run(GIVEN, "print('a')\nx = 2\nx + 1")
    assert (result["output"], result["value"], result["error"]) == ("a\n", "3", None)
    assert run(GIVEN, "x = 2")["value"] == ""
    assert not run(GIVEN, "x = 2")["defined"]


def test_what_an_answer_above_prints_or_warns_of_is_not_shown_here():
    above = "import sys\nprint('out')\nprint('err', file=sys.stderr)"
    assert run(GIVEN, "print('here')", [above])["output"] == "here\n"
    assert check(GIVEN, "print('here')\ndef double(x):\n    return x * 2", [above])["output"] == "here\n"


def test_a_flood_of_output_is_cut():
    output = run(GIVEN, "for i in range(10**5):\n    print(i)")["output"]
    assert len(output) < MAX_TEXT + 100
    assert output.endswith("… the rest is cut\n")


def test_what_needs_no_numpy_does_not_ask_for_it_and_what_does_says_so(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    integers = {**GIVEN, "tests": GIVEN["tests"][:1]}
    assert check(integers, "def double(x):\n    return 2 * x")["points"] == 1


def test_a_missing_module_is_named():
    assert run(GIVEN, "import surely_not_there")["wants"] == ["surely_not_there"]


def test_answers_that_no_test_tells_apart_have_one_fingerprint():
    rows = {**GIVEN, "tests": GIVEN["tests"][1:]}
    same = [lambda x: 2 * x, lambda x: x + x * (1 + 1e-9), lambda x: (2 * x).astype("float32")]
    assert len({fingerprint(rows, function) for function in same}) == 1
    assert fingerprint(rows, lambda x: 3 * x) != fingerprint(rows, same[0])
