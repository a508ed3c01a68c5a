"""Files that are read and written beside other programs: never half of one, and never waiting for one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

__all__ = ["read_regular", "write_atomically"]


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that nobody ever finds half of it; make the folders on its way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
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
