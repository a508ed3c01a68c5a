"""What the sandbox keeps out, seen from inside; as root and as an ordinary user."""

import ast
import json
import os
import platform
import select
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.sandbox.inside import harden, protocol
from autograder.sandbox.inside.wire import decode
from autograder.sandbox.launch import Launcher, SandboxError
from autograder.sandbox.session import Clock, Deadlines, Session

ROOT = Path(__file__).parents[3]
MEMORY = 512 << 20
PROBE = """
import os, resource, sys
def attempt(action):
    try:
        return str(action())
    except BaseException as error:
        return type(error).__name__
import ctypes, mmap, socket, threading
libc = ctypes.CDLL(None)
report = {
    "root": sorted(os.listdir("/")),
    "dev": sorted(os.listdir("/dev")),
    "tmp": os.listdir("/tmp"),
    "pid": os.getpid(),
    "uid": os.getuid(),
    "environment": sorted(os.environ),
    "host": os.uname().nodename,
    "descriptors": [fd for fd in range(64) if attempt(lambda: os.fstat(fd)) != "OSError"],
    "fork": attempt(os.fork),
    "thread": attempt(threading.Thread(target=print).start),
    "socket": attempt(socket.socket),
    "memory": attempt(lambda: bytearray(1 << 40)),
    "shared": attempt(lambda: mmap.mmap(-1, 4096)),
    "memfd": attempt(lambda: os.memfd_create("x")),
    "kill": attempt(lambda: os.kill(1, 0)),
    "exec": attempt(lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["x"])),
    "write": attempt(lambda: open("/box/x", "w")),
    "setuid": attempt(lambda: os.setuid(0)),
    "limits": attempt(lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1))),
    "ptrace": libc.ptrace(0, 0, 0, 0),
    "unshare": libc.unshare(0x10000000),
    "prctl": libc.prctl(4, 1, 0, 0, 0),
    "modules": sorted(name for name in sys.modules if name.startswith(("autograder", "tconv", "nbgrader"))),
}
report
"""
HOARD = """
hoard = []
def fill(size):
    try:
        while True:
            hoard.append(bytearray(b"x" * (1 << 20)))
    except MemoryError:
        return len(hoard)
fill(0)
"""
OWN = "from tests.autograder.sandbox.test_launch import report; report()"


def seen(code, launcher):
    session = Session(launcher, Clock.start(Deadlines()))
    try:
        answer = session.ask([protocol.CELL, 1, code], fresh=True, show=True)
    finally:
        session.close()
    (item,) = decode(answer.frame)
    assert item[0] == "result", item
    return ast.literal_eval(item[1])


def report():
    """Print what a sandbox looks like from inside, for whoever runs this."""
    with Launcher(harden.Limits(memory=MEMORY)) as launcher:
        print(json.dumps({**seen(PROBE, launcher), "hoard": seen(HOARD, launcher), "grader": os.getuid()}))  # noqa: T201 - for its caller


@pytest.fixture(scope="module")
def as_root_or_me():
    with Launcher(harden.Limits(memory=MEMORY)) as launcher:
        yield {**seen(PROBE, launcher), "hoard": seen(HOARD, launcher)}


@pytest.fixture(scope="module")
def as_ordinary_user():
    """Run the same as user 65533, with this interpreter made visible to it where it lies in root's home."""
    if os.getuid() != 0:
        pytest.fail("the tests run as an ordinary user already: see test_an_ordinary_process_...[as_root_or_me]")
    home = Path(sys.base_prefix)
    script = f"""
set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/python /mnt/checkout
mount --bind {home} /mnt/python
mount --bind {ROOT} /mnt/checkout
case {home} in /root/*)
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p {home}
    mount --bind /mnt/python {home} ;;
esac
cd {ROOT}
exec setpriv --reuid 65533 --regid 65533 --clear-groups {sys.executable} -B -c '{OWN}'
"""
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["as_root_or_me", "as_ordinary_user"])
def test_an_ordinary_process_alone_in_an_empty_house(who, request):
    report = request.getfixturevalue(who)
    assert set(report["root"]) <= {"box", "dev", "lib", "lib64", "tmp", *Path(sys.base_prefix).parts[1:2]}
    assert report["dev"] == ["null", "urandom"]
    assert report["tmp"] == []
    assert report["pid"] == 1
    assert report["uid"] == 65534
    assert report["host"] == "box"
    assert report["descriptors"] == [0, 1, 2, 3]
    assert not {"TCONV_SEED", "HOME", "PATH", "USER"} & set(report["environment"])
    assert not {"autograder.examiner", "autograder.masters", "autograder.errors", "tconv_lib"} & set(report["modules"])


@pytest.mark.parametrize("who", ["as_root_or_me", "as_ordinary_user"])
def test_nothing_but_computing_is_allowed(who, request):
    report = request.getfixturevalue(who)
    refused = ("fork", "socket", "shared", "memfd", "kill", "exec", "setuid")
    assert {name: report[name] for name in refused} == dict.fromkeys(refused, "PermissionError")
    assert report["thread"] == "RuntimeError"
    assert report["memory"] == "MemoryError"
    assert report["write"] == "OSError"
    assert report["limits"] in ("ValueError", "PermissionError")
    assert (report["ptrace"], report["unshare"], report["prctl"]) == (-1, -1, -1)


@pytest.mark.parametrize("who", ["as_root_or_me", "as_ordinary_user"])
def test_memory_is_capped_for_the_submission_as_a_whole(who, request):
    assert 100 < request.getfixturevalue(who)["hoard"] < MEMORY >> 20


def test_the_ordinary_user_is_one(as_ordinary_user):
    assert as_ordinary_user["grader"] == 65533


def test_no_fork_sees_what_another_has_left():
    with Launcher() as launcher:
        assert seen("open('/tmp/x', 'w').close()\nimport numpy; numpy.left = 1\n[1]", launcher) == [1]
        assert seen("import os, numpy\n[os.listdir('/tmp'), hasattr(numpy, 'left')]", launcher) == [[], False]


def test_the_fork_is_gone_after_a_kill():
    with Launcher() as launcher:
        submission = launcher.fork()
        submission.kill()
        submission.kill()
        assert submission.pidfd is None


def test_a_killed_zygote_is_started_again():
    with Launcher() as launcher:
        launcher.fork().kill()
        launcher.process.kill()
        launcher.process.wait()
        assert seen("[2]", launcher) == [2]


def killed_at(starts, folder, monkeypatch):
    """Let bubblewrap be killed at the starts that a pattern of the shell names by their numbers."""
    script = f"""#!/bin/sh
echo >> {folder}/starts
case $(wc -l < {folder}/starts) in {starts}) kill -9 $$; esac
exec {shutil.which("bwrap")} "$@"
"""
    fake_bubblewrap(folder, monkeypatch, script)


def starts(folder):
    return len((folder / "starts").read_text().splitlines())


def test_a_zygote_that_was_killed_at_its_start_is_started_again(tmp_path, monkeypatch):
    killed_at("1", tmp_path, monkeypatch)
    with Launcher() as launcher:
        assert seen("[2]", launcher) == [2]
    assert starts(tmp_path) == 2


def test_a_killed_zygote_and_the_next_one_killed_at_its_start_are_two_things(tmp_path, monkeypatch):
    killed_at("2", tmp_path, monkeypatch)
    with Launcher() as launcher:
        launcher.fork().kill()
        launcher.process.kill()
        launcher.process.wait()
        assert seen("[2]", launcher) == [2]
    assert starts(tmp_path) == 3


def test_a_zygote_that_is_killed_at_every_start_is_one_sentence(tmp_path, monkeypatch):
    killed_at("*", tmp_path, monkeypatch)
    with Launcher() as launcher, pytest.raises(SandboxError, match=r"it ended at its start\): see SECURITY"):
        launcher.fork()


def test_without_bubblewrap_there_is_one_sentence_and_no_sandbox(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with Launcher() as launcher, pytest.raises(SandboxError, match=r"bubblewrap .* is not installed"):
        launcher.fork()


def fake_bubblewrap(folder, monkeypatch, script):
    program = folder / "bwrap"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_where_namespaces_are_forbidden_the_sentence_has_the_reason(tmp_path, monkeypatch):
    fake_bubblewrap(tmp_path, monkeypatch, "#!/bin/sh\necho 'bwrap: No permission' >&2\nexit 1\n")
    with (
        Launcher() as launcher,
        pytest.raises(SandboxError, match=r"cannot be set up .bwrap: No permission.*Container"),
    ):
        launcher.fork()


def test_an_unknown_processor_gets_no_sandbox(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with Launcher() as launcher, pytest.raises(SandboxError, match="no sandbox for linux on pdp11"):
        launcher.fork()


def test_a_bubblewrap_that_is_no_program_is_named(tmp_path, monkeypatch):
    fake_bubblewrap(tmp_path, monkeypatch, "#!/no/such/shell\n")
    with Launcher() as launcher, pytest.raises(SandboxError, match=r"bubblewrap cannot be started .No such file"):
        launcher.fork()


def test_a_sandbox_that_cannot_be_closed_is_not_used():
    with (
        Launcher(program=b"not a filter....") as launcher,
        pytest.raises(SandboxError, match=r"cannot be closed .*seccomp"),
    ):
        seen("[1]", launcher)


def test_without_a_sandbox_the_same_protocol_works_and_nothing_is_contained():
    with Launcher(contained=False) as launcher:
        assert seen("import os\n[os.getuid(), os.path.exists('/etc')]", launcher) == [os.getuid(), True]


def test_a_child_of_the_grader_starts_a_zygote_of_its_own():
    with Launcher() as launcher:
        launcher.fork().kill()
        first = launcher.process.pid
        child = os.fork()
        if child == 0:
            launcher.fork().kill()
            os._exit(0 if launcher.process.pid != first else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert seen("[3]", launcher) == [3]
        assert launcher.process.pid == first


INSIDE = ROOT / "autograder" / "sandbox" / "inside"
TRANSFORMER = {"packages/IPython/core/inputtransformer2.py", "packages/IPython/utils/tokenutil.py"}


def test_of_ours_a_submission_can_read_the_folder_of_the_trust_boundary_and_what_makes_it_a_package():
    walk = """
import os
packages = ("/box/packages/numpy", "/box/packages/numpy.libs", "/box/packages/msgpack")
found = []
for folder, folders, files in os.walk("/box"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in packages]
    found += [os.path.relpath(os.path.join(folder, file), "/box") for file in files]
found
"""
    with Launcher() as launcher:
        found = set(seen(walk, launcher))
    packages = {"autograder/__init__.py", "autograder/sandbox/__init__.py"}
    assert found - TRANSFORMER == packages | {f"autograder/sandbox/inside/{path.name}" for path in INSIDE.glob("*.py")}


def test_what_makes_it_a_package_is_a_docstring_each():
    for name in ("autograder/__init__.py", "autograder/sandbox/__init__.py", "autograder/sandbox/inside/__init__.py"):
        (only,) = ast.parse((ROOT / name).read_text()).body
        assert isinstance(only, ast.Expr)
        assert isinstance(only.value, ast.Constant)


def imported(path):
    """Return the modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= 1, f"{path}: an import from outside its folder"
            module = ".".join(filter(None, ["autograder.sandbox.inside" * node.level, node.module]))
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", sorted(INSIDE.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_inside_imports_anything_of_ours_outside(path):
    ours = {name for name in imported(path) if name.partition(".")[0] in ("autograder", "tconv_lib", "web", "tests")}
    assert {name for name in ours if not name.startswith("autograder.sandbox.inside")} == set()
    allowed = {*sys.stdlib_module_names, "numpy", "msgpack", "IPython", "autograder"}
    assert {name.partition(".")[0] for name in imported(path)} <= allowed


def test_a_limit_on_memory_is_named_at_once():
    code = "from autograder.sandbox.launch import Launcher; Launcher().fork()"
    command = ["bash", "-c", f"ulimit -v 3000000; exec {sys.executable} -c '{code}'"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "a process may have 2.9 GiB of address space here, and grading needs 4: start it" in done.stderr


@pytest.mark.slow
def test_a_sandbox_outlives_the_thread_that_started_it_and_not_the_channel():
    with Launcher() as launcher:
        with ThreadPoolExecutor(1) as thread:
            fork = thread.submit(launcher.fork).result()
        zygote = launcher.process
        for _ in range(50):
            assert seen("1 + 1", launcher) == 2
        assert launcher.process is zygote
        ended = select.poll()
        ended.register(fork.pidfd, select.POLLIN)
        assert ended.poll(0) == []
        launcher.control.close()
        assert ended.poll(60_000) != []
        assert zygote.wait(60) == 0
        fork.kill()
