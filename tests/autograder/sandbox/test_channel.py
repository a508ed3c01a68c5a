"""Bytes to and from a process that answers, drips, is deaf, or is gone."""

import socket
import threading
import time

import pytest

from autograder.sandbox.channel import TICK, EndedError, LateError, receive, send, wait_in_ticks


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    wait_in_ticks(ours)
    with ours, theirs:
        yield ours, theirs


def wait_for_bytes(channel, end):
    while not receive(channel, end - time.monotonic(), "stopped after 5 s"):
        pass


@pytest.mark.parametrize("seconds", [0.01, TICK, 10])
def test_what_has_come_is_there_at_once(pair, seconds):
    pair[1].sendall(b"answer")
    assert receive(pair[0], seconds, "late") == b"answer"


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.05, TICK, 2.5 * TICK])
def test_nothing_is_waited_for_longer_than_the_deadline(pair, seconds):
    began = time.monotonic()
    with pytest.raises(LateError, match="stopped after 5 s"):
        wait_for_bytes(pair[0], began + seconds)
    assert max(0.0, seconds) - 0.01 <= time.monotonic() - began < max(0.0, seconds) + 2


def test_a_tick_without_a_byte_is_no_answer_and_no_end(pair):
    assert receive(pair[0], 60, "late") == b""


@pytest.mark.parametrize("size", [0, 1, 1 << 16, 5 << 20])
def test_whatever_size_a_request_has_all_of_it_is_sent(pair, size):
    data, came = bytes(range(256)) * (size // 256 + 1), bytearray()

    def read():
        while len(came) < len(data):
            came.extend(pair[1].recv(1 << 16))

    reader = threading.Thread(target=read)
    reader.start()
    send(pair[0], data, 30)
    reader.join(timeout=30)
    assert came == data


def test_who_takes_nothing_is_not_waited_for(pair):
    with pytest.raises(EndedError, match="did not take"):
        send(pair[0], bytes(5 << 20), 0.2)


def test_who_is_gone_is_said_to_have_ended(pair):
    pair[1].close()
    with pytest.raises(EndedError, match="ended its own process"):
        receive(pair[0], 10, "late")
    with pytest.raises(EndedError, match="ended its own process"):
        send(pair[0], b"request", 10)
