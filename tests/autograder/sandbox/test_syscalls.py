"""The filter of system calls, run by an interpreter of BPF that knows nothing of libseccomp."""

import platform
import struct

import pytest

from autograder.sandbox.syscalls import bpf_program

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers below are those of x86_64")

X86_64, I386, AARCH64 = 0xC000003E, 0x40000003, 0xC00000B7
ALLOW, EPERM, ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
KILLS = (0x00000000, 0x80000000)  # the thread, the process
NUMBERS = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigreturn": 15, "ioctl": 16, "pread64": 17, "access": 21, "shmget": 29,
    "shmat": 30, "getpid": 39, "socket": 41, "connect": 42, "bind": 49, "listen": 50, "socketpair": 53, "clone": 56,
    "fork": 57, "vfork": 58, "execve": 59, "exit": 60, "kill": 62, "msgget": 68, "fcntl": 72, "rename": 82,
    "madvise": 28, "tgkill": 234, "sendmsg": 46, "recvmsg": 47, "setsockopt": 54, "flock": 73, "fsync": 74,
    "pipe2": 293, "epoll_create1": 291, "eventfd2": 290, "sysinfo": 99, "getrusage": 98, "membarrier": 324,
    "link": 86, "symlink": 88, "chmod": 90, "ptrace": 101, "setuid": 105, "setsid": 112, "capset": 126,
    "personality": 135, "mknod": 133, "prctl": 157, "setrlimit": 160, "chroot": 161, "mount": 165, "reboot": 169,
    "init_module": 175, "gettid": 186, "futex": 202, "exit_group": 231, "add_key": 248, "request_key": 249,
    "keyctl": 250, "inotify_init": 253, "openat": 257, "unshare": 272, "perf_event_open": 298, "prlimit64": 302,
    "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "seccomp": 317, "getrandom": 318,
    "memfd_create": 319, "bpf": 321, "execveat": 322, "userfaultfd": 323, "pidfd_send_signal": 424,
    "io_uring_setup": 425, "clone3": 435, "pidfd_getfd": 438, "landlock_create_ruleset": 444,
}  # fmt: skip
COMPUTING = [
    "read", "write", "close", "fstat", "poll", "lseek", "mprotect", "munmap", "brk", "rt_sigaction", "rt_sigreturn",
    "pread64", "access", "getpid", "fcntl", "rename", "exit", "gettid", "exit_group", "openat", "getrandom",
]  # fmt: skip
BY_ARGUMENT = ("mmap", "futex", "prlimit64", "ioctl", "clone3", "tgkill", "fsync")


def run(program, number, arguments=(), architecture=X86_64):
    """Return what the filter returns for a system call."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *(value % (1 << 64) for value in padded))
    accumulator, place = 0, 0
    while True:
        code, yes, no, k = struct.unpack_from("<HBBI", program, 8 * place)
        place += 1
        if code == 0x06:  # return a constant
            return k
        if code == 0x20:  # load a word
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x54:  # and
            accumulator &= k
        elif code == 0x05:  # jump
            place += k
        elif code in (0x15, 0x25, 0x35, 0x45):  # jump if equal, greater, greater or equal, a bit is set
            holds = {0x15: accumulator == k, 0x25: accumulator > k, 0x35: accumulator >= k, 0x45: accumulator & k}
            place += yes if holds[code] else no
        else:
            raise AssertionError(f"the filter has an instruction {code:#x} that this interpreter does not know")


@pytest.fixture(scope="module")
def program():
    return bpf_program()


def test_the_filter_is_the_same_each_time_and_short_enough_for_the_kernel(program):
    assert program == bpf_program()
    assert len(program) % 8 == 0
    assert len(program) // 8 <= 4096


@pytest.mark.parametrize("name", COMPUTING)
def test_what_computing_needs_is_allowed(program, name):
    assert run(program, NUMBERS[name]) == ALLOW


@pytest.mark.parametrize("name", sorted(set(NUMBERS) - {*COMPUTING, *BY_ARGUMENT}))
def test_every_other_call_is_refused_with_an_error_that_python_shows(program, name):
    assert run(program, NUMBERS[name]) == EPERM


def test_a_call_that_no_kernel_has_yet_is_refused(program):
    assert {run(program, number) for number in range(500, 1000)} == {EPERM}


def test_a_new_clone_is_unknown_so_that_libraries_try_the_old_one(program):
    assert run(program, NUMBERS["clone3"]) == ENOSYS


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("mmap", (0, 4096, 3, 0x22), ALLOW),
        ("mmap", (0, 4096, 3, 0x02), ALLOW),
        ("mmap", (0, 4096, 3, 0x21), EPERM),
        ("mmap", (0, 4096, 3, 0x03), EPERM),
        ("socketpair", (1, 1), EPERM),
        ("futex", (0, 128), ALLOW),
        ("futex", (0, 129 | 256), ALLOW),
        ("futex", (0, 0), EPERM),
        ("futex", (0, 1), EPERM),
        ("fcntl", (3, 1), ALLOW),
        ("fcntl", (3, 1030), ALLOW),
        *(
            ("fcntl", (3, command), EPERM)
            for command in (5, 6, 7, 8, 9, 10, 15, 16, 36, 37, 38, 1024, 1026, 1031, 1033)
        ),
        ("madvise", (0, 4096, 4), ALLOW),
        ("madvise", (0, 4096, 12), EPERM),
        ("madvise", (0, 4096, 21), EPERM),
        ("fsync", (3,), 0x00050000),  # done at once, without an error
        ("tgkill", (1, 1, 6), ALLOW),
        ("tgkill", (1, 1, 34), EPERM),
        ("prlimit64", (0, 9, 0, 1), ALLOW),
        ("prlimit64", (0, 9, 1, 0), EPERM),
        ("prlimit64", (0, 9, 1 << 32, 0), EPERM),
        ("ioctl", (0, 0x5421), ALLOW),
        ("ioctl", (0, 0x5451), ALLOW),
        ("ioctl", (0, 0x5401), EPERM),
        ("ioctl", (0, 0x5412), EPERM),
    ],
)
def test_some_calls_are_allowed_for_some_arguments(program, name, arguments, result):
    assert run(program, NUMBERS[name], arguments) == result


@pytest.mark.parametrize("number", [0, 1, 11, 59, 120])
@pytest.mark.parametrize("architecture", [I386, AARCH64, 0])
def test_a_call_of_another_architecture_ends_the_process(program, architecture, number):
    assert run(program, number, architecture=architecture) in KILLS


def test_the_other_numbering_of_the_same_processor_ends_it_too(program):
    assert run(program, 0x40000000 | NUMBERS["read"]) in KILLS
    assert run(program, 0x40000000 | NUMBERS["execve"]) in KILLS
