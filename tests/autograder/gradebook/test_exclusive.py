"""One grader an assignment: the second waits, a killed one holds nobody up, and other assignments are free."""

import subprocess
import sys

import pytest

from autograder.errors import GradebookBusyError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.exclusive import Turn, alone
from autograder.gradebook.locks import Patience
from tests.autograder.grading.hosts import ENVIRONMENT, ROOT

HOLDER = """
import signal, sys
from autograder.gradebook.database import Gradebook
from autograder.gradebook.exclusive import Turn
turn = Turn(Gradebook(sys.argv[1], "course"), "scatter")
turn.take()
print("taken", flush=True)
signal.pause()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    return request.getfixturevalue("postgres")


def turn(url, assignment="scatter", tried=lambda _seconds: None):
    """Return a turn whose patience ends at the third try; ``tried`` is called between two."""
    times = iter(range(99))
    return Turn(Gradebook(url, "course", Patience(2, lambda: next(times), tried)), assignment)


@pytest.mark.slow
def test_the_second_waits_is_told_and_gets_it_when_it_is_given_back(url):
    first = turn(url)
    assert first.take() is False
    with pytest.raises(GradebookBusyError, match=r"^scatter: another run of autograder is at it"):
        turn(url).take()
    assert turn(url, "matrix").take() is False
    second = turn(url, tried=lambda _seconds: first.give_back())
    assert second.take() is True
    second.give_back()
    assert turn(url).take() is False


@pytest.mark.slow
def test_a_grader_that_is_killed_holds_nobody_up(url):
    command = [sys.executable, "-c", HOLDER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT) as holder:
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(GradebookBusyError):
            turn(url).take()
        holder.kill()
    waiting = Turn(Gradebook(url, "course", Patience(60)), "scatter")
    waiting.take()  # a server may need a moment to notice
    waiting.give_back()


def test_nothing_is_left_beside_the_gradebook(tmp_path):
    one = turn(f"sqlite:///{tmp_path / 'gradebook.db'}")
    one.take()
    assert len(list(tmp_path.iterdir())) == 1
    one.give_back()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_whoever_is_alone_with_several_keeps_graders_out_until_the_end(url):
    gradebook = Gradebook(url, "course", Patience(0))
    with alone(gradebook, ["scatter", "matrix"]):
        for assignment in ("scatter", "matrix"):
            with pytest.raises(GradebookBusyError):
                turn(url, assignment).take()
    busy = turn(url, "matrix")
    busy.take()
    with pytest.raises(GradebookBusyError), alone(gradebook, ["scatter", "matrix"]):
        raise AssertionError
    assert turn(url).take() is False  # what it had by then is given back
    busy.give_back()
