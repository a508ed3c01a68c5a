"""A class's archive is read within bounds: bombs, links, climbing paths, damage; a zip and its folder are the same."""

import io
import os
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.collecting import archive as module
from autograder.collecting.archive import MAX_ENTRIES, open_archive
from autograder.errors import CourseError, SubmissionError
from tests.autograder.collecting.downloads import MADE, folder_of, packed, zip_of

MIB = 2**20
CLUTTER = {
    "__MACOSX/a/._b.ipynb": b"x",
    ".DS_Store": b"x",
    "a/._b.ipynb": b"x",
    "a/Thumbs.db": b"x",
    "a/.ipynb_checkpoints/b-checkpoint.ipynb": b"x",
    "desktop.ini": b"x",
}
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5)


def listed(path):
    with open_archive(path) as archive:
        return {str(entry.path): archive.read(entry) for entry in archive.entries}


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(files=st.dictionaries(st.tuples(NAMES, NAMES).map("/".join), st.binary(max_size=50), max_size=5))
def test_a_zip_and_its_folder_hold_the_same_and_no_clutter(tmp_path_factory, files):
    place = tmp_path_factory.mktemp("archive")
    assert listed(zip_of(place / "a.zip", files | CLUTTER)) == files
    assert listed(folder_of(place / "a", files | CLUTTER)) == files


def test_folders_of_a_zip_are_no_files_and_windows_may_have_made_it(tmp_path):
    assert listed(zip_of(tmp_path / "a.zip", {"a/": b"", "a\\b.txt": b"1"})) == {"a/b.txt": b"1"}


def test_utf8_whose_mark_was_forgotten_is_read_as_what_it_is(tmp_path):
    data = packed({"müller/小.ipynb": b"1"})
    for signature, at in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        place = data.index(signature) + at
        data = data[:place] + bytes([data[place] & ~8]) + data[place + 1 :]
    (tmp_path / "a.zip").write_bytes(data)
    assert listed(tmp_path / "a.zip") == {"müller/小.ipynb": b"1"}


def test_times_are_those_of_the_files(tmp_path):
    with open_archive(zip_of(tmp_path / "a.zip", {"a": b"1"})) as archive:
        assert archive.entries[0].written == MADE
    os.utime(folder_of(tmp_path / "a", {"a": b"1"}) / "a", (MADE.timestamp(), MADE.timestamp()))
    with open_archive(tmp_path / "a") as archive:
        assert archive.entries[0].written == MADE


@pytest.mark.parametrize("name", ["../up.ipynb", "a/../../up.ipynb", "/etc/passwd", "..\\up.ipynb"])
def test_of_an_archive_whose_paths_lead_out_of_it_nothing_is_taken(tmp_path, name):
    path = zip_of(tmp_path / "a.zip", {"fine": b"1", name: b"x"})
    with pytest.raises(CourseError, match=r"a.zip: .* leads out of it: .* nothing was taken"), open_archive(path):
        pass


def test_links_are_named_and_not_followed(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as written:
        written.writestr(link, "/etc/passwd")
    folder = folder_of(tmp_path / "a", {})
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    (folder / "into").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    for path, lines in (
        (tmp_path / "a.zip", ["link.ipynb is a symbolic link"]),
        (folder, ["into is a symbolic link", "link.ipynb is a symbolic link", "pipe is no file"]),
    ):
        with open_archive(path) as archive:
            assert (archive.entries, archive.left_out) == ([], lines)


@pytest.mark.slow
def test_a_bomb_costs_itself_alone(tmp_path):
    files = {"bomb.ipynb": b"0" * (33 * MIB), "fine.ipynb": b"1"}
    with open_archive(zip_of(tmp_path / "a.zip", files)) as archive:
        bomb, fine = archive.entries
        assert archive.read(fine) == b"1"
        with pytest.raises(SubmissionError, match="unpacks to 33 MiB, far more than a notebook does"):
            archive.read(bomb)


def test_what_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_FILE", 10)
    for path in (zip_of(tmp_path / "a.zip", {"a": b"x" * 11}), folder_of(tmp_path / "a", {"a": b"x" * 11})):
        with open_archive(path) as archive, pytest.raises(SubmissionError, match="is larger than 0 MiB"):
            archive.read(archive.entries[0])


def test_a_size_that_an_archive_lies_about_gives_no_more_than_it_says(tmp_path):
    honest = packed({"a.ipynb": b"0" * 5_000})
    size = (5_000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(honest.replace(size, (10).to_bytes(4, "little")))
    with open_archive(tmp_path / "a.zip") as archive, pytest.raises(SubmissionError, match="is damaged"):
        archive.read(archive.entries[0])


def test_locks_and_strange_packing_are_told_apart(tmp_path):
    locked = bytearray(packed({"a.ipynb": b"x"}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(mark) + at] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as written:
        written.writestr("a", "x")
    (tmp_path / "lzma.zip").write_bytes(data.getvalue())
    for name, words in (("locked", "is encrypted"), ("lzma", "packed in a way")):
        with open_archive(tmp_path / f"{name}.zip") as archive, pytest.raises(SubmissionError, match=words):
            archive.read(archive.entries[0])


def test_more_files_than_are_read_are_refused_before_they_are_listed(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\1\2" * (MAX_ENTRIES + 1))
    with pytest.raises(CourseError, match=f"more than {MAX_ENTRIES} files"), open_archive(tmp_path / "a.zip"):
        pass


@pytest.mark.parametrize("kind", ["nothing", "text", "half", "pipe"])
def test_what_is_no_archive_is_named(tmp_path, kind):
    path = tmp_path / "a.zip"
    if kind == "text":
        path.write_text("hello")
    elif kind == "half":
        path.write_bytes(packed({"a": b"x" * 1000})[:-30])
    elif kind == "pipe":
        os.mkfifo(path)
    words = {"nothing": "no such file or folder", "pipe": "is no file"}.get(kind, "is no zip, or a damaged one")
    with pytest.raises(CourseError, match=f"a.zip: {words}"), open_archive(path):
        pass


def test_a_file_that_is_gone_when_it_is_read_is_a_reason(tmp_path):
    with open_archive(folder_of(tmp_path / "a", {"a": b"1"})) as archive:
        (tmp_path / "a" / "a").unlink()
        with pytest.raises(SubmissionError, match="cannot be read"):
            archive.read(archive.entries[0])


def test_a_folder_that_goes_deeper_than_is_looked_is_named(tmp_path):
    folder_of(tmp_path / "a", {"/".join("x" * 30) + "/file": b"1"})
    with open_archive(tmp_path / "a") as archive:
        assert archive.entries == []
        assert archive.left_out[0].endswith("lies too deep")
