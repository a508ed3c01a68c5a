import gc
import os
import select
import socket
from pathlib import Path

from autograder.sandbox.inside.fork_server import STARTED, freeze, serve_forks


def served(become):
    """Start a server in a child; return the channel to it and its process id."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        status = 1
        try:
            serve_forks(theirs, become, namespaces=False)
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    ours.settimeout(10)
    return ours, child


def fork(channel):
    ours, theirs = socket.socketpair()
    socket.send_fds(channel, [b"ffff"], [theirs.fileno()])
    theirs.close()
    data, (pidfd,), _, _ = socket.recv_fds(channel, 16, 1)
    assert data == STARTED
    ours.settimeout(10)
    return ours, pidfd


def says_its_number(descriptor):
    with socket.socket(fileno=descriptor) as channel:
        channel.sendall(str(os.getpid()).encode())
        channel.recv(1)
    os._exit(7)


def test_each_socket_gets_a_fork_and_a_descriptor_that_ends_with_it():
    channel, server = served(says_its_number)
    forks = [fork(channel) for _ in range(3)]
    numbers = {int(ours.recv(16)) for ours, _ in forks}
    assert len(numbers) == 3
    assert server not in numbers
    for ours, pidfd in forks:
        assert select.select([pidfd], [], [], 0)[0] == []
        ours.close()
        assert select.select([pidfd], [], [], 10)[0] == [pidfd]
        os.close(pidfd)
    channel.close()
    assert os.waitpid(server, 0)[1] == 0


def test_forks_that_have_ended_leave_no_zombie_behind():
    channel, server = served(says_its_number)
    ours, pidfd = fork(channel)
    number = int(ours.recv(16))
    ours.close()
    assert select.select([pidfd], [], [], 10)[0]
    other, again = fork(channel)  # the server has gone round once more
    assert not Path(f"/proc/{number}").exists()
    for descriptor in (pidfd, again):
        os.close(descriptor)
    other.close()
    channel.close()
    os.waitpid(server, 0)


def test_what_is_frozen_is_no_longer_walked_by_the_collector():
    before = gc.get_freeze_count()
    kept = [[] for _ in range(100)]
    freeze()
    try:
        assert gc.get_freeze_count() > before + len(kept)
        assert all(kept[0] is not item for item in gc.get_objects())
    finally:
        gc.unfreeze()
