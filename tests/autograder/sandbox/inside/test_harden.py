"""What a process gives up: measured from inside a sandbox, and of the parts that need none, in a plain process."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.harden import Limits, clone
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Clock, Deadlines, Session
from tests.autograder.sandbox.processes import pid_of
from tests.autograder.sandbox.test_launch import seen

LIMITS = Limits(memory=600 << 20, disk=1 << 20, files=32, descriptors=20, cpu_seconds=50)
INSIDE = """
import os, resource
def attempt(action):
    try:
        return str(action())
    except BaseException as error:
        return type(error).__name__
def fill():
    with open("/tmp/large", "wb") as file:
        file.write(bytes(900_000))
    try:
        with open("/tmp/second", "wb") as file:
            file.write(bytes(900_000))
    finally:
        os.remove("/tmp/large")
def many():
    for number in range(100):
        open(f"/tmp/{number}", "w").close()
def clone():
    from autograder.sandbox.inside.harden import clone
    clone(namespaces=False)
def make_a_program():
    with open("/tmp/program", "w") as file:
        file.write("x")
    os.chmod("/tmp/program", 0o755)
names = ("AS", "NOFILE", "FSIZE", "CPU", "CORE", "MEMLOCK", "MSGQUEUE")
report = {
    "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names},
    "here": os.getcwd(),
    "chmod": attempt(make_a_program),
    "fill": attempt(fill),
    "many": attempt(many),
    "open": attempt(lambda: [open("/dev/null") for _ in range(100)]),
    "clone": attempt(clone),
    "raise": attempt(lambda: resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))),
}
report
"""


@pytest.fixture(scope="module")
def report():
    with Launcher(LIMITS) as launcher:
        return seen(INSIDE, launcher)


def test_every_limit_is_set_hard(report):
    expected = {"AS": 600 << 20, "NOFILE": 20, "FSIZE": 1 << 20, "CPU": 50, "CORE": 0, "MEMLOCK": 0, "MSGQUEUE": 0}
    assert report["limits"] == {name: (value, value) for name, value in expected.items()}


def test_the_disk_is_small_in_bytes_and_in_files_and_the_process_stands_in_it(report):
    assert report["here"] == "/tmp"  # noqa: S108 - the sandbox's own
    assert (report["fill"], report["many"], report["open"]) == ("OSError", "OSError", "OSError")


def test_it_cannot_take_anything_back(report):
    assert report["clone"] == report["chmod"] == "PermissionError"
    assert report["raise"] in ("PermissionError", "ValueError")


def test_a_clone_is_a_fork_with_a_descriptor_that_ends_with_it():
    reading, writing = os.pipe()
    pid, pidfd = clone(namespaces=False)
    if pid == 0:
        os.write(writing, str(os.getpid()).encode())
        os._exit(5)
    assert int(os.read(reading, 16)) == pid
    assert select.select([pidfd], [], [], 10)[0] == [pidfd]
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
    for descriptor in (reading, writing, pidfd):
        os.close(descriptor)


def test_in_namespaces_of_its_own_a_clone_is_the_first_process():
    if os.getuid() != 0:
        pytest.skip("the rights to make namespaces come from bubblewrap, see test_launch")
    reading, writing = os.pipe()
    pid, pidfd = clone(namespaces=True)
    if pid == 0:
        os.write(writing, str(os.getpid()).encode())
        os._exit(0)
    assert os.read(reading, 16) == b"1"
    os.waitpid(pid, 0)
    for descriptor in (reading, writing, pidfd):
        os.close(descriptor)


@pytest.mark.parametrize("place", [3, 9])
def test_one_descriptor_is_left_beside_three_that_lead_nowhere(place):
    script = f"""
import json, os
from autograder.sandbox.inside.harden import only_descriptors
writing = os.dup(1)  # the reader of the report
extra = [os.dup(0) for _ in range(20)]
if writing != {place}:
    os.dup2(writing, {place})
kept = only_descriptors({place})
def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
report = [kept, [n for n in range(100) if is_open(n)], os.path.sameopenfile(0, 1), os.read(0, 9).decode()]
os.write(kept, json.dumps(report).encode())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [3, [0, 1, 2, 3], True, ""]


def test_a_submission_has_no_capability_of_any_kind_as_the_kernel_says():
    with Launcher(LIMITS) as launcher:
        session = Session(launcher, Clock.start(Deadlines()))
        session.ask([protocol.CELL, 1, "x = 1"], fresh=True, show=True)
        status = Path(f"/proc/{pid_of(session.fork)}/status").read_text(encoding="utf-8").splitlines()
        sets = dict(line.split() for line in status if line.startswith("Cap"))
        session.close()
    assert sets == dict.fromkeys(("CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"), "0" * 16)
