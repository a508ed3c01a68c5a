"""Tests against answers from elsewhere, in this process; the answers are written by hand."""

import os
import sys

import numpy as np
import pytest

from autograder.examiner.judge import Judge
from autograder.examiner.judge import TestText as TextOfTest
from autograder.examiner.verdict import Call, Kind, Result
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.seed import derive

SOLUTION = "def f(x):\n    return 2 * x"
CHECKS = "from tconv_lib.checks import assert_array, assert_equal, assert_raises, assert_returns"


@pytest.fixture(autouse=True)
def process(monkeypatch):
    """Keep what a judge sets for its process from the tests after it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setenv("TCONV_SEED", "0")
    state = np.random.get_state()  # noqa: NPY002 - what a judge seeds
    yield
    np.random.set_state(state)  # noqa: NPY002


def judge(*tests, functions=("f",), values=(), preparation=("import numpy as np", CHECKS), solution=SOLUTION):
    texts = [TextOfTest(*test) if isinstance(test, tuple) else TextOfTest(test, test) for test in tests]
    made = Judge([[text, True] for text in preparation], texts, list(functions), list(values), [[0, solution]])
    made.reset(1, [])
    return made


def answers(*given):
    """Return a function that hands out answers in order, and the list of what it was asked."""
    asked, left = [], iter(given)

    def ask(name, frame):
        asked.append((name, frame))
        return next(left)

    return ask, asked


def value(content):
    return protocol.VALUE, encode(content)


def error(kind, message="", lines=""):
    return protocol.ERROR + protocol.class_index(kind), encode((message, lines))


def arguments(*args, **kwargs):
    return encode((args, kwargs))


def one(text, *given, **options):
    return judge(text, **options).test(0, [], full=True, ask=answers(*given)[0])


def test_a_test_passes_on_the_answers_that_it_wants():
    verdict = one("assert f(3) == 6", value(6))
    assert (verdict.result, verdict.credit) == (Result.PASSED, None)


def test_a_call_crosses_by_name_with_its_arguments_as_a_frame():
    ask, asked = answers(value(0), value(0))
    judge("f(3, by=[1])\nf(np.ones(2))").test(0, [], full=True, ask=ask)
    assert asked == [("f", arguments(3, by=[1])), ("f", arguments(np.ones(2)))]


@pytest.mark.parametrize(
    ("text", "given", "kind", "name"),
    [
        ("assert f(1) == 2", value(3), Kind.VALUES, "AssertionError"),
        ("assert_array(f(1), np.zeros(2))", value(np.zeros(3)), Kind.SHAPE, "CheckFailed"),
        ("assert_array(f(1), np.zeros(2))", value(np.ones(2)), Kind.VALUES, "CheckFailed"),
        ("f(1)[0]", value(3), Kind.ERROR, "TypeError"),
        ("f(1)", error(ValueError, "no"), Kind.ERROR, "ValueError"),
        ("f(1)", error(AssertionError, "no"), Kind.ERROR, "AssertionError"),
        ("f(1)", (protocol.MISSING, encode(None)), Kind.ERROR, "NameError"),
        ("f(1)", (protocol.REFUSED, encode("a set")), Kind.ERROR, "NotData"),
        ("f(1)", (protocol.VALUE, b"no frame"), Kind.ERROR, "NotData"),
        ("f(1)", (protocol.CHANGED, encode((1, 2))), Kind.ERROR, "NotData"),
        ("f([1])", (protocol.CHANGED, encode((1, ([2],), {}))), Kind.VALUES, "CheckFailed"),
        ("raise SystemExit", value(0), Kind.ERROR, "SystemExit"),
    ],
)
def test_what_was_wrong_has_a_kind_and_a_name(text, given, kind, name):
    verdict = one(text, given)
    assert (verdict.result, verdict.kind) == (Result.FAILED, kind)
    assert verdict.name.endswith(name)


def test_a_stopped_call_stops_the_test():
    verdict = one("try:\n    f(1)\nexcept Exception:\n    pass", (protocol.STOPPED, b"stopped after 5 s"))
    assert (verdict.result, verdict.message) == (Result.STOPPED, "f was stopped after 5 s")


@pytest.mark.parametrize("given", [(protocol.REFUSED, encode("a set")), (protocol.CHANGED, encode((1, ([],), {})))])
def test_a_test_that_expects_an_error_takes_nothing_else_for_one(given):
    assert not one("try:\n    f([1])\nexcept Exception:\n    pass", given).passed
    assert not one("assert_raises(TypeError, f, [1])", given).passed


def test_an_expected_error_of_the_learners_passes():
    assert one("assert_raises(TypeError, f, 'a')", error(TypeError, "no")).passed


def test_the_message_has_the_lines_of_the_test_and_then_those_of_the_learner():
    verdict = one("x = 1\nf(x)", error(ValueError, "no", "cell 2, line 1, in f: raise"))
    assert verdict.lines == ["line 2 of the test: f(x)", "cell 2, line 1, in f: raise"]
    assert verdict.message == "no"


def test_known_answers_are_taken_while_the_calls_are_the_known_ones():
    made = judge("assert f(1) == 2\nassert f(2) == 4\nassert f(3) == 6")
    known = [Call("f", arguments(1), *value(2)), Call("f", arguments(9), *value(0)), Call("f", arguments(3), *value(0))]
    ask, asked = answers(value(4), value(6))
    assert made.test(0, known, full=True, ask=ask).passed
    assert [frame for _, frame in asked] == [arguments(2), arguments(3)]


def test_only_the_full_test_has_the_hidden_case():
    made = judge(("assert f(1) == 2\nassert f(2) == 4", "assert f(1) == 2"))
    ask, asked = answers(value(2))
    assert made.test(0, [], full=False, ask=ask).passed
    assert len(asked) == 1
    assert not made.test(0, [], full=True, ask=answers(value(2), value(5))[0]).passed


def test_functions_that_may_change_their_arguments_do_so_here():
    made = judge("x = np.zeros(2)\nf(x)\nassert x.tolist() == [1, 1]")
    given = protocol.CHANGED, encode((None, (np.ones(2),), {}))
    assert made.test(0, [], full=True, ask=answers(given)[0]).message.startswith("f changed one of its arguments")
    made.reset(1, [["f", 0]])
    assert made.test(0, [], full=True, ask=answers(given)[0]).passed


@pytest.mark.parametrize(
    ("last", "credit"),
    [("1.239", 1.24), ("np.float32(0.5)", 0.5), ("3", 3.0), ("float('inf')", 0.0), ("float('nan')", 0.0)],
)
def test_a_number_at_the_end_is_credit_in_hundredths(last, credit):
    assert one(last).credit == credit


@pytest.mark.parametrize("last", ["True", "np.bool_(True)", "'1'", "None", "[1]", "x = 1", "f(1)", "VALUE"])
def test_what_is_no_number_of_the_tests_own_is_no_credit(last):
    made = judge(last, values=("VALUE",))
    made.bind([["VALUE", *value(1)]])
    verdict = made.test(0, [], full=True, ask=answers(value(1))[0])
    assert (verdict.passed, verdict.credit) == (True, None)


def test_values_are_bound_and_a_value_that_is_none_takes_the_old_one_away():
    made = judge("assert VALUE == 3", values=("VALUE",))
    made.bind([["VALUE", *value(3)]])
    assert made.test(0, [], full=True, ask=answers()[0]).passed
    for missing in ((protocol.MISSING, encode(None)), (protocol.VALUE, b"junk")):
        made.bind([["VALUE", *value(3)]])
        made.bind([["VALUE", *missing]])
        assert made.test(0, [], full=True, ask=answers()[0]).name == "NameError"


def test_a_reset_forgets_what_tests_have_bound_and_sets_the_seed():
    made = judge("left = 1", "left")
    made.test(0, [], full=True, ask=answers()[0])
    assert made.test(1, [], full=True, ask=answers()[0]).passed
    made.reset(77, [])
    assert os.environ["TCONV_SEED"] == str(derive(77, "visible"))
    assert made.test(1, [], full=True, ask=answers()[0]).name == "NameError"


def test_what_a_test_draws_depends_on_nothing_before_it():
    made = judge("import random\ndrawn = random.random(), np.random.rand()", "import random\nrandom.random()")
    made.test(0, [], full=True, ask=answers()[0])
    first = made.names["drawn"]
    made.test(1, [], full=True, ask=answers()[0])
    made.test(0, [], full=True, ask=answers()[0])
    assert made.names["drawn"] == first


def test_a_proxy_has_the_name_and_the_signature_of_the_solution():
    text = "import inspect\nassert str(inspect.signature(f)) == '(x)' and f.__name__ == 'f'"
    assert one(text).passed


def test_the_record_of_a_solution_has_its_calls_values_and_verdicts_in_both_forms():
    made = judge(
        ("assert f(1) == N\nassert f(2) == 2 * N", "assert f(1) == N"), values=("N",), solution=f"{SOLUTION}\nN = 2"
    )
    (visible,), (full,) = made.record(3)
    first, second = Call("f", arguments(1), *value(2)), Call("f", arguments(2), *value(4))
    assert (visible.calls, full.calls) == ([first], [first, second])
    for record in (visible, full):
        assert record.values == [["N", *value(2)]]
        assert record.verdict.passed
        assert record.alone


def test_a_test_that_needs_another_one_is_not_alone():
    (first, second), _ = judge("y = f(1)", "assert f(y) == 4").record(0)
    assert (first.alone, second.alone) == (True, False)
    assert second.verdict.passed


def test_a_solution_that_fails_is_recorded_as_failed():
    (record,), _ = judge("assert f(1) == 3").record(0)
    assert (record.verdict.passed, record.verdict.kind) == (False, Kind.VALUES)


def test_every_kind_of_failure_of_the_checks_library_is_known():
    with pytest.raises(ZeroDivisionError):
        judge("", preparation=("1 / 0",))
    for text, given, kind in (
        ("assert_returns(1.0, f, 1)", value("a"), Kind.ERROR),
        ("assert_returns(1.0, f, 1)", value(2.0), Kind.VALUES),
        ("assert_returns(np.zeros(1), f, 1)", value(np.zeros(2)), Kind.SHAPE),
    ):
        assert one(text, given).kind is kind
