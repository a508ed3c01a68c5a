"""What lies in a zip archive that was handed in: read in memory within bounds, and never unpacked to disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.errors import SubmissionError

__all__ = ["DAMAGE", "ENTRY", "Room", "check_readable", "is_link", "is_zip", "leads_out", "members", "path_of"]

ENTRY = b"PK\1\2"
MAX_ENTRIES = 20_000
MAX_RATIO = 200
"""Bytes that come of one: a notebook of numbers packs well."""
SMALL = 32 * 2**20
"""Bytes that may come of any archive."""
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, LookupError)
"""What reading a damaged archive raises."""


@dataclass
class Room:
    """Bytes that everything of one student may still take, unpacked."""

    left: int = 128 * 2**20

    def take(self, size: int) -> None:
        """Use some of it.

        Raises
        ------
        SubmissionError
            There is no more.
        """
        self.left -= size
        if self.left < 0:
            raise SubmissionError("holds more than is read")


def is_zip(data: bytes) -> bool:
    """Return whether bytes begin as a zip archive does."""
    return data.startswith((b"PK\3\4", b"PK\5\6"))


def path_of(info: zipfile.ZipInfo) -> PurePosixPath:
    """Return the path of an entry, also where Windows has written it."""
    return PurePosixPath(info.filename.replace("\\", "/"))


def is_link(info: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a symbolic link."""
    return stat.S_ISLNK(info.external_attr >> 16)


def leads_out(path: PurePosixPath) -> bool:
    """Return whether a path begins at the root or climbs."""
    return path.is_absolute() or ".." in path.parts


def check_readable(info: zipfile.ZipInfo) -> None:
    """Check that an entry can be unpacked here.

    Raises
    ------
    SubmissionError
        It is encrypted, or packed by a method that is not read.
    """
    if info.flag_bits & 1:
        raise SubmissionError("is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SubmissionError("is packed in a way that is not read here")


def members(
    data: bytes, room: Room, limit: int, is_wanted: Callable[[PurePosixPath], bool]
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the files of an archive by path: those wanted, of ``limit`` bytes at most.

    Links and paths that climb are passed over.

    Raises
    ------
    SubmissionError
        It is damaged, encrypted or too large; the reason says which.
    """
    if data.count(ENTRY) > MAX_ENTRIES:
        raise SubmissionError(f"holds more than {MAX_ENTRIES} files")
    climbing = large = False
    own = Room(max(SMALL, MAX_RATIO * len(data)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                path = path_of(info)
                if info.is_dir() or is_link(info) or not is_wanted(path):
                    continue
                if leads_out(path):
                    climbing = True
                    continue
                if info.file_size > limit:
                    large = large or ".ipynb" in path.name.casefold()
                    continue
                check_readable(info)
                with archive.open(info) as file:
                    unpacked = file.read(min(limit, room.left, own.left) + 1)
                room.take(len(unpacked))
                own.take(len(unpacked))
                if len(unpacked) <= limit:
                    yield path, unpacked
    except DAMAGE as error:
        raise SubmissionError("is damaged") from error
    if large:
        raise SubmissionError(f"holds a notebook of more than {limit // 2**20} MiB")
    if climbing:
        raise SubmissionError("has paths that lead out of it")
