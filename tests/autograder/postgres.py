"""A PostgreSQL server of a test's own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Server(NamedTuple):
    """A server's gradebook, and what stops the server and starts it again."""

    url: str
    stop: Callable[[], None]
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
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        start = partial(run, tools / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        stop = partial(run, tools / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        start()
        try:
            run(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "course", "gradebook")
            yield Server(f"postgresql+psycopg://course@127.0.0.1:{port}/gradebook", stop, start)
        finally:
            stop()
