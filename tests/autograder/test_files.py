"""Files beside other programs: never half of one, never a wait, never a link followed."""

import os
from pathlib import Path

import pytest

from autograder.files import read_regular, write_atomically


def test_a_file_is_written_with_the_folders_on_its_way_and_replaced_as_one(tmp_path):
    path = tmp_path / "a" / "b" / "file.txt"
    write_atomically(path, "é\n")
    assert path.read_bytes() == "é\n".encode()
    before = path.stat().st_ino
    write_atomically(path, "other")
    assert path.read_text() == "other"
    assert path.stat().st_ino != before  # a reader of the old file goes on with the old one
    assert [each.name for each in path.parent.iterdir()] == ["file.txt"]


def test_whoever_reads_the_file_while_it_is_replaced_gets_all_of_the_old_one(tmp_path):
    path = tmp_path / "file.txt"
    write_atomically(path, "old" * 1000)
    with path.open() as reader:
        write_atomically(path, "new")
        assert reader.read() == "old" * 1000


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "file.txt"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "half\ud800")
    assert path.read_text() == "old"


@pytest.mark.parametrize(("size", "limit"), [(0, 10), (9, 10), (10, 10), (11, 10)])
def test_no_more_than_the_limit_is_read(tmp_path, size, limit):
    (tmp_path / "file").write_bytes(b"x" * size)
    assert read_regular(tmp_path / "file", limit) == b"x" * min(size, limit)


def link(path):
    path.with_name("target").write_text("secret")
    path.symlink_to("target")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "it is a folder"),
        (os.mkfifo, "it is no file"),
        (link, "Too many levels of symbolic links"),
        (str, "No such file or directory"),
    ],
)
def test_what_is_no_regular_file_is_refused_at_once_and_left_closed(tmp_path, make, reason):
    make(tmp_path / "file")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - of this process
    with pytest.raises(OSError, match=reason):
        read_regular(tmp_path / "file", 10)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_device_is_no_file():
    with pytest.raises(OSError, match="it is no file"):
        read_regular(Path("/dev/zero"), 10)
