"""The answer of a learner who attacks, as each trial hands it in: text that runs in a sandbox and nowhere else.

Each attempt that gains something says so in a line that begins with GAINED; the last line counts what was tried.
"""

from __future__ import annotations

__all__ = ["ANSWER", "GAINED", "TRIED"]

GAINED, TRIED = "GAINED", "TRIED"
ANSWER = """
import os
import socket
import subprocess
import sys


def reads_files():
    return open("/etc/passwd").read()


def finds_the_course():
    import tconv_lib.checks as checks
    return checks.__file__


def finds_the_grader():
    import autograder.grading.executor as executor
    return executor.__file__


def sees_processes():
    return [name for name in os.listdir("/proc") if name.isdigit()]


def opens_a_socket():
    return socket.socket()


def starts_a_program():
    return subprocess.run(["/bin/true"]).returncode + 1


def forks():
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return child




def writes_where_others_look():
    place = os.path.join(os.path.dirname(os.__file__), "left_by_a_learner.txt")
    open(place, "w").close()
    os.unlink(place)
    return place


tried = 0
for attempt in (reads_files, finds_the_course, finds_the_grader, sees_processes, opens_a_socket, starts_a_program,
                forks, writes_where_others_look):
    tried += 1
    try:
        if attempt():
            print("GAINED", attempt.__name__)
    except BaseException:
        pass
print("TRIED", tried)


class EqualToAll:
    __array_priority__ = 1000

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise ValueError


def no_difference(*args, **kwargs):
    return None


for name in ("allclose", "array_equal", "testing"):
    setattr(np, name, no_difference)
for module in list(sys.modules.values()):
    for name in ("assert_returns", "assert_raises", "difference"):
        if hasattr(module, name):
            setattr(module, name, no_difference)


def spread(x, stride):
    return EqualToAll()
"""
