"""What several tests of collecting share: archives as platforms make them, and what lies in a course."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from autograder.collecting.archive import Entry

MADE = datetime(2026, 11, 27, 8)  # noqa: DTZ001 - a zip's times have no zone


def zip_of(path, files, made=MADE):
    """Write a zip of names and contents; return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def folder_of(path, files):
    """Write the same as a folder; return its path."""
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    path.mkdir(exist_ok=True)
    return path


class Memory:
    """An archive in memory."""

    def __init__(self, files, made=MADE):
        self.files, self.left_out = dict(files), []
        self.entries = [
            Entry(PurePosixPath(name), len(data), made, place) for place, (name, data) in enumerate(self.files.items())
        ]

    def read(self, entry):
        return self.files[str(entry.path)]


def later(hours):
    return MADE + timedelta(hours=hours)


def tree(folder):
    """Return all files below a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def packed(files):
    """Return the bytes of a zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()
