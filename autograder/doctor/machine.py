"""What this machine has of all that grading needs, in the order in which to install it. Nothing is changed."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata, util
from pathlib import Path

from autograder.doctor.finding import Finding, State
from autograder.sandbox.forks import too_little_memory
from autograder.sandbox.inside.harden import CLONE_NUMBER, Limits

__all__ = ["looked_at"]

DISTRIBUTION = "tconv-course"
ENOUGH_MEMORY, ENOUGH_DISK = 2 << 30, 1 << 30
LITTLE_DISK = 100 << 20
CONTAINER = "or grade in the container of the Containerfile"
SWITCHES = {
    "kernel/apparmor_restrict_unprivileged_userns": ("0", "sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    "kernel/unprivileged_userns_clone": ("1", "sysctl kernel.unprivileged_userns_clone=1"),
}
"""Settings of the kernel that can forbid namespaces: what allows them, and the command."""
COUNTS = ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")


def looked_at(folder: Path) -> Iterator[Finding]:
    """Yield one finding for each thing, each tried by itself; ``folder`` is where the class lies."""
    steps: tuple[Callable[[], Finding], ...] = (
        _python, _packages, _platform, _bubblewrap, _namespaces, _filter, _memory, lambda: _disk(folder)
    )  # fmt: skip
    for step in steps:
        yield step()


def _python() -> Finding:
    said = f"Python {platform.python_version()} at {sys.executable}"
    if sys.version_info[:2] == (3, 11):
        return Finding("Python", State.OK, said)
    return Finding("Python", State.MISSING, said, "install Python 3.11, and this package into it")


def _packages() -> Finding:
    """Look for what the package declares for grading; NumPy and nbgrader are named with their versions."""
    missing = [name for name in _declared() if not _is_there(name)]
    if missing:
        cure = f"pip install {' '.join(missing)} (or: pip install '{DISTRIBUTION}[grade]')"
        return Finding("packages", State.MISSING, f"not there: {', '.join(missing)}", cure)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "nbgrader"))
    return Finding("packages", State.OK, versions)


def _declared() -> list[str]:
    names = ["numpy"]
    for line in metadata.requires(DISTRIBUTION) or ():
        requirement, _, marker = line.partition(";")
        if 'extra == "grade"' in marker and not (" and " in marker and sys.platform not in marker):
            names.append(re.split(r"[\[<>=!~ ]", requirement.strip())[0])
    return list(dict.fromkeys(names))


def _is_there(name: str) -> bool:
    """Return whether a distribution is installed; NumPy has to be importable, too."""
    try:
        metadata.version(name)
        return name != "numpy" or util.find_spec(name) is not None
    except (metadata.PackageNotFoundError, ValueError):
        return False


def _platform() -> Finding:
    said = f"{sys.platform} on {platform.machine()}, kernel {platform.release()}"
    if sys.platform == "linux" and platform.machine() in CLONE_NUMBER:
        return Finding("system", State.OK, said)
    return Finding("system", State.MISSING, said, f"grade on Linux (x86_64 or aarch64), in WSL2, {CONTAINER}")


def _bubblewrap() -> Finding:
    program = shutil.which("bwrap")
    if program is None:
        cure = f"apt install bubblewrap (dnf, pacman, zypper: the same name), {CONTAINER}"
        return Finding("bubblewrap", State.MISSING, "bwrap is not in the PATH", cure)
    done = _run(program, "--version")
    if done.returncode:
        return Finding("bubblewrap", State.MISSING, _last(done), "install it again: apt install --reinstall bubblewrap")
    return Finding("bubblewrap", State.OK, f"{done.stdout.strip()} at {program}")


def _namespaces() -> Finding:
    program = shutil.which("bwrap")
    if program is None:
        return Finding("namespaces", State.UNTRIED, "bubblewrap makes them")
    done = _run(program, "--unshare-all", "--uid", "65534", "--gid", "65534", "--ro-bind", "/", "/", "true")
    if not done.returncode:
        return Finding("namespaces", State.OK, "bubblewrap may make its own of users, files, processes and network")
    return Finding("namespaces", State.MISSING, _last(done), f"{_forbids()}, {CONTAINER}")


def _forbids() -> str:
    """Return what to change in the kernel's settings, where one of those known forbids namespaces."""
    system = Path("/proc/sys")
    for name, (allows, command) in SWITCHES.items():
        path = system / name
        if path.is_file() and path.read_text().strip() != allows:
            return command
    for kind in COUNTS:
        path = system / f"user/max_{kind}_namespaces"
        if path.is_file() and path.read_text().strip() == "0":
            return f"sysctl user.max_{kind}_namespaces=10000"
    return "allow this user namespaces (in Docker: a profile of seccomp and AppArmor that does)"


def _filter() -> Finding:
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    if sys.platform == "linux" and not actions.is_file():
        return Finding("seccomp", State.MISSING, "the kernel has no seccomp", "use a kernel with CONFIG_SECCOMP_FILTER")
    try:
        from autograder.sandbox.syscalls import bpf_program  # noqa: PLC0415 - needs libseccomp

        size = len(bpf_program())
    except (ImportError, RuntimeError, OSError) as error:
        return Finding(
            "seccomp",
            State.MISSING,
            f"no filter can be made ({error})",
            "apt install libseccomp2, pip install pyseccomp",
        )
    return Finding("seccomp", State.OK, f"the filter of system calls is made, {size // 8} instructions")


def _memory() -> Finding:
    """Look at the limits of this process and at what is free; a submission's own cap is a limit of its process."""
    if problem := too_little_memory():
        return Finding("memory", State.MISSING, problem.partition(":")[0], problem.partition(": ")[2])
    free = _available()
    cap = f"a submission may have {Limits().memory >> 30} GiB, by a limit of its process (no cgroup is needed)"
    if free is None:
        return Finding("memory", State.OK, cap)
    said = f"{free / (1 << 30):.1f} GiB are free; {cap}"
    if free < ENOUGH_MEMORY:
        return Finding("memory", State.DOUBTFUL, said, "end other programs, or grade with --jobs 1")
    return Finding("memory", State.OK, said)


def _available() -> int | None:
    """Return how many bytes may still be used, by the machine and by the group of processes that this one is in."""
    found = []
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file() and (line := re.search(r"^MemAvailable:\s+(\d+) kB", meminfo.read_text(), re.MULTILINE)):
        found.append(1024 * int(line[1]))
    group = Path("/sys/fs/cgroup")
    most, used = (group / "memory.max", group / "memory.current")
    if most.is_file() and used.is_file() and most.read_text().strip().isdigit():
        found.append(int(most.read_text()) - int(used.read_text()))
    return min(found, default=None)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free / (1 << 30):.1f} GiB are free at {folder}"
    if free < LITTLE_DISK:
        return Finding("disk", State.MISSING, said, "make room there")
    if free < ENOUGH_DISK:
        return Finding("disk", State.DOUBTFUL, said, "make room there: a notebook takes up to 10 MiB three times")
    return Finding("disk", State.OK, said)


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(words, 1, "", str(error))


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = done.stderr.strip().splitlines() or [f"it ends with {done.returncode}"]
    return lines[-1]
