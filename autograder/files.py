"""Files that are read and written beside other programs: never half of one, and never waiting for one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

__all__ = ["read_regular", "replaced", "write_atomically"]


def write_atomically(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a file so that nobody ever finds half of it; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    if mode is not None:
        part.touch(mode)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def read_regular(path: Path, limit: int) -> bytes:
    """Return the first ``limit`` bytes of a regular file.

    Raises
    ------
    OSError
        It is a link, a folder, a pipe or a device, or it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a folder" if stat.S_ISDIR(mode) else "it is no file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
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
            _put(path, data)
        raise


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
        return
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
