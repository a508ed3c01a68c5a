"""Files beside other programs: never half of one, never a wait, never a link followed."""

import errno
import os
import select
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from autograder.errors import WriteError
from autograder.files import complaint, read_regular, replaced, replacing, write_atomically


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


def full(path):
    path.write_text("old")
    path.with_name("file.txt.part").symlink_to("/dev/full")  # whatever is written there finds no room


def a_folder(path):
    path.mkdir()


def no_way(path):
    path.parent.rmdir()
    path.parent.write_text("a file")


AGAIN = "and run the same command again"


@pytest.mark.parametrize(
    ("make", "named", "what"),
    [
        (full, "here/file.txt", f"No space left on device: make room there {AGAIN}"),
        (a_folder, "here/file.txt", f"Is a directory: move what has that name away {AGAIN}"),
        (no_way, "here", f"File exists: move what has that name away {AGAIN}"),
    ],
)
def test_a_failed_write_names_file_cause_and_cure_and_leaves_what_was_there(tmp_path, make, named, what):
    path = tmp_path / "here" / "file.txt"
    path.parent.mkdir()
    make(path)
    before = sorted(each for each in tmp_path.rglob("*") if not each.is_symlink())
    with pytest.raises(WriteError) as caught:
        write_atomically(path, "new")
    assert str(caught.value) == f"{tmp_path / named}: {what}"
    assert sorted(tmp_path.rglob("*")) == before
    assert make is not full or path.read_text() == "old"


@pytest.mark.parametrize(
    ("number", "what"),
    [(errno.EACCES, "allow writing there"), (errno.EROFS, "allow writing there"), (errno.EDQUOT, "make room there"),
     (errno.EIO, "mend that")],
)  # fmt: skip
def test_each_cause_has_its_cure(number, what):
    cause = os.strerror(number)
    assert complaint(OSError(number, cause, "a.txt")) == f"a.txt: {cause}: {what} {AGAIN}"
    assert complaint(OSError(number, cause)) == f"{cause}: {what} {AGAIN}"


def test_of_a_tree_that_cannot_be_copied_the_first_file_is_named():
    full = "[Errno 28] No space left on device"
    text = complaint(shutil.Error([("from/a", "to/a", full), ("from/b", "to/b", full)]))
    assert text == f"to/a: {full}: make room there {AGAIN}"


def test_of_several_files_all_are_as_before_where_one_cannot_be_written(tmp_path):
    first, second, third = (tmp_path / name for name in "abc")
    first.write_text("old")
    second.mkdir()
    with pytest.raises(WriteError, match="b: Is a directory"), replaced({first: b"new", third: b"new", second: b"new"}):
        pass
    assert (first.read_text(), third.exists()) == ("old", False)


@pytest.mark.parametrize(("size", "limit"), [(0, 10), (9, 10), (10, 10), (11, 10)])
def test_no_more_than_the_limit_is_read(tmp_path, size, limit):
    (tmp_path / "file").write_bytes(b"x" * size)
    assert read_regular(tmp_path / "file", limit) == b"x" * min(size, limit)


def test_a_small_file_needs_no_room_for_the_largest_that_may_come(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    tracemalloc.start()
    assert read_regular(tmp_path / "file", 10 << 20) == b"x"
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 20


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


def test_a_file_that_is_written_bit_by_bit_takes_its_place_at_the_end(tmp_path):
    path = tmp_path / "a" / "file.txt"
    with replacing(path) as file:
        file.write(b"old")
        assert not path.exists()
    with pytest.raises(TypeError), replacing(path) as file:
        file.writelines([b"half", "a text"])
    assert path.read_bytes() == b"old"
    assert [each.name for each in path.parent.iterdir()] == ["file.txt"]
    (tmp_path / "b").write_text("")
    with pytest.raises(WriteError), replacing(tmp_path / "b" / "file.txt"):
        pass


def test_a_private_file_is_private_whatever_a_killed_run_left_there(tmp_path):
    path = tmp_path / "secret"
    (tmp_path / "secret.part").write_text("half")
    (tmp_path / "secret.part").chmod(0o644)
    write_atomically(path, "whole", mode=0o600)
    assert path.read_text() == "whole"
    assert path.stat().st_mode & 0o777 == 0o600


SECOND = """
import sys
from pathlib import Path
from autograder.files import replacing
print("begun", flush=True)
with replacing(Path(sys.argv[1])) as file:
    print("writes", flush=True)
    file.write(b"second")
"""


def test_of_two_that_write_the_same_file_the_second_waits_and_both_are_whole(tmp_path):
    path = tmp_path / "grades.csv"
    command = [sys.executable, "-c", SECOND, path]
    with replacing(path) as file:
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        assert other.stdout.readline() == "begun\n"
        file.write(b"first")
        file.flush()
        assert not select.select([other.stdout], [], [], 0.5)[0]
        assert path.with_name("grades.csv.part").read_bytes() == b"first"
    with other:
        assert other.stdout.readline() == "writes\n"
    assert (other.returncode, path.read_bytes()) == (0, b"second")
    assert [each.name for each in tmp_path.iterdir()] == ["grades.csv"]


def test_what_cannot_be_replaced_takes_another_name_if_there_is_one(tmp_path):
    (tmp_path / "held").mkdir()
    with replacing(tmp_path / "held", instead=lambda error: tmp_path / type(error).__name__) as file:
        file.write(b"new")
    assert (tmp_path / "IsADirectoryError").read_bytes() == b"new"
