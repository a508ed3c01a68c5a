"""The examiner's process, spoken to over its sockets."""

import os
import select
import socket
import subprocess
import sys

import pytest

from autograder.examiner.verdict import Result
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.protocol import message, receive
from autograder.sandbox.inside.wire import encode

SCRIPT = "import sys; from autograder.examiner.process import main; main(int(sys.argv[1]))"
TEST = "assert f(3) == 6"
INSTRUCTIONS = [[["import math", True]], [[TEST, TEST]], ["f"], [], [[0, "def f(x):\n    return 2 * x"]]]


def start(instructions):
    ours, theirs = socket.socketpair()
    ours.settimeout(30)
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(theirs.fileno())], pass_fds=(theirs.fileno(),))
    theirs.close()
    ours.sendall(message(instructions))
    return ours, process


@pytest.fixture(scope="module")
def control():
    ours, process = start(INSTRUCTIONS)
    with ours:
        assert receive(ours) == ""
        yield ours
    assert process.wait(timeout=10) == 0


@pytest.fixture
def channel(control):
    ours, theirs = socket.socketpair()
    ours.settimeout(30)
    socket.send_fds(control, [b"ffff"], [theirs.fileno()])
    theirs.close()
    _, (pidfd,), _, _ = socket.recv_fds(control, 16, 1)
    with ours:
        yield ours
    assert select.select([pidfd], [], [], 10)[0] == [pidfd]  # it ends with its channel
    os.close(pidfd)


def ask(channel, *words):
    channel.sendall(message(list(words)))
    return receive(channel)


def test_a_fork_resets_binds_and_tests(channel):
    assert ask(channel, "reset", 5, []) == ["done", None]
    assert ask(channel, "bind", []) == ["done", None]
    call = ask(channel, "test", 0, True, [])
    assert call == ["call", "f", encode(((3,), {}))]
    kind, verdict = ask(channel, protocol.VALUE, encode(6))
    assert (kind, verdict[0]) == ("done", Result.PASSED)


def test_known_calls_are_not_asked_again(channel):
    ask(channel, "reset", 5, [])
    kind, verdict = ask(channel, "test", 0, True, [["f", encode(((3,), {})), protocol.VALUE, encode(7)]])
    assert (kind, verdict[0]) == ("done", Result.FAILED)


def test_a_record_has_both_forms_of_each_test(channel):
    kind, (visible, full) = ask(channel, "record", 1)
    assert kind == "done"
    assert [len(visible), len(full)] == [1, 1]
    calls, values, verdict, alone = full[0]
    assert calls == [["f", encode(((3,), {})), protocol.VALUE, encode(6)]]
    assert (values, verdict[0], alone) == ([], Result.PASSED, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("preparation", "reason"),
    [(["1 / 0"], "ZeroDivisionError: division by zero"), (["def f(:"], "SyntaxError"), (["import no_such"], "no_such")],
)
def test_cells_that_do_not_run_are_the_reason_and_the_process_ends(preparation, reason):
    ours, process = start([[[text, True] for text in preparation], *INSTRUCTIONS[1:]])
    with ours:
        assert reason in receive(ours)
        assert process.wait(timeout=10) == 0
