"""A PostgreSQL server of a test's own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.autograder.grading.hosts import OURS, descendants, wait_for

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Server(NamedTuple):
    """A server's gradebook, and what stops the server, or kills it, and starts it again."""

    url: str
    stop: Callable[[], None]
    kill: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def server():
    """Run a database server of our own, on a port of this machine, in a folder of its own."""
    if not POSTGRES:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        who = []
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
            who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        data, tools = f"{folder}/data", POSTGRES[-1]

        def run(*words):
            done = subprocess.run([*who, *words], capture_output=True, text=True, check=False, cwd=folder)
            assert done.returncode == 0, done.stdout + done.stderr

        run(tools / "initdb", "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        running: list[subprocess.Popen[bytes]] = []

        def start():
            with Path(folder, "log").open("ab") as log:
                command = [*(who or OURS[:1]), *OURS[1:], tools / "postgres", "-D", data, *options]
                process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
            running.append(process)

            def answers():
                assert process.poll() is None, Path(folder, "log").read_text()
                asked = [tools / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
                return subprocess.run(asked, check=False).returncode == 0

            wait_for(answers)

        def stop():
            """Let it end at once, as where its machine fails; it recovers when it starts again."""
            process = running.pop()
            process.send_signal(signal.SIGQUIT)
            process.wait()

        def kill():
            """Let all its processes end at once, as where the power fails."""
            process = running.pop()
            process.send_signal(signal.SIGSTOP)  # it starts no other one meanwhile
            pids = [process.pid, *(pid for pid, _ in descendants(process.pid))]
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
            wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))

        start()
        try:
            run(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "course", "gradebook")
            yield Server(f"postgresql+psycopg://course@127.0.0.1:{port}/gradebook", stop, kill, start)
        finally:
            if running:
                stop()
