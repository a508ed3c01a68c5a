"""Start sandboxes: bubblewrap around one warm zygote, and a fork of it for each submission.

Fails closed: where bubblewrap, namespaces or the filter do not work, there is no sandbox and one sentence says why.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from autograder.errors import CourseError
from autograder.sandbox.forks import EndedAtStartError, Fork, NoForkError, WarmProcess, too_little_memory
from autograder.sandbox.inside.harden import CLONE_NUMBER, Limits

__all__ = ["ADVICE", "Launcher", "SandboxError"]

ADVICE = "see SECURITY.md: install bubblewrap and allow it namespaces, or grade in the container of the Containerfile"
INSIDE = ("autograder/__init__.py", "autograder/sandbox/__init__.py", "autograder/sandbox/inside")
"""All of ours that a learner's code can read: the folder of the trust boundary, and what makes it a package."""
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}
LIBRARIES = ("/lib", "/lib64")
"""The system's libraries, which the interpreter and NumPy load; Python packages of the system's lie there, too."""
HOME = "/box"
ROOT = Path(__file__).resolve().parent.parent.parent
START = (
    "import sys; sys.path[:0] = {paths!r}; from autograder.sandbox.inside.zygote import main; "
    "from autograder.sandbox.inside.harden import Limits; "
    "main({control}, {program}, Limits(*{limits}), contained={contained}, packages={packages})"
)


class SandboxError(CourseError):
    """There is no sandbox on this machine, or it broke; the message says what to do."""


class Launcher(WarmProcess):
    """The zygote inside a sandbox, and its forks.

    Parameters
    ----------
    limits
        What one submission may use.
    contained
        False is the explicit mode without a sandbox: the learner's code runs with the rights of whoever grades, in a
        process of its own and with deadlines, and no more.
    program
        The filter of system calls as BPF; ``syscalls`` makes it if none is given.
    packages
        What is there beside NumPy, of those that a master may allow.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        contained: bool = True,
        program: bytes | None = None,
        packages: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.limits = limits or Limits()
        self.contained = contained
        self.program = program
        self.packages = packages

    def fork(self) -> Fork:
        """Return a fresh process for one submission.

        Raises
        ------
        SandboxError
            There is no sandbox to be had here.
        """
        try:
            try:
                return super().fork()
            except NoForkError:  # the zygote was killed, by a lack of memory say: once more, with a new one
                self.close()
                return super().fork()
        except NoForkError as error:
            reason = f" ({error})" if str(error) else ""
            raise SandboxError(f"the sandbox does not start a submission{reason}: {ADVICE}") from error

    def launch(self, control: int) -> subprocess.Popen[bytes]:
        """Start bubblewrap with the zygote in it."""
        if problem := too_little_memory():
            raise SandboxError(problem)
        wrapper = _bubblewrap(self.packages) if self.contained else []
        code = self.program if self.program is not None else _filter(contained=self.contained)
        program = os.memfd_create("filter")
        os.write(program, code)
        os.lseek(program, 0, os.SEEK_SET)
        try:
            return subprocess.Popen(
                [*wrapper, *self._python(control, program)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**ENVIRONMENT, "PATH": os.defpath},
                pass_fds=(control, program),
            )
        except OSError as error:
            raise SandboxError(f"bubblewrap cannot be started ({error.strerror}): {ADVICE}") from error
        finally:
            os.close(program)

    def greet(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        """Wait for the zygote's first word; where there is none, its last line says why."""
        assert process.stderr is not None  # noqa: S101 - asked for above
        began, ready = time.monotonic(), None
        with contextlib.suppress(OSError):
            ready = control.recv(16)
        with process.stderr as errors:
            if ready:
                return
            process.kill()
            lines = errors.read().decode(errors="replace").strip().splitlines()
        if ready == b"" and not lines:
            raise EndedAtStartError
        reason = lines[-1] if lines else f"silent for {time.monotonic() - began:.0f} s"
        raise SandboxError(f"the sandbox cannot be set up ({reason}): {ADVICE}")

    def _python(self, control: int, program: int) -> list[str]:
        paths = [HOME, f"{HOME}/packages"] if self.contained else [str(ROOT), _site()]
        code = START.format(
            paths=paths,
            control=control,
            program=program,
            limits=json.dumps(self.limits),
            contained=self.contained,
            packages=self.packages,
        )
        return [os.path.realpath(sys.executable), "-s", "-S", "-B", "-P", "-c", code]


def _filter(*, contained: bool) -> bytes:
    if not contained:
        return b""
    if sys.platform != "linux" or platform.machine() not in CLONE_NUMBER:
        raise SandboxError(f"there is no sandbox for {sys.platform} on {platform.machine()}: {ADVICE}")
    try:
        from autograder.sandbox.syscalls import bpf_program  # noqa: PLC0415 - needs libseccomp
    except (ImportError, RuntimeError) as error:
        raise SandboxError(f"the filter of system calls cannot be made ({error}): {ADVICE}") from error
    return bpf_program()


def _bubblewrap(more: tuple[str, ...]) -> list[str]:
    """Return the command: to read are the interpreter, NumPy, msgpack, ``more`` and ``INSIDE``, and nothing else.

    The zygote ends when its channel closes, by the grader's end say, and takes all in the sandbox with it, since it is
    the first process there; ``--die-with-parent`` would end it with the *thread* that started it, as another uses it.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError(f"bubblewrap (bwrap) is not installed: {ADVICE}")
    stdlib = sysconfig.get_paths()["stdlib"]
    command = [
        *(program, "--unshare-all", "--as-pid-1", "--new-session", "--clearenv", "--hostname", "box"),
        *("--uid", "65534", "--gid", "65534"),
        *("--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP"),
        *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)),
        *("--tmpfs", "/"),
    ]
    for path in _system_paths(stdlib):
        command += ["--ro-bind", path, path]
    for hidden in _installed(stdlib):
        command += ["--tmpfs", hidden, "--remount-ro", hidden]  # or one submission could leave files for the next
    for file in _inside():
        command += ["--ro-bind", str(ROOT / file), f"{HOME}/{file}"]
    for name in _packages(more):
        command += ["--ro-bind", f"{_site()}/{name}", f"{HOME}/packages/{name}"]
    return [
        *command,
        *("--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom"),
        *("--dir", "/tmp", "--remount-ro", "/", "--"),  # noqa: S108 - each submission gets its own
    ]


def _inside() -> list[Path]:
    """Return the Python files of ``INSIDE``, relative to the root: no cache of bytecode, which may hold older ones."""
    places = [ROOT / name for name in INSIDE]
    files = [file for place in places for file in (place.glob("*.py") if place.is_dir() else [place])]
    return [file.relative_to(ROOT) for file in sorted(files)]


def _system_paths(stdlib: str) -> list[str]:
    paths = [*LIBRARIES, stdlib, os.path.realpath(sys.executable)]
    library = Path(sysconfig.get_config_var("LIBDIR") or "/") / (sysconfig.get_config_var("INSTSONAME") or "-")
    return [path for path in [*paths, str(library)] if Path(path).exists()]


def _installed(stdlib: str) -> list[str]:
    """Return the folders of packages in what is there to read: where /lib is /usr/lib, the system's under both."""
    places = [Path(stdlib), *(place for lib in LIBRARIES for place in Path(lib).glob("python3*"))]
    folders = (place / name for place in places for name in ("site-packages", "dist-packages"))
    return list(dict.fromkeys(str(folder) for folder in folders if folder.is_dir()))


def _packages(more: tuple[str, ...]) -> list[str]:
    transformer = ("IPython/core/inputtransformer2.py", "IPython/utils/tokenutil.py")
    libraries = (f"{name}{end}" for name in more for end in ("", ".libs"))
    return [
        name for name in ("numpy", "numpy.libs", "msgpack", *transformer, *libraries) if (Path(_site()) / name).exists()
    ]


def _site() -> str:
    import numpy as np  # noqa: PLC0415 - only to see where packages lie

    return str(Path(np.__file__).resolve().parent.parent)
