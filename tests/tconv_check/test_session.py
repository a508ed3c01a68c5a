"""A process that ends or does not end costs what it was asked."""

import os
import queue
import threading
from types import SimpleNamespace

import pytest

from tconv_check.conditions import LIMITS, Limits
from tconv_check.inside import protocol
from tconv_check.inside.wire import decode, encode
from tconv_check.session import ENDED, Session

SHORT = Limits(call=0.5, cell=0.5, notebook=60.0)
DEAF = "b = 2\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"


@pytest.fixture
def session():
    with Session(SHORT) as session:
        yield session


def cell(source):
    return [protocol.CELL, 1, source]


def test_it_is_asked_in_the_graders_words(session):
    assert session.ask(cell("def f(x):\n    return x + 1"), fresh=True).status == protocol.OUTPUTS
    answer = session.ask([protocol.CALL, "f", encode(((2,), {}))], fresh=False)
    assert (answer.status, decode(answer.frame)) == (protocol.VALUE, 3)
    assert session.ask([protocol.GET, "g"], fresh=False).status == protocol.MISSING


@pytest.mark.slow
def test_what_hears_nothing_is_ended_and_says_how_far_it_came(session):
    answer = session.ask(cell(DEAF), fresh=True)
    assert (answer.stopped, answer.reason, answer.done) == (True, "stopped after 0.5 s", 3)
    assert not session.alive


@pytest.mark.slow
@pytest.mark.parametrize("end", ["import os\nos._exit(0)", "import ctypes\nctypes.string_at(0)"])
def test_a_process_that_ends_itself_is_named_and_the_next_question_starts_another(session, end):
    assert session.ask(cell(end), fresh=True).reason == ENDED
    assert session.ask(cell("1"), fresh=True).status == protocol.OUTPUTS


def test_what_a_session_listens_to_is_not_another_ones_before_it_has_ended_listening(session, monkeypatch):
    """The listener of a session that is closed may be about to read: a new process may not have that descriptor."""
    heard, about, go_on = threading.Event(), queue.SimpleQueue(), threading.Event()

    def read(descriptor, size):
        if heard.is_set():
            about.put(descriptor)
            go_on.wait()
        return os.read(descriptor, size)

    monkeypatch.setattr("tconv_check.session.os", SimpleNamespace(read=read, environ=os.environ))
    session.ask(cell("1"), fresh=True)
    heard.set()
    session.ask(cell("1"), fresh=True)
    descriptor = about.get()
    session.close()
    ends = [*os.pipe(), *os.pipe()]  # as many as a process takes
    go_on.set()
    for end in ends:
        os.close(end)
    assert descriptor not in ends


def test_what_learners_write_to_the_descriptors_is_no_answer(session):
    source = "import os, sys\nos.write(1, b'x' * 100)\nsys.stdout = None\nos.write(2, b'x')"
    assert session.ask(cell(source), fresh=True).status == protocol.OUTPUTS


@pytest.mark.slow
def test_the_notebook_as_a_whole_has_a_limit():
    with Session(LIMITS._replace(notebook=0.5)) as session:
        assert session.over == ""
        answer = session.ask(cell("while True:\n    pass"), fresh=True)
        assert answer.reason == "stopped: the 0.5 s for the whole notebook were used up"
        assert session.over == "not run: the 0.5 s for the whole notebook were used up before it"


def test_a_python_that_cannot_run_it_gives_one_line(session, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(RuntimeError, match="cannot be started"):
        session.ask(cell("1"), fresh=True)


def test_a_package_that_is_not_here_and_there_in_grading_gives_one_line():
    with Session(SHORT, ("no_such_package",)) as session, pytest.raises(RuntimeError, match="not in this Python"):
        session.ask(cell("1"), fresh=True)
