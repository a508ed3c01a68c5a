"""A hand-in as a folder of files, laid down as a whole or not at all, and never over something later.

A new folder is written beside ``submitted`` and moved to its place in one step. Where one stands there already, it is
moved aside just before; a machine that stops between these two steps has both, and whoever collects or grades next puts
the old one back.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from autograder.files import read_regular, writing
from autograder.grading.receipts import SECRET, TIMESTAMP
from autograder.text import one_line

__all__ = ["RECEIPTS", "Files", "Stage", "content", "digest_of", "usable"]

RECEIPTS = {TIMESTAMP, SECRET}
"""Names that only the exchange and the instructor may give: of a learner's they would move the time of handing in."""
LONGEST = 128 * 2**20
LONGEST_NAME = 200  # bytes

Files = Mapping[PurePosixPath, bytes]


class Stage:
    """A place on the same disk as the course where folders are made before they are moved."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made, self.aside = folder, folder / "new", folder / "aside"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else lay anything down meanwhile: the kernel drops the lock with the process."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / "lock").open("ab")
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def recover(self, submitted: Path) -> None:
        """Undo what a run that was killed had begun; nobody else may lay anything down meanwhile."""
        for old in sorted(self.aside.glob("*/*")) if self.aside.is_dir() else ():
            target = submitted / old.parent.name / old.name
            if not os.path.lexists(target) and target.parent.is_dir():
                with writing(target):
                    old.rename(target)
        self.clear()

    @property
    def is_left(self) -> bool:
        """Whether somebody collects just now, or a run that was killed has left something."""
        return self.made.is_dir() or self.aside.is_dir()

    def lay(self, target: Path, files: Files) -> None:
        """Let a folder hold these files and nothing else.

        Raises
        ------
        WriteError
            It cannot be written; what stood there is as it was.
        """
        made, aside = self.made / target.name, self.aside / target.parent.name / target.name
        with writing(target):
            shutil.rmtree(made, ignore_errors=True)
            for path, data in files.items():
                place = made / path
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_dir():
                made.rename(target)
                return
            aside.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(aside, ignore_errors=True)
            target.rename(aside)
            try:
                made.rename(target)
            except BaseException:
                aside.rename(target)
                raise
            shutil.rmtree(aside, ignore_errors=True)

    def clear(self) -> None:
        """Remove what is left."""
        for folder in (self.made, self.aside):
            shutil.rmtree(folder, ignore_errors=True)


def content(folder: Path) -> dict[PurePosixPath, bytes] | None:
    """Return the files of a folder; None where there is something that we did not lay down: a link, a device."""
    found: dict[PurePosixPath, bytes] = {}
    for place, folders, names in os.walk(folder):
        if any(Path(place, name).is_symlink() for name in folders):
            return None
        for name in names:
            path = Path(place, name)
            try:
                found[PurePosixPath(path.relative_to(folder))] = read_regular(path, LONGEST + 1)
            except OSError:
                return None
    return found


def digest_of(files: Files) -> str:
    """Return a hash of names and contents; the time of handing in is no part of the work."""
    digest = hashlib.sha256()
    for path in sorted(files):
        if str(path) != TIMESTAMP:
            digest.update(f"{path}\0{len(files[path])}\0".encode("utf-8", "surrogateescape"))
            digest.update(files[path])
    return digest.hexdigest()


def usable(path: PurePosixPath) -> PurePosixPath:
    """Return a path whose parts every file system takes."""
    return PurePosixPath(*(_part(part) for part in path.parts))


def _part(name: str) -> str:
    name = one_line(name, LONGEST_NAME).replace("\0", "?")
    if len(name.encode("utf-8", "surrogateescape")) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    short = (stem or name).encode("utf-8", "replace")[: LONGEST_NAME - 40].decode("utf-8", "ignore")
    return f"{short}~{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}{dot}{ending[:20]}"
