"""One exercise run in this process: which tests fail, why, and that nothing of the run stays behind."""

import resource
import signal
import time

import pytest

from autograder.cell import Cell, Role
from autograder.masters.master import Exercise, Master
from autograder.masters.trial import try_answer

RIGHT = "def double(x):\n    return FACTOR * x"


@pytest.fixture
def master(tmp_path):
    def master(*tests, setup="FACTOR = 2", checks="import math"):
        cells = [
            Cell(Role.SETUP, setup, "setup"),
            Cell(Role.CHECKS, checks, "checks"),
            Cell(Role.STATEMENT, "# Double", "double-statement", "double", is_code=False),
            Cell(Role.SOLUTION, RIGHT, "double", "double"),
            *(Cell(Role.TEST, text, f"double-{name}", "double", name, 1) for name, text in tests),
        ]
        return Master(tmp_path / "doubling.md", tuple(cells))

    return master


def exercise(master) -> Exercise:
    return master.exercises["double"]


TESTS = (("small", "assert double(2) == 4"), ("root", "assert double(math.sqrt(4)) == 4.0, 'of four'"))


def test_a_right_answer_fails_no_test(master):
    made = master(*TESTS)
    for answer in (RIGHT, lambda x: x + x):
        trial = try_answer(made, exercise(made), answer)
        assert (trial.failures, trial.broken) == ({}, "")


def test_a_wrong_answer_fails_the_tests_that_catch_it_with_their_messages(master):
    made = master(*TESTS)
    trial = try_answer(made, exercise(made), lambda x: 4 if isinstance(x, int) else x)
    assert trial.failures == {"root": "AssertionError: of four"}
    assert trial.broken == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("def double(x:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def triple(x): pass", "the solution cell defines no double"),
    ],
)
def test_an_answer_that_cannot_run_is_broken_and_no_test_runs(master, answer, reason):
    made = master(("never", "raise RuntimeError('it ran')"))
    trial = try_answer(made, exercise(made), answer)
    assert reason in trial.broken
    assert trial.failures == {}


def test_a_broken_setup_is_the_reason(master):
    made = master(*TESTS, setup="import no_such_module")
    assert "no_such_module" in try_answer(made, exercise(made), RIGHT).broken


def test_tests_see_the_answer_and_not_each_other(master):
    made = master(("first", "double = None\nleft = 1"), ("second", "assert double(1) == 2 and 'left' not in globals()"))
    assert try_answer(made, exercise(made), RIGHT).failures == {}


def test_other_tests_may_stand_in_for_those_of_the_exercise(master):
    made = master(*TESTS)
    trial = try_answer(made, exercise(made), RIGHT, tests={"other": "assert double(1) == 3"})
    assert list(trial.failures) == ["other"]


def test_where_one_failure_is_enough_no_test_runs_after_it(master):
    made = master(("right", "assert double(1) == 2"), ("wrong", "assert double(1) == 3"), ("never", "1 / 0"))
    assert list(try_answer(made, exercise(made), RIGHT, until_failure=True).failures) == ["wrong"]
    assert list(try_answer(made, exercise(made), RIGHT).failures) == ["wrong", "never"]


def test_what_goes_around_the_answer_is_what_the_tests_call(master):
    made = master(*TESTS)
    trial = try_answer(made, exercise(made), RIGHT, wrap=lambda right: lambda x: right(x) + 1)
    assert list(trial.failures) == ["small", "root"]


@pytest.mark.parametrize("where", ["setup", "answer", "test"])
def test_no_cell_runs_longer_than_it_may(master, where):
    endless = "while True: pass"
    made = master(
        ("endless", endless if where == "test" else "pass"), setup=endless if where == "setup" else "FACTOR=2"
    )
    began = time.monotonic()
    trial = try_answer(made, exercise(made), endless if where == "answer" else RIGHT, cell_seconds=0.1)
    assert time.monotonic() - began < 5
    message = "TimeoutError: a cell ran for more than 0.1 s"
    assert (trial.failures.get("endless", ""), trial.broken) == ((message, "") if where == "test" else ("", message))


def test_a_cell_that_waits_ends_too(master):
    made = master(("waits", "import time\ntime.sleep(60)"))
    began = time.monotonic()
    assert list(try_answer(made, exercise(made), RIGHT, cell_seconds=0.02).failures) == ["waits"]
    assert time.monotonic() - began < 30


def test_a_cell_has_the_memory_of_the_sandbox_and_the_limit_ends_with_it(master):
    before = resource.getrlimit(resource.RLIMIT_AS)
    made = master(("large", "bytearray(5 << 28)"), ("small", "bytearray(1 << 28)"))
    assert try_answer(made, exercise(made), RIGHT).failures == {"large": "MemoryError: "}
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_no_alarm_is_left_behind(master):
    def handler(*_):
        pytest.fail("an alarm of a trial went off after it")

    before = signal.signal(signal.SIGALRM, handler)
    try:
        made = master(("slow", "while True: pass"), ("quick", "pass"))
        try_answer(made, exercise(made), RIGHT, cell_seconds=0.05)
        assert signal.getsignal(signal.SIGALRM) is handler
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_what_cells_print_is_not_shown(master, capsys):
    made = master(("loud", "print('loud')"))
    assert try_answer(made, exercise(made), f"print('loud')\n{RIGHT}").failures == {}
    assert capsys.readouterr().out == ""


def test_a_warning_is_no_failure_and_not_shown(master, capsys):
    made = master(("warns", "import warnings\nwarnings.warn('divided by 0')\nassert double(2) == 4"))
    assert try_answer(made, exercise(made), RIGHT).failures == {}
    assert capsys.readouterr().err == ""


def test_the_time_is_that_of_the_tests_alone(master):
    spin = "import time\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass"
    made = master(("spins", spin), ("spins_and_fails", f"{spin}\nassert False"))
    assert 0.1 <= try_answer(made, exercise(made), RIGHT).seconds < 1
    slow_answer = try_answer(made, exercise(made), f"{spin}\n{RIGHT}", tests={"nothing": "pass"})
    assert slow_answer.seconds < 0.05


def test_cells_run_as_the_main_module(master):
    made = master(("names", "assert __name__ == '__main__'"))
    assert try_answer(made, exercise(made), RIGHT).failures == {}
