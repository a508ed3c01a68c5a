"""Machines of a test's own, each a network namespace; and a scheduler and workers of Dask as processes of their own."""

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DEADLINE = 120  # seconds for what takes two on an idle machine
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
OURS = [shutil.which("setpriv") or "setpriv", "--pdeathsig", "KILL", "--"]
"""What a command begins with that must not outlive the test, however that ends: util-linux asks the kernel for it."""
HIDE = 'mount -t tmpfs none "$1" && shift && exec "$@"'


def wait_for(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        select.select((), (), (), 0.02)  # the processor is theirs


def descendants(pid):
    """Return the ids of all processes that came from one, with their commands."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                with contextlib.suppress(OSError):
                    found.append((child, Path(f"/proc/{child}/cmdline").read_bytes()))
                found += descendants(child)
    return found


def dask(what, *words):
    """Return the command that starts a scheduler or a worker; without ``nanny`` its process is the one that works."""
    module = f"distributed.cli.dask_{what}"
    return [sys.executable, "-W", "ignore", "-m", module, "--no-dashboard", *words]


class Processes:
    """Programs that a test has started; none outlives it."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, *command, **more):
        log = (self.folder / f"log{len(self.started)}").open("w")
        with log:
            process = subprocess.Popen(
                [*OURS, *command], stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
                env=ENVIRONMENT | more.pop("env", {}), start_new_session=True, **more,
            )  # fmt: skip
        process.log = Path(log.name)
        self.started.append(process)
        return process

    def until(self, process, pattern):
        """Return what a program says in the end."""

        def said():
            assert process.poll() is None, process.log.read_text()
            return re.search(pattern, process.log.read_text())

        wait_for(said)
        return said()[1]

    def close(self):
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def scheduler(self, *words, host="127.0.0.1", within=(), port=0):
        """Start a scheduler; return its process and its address."""
        command = dask("scheduler", "--host", host, "--port", str(port), *words)
        process = self.start(*within, *command)
        return process, self.until(process, r"Scheduler at: +(\S+)")

    def worker(self, address, *words, within=(), env=None):
        """Start a worker with one thread."""
        command = dask("worker", address, "--nthreads", "1", "--local-directory", str(self.folder), *words)
        return self.start(*within, *command, env=env or {})


class Hosts:
    """Network namespaces on one bridge; nothing of the machine's own network is touched."""

    def __init__(self):
        self.name = f"tconv{os.getpid()}"
        self.count = 0
        try:
            self._ip("netns", "add", f"{self.name}hub")
            self._hub("link", "add", "bridge", "type", "bridge")
            self._hub("link", "set", "bridge", "up")
        except (OSError, subprocess.CalledProcessError) as error:
            self.close()
            why = str(getattr(error, "stderr", "") or error).strip()
            pytest.skip(f"no network namespaces can be made here (root and iproute2 are needed): {why}")

    def add(self, hidden=None):
        """Return the address of a new machine, and how a command begins that runs there.

        A folder that is ``hidden`` is empty there.
        """
        self.count += 1
        there, address = f"{self.name}h{self.count}", f"10.0.0.{self.count}"
        self._ip("netns", "add", there)
        self._hub("link", "add", f"port{self.count}", "type", "veth", "peer", "name", "eth0", "netns", there)
        self._hub("link", "set", f"port{self.count}", "master", "bridge", "up")
        self._ip("-n", there, "addr", "add", f"{address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            self._ip("-n", there, "link", "set", device, "up")
        within = ["ip", "netns", "exec", there]
        if hidden is not None:
            within += ["sh", "-c", HIDE, "sh", str(hidden)]
        return address, within

    def _hub(self, *words):
        self._ip("-n", f"{self.name}hub", *words)

    def _ip(self, *words):
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)

    def close(self):
        """Take everything away; what runs there has ended."""
        for name in (*(f"h{number}" for number in range(1, self.count + 1)), "hub"):
            with contextlib.suppress(OSError):
                subprocess.run(["ip", "netns", "del", f"{self.name}{name}"], check=False, capture_output=True)


def square(task):
    return task * task


def square_or_die(task):
    if task < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task
