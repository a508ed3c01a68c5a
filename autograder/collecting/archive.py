"""What a learning platform gives out for a class, read within bounds: a zip, or the folder that was unpacked from it.

Nothing is unpacked before it is known whose it is. One learner's bomb costs that learner's hand-in and nobody else's;
an archive whose paths lead out of it was made to do harm, and nothing of it is taken.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from autograder.errors import CourseError, SubmissionError
from autograder.files import read_regular
from autograder.grading.zipped import DAMAGE, ENTRY, check_readable, is_link, leads_out, path_of
from autograder.text import one_line

__all__ = ["MAX_ENTRIES", "MAX_FILE", "Archive", "Entry", "is_clutter", "open_archive"]

MAX_ENTRIES = 200_000
MAX_FILE = 128 * 2**20
"""Bytes of one file; the grader reads no more of one student."""
MAX_RATIO = 200
SMALL = 32 * 2**20
"""Bytes that may come of any file, however well it packs."""
MAX_DEPTH = 20
CHUNK = 2**20
CLUTTER = {"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin", "system volume information"}


@dataclass(frozen=True)
class Entry:
    """One file of an archive."""

    path: PurePosixPath
    size: int
    """In bytes, unpacked."""
    written: datetime | None
    """When it was written, by whatever clock; of a download, when that was made."""
    place: int
    """Its number in the archive."""
    refused: str = ""
    """Why it is not read."""


class Archive(Protocol):
    """The files of a class."""

    entries: list[Entry]
    left_out: list[str]
    """What is no file, and therefore not looked at."""

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        SubmissionError
            It is damaged, encrypted, too large or gone.
        """


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip or a folder.

    Raises
    ------
    CourseError
        It is neither, it is damaged, holds more files than are read, or has paths that lead out of it.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.is_file():
        raise CourseError(f"{path}: {'is no file' if path.exists() else 'no such file or folder'}")
    with path.open("rb") as file:
        _check_number(file, path)
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGE as error:
            raise CourseError(f"{path}: is no zip, or a damaged one: download it again") from error
        with archive:
            yield _Zip(archive, path)


def is_clutter(path: PurePosixPath) -> bool:
    """Return whether a file is an archiver's, a file browser's or an editor's, and nobody's work.

    >>> is_clutter(PurePosixPath("__MACOSX/a/._scatter.ipynb")), is_clutter(PurePosixPath("a/scatter.ipynb"))
    (True, False)
    """
    return any(part.startswith(".") or part.casefold() in CLUTTER for part in path.parts)


class _Zip:
    """A zip, whose files are unpacked in memory one at a time."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.archive = archive
        self.infos = archive.infolist()
        self.entries: list[Entry] = []
        self.left_out: list[str] = []
        for place, info in enumerate(self.infos):
            info.filename = _name(info)
            found = path_of(info)
            if leads_out(found):
                name = one_line(str(found), 80)
                raise CourseError(f"{path}: {name!r} leads out of it: no platform writes that, nothing was taken")
            if info.is_dir() or is_clutter(found):
                continue
            if is_link(info):
                self.left_out.append(f"{one_line(str(found), 80)} is a symbolic link")
                continue
            self.entries.append(Entry(found, info.file_size, _moment(info), place, _why_not(info)))

    def read(self, entry: Entry) -> bytes:
        if entry.refused:
            raise SubmissionError(entry.refused)
        info = self.infos[entry.place]
        try:
            with self.archive.open(info) as file:
                return file.read(entry.size + 1)
        except DAMAGE as error:
            raise SubmissionError("is damaged") from error


class _Folder:
    """A folder; links in it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self.left_out: list[str] = []
        self._walk(PurePosixPath(), 1)

    def read(self, entry: Entry) -> bytes:
        if entry.refused:
            raise SubmissionError(entry.refused)
        try:
            data = read_regular(self.root / entry.path, MAX_FILE + 1)
        except OSError as error:
            raise SubmissionError(f"cannot be read ({error.strerror})") from error
        if len(data) > MAX_FILE:
            raise SubmissionError(_too_large())
        return data

    def _walk(self, folder: PurePosixPath, depth: int) -> None:
        try:
            with os.scandir(self.root / folder) as listing:
                found = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.left_out.append(f"{one_line(str(folder), 80)} cannot be entered ({error.strerror})")
            return
        for each in found:
            path = folder / each.name
            if is_clutter(PurePosixPath(each.name)):
                continue
            if each.is_symlink():
                self.left_out.append(f"{one_line(str(path), 80)} is a symbolic link")
            elif each.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH:
                    self._walk(path, depth + 1)
                else:
                    self.left_out.append(f"{one_line(str(path), 80)} lies too deep")
            elif each.is_file(follow_symlinks=False):
                self._add(path, each.stat(follow_symlinks=False))
            else:
                self.left_out.append(f"{one_line(str(path), 80)} is no file")

    def _add(self, path: PurePosixPath, stat: os.stat_result) -> None:
        if len(self.entries) >= MAX_ENTRIES:
            raise CourseError(f"{self.root}: holds more than {MAX_ENTRIES} files: name the folder of one assignment")
        written = datetime.fromtimestamp(int(stat.st_mtime))  # noqa: DTZ006 - a zip's times have no zone either
        refused = _too_large() if stat.st_size > MAX_FILE else ""
        self.entries.append(Entry(path, stat.st_size, written, len(self.entries), refused))


def _check_number(file: BinaryIO, path: Path) -> None:
    """Count the entries before the list of them is read into memory."""
    number, tail = 0, b""
    while chunk := file.read(CHUNK):
        block = tail + chunk
        number += block.count(ENTRY)
        tail = block[-len(ENTRY) + 1 :]
        if number > MAX_ENTRIES:
            raise CourseError(f"{path}: holds more than {MAX_ENTRIES} files: download one assignment at a time")
    file.seek(0)


def _name(info: zipfile.ZipInfo) -> str:
    """Return an entry's name; UTF-8 whose mark was forgotten is read as what it is."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _moment(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)  # noqa: DTZ001 - a zip's times have no zone
    except ValueError:
        return None


def _why_not(info: zipfile.ZipInfo) -> str:
    if info.file_size > MAX_FILE:
        return _too_large()
    if info.file_size > max(SMALL, MAX_RATIO * info.compress_size):
        return f"unpacks to {info.file_size // 2**20} MiB, far more than a notebook does"
    try:
        check_readable(info)
    except SubmissionError as error:
        return str(error)
    return ""


def _too_large() -> str:
    return f"is larger than {MAX_FILE // 2**20} MiB"
