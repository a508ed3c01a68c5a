"""Workers that are watched and stopped: who is at work is known, and nothing is left at work."""

import os
import select
import signal
import time

import pytest

from autograder.grading.workers import LocalProcesses

DEADLINE = 60


def quick_or_waiting(path):
    """Return at once, or say who this is and wait for ever."""
    if path is not None:
        path.with_suffix(".part").write_text(str(os.getpid()))
        path.with_suffix(".part").rename(path)
        while True:
            signal.pause()


def until_there(path):
    end = time.monotonic() + DEADLINE
    while not path.exists() and time.monotonic() < end:
        os.sched_yield()
    return path.exists()


@pytest.mark.parametrize("number", [None, signal.SIGINT])
def test_closing_ends_what_is_at_work_and_ctrl_c_does_not_end_it_before(tmp_path, number):
    results = LocalProcesses(1).map(quick_or_waiting, [None, tmp_path / "pid"])
    assert next(results) == (None, None)
    assert until_there(tmp_path / "pid")
    worker = os.pidfd_open(int((tmp_path / "pid").read_text()))
    try:
        waiter = select.poll()
        waiter.register(worker, select.POLLIN)
        if number is not None:
            signal.pidfd_send_signal(worker, number)
        assert not waiter.poll(0)
        results.close()
        assert waiter.poll(1000 * DEADLINE), "the worker lives on"
    finally:
        os.close(worker)


@pytest.mark.slow
def test_whoever_watches_is_told_what_is_at_work_and_for_how_long(tmp_path):
    seen = []

    def watch(running):
        seen.extend(running)
        for path, seconds in running:
            if seconds > 0:
                path.touch()  # it may end now

    paths = [tmp_path / name for name in "abc"]
    assert dict(LocalProcesses(2, watch).map(until_there, paths)) == dict.fromkeys(paths, True)
    assert {path for path, _ in seen} == set(paths)
    first = [seconds for path, seconds in seen if path == paths[0]]
    assert first == sorted(first)
    assert first[0] == 0
