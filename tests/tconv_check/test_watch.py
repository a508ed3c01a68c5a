"""What takes too long is stopped from within; what it had bound stays."""

import pytest

from tconv_check.conditions import Limits
from tconv_check.run import run

SHORT = Limits(call=0.5, cell=1.0, notebook=60.0, test=2.0)


@pytest.mark.parametrize("endless", ["while True:\n    pass", "import time\ntime.sleep(600)"])
def test_names_that_were_bound_before_stay(step, endless):
    steps = [step("own", f"a = 1\n{endless}"), step("own", "assert a == 1")]
    outcomes = run(steps, SHORT).outcomes
    assert outcomes[0].error == "stopped after 1 s"
    assert outcomes[1].error == ""


def test_the_line_that_did_not_end_is_named(step):
    line = run([step("own", "a = 1\nwhile a:\n    a += 0")], SHORT).outcomes[0].line
    assert line.number in (2, 3)


def test_a_call_has_a_limit_of_its_own(step):
    steps = [step("solution", "def f():\n    while True:\n        pass"), step("test", "f()"), step("test", "1")]
    outcomes = run(steps, SHORT).outcomes
    assert outcomes[1].error == "f was stopped after 0.5 s"
    assert outcomes[2].error == ""


def test_a_test_cannot_take_it_for_an_answer(step):
    source = "try:\n    f()\nexcept Exception:\n    pass"
    steps = [step("solution", "def f():\n    while True:\n        pass"), step("test", source)]
    assert run(steps, SHORT).outcomes[1].error == "f was stopped after 0.5 s"
