"""Two namespaces in one process: a test sees the learner's functions and nothing else of theirs."""

import pytest

from tconv_check.run import run


def errors(*steps):
    outcomes = run(list(steps)).outcomes
    return [outcomes[number].error for number in sorted(outcomes)]


def test_what_learners_rebind_does_not_reach_the_tests(step):
    setup = step("setup", "import numpy as np")
    own = step("own", "np = None\nsum = None\ndef helper():\n    return 0")
    test = step("test", "def helper():\n    return np.ones(2)\nassert sum(helper()) == two()")
    assert errors(setup, step("solution", "def two():\n    return 2"), own, test) == ["", "", "", ""]


def test_names_of_tests_do_not_reach_the_learner(step):
    answer = step("solution", "def f():\n    return secret")
    assert errors(answer, step("test", "secret = 1\nf()"))[1] == "NameError: name 'secret' is not defined"


def test_values_reach_the_tests_as_they_are_then(step):
    steps = [step("solution", "size = 3"), step("test", "assert size == 3"), step("own", "size = 4")]
    assert errors(*steps, step("test", "assert size == 4"), step("own", "del size"), step("test", "size")) == [
        "", "", "", "", "", "NameError: name 'size' is not defined",
    ]  # fmt: skip


def test_a_result_that_cannot_be_handed_in_is_no_answer(step):
    answer = step("solution", "def f():\n    return {1, 2}")
    test = step("test", "try:\n    f()\nexcept Exception:\n    pass")
    assert errors(answer, test)[1] == "f: a value of type set cannot be handed in: call list() on it"


def test_an_exit_in_a_call_fails_its_test_alone(step):
    answer = step("solution", "def f():\n    raise SystemExit(3)")
    assert errors(answer, step("test", "f()"), step("test", "1")) == ["", "RuntimeError: SystemExit: 3", ""]


def test_an_error_names_the_last_line_of_the_learners_cell(step):
    answer = step("solution", "def g(x):\n    return x[5]\n\ndef f():\n    return g([])")
    found = run([answer, step("test", "f()")]).outcomes[1]
    assert (found.error, found.line.step, found.line.number) == ("IndexError: list index out of range", 0, 2)
    assert found.line.text == "return x[5]"


@pytest.mark.parametrize("error", ["class E(Exception):\n    def __str__(self):\n        return 1 // 0\nraise E"])
def test_an_error_that_cannot_be_shown_is_an_error(step, error):
    assert errors(step("own", error), step("own", "1")) == ["E: (its message cannot be shown)", ""]


def test_random_numbers_are_the_same_each_time(step):
    source = "import random\nimport numpy as np\nassert (random.random(), np.random.rand()) == (%r, %r)"
    import random

    import numpy as np

    expected = random.Random(0).random(), np.random.RandomState(0).rand()  # noqa: S311 - the old generator
    assert errors(step("own", source % (expected[0], float(expected[1])))) == [""]


def test_input_ends_at_once(step):
    assert errors(step("own", "input('name? ')")) == ["EOFError: EOF when reading a line"]
