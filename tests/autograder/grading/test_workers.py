"""Workers: every task comes back with its result, and a process that dies costs nobody else theirs."""

import os
import signal
import subprocess
import sys
from multiprocessing import parent_process
from pathlib import Path

import pytest

from autograder.grading.workers import LocalProcesses, ThisProcess

ROOT = Path(__file__).parents[3]


def square(task):
    return task * task


def square_or_die(task):
    if task < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task


def die_once(marker):
    """End the process the first time, as the kernel does when memory is short."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def is_child(_task):
    return parent_process() is not None


@pytest.mark.parametrize("workers", [ThisProcess(), LocalProcesses(1), LocalProcesses(3)])
def test_every_task_comes_back_with_its_result(workers):
    assert dict(workers.map(square, range(20))) == {task: task * task for task in range(20)}
    assert list(workers.map(square, [])) == []


def test_one_works_here_and_the_other_does_not():
    assert dict(ThisProcess().map(is_child, [1])) == {1: False}
    assert dict(LocalProcesses(1).map(is_child, [1])) == {1: True}


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3])
def test_a_task_that_always_kills_its_process_is_lost_and_no_other(count):
    found = dict(LocalProcesses(count).map(square_or_die, [3, -1, 4, -2, 5]))
    assert found == {3: 9, 4: 16, 5: 25, -1: None, -2: None}


def test_a_task_that_was_lost_once_is_done_again(tmp_path):
    assert dict(LocalProcesses(2).map(die_once, [tmp_path / "a"])) == {tmp_path / "a": "done"}


SLEEPER = """
import os, signal, sys
from autograder.grading.workers import LocalProcesses

def wait(task):
    print(os.getpid(), flush=True)
    signal.pause()

list(LocalProcesses(1).map(wait, [1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own signal is Linux's")
def test_workers_end_with_the_process_that_records():
    with subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        worker = os.pidfd_open(int(process.stdout.readline()))
        process.kill()
        process.wait()
        try:
            assert select_readable(worker), "the worker lives on"
        finally:
            os.close(worker)


def select_readable(descriptor):
    import select

    waiter = select.poll()
    waiter.register(descriptor, select.POLLIN)
    return waiter.poll(10_000)
