"""A process that ends or does not end costs the cell that did it."""

import pytest

from tconv_check.conditions import Limits
from tconv_check.run import ENDED, run

SHORT = Limits(call=0.5, cell=0.5, notebook=60.0, test=1.0)
DEAF = "import signal, time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException:\n        pass"


def test_a_cell_that_hears_nothing_is_ended_and_the_rest_runs_without_it(step):
    steps = [step("own", "a = 1"), step("own", DEAF), step("own", "assert a == 1"), step("test", "1")]
    outcomes = run(steps, SHORT).outcomes
    assert [outcomes[number].error for number in range(4)] == ["", "stopped after 0.5 s", "", ""]


def test_a_process_that_ends_itself_is_named(step):
    steps = [step("own", "import os\nos._exit(0)"), step("own", "import ctypes\nctypes.string_at(0)"), step("own", "1")]
    outcomes = run(steps, SHORT).outcomes
    assert [outcomes[number].error for number in range(3)] == [ENDED, ENDED, ""]


def test_the_notebook_as_a_whole_has_a_limit(step):
    steps = [step("own", f"import time\ntime.sleep(0.4)  # {number}") for number in range(20)]
    outcomes = run(steps, SHORT._replace(notebook=1.5)).outcomes
    assert outcomes[0].error == ""
    assert outcomes[19].error == "stopped: the 1.5 s for the whole notebook were used up"


def test_given_cells_that_need_another_wheel_give_one_line(step):
    with pytest.raises(RuntimeError, match=r"No module named 'tconv_lib\.later'.*install the wheel that came with it"):
        run([step("checks", "import tconv_lib.later"), step("test", "1")])


def test_a_python_that_cannot_run_it_gives_one_line(step, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(RuntimeError, match="cannot be started"):
        run([step("own", "1")])
