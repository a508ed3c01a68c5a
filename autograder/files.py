"""Files that are read and written beside other programs: never half of one, and never waiting for one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from autograder.errors import WriteError
from autograder.text import one_line

__all__ = ["complaint", "part_of", "read_regular", "replaced", "replacing", "write_atomically", "writing"]

CURES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room there"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "allow writing there"),
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST), "move what has that name away"),
}


def complaint(error: OSError, path: Path | None = None) -> str:
    """Return which file an error is about, the cause, and what to do.

    >>> complaint(OSError(errno.ENOSPC, "No space left on device"), Path("a.txt"))
    'a.txt: No space left on device: make room there and run the same command again'
    """
    if isinstance(error, shutil.Error):  # of a tree of files, each with a line of its own
        [(_, name, cause), *_] = error.args[0]
    else:
        name, cause = error.filename2 or error.filename or path, error.strerror or str(error)
    known = (CURES[number] for number in CURES if os.strerror(number) in cause)
    where = f"{name}: " if name else ""
    return f"{where}{one_line(cause)}: {next(known, 'mend that')} and run the same command again"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Name the file that cannot be written, the cause, and what to do.

    Raises
    ------
    WriteError
        In place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise WriteError(complaint(error, path)) from error


def write_atomically(path: Path, text: str | bytes, *, mode: int | None = None) -> None:
    """Write a file so that nobody ever finds half of it; folders on the way are made.

    Raises
    ------
    WriteError
        It cannot be written; what stood there is as it was.
    """
    _write(path, text.encode() if isinstance(text, str) else text, mode)


def part_of(path: Path) -> Path:
    """Return what a file is called until it is whole."""
    return path.with_name(path.name + ".part")


@contextlib.contextmanager
def replacing(
    path: Path, *, mode: int | None = None, instead: Callable[[OSError], Path] | None = None
) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` when all is written; folders on the way are made.

    Where ``path`` cannot be replaced, ``instead`` says what the file is called then. Of two that write the same file,
    the second waits for the first.

    Raises
    ------
    WriteError
        It cannot be written; what stood there is as it was, as after any other error.
    """
    part = part_of(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(part, mode) as file:
            try:
                yield file
                file.flush()
                if os.name == "nt":
                    file.close()  # there no open file can be renamed
                try:
                    part.replace(path)
                except OSError as error:
                    if instead is None:
                        raise
                    part.replace(instead(error))
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)  # half a file would keep the disk full
                raise


@contextlib.contextmanager
def _alone(part: Path, mode: int | None) -> Iterator[BinaryIO]:
    """Open an empty file that no other process has meanwhile; what a killed one left there is taken over."""
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666 if mode is None else mode)
        with os.fdopen(descriptor, "wb") as file:
            with contextlib.suppress(ImportError, OSError):  # of a system, or a disk, without locks
                import fcntl  # noqa: PLC0415 - grading needs Linux, writing does not

                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not _is(descriptor, part):
                continue  # whoever had it has put it in its place
            if mode is not None:
                os.fchmod(descriptor, mode)  # what a killed run left there may have had others
            if os.fstat(descriptor).st_size:
                os.ftruncate(descriptor, 0)
            yield file
            return


def _is(descriptor: int, path: Path) -> bool:
    """Return whether an open file has still this name."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False


def _write(path: Path, data: bytes, mode: int | None = None) -> None:
    with replacing(path, mode=mode) as file:
        file.write(data)


def read_regular(path: Path, limit: int) -> bytes:
    """Return the first ``limit`` bytes of a regular file.

    Raises
    ------
    OSError
        It is a link, a folder, a pipe or a device, or it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is a folder" if stat.S_ISDIR(found.st_mode) else "it is no file")
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(min(limit, found.st_size + 1))  # room for a whole limit is made, and costs, each time
            return data if len(data) <= found.st_size else data + file.read(limit - len(data))
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def replaced(files: dict[Path, bytes | None]) -> Iterator[None]:
    """Write files, or remove those that are None; if what follows fails, everything is as it was before."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        for path, data in files.items():
            _put(path, data)
        yield
    except BaseException:
        for path, data in before.items():
            with contextlib.suppress(WriteError):  # where nothing can be written, nothing was
                _put(path, data)
        raise


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        with writing(path):
            path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != data:
        _write(path, data)
