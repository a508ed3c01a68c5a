"""A grader as others have it: learner's code, tests, reference and report share one process.

The control of the corpus: an attack that does not succeed here proves nothing by failing elsewhere. Runs inside a
box of its own (``test_attacks.py``) and prints one line of JSON for each attack.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path

from autograder.sandbox.inside.cells import parse, split_result
from autograder.sandbox.inside.harden import clone
from tests.autograder.attacks import target

SECONDS = float(os.environ.get("CONTROL_SECONDS", "0.6"))
MEMORY = 3 << 29
execute = builtins.exec


def run_cell(source: str, name: str, names: dict[str, object]) -> None:
    """Run a cell as Jupyter does, and show its last value."""
    body, last = split_result(parse(source, name)[1], name)
    execute(body, names)
    if last is not None:
        value = eval(last, names)  # noqa: S307 - it is naive
        if value is not None:
            print(repr(value))  # noqa: T201 - as Jupyter does


def run_test(source: str, names: dict[str, object]) -> bool:
    """Say whether a test cell raises nothing."""
    try:
        exec(compile(source, "<test 0>", "exec"), names)  # noqa: S102 - it is naive
    except Exception as error:  # noqa: BLE001 - it is naive
        print(f"{type(error).__name__}: {error}", error.__cause__)  # noqa: T201 - the learner sees it
        return False
    return True


def grade(attack: target.Attack) -> dict[str, object]:
    """Grade one submission."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(target.SETUP + target.CHECKS, names)  # noqa: S102 - it is naive
    tests = {"points": target.test_text(attack.style), "other": target.OTHER_TEST}
    output = io.StringIO()
    report: dict[str, object] = {}
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        for cell in (target.OTHER, attack.cell):
            try:
                run_cell(cell, "<cell>", names)
            except Exception as error:  # noqa: BLE001 - it is naive
                print(f"{type(error).__name__}: {error}")  # noqa: T201 - the learner sees it
        for name, test in tests.items():
            report[name] = 1.0 if run_test(test, names) else 0.0
        for cell in (attack.after, attack.following):
            try:
                run_cell(cell, "<cell>", {"__name__": "__main__"} if cell is attack.following else names)
            except Exception as error:  # noqa: BLE001 - it is naive
                print(f"{type(error).__name__}: {error}")  # noqa: T201 - the learner sees it
    return {**report, "output": output.getvalue()}


def contained(attack: target.Attack, pipe: int) -> None:
    """Grade in this process, which is the first of namespaces of its own."""
    libc = ctypes.CDLL(None)
    in_tmp = Path.cwd().is_relative_to("/tmp")  # noqa: S108 - NumPy comes from there; the outer box has its own /tmp
    for folder in (b"/dev/shm",) if in_tmp else (b"/tmp", b"/dev/shm"):
        libc.mount(b"tmpfs", folder, b"tmpfs", 0, b"size=128m")
    worker = os.fork()
    if worker:
        os.waitpid(worker, 0)
        os._exit(0)
    os.dup2(pipe, 1)
    os.dup2(pipe, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    report = grade(attack)
    print(json.dumps(report), flush=True)  # noqa: T201 - its report
    sys.exit(0)


def control(attack: target.Attack) -> dict[str, object]:
    """Run one attack and give what came out within its time."""
    reading, writing = os.pipe()
    pid, pidfd = clone(namespaces=True)
    if pid == 0:
        contained(attack, writing)
    os.close(writing)
    data, end = b"", time.monotonic() + SECONDS
    while (left := end - time.monotonic()) > 0 and len(data) < 16 << 20:
        if not select.select([reading], [], [], left)[0]:
            break
        chunk = os.read(reading, 1 << 20)
        if not chunk:
            break
        data += chunk
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(pidfd)
    os.close(reading)
    text = data.decode(errors="replace")
    report = None
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            report = found if isinstance(found, dict) and "points" in found else report
    return {"name": attack.name, "succeeded": succeeded(attack, report, text)}


def succeeded(attack: target.Attack, report: dict[str, object] | None, text: str) -> bool:
    """Say whether the naive grader was beaten."""
    output = text if report is None else text + str(report["output"])
    if attack.kind == "forge":
        return report is not None and report["points"] == 1.0
    if attack.kind == "leak":
        return bool(target.leaked(output))
    if attack.kind == "exhaust":
        return report is None or "PWNED" in output or len(output) > 1_000_000
    return "PWNED" in output


def listen() -> None:
    """Be a service that an attack could reach."""
    server = socket.create_server(("127.0.0.1", 8888))
    while True:
        peer, _ = server.accept()
        peer.sendall(b"hello")
        peer.close()


def main() -> None:
    """Run all attacks."""
    os.environ["TCONV_SEED"] = "12"
    course = Path(sys.argv[1])
    (course / "tests.py").write_text("### BEGIN HIDDEN TESTS\n7919 15838\n", encoding="utf-8")
    sys.path.append(str(course))
    execute(target.SETUP + target.CHECKS + "import numpy.testing", {})  # the time of an attack is not for imports
    if os.fork() == 0:
        listen()
    for attack in target.all_attacks():
        line = json.dumps(control(attack))
        os.write(1, line.encode() + b"\n")
    os.kill(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.modules["naive"] = sys.modules["__main__"]
    main()
