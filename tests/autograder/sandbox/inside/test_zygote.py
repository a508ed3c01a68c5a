"""The warm process, spoken to over its sockets as the grader does; without bubblewrap, so that all of it is seen."""

import os
import socket
import subprocess
import sys

import pytest

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.fork_server import STARTED
from autograder.sandbox.inside.wire import decode, frame_size
from autograder.sandbox.inside.zygote import READY

SCRIPT = """
import sys
from autograder.sandbox.inside.harden import Limits
from autograder.sandbox.inside.zygote import main
main(int(sys.argv[1]), int(sys.argv[2]), Limits(), contained=sys.argv[3] == "contained")
"""


def start(contained=False):
    ours, theirs = socket.socketpair()
    ours.settimeout(30)
    program = os.memfd_create("filter")
    mode = "contained" if contained else "plain"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(theirs.fileno()), str(program), mode],
        pass_fds=(theirs.fileno(), program),
    )
    theirs.close()
    os.close(program)
    return ours, process


@pytest.fixture
def control():
    ours, process = start()
    with ours:
        yield ours
    assert process.wait(timeout=10) == 0


def fork(control):
    ours, theirs = socket.socketpair()
    ours.settimeout(10)
    socket.send_fds(control, [b"ffff"], [theirs.fileno()])
    theirs.close()
    data, (pidfd,), _, _ = socket.recv_fds(control, 16, 1)
    assert data == STARTED
    os.close(pidfd)
    return ours


def answer(channel):
    """Return the first byte of the next answer, and its value; notes on the way to it are passed over."""
    while (found := message(channel))[0] == protocol.NOTE:
        pass
    return found


def message(channel):
    data = channel.recv(1)
    size = None
    while size is None or len(data) < 1 + size:
        data += channel.recv(1)
        size = frame_size(data, 1)
    return data[0], decode(data[1:])


def ask(channel, *operations):
    answers = []
    for operation in operations:
        channel.sendall(protocol.request(operation, fresh=False, show=True))
        answers.append(answer(channel))
    return answers


def cell(source):
    return [protocol.CELL, 1, source]


def test_a_submission_says_that_it_is_ready_before_it_is_asked_anything(control):
    assert control.recv(16) == READY
    with fork(control) as channel:
        assert answer(channel) == (protocol.VALUE, None)
        assert ask(channel, cell("x = 2\nx")) == [(protocol.OUTPUTS, [["result", "2"]])]


def test_submissions_share_the_warm_modules_and_not_one_name(control):
    control.recv(16)
    with fork(control) as one, fork(control) as two:
        for channel in (one, two):
            answer(channel)
        ask(one, cell("import numpy\nnumpy.left = x = 1"))
        warm = "import sys\n'numpy.fft' in sys.modules"
        assert ask(two, cell(warm)) == [(protocol.OUTPUTS, [["result", "True"]])]
        assert ask(two, cell("import numpy\nhasattr(numpy, 'left')")) == [(protocol.OUTPUTS, [["result", "False"]])]
        missing = (protocol.MISSING, None)
        assert ask(two, [protocol.GET, "x"], [protocol.GET, "same"]) == [missing, missing]


def test_a_submission_holds_no_descriptor_but_its_own(control):
    control.recv(16)
    source = "import os\n[n for n in range(64) if os.path.exists(f'/proc/self/fd/{n}')]"
    with fork(control) as one, fork(control) as two:
        for channel in (one, two):
            answer(channel)
            assert ask(channel, cell(source)) == [(protocol.OUTPUTS, [["result", "[0, 1, 2, 3]"]])]


def test_modules_that_only_show_are_stubs(control):
    control.recv(16)
    with fork(control) as channel:
        answer(channel)
        source = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nplt.show()\n%matplotlib inline"
        assert ask(channel, cell(source)) == [(protocol.OUTPUTS, [])]


def test_a_submission_that_cannot_give_up_its_rights_says_so_and_runs_nothing():
    control, process = start(contained=True)
    with control:
        assert control.recv(16) == READY
        if os.getuid() == 0:  # namespaces can be made; the filter of no instructions cannot be loaded
            with fork(control) as channel:
                status, reason = answer(channel)
                assert status == protocol.BROKEN
                assert "seccomp" in reason
                assert channel.recv(1) == b""
        else:
            with pytest.raises((OSError, ValueError)):
                fork(control)
            process.wait(timeout=10)
            return
    assert process.wait(timeout=10) == 0
