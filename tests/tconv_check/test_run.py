"""From top to bottom, as in the grader's shown pass."""

import pytest

from tconv_check.conditions import LIMITS, Limits
from tconv_check.session import ENDED

SHORT = Limits(call=0.5, cell=0.5, notebook=60.0)
DEAF = "b = 2\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"


@pytest.mark.slow
def test_after_an_end_all_runs_again_up_to_the_statement_that_did_it(errors):
    cells = ("own", "a = 1"), ("own", DEAF), ("own", "assert (a, b) == (1, 2)"), ("test", "pass")
    assert errors(*cells, limits=SHORT) == ["", "stopped after 0.5 s", "", ""]


def test_a_cell_that_ends_its_process_costs_itself_alone(errors):
    cells = ("own", "a = 1"), ("own", "c = 3\nimport os\nos._exit(0)"), ("own", "assert (a, c) == (1, 3)")
    assert errors(*cells, limits=SHORT) == ["", ENDED, ""]


def test_a_call_that_ends_its_process_fails_its_test_alone(errors):
    answer = "solution", "import os\ndef f(x):\n    return x or os._exit(0)"
    found = errors(answer, ("test", "f(0)"), ("test", "assert f(1) == 1"), limits=SHORT)
    assert found == ["", f"f was {ENDED}", ""]


@pytest.mark.slow
def test_what_is_left_when_the_time_is_used_up_does_not_run(errors):
    cells = [("own", f"import time\ntime.sleep(0.2)  # {number}") for number in range(20)]
    found = errors(*cells, limits=LIMITS._replace(notebook=1.0))
    assert found[0] == ""
    assert found[19] == "not run: the 1 s for the whole notebook were used up before it"


def test_a_syntax_error_names_its_line(walk):
    [found] = walk(("own", "x = 1\ndef f(:\n    pass"))
    assert found.error.startswith("SyntaxError: ")
    assert (found.line.step, found.line.number, found.line.text) == (0, 2, "def f(:")


def test_an_error_that_cannot_be_shown_is_an_error(errors):
    error = "class E(Exception):\n    def __str__(self):\n        return 1 // 0\nraise E"
    assert errors(("own", error), ("own", "1")) == ["E: (its message cannot be shown)", ""]


def test_given_cells_that_need_another_wheel_give_one_line(walk):
    with pytest.raises(RuntimeError, match=r"No module named 'tconv_lib\.later'.*install the wheel that came with it"):
        walk(("checks", "import tconv_lib.later"), ("test", "1"))
