"""A request to stop is one line at every moment, and once: in a command, at its end, while something is said."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from autograder.stopping import STOPPED
from tests.autograder.test___main__ import run

ROOT = Path(__file__).parents[2]
AT_THE_END = """
import atexit, signal, threading
atexit.register(signal.raise_signal, signal.SIGINT)
atexit.register(signal.raise_signal, signal.SIGTERM)
"""
WHILE_COMPLAINING = """
import signal
import autograder.console
import rich.console
write = rich.console.Console.print
def interrupted(*words, **more):
    signal.raise_signal(signal.SIGINT)
    write(*words, **more)
    signal.raise_signal(signal.SIGINT)
rich.console.Console.print = interrupted
"""
IN_A_FINALISER = """
import signal
import autograder.course
class Finaliser:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
open_course = autograder.course.Course.open
def opened(*words, **more):
    Finaliser()
    signal.raise_signal(signal.SIGINT)
    return open_course(*words, **more)
autograder.course.Course.open = opened
"""


def test_at_its_end_it_changes_nothing_any_more(own_course):
    done = run(AT_THE_END, "due", "--course", own_course.root)
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (0, "scatter: no due date", "")


def test_while_something_is_said_that_is_said_to_its_end(own_course):
    done = run(WHILE_COMPLAINING, "due", "nothing", "--course", own_course.root)
    assert (done.returncode, done.stderr) == (130, f"error: {STOPPED}\n")


def test_one_that_python_drops_in_a_finaliser_leaves_the_next_to_be_heard(own_course):
    done = run(IN_A_FINALISER, "due", "--course", own_course.root)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.lstrip("\n") == f"error: {STOPPED}\n"  # click ends the line in which a terminal shows ^C


def test_workers_of_a_check_say_nothing_of_their_own():
    command = [sys.executable, "-m", "autograder", "check", "--jobs", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while len(children.read_text().split()) < 2:
            os.sched_yield()
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, ("", f"error: {STOPPED}\n"))
