"""Archives are read within bounds, in memory, and nothing of them leads anywhere else."""

import io
import stat
import zipfile

import pytest

from autograder.errors import SubmissionError
from autograder.grading.zipped import MAX_ENTRIES, Room, members
from tests.autograder.grading.papers import zipped

MIB = 2**20


def listed(data, room=None, limit=MIB):
    return {str(path): content for path, content in members(data, room or Room(), limit, lambda _path: True)}


def test_files_come_with_their_paths_and_folders_do_not():
    assert listed(zipped({"a/b.ipynb": b"1", "c\\d.txt": b"2", "e/": b""})) == {"a/b.ipynb": b"1", "c/d.txt": b"2"}


def test_links_and_paths_that_climb_are_passed_over():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("fine", "x")
    assert listed(packed.getvalue()) == {"fine": b"x"}
    for path in ("../up.ipynb", "a/../../up.ipynb", "/etc/passwd", "..\\up.ipynb"):
        with pytest.raises(SubmissionError, match="has paths that lead out of it"):
            listed(zipped({path: b"x"}))


def test_what_unpacks_to_too_much_is_refused_before_it_is_there():
    bomb = zipped({f"{number}.txt": b"0" * MIB for number in range(64)})
    assert len(bomb) < MIB
    with pytest.raises(SubmissionError, match="holds more than is read"):
        listed(bomb)
    with pytest.raises(SubmissionError, match="holds more than is read"):
        listed(zipped({"a": b"x" * 100}), Room(10))
    with pytest.raises(SubmissionError, match="a notebook of more than 1 MiB"):
        listed(zipped({"a.ipynb": b"0" * (MIB + 1)}))


def test_sizes_that_an_archive_lies_about_change_nothing():
    honest = zipped({"a.ipynb": b"0" * (4 * MIB)})
    size = (4 * MIB).to_bytes(4, "little")
    with pytest.raises(SubmissionError):
        listed(honest.replace(size, (10).to_bytes(4, "little")))


def test_more_files_than_are_read_damage_and_locks_are_told_apart():
    with pytest.raises(SubmissionError, match=f"holds more than {MAX_ENTRIES} files"):
        listed(b"PK\1\2" * (MAX_ENTRIES + 1))
    with pytest.raises(SubmissionError, match="is damaged"):
        listed(zipped({"a": b"x" * 1000})[:-30])
    locked = bytearray(zipped({"a.ipynb": b"x"}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(mark) + at] |= 1
    with pytest.raises(SubmissionError, match="is encrypted"):
        listed(bytes(locked))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", "x")
    with pytest.raises(SubmissionError, match="packed in a way"):
        listed(packed.getvalue())
