"""What is looked at, in the order in which it is installed; what is hidden is missing, and says what to do."""

import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.doctor.finding import State
from autograder.doctor.machine import looked_at

ROOT = Path(__file__).parents[3]
ORDER = ["Python", "packages", "system", "bubblewrap", "namespaces", "seccomp", "memory", "disk"]
LOOK = """
from pathlib import Path
from autograder.doctor.machine import looked_at
for finding in looked_at(Path()):
    if finding.state != "ok": print(finding.line)
"""
FORBIDDEN = "echo 0 > /proc/sys/user/max_user_namespaces; exec "


def look(before="", **more):
    """Return the lines of what is not in order, seen by a process of its own."""
    done = subprocess.run(
        [*more.pop("wrapper", ()), sys.executable, "-c", before + LOOK],
        capture_output=True, text=True, cwd=ROOT, check=False, **more,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_all_is_looked_at_in_the_order_of_installing():
    found = list(looked_at(ROOT))
    assert [finding.name for finding in found] == ORDER
    assert [finding.line for finding in found if finding.state is State.MISSING] == []


def test_without_bubblewrap_it_says_what_to_install_and_does_not_try_namespaces(tmp_path):
    first, second = look(env={**os.environ, "PATH": str(tmp_path)})
    assert first.startswith("missing   bubblewrap: bwrap is not in the PATH: apt install bubblewrap")
    assert second.startswith("untried   namespaces: ")


def test_a_bubblewrap_that_does_not_run_is_missing(tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'libcap.so.2: not there' >&2\nexit 127\n")
    program.chmod(0o755)
    first, second = look(env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    assert first.startswith("missing   bubblewrap: libcap.so.2: not there: install it again")
    assert second.startswith("missing   namespaces: libcap.so.2: not there: ")


def test_a_kernel_that_allows_no_namespaces_is_missing_them_with_its_setting():
    if subprocess.run(["unshare", "-Ur", "true"], check=False, capture_output=True).returncode:
        pytest.fail("a setting of the kernel's for a namespace of one's own cannot be made here")
    shell = ["unshare", "-Ur", "sh", "-c", f'{FORBIDDEN}"$@"', "sh"]
    [line] = look(wrapper=shell)
    assert line.startswith("missing   namespaces: bwrap: ")
    assert "sysctl user.max_user_namespaces=10000, or grade in the container" in line


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("numpy", "missing   packages: not there: numpy: pip install numpy"),
        ("pyseccomp", "missing   seccomp: no filter can be made ("),
    ],
)
def test_a_package_that_cannot_be_imported_is_missing(module, line):
    [found] = look(f"import sys; sys.modules[{module!r}] = None\n")
    assert found.startswith(line)


def test_another_python_and_another_system_are_missing(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    missing = {finding.name: finding.cure for finding in looked_at(ROOT) if finding.state is State.MISSING}
    assert missing["Python"].startswith("install Python 3.11")
    assert missing["system"].startswith("grade on Linux (x86_64 or aarch64), in WSL2, or grade in the container")


def test_too_little_address_space_is_missing_memory():
    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    [line] = look(preexec_fn=limited)
    assert line.startswith(
        "missing   memory: a process may have 2.0 GiB of address space here, and grading needs 4: start"
    )


@pytest.mark.parametrize(
    ("free", "state"), [(50 << 20, State.MISSING), (500 << 20, State.DOUBTFUL), (50 << 30, State.OK)]
)
def test_a_disk_is_full_nearly_full_or_has_room(monkeypatch, free, state):
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(100 << 30, 0, free))
    [disk] = [finding for finding in looked_at(ROOT) if finding.name == "disk"]
    assert disk.state is state
