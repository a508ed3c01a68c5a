"""A test sees the learner's functions and nothing else of theirs."""

import pytest


def test_what_learners_rebind_does_not_reach_the_tests(errors):
    own = "np = None\nsum = None\ndef helper():\n    return 0"
    test = "def helper():\n    return np.ones(2)\nassert sum(helper()) == f()"
    cells = ("setup", "import numpy as np"), ("solution", "def f():\n    return 2"), ("own", own), ("test", test)
    assert errors(*cells) == ["", "", "", ""]


def test_what_learners_do_to_numpy_does_not_reach_the_tests(errors):
    own = "import numpy as np, warnings\nnp.ones = None\nwarnings.simplefilter('error')"
    test = "import numpy as np, warnings\nassert np.ones(2).sum() == 2\nwarnings.warn('x')"
    assert errors(("own", own), ("test", test)) == ["", ""]


def test_names_of_tests_do_not_reach_the_learner(errors):
    answer = "solution", "def f():\n    return secret"
    assert errors(answer, ("test", "secret = 1\nf()"))[1] == "NameError: name 'secret' is not defined"


def test_values_reach_the_tests_as_they_are_then(errors):
    cells = ("solution", "size = 3"), ("test", "assert size == 3"), ("own", "size = 4"), ("test", "assert size == 4")
    more = ("own", "del size"), ("test", "size")
    assert errors(*cells, *more, values=("size",)) == [*[""] * 5, "NameError: name 'size' is not defined"]


def test_a_function_that_is_not_there_is_a_name_that_is_not_there(errors):
    assert errors(("solution", ""), ("test", "f()"))[1] == "NameError: name 'f' is not defined"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("{1, 2}", "f: a value of type set cannot be handed in: call list() on it"),
        ("np.ma.array([1])", "f: an array of class MaskedArray cannot be handed in: call .filled() on it"),
    ],
)
def test_a_result_that_cannot_be_handed_in_is_no_answer(errors, returned, said):
    answer = "solution", f"import numpy as np\ndef f():\n    return {returned}"
    assert errors(answer, ("test", "try:\n    f()\nexcept Exception:\n    pass"))[1] == said


def test_an_answer_that_changes_its_arguments_is_none(errors):
    answer = "solution", "def f(x):\n    x[0] = 1\n    return x"
    said = "f changed one of its arguments; it must leave them as they are"
    assert errors(answer, ("test", "assert f([0]) == [1]"))[1] == said


def test_an_exit_in_a_call_fails_its_test_alone(errors):
    answer = "solution", "def f():\n    raise SystemExit(3)"
    assert errors(answer, ("test", "f()"), ("test", "pass")) == ["", "RuntimeError: 3", ""]


def test_an_error_names_the_last_line_of_the_learners_cell(walk):
    answer = "solution", "def g(x):\n    return x[5]\n\ndef f():\n    return g([])"
    _, found, expected = walk(answer, ("test", "f()"), ("test", "try:\n    f()\nexcept IndexError:\n    assert False"))
    assert (found.error, found.line.step, found.line.number) == ("IndexError: list index out of range", 0, 2)
    assert found.line.text == "return x[5]"
    assert (expected.error, expected.line) == ("AssertionError", None)


def test_partial_credit_is_no_pass_and_an_answer_or_a_flag_at_the_end_is_no_credit(errors):
    cells = ("solution", "def f():\n    return 1"), ("test", "1.5"), ("test", "2"), ("test", "f()"), ("test", "False")
    assert errors(*cells) == ["", "1.5 of 2 points", "", "", ""]


def test_a_message_can_name_the_arguments_of_an_answer(course, solved):
    from tconv_check.assignment import Assignment
    from tconv_check.judge import Judge
    from tconv_check.notebook import Notebook

    judge = Judge(Assignment.of(Notebook((), solved["metadata"])), lambda _name, _frame: None)
    import inspect

    assert str(inspect.signature(judge.names["stamp1d"])) == "(x, w, stride, dilation)"
