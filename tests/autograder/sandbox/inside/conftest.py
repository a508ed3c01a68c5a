"""A sandbox in which cells of a few lines are run, as a learner's notebook runs there."""

import time

import pytest

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import decode
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Clock, Deadlines, Session


@pytest.fixture(scope="package")
def launcher():
    with Launcher() as made:
        yield made


@pytest.fixture
def cell(launcher):
    """Give a function: cells to what the last of them printed, or said when it failed."""
    session = Session(launcher, Clock.start(Deadlines(), time.monotonic))

    def run(*sources):
        for place, source in enumerate(sources):
            answer = session.ask([protocol.CELL, place + 1, source], fresh=place == 0, show=True)
        assert not answer.stopped, answer.reason
        return "".join(f"{item[1]}: {item[2]}" if item[0] == "error" else item[-1] for item in decode(answer.frame))

    yield run
    session.close()
