"""A warm process and its forks, with a server of a few lines in the place of a sandbox."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.forks import NoForkError, WarmProcess

SERVER = """
import os, socket, sys
from autograder.sandbox.inside.fork_server import serve_forks
warm = [os.getpid()]
def become(descriptor):
    with socket.socket(fileno=descriptor) as channel:
        while word := channel.recv(64):
            warm.append(word)
            channel.sendall(repr((warm[0], len(warm))).encode())
    os._exit(0)
control = socket.socket(fileno=int(sys.argv[1]))
control.sendall(b"ready")
serve_forks(control, become, namespaces=False)
"""


class Echo(WarmProcess):
    """Forks that say the warm process's number, and how many words they have had."""

    def __init__(self, script=SERVER):
        super().__init__()
        self.script, self.started = script, 0

    def launch(self, control):
        self.started += 1
        return subprocess.Popen([sys.executable, "-c", self.script, str(control)], pass_fds=(control,))

    def greet(self, control, process):
        if control.recv(16) != b"ready":
            raise RuntimeError("it said nothing")


def ask(fork, word=b"word"):
    fork.channel.settimeout(10)
    fork.channel.sendall(word)
    number, count = fork.channel.recv(64).decode().strip("()").split(", ")
    return int(number), int(count)


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_forks_share_what_was_warm_and_nothing_after_it():
    with Echo() as warm:
        one, two = warm.fork(), warm.fork()
        number = warm.process.pid
        assert [ask(one), ask(one), ask(two)] == [(number, 2), (number, 3), (number, 2)]
        assert warm.started == 1
        one.kill()
        two.kill()


def test_the_process_starts_when_it_is_first_needed_and_ends_with_the_block():
    with Echo() as warm:
        assert warm.process is None
        warm.fork().kill()
        pid = warm.process.pid
        assert not gone(pid)
    assert gone(pid)
    assert warm.process is None
    assert warm.control is None
    warm.close()


def test_after_a_kill_the_fork_is_gone_and_its_descriptor_closed():
    with Echo() as warm:
        fork = warm.fork()
        ask(fork)
        watched = os.dup(fork.pidfd)
        fork.kill()
        assert select.select([watched], [], [], 0)[0] == [watched]
        os.close(watched)
        assert fork.pidfd is None
        assert fork.channel.fileno() < 0
        fork.kill()


def test_a_fork_that_stops_itself_is_killed_all_the_same():
    script = SERVER.replace("warm.append(word)", "warm.append(word); os.kill(os.getpid(), 19)")
    with Echo(script) as warm:
        fork = warm.fork()
        fork.channel.sendall(b"stop")
        fork.kill()
        assert fork.pidfd is None


def test_a_warm_process_that_was_killed_is_started_anew():
    with Echo() as warm:
        warm.fork().kill()
        warm.process.kill()
        warm.process.wait()
        fork = warm.fork()
        ask(fork)
        fork.kill()
        assert warm.started == 2


def test_a_warm_process_that_ends_when_it_is_asked_gives_no_fork_until_it_is_closed():
    with Echo(SERVER.replace("serve_forks(control,", "(lambda *_, **__: control.recv(64))(control,")) as warm:
        with pytest.raises(NoForkError):
            warm.fork()
        warm.close()
        warm.script = SERVER
        fork = warm.fork()
        ask(fork)
        fork.kill()
        assert warm.started == 2


def test_a_process_that_does_not_greet_is_ended_and_its_reason_raised():
    warm = Echo("import time, sys\nsys.exit(3)")
    with pytest.raises(RuntimeError, match="it said nothing"):
        warm.fork()
    assert (warm.process, warm.control) == (None, None)


def test_the_process_ends_when_its_owner_closes_the_channel():
    warm = Echo()
    warm.fork().kill()
    process, control = warm.process, warm.control
    control.close()
    assert process.wait(timeout=10) == 0
    warm.close()


def test_a_child_of_the_owner_forgets_the_process_and_starts_its_own():
    with Echo() as warm:
        warm.fork().kill()
        first = warm.process.pid
        child = os.fork()
        if child == 0:
            number, _ = ask(warm.fork())
            own = number == warm.process.pid != first and not gone(first)
            warm.close()
            os._exit(0 if own and not gone(first) else 1)
        assert os.waitpid(child, 0)[1] == 0
        fork = warm.fork()
        assert ask(fork)[0] == first
        fork.kill()


def test_the_closing_of_a_childs_copy_leaves_the_owners_process_alone():
    with Echo() as warm:
        warm.fork().kill()
        child = os.fork()
        if child == 0:
            warm.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert warm.process.poll() is None
        fork = warm.fork()
        ask(fork)
        fork.kill()


def test_no_descriptor_is_left_open():
    with Echo() as warm:
        warm.fork().kill()
        before = len([*Path("/proc/self/fd").iterdir()])
        for _ in range(5):
            warm.fork().kill()
        assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_a_fork_ends_when_the_owner_lets_go_of_its_channel():
    with Echo() as warm:
        fork = warm.fork()
        ask(fork)
        fork.channel.shutdown(socket.SHUT_RDWR)
        assert select.select([fork.pidfd], [], [], 10)[0] == [fork.pidfd]
        with pytest.raises(ProcessLookupError):
            signal.pidfd_send_signal(fork.pidfd, 0)
        fork.kill()
