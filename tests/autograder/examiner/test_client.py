"""The examiner as grading sees it: forks of one warm process, typed verdicts, and an end at each deadline."""

import os
import time

import pytest

from autograder.errors import CourseError
from autograder.examiner.client import Examiner, ExaminerStoppedError
from autograder.examiner.verdict import Call, Kind, Record, Result, Verdict
from autograder.masters.source import Source
from autograder.masters.source import TestCell as CellOfTest
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode


def source(*tests, setup="import time", checks="", solution="def f(x):\n    return 2 * x", values=()):
    cells = tuple(CellOfTest(f"t{place}", f"t{place}", full, full, 1) for place, full in enumerate(tests))
    order = ("setup", "checks", "f", *(cell.grade_id for cell in cells))
    return Source(
        {"setup": setup}, {"checks": checks}, {"f": solution}, cells, order=order, functions=("f",), values=values
    )


def arguments(*args):
    return encode((args, {}))


def value(content):
    return protocol.VALUE, encode(content)


def nobody(name, _frame):
    pytest.fail(f"{name} was called")


@pytest.fixture(scope="module")
def examiner():
    tests = ("assert f(3) == 6", "while f(0): pass", "time.sleep(f(0))", "assert N == 4")
    with Examiner(source(*tests, solution="def f(x):\n    return 2 * x\nN = 4", values=("N",))) as made:
        yield made


@pytest.fixture
def examination(examiner):
    made = examiner.examine()
    made.reset(1, [])
    yield made
    made.close()


def test_a_verdict_comes_back_typed(examination):
    verdict = examination.test(0, [], full=True, ask=lambda _name, _frame: value(6), seconds=20)
    assert verdict == Verdict(Result.PASSED, lines=[])
    assert verdict.result is Result.PASSED
    verdict = examination.test(0, [], full=True, ask=lambda _name, _frame: value(7), seconds=20)
    assert (verdict.result, verdict.kind) == (Result.FAILED, Kind.VALUES)


def test_known_calls_reach_the_examination(examination):
    known = [Call("f", arguments(3), *value(6))]
    assert examination.test(0, known, full=False, ask=nobody, seconds=20).passed


def test_values_are_bound(examination):
    for number, passed in ((4, True), (5, False)):
        examination.bind([["N", *value(number)]])
        assert examination.test(3, [], full=True, ask=nobody, seconds=20).passed is passed


def test_a_record_comes_back_typed(examination):
    visible, full = examination.record(1)
    assert visible == full
    assert visible[0] == Record(
        [Call("f", arguments(3), *value(6))], [["N", *value(4)]], Verdict(Result.PASSED, lines=[]), alone=True
    )


def test_an_examination_that_is_silent_too_long_is_ended_and_the_next_one_works(examiner):
    examination = examiner.examine()
    examination.reset(1, [])
    began = time.monotonic()
    with pytest.raises(ExaminerStoppedError, match=r"did not answer in 0\.3 s"):
        examination.test(2, [], full=True, ask=lambda *_: value(60), seconds=0.3)
    assert time.monotonic() - began < 10
    with pytest.raises(ExaminerStoppedError):
        examination.bind([])
    again = examiner.examine()
    again.reset(1, [])
    assert again.test(0, [], full=True, ask=lambda *_: value(6), seconds=20).passed
    again.close()


def test_an_error_of_whoever_answers_is_not_swallowed(examination):
    def fails(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        examination.test(0, [], full=True, ask=fails, seconds=20)


@pytest.mark.slow
@pytest.mark.parametrize("cells", [{"setup": "1 / 0"}, {"checks": "1 / 0"}])
def test_cells_of_the_instructors_that_do_not_run_are_refused(cells):
    with (
        Examiner(source("f(1)", **cells)) as examiner,
        pytest.raises(CourseError, match=r"instructor's cells do not run .ZeroDivisionError: division by zero"),
    ):
        examiner.examine()


def test_cells_that_end_the_process_are_refused():
    with Examiner(source(setup="import os; os._exit(1)")) as examiner, pytest.raises(CourseError, match="it ended"):
        examiner.examine()


@pytest.mark.slow
def test_after_its_process_was_killed_the_next_submission_is_graded_by_a_new_one():
    with Examiner(source("assert f(1) == 2")) as examiner:
        examiner.examine().close()
        before = examiner.process
        before.kill()
        before.wait()
        examiner.examine().close()
        assert examiner.process is not before


def test_a_process_that_was_killed_at_its_start_is_started_again(tmp_path):
    once = tmp_path / "once"
    dies = f"""
import os, pathlib
if not os.path.exists({str(once)!r}):
    pathlib.Path({str(once)!r}).touch()
    os.kill(os.getpid(), 9)
"""
    with Examiner(source("assert f(1) == 2", setup=dies)) as examiner:
        examiner.examine().close()
        assert once.exists()


def test_a_killed_process_and_the_next_one_killed_at_its_start_are_two_things(tmp_path):
    starts = tmp_path / "starts"
    starts.touch()
    dies = f"""
import os, pathlib
starts = pathlib.Path({str(starts)!r})
started = dict.fromkeys([*starts.read_text().split(), str(os.getpid())])
starts.write_text(" ".join(started))
if len(started) == 2:
    os.kill(os.getpid(), 9)
"""
    with Examiner(source("assert f(1) == 2", setup=dies)) as examiner:
        examiner.examine().close()
        examiner.process.kill()
        examiner.process.wait()
        examiner.examine().close()
    assert len(starts.read_text().split()) == 3


def test_the_cells_before_a_test_are_those_that_stand_before_it():
    cells = (CellOfTest("t0", "t0", "assert f(1) == 1", "assert f(1) == 1", 1),)
    cells += (CellOfTest("t1", "t1", "assert f(1) == 2", "assert f(1) == 2", 1),)
    made = Source(
        solutions={"one": "def f(x): return 1", "two": "def f(x): return 2"},
        tests=cells,
        order=("one", "t0", "two", "t1"),
        functions=("f",),
    )
    with Examiner(made) as examiner:
        examination = examiner.examine()
        visible, _ = examination.record(1)
        examination.close()
    assert [record.verdict.passed for record in visible] == [True, True]


def test_a_child_of_the_grader_has_an_examiner_of_its_own(examiner):
    examiner.examine().close()
    first = examiner.process.pid
    child = os.fork()
    if child == 0:
        examiner.examine().close()
        own = examiner.process.pid
        examiner.close()
        os._exit(0 if own != first else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert examiner.process.pid == first
    examiner.examine().close()
