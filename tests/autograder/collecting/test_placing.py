"""A folder is laid down as a whole or not at all, wherever a run ends."""

import contextlib
import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.placing import Stage, content, digest_of, usable
from autograder.errors import WriteError
from tests.autograder.collecting.downloads import tree

OLD = {PurePosixPath("scatter.ipynb"): b"old", PurePosixPath("a/more.txt"): b"old"}
NEW = {PurePosixPath("scatter.ipynb"): b"new", PurePosixPath("timestamp.txt"): b"now"}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "submitted" / "ada" / "scatter"


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path / ".collected")


def test_a_folder_holds_what_is_laid_down_and_nothing_else(stage, target):
    for files in (OLD, NEW, OLD):
        stage.lay(target, files)
        assert content(target) == files
    assert sorted(each.name for each in target.parent.iterdir()) == ["scatter"]


class Stopped(BaseException):
    """A run that is ended from outside."""


@pytest.mark.parametrize("last", range(6))
def test_wherever_a_run_is_killed_the_old_or_the_new_is_there_after_the_next_start(stage, target, monkeypatch, last):
    stage.lay(target, OLD)
    left = last

    def counted(act):
        def stopping(*words, **more):
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped  # and from here on nothing is done any more, as after a kill
            return act(*words, **more)

        return stopping

    with monkeypatch.context() as patched, contextlib.suppress(Stopped):
        patched.setattr(os, "fsync", counted(os.fsync))
        patched.setattr(Path, "rename", counted(Path.rename))
        stage.lay(target, NEW)
    stage.recover(target.parents[1])
    assert content(target) in (OLD, NEW)
    assert tree(stage.made.parent) == {}


def test_what_cannot_be_moved_into_its_place_leaves_the_old_one(stage, target, monkeypatch):
    stage.lay(target, OLD)
    rename = Path.rename

    def failing(self, to):
        if self.parts[-2:] == ("new", "scatter"):
            raise OSError(28, "No space left on device")
        return rename(self, to)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", failing)
        with pytest.raises(WriteError, match="No space left"):
            stage.lay(target, NEW)
    assert content(target) == OLD


def test_a_link_or_a_pipe_in_a_folder_is_nothing_that_we_laid_down(stage, target):
    stage.lay(target, OLD)
    (target / "link").symlink_to("scatter.ipynb")
    assert content(target) is None
    (target / "link").unlink()
    os.mkfifo(target / "pipe")
    assert content(target) is None
    (target / "pipe").unlink()
    (target / "into").symlink_to(target / "a")
    assert content(target) is None


def test_a_hash_is_of_names_and_contents_and_not_of_the_time():
    assert digest_of(OLD) == digest_of({**dict(reversed(OLD.items())), PurePosixPath("timestamp.txt"): b"then"})
    moved = {PurePosixPath("a"): b"bc", PurePosixPath("d"): b""}
    assert digest_of(moved) != digest_of({PurePosixPath("a"): b"b", PurePosixPath("d"): b"c"})


@pytest.mark.slow
@given(
    st.lists(
        st.text(min_size=1).filter(lambda part: "/" not in part and part not in (".", "..")), min_size=1, max_size=3
    )
)
def test_every_path_becomes_one_that_can_be_written(parts):
    path = usable(PurePosixPath(*parts))
    assert len(path.parts) == len(parts)
    for part in path.parts:
        assert part.isprintable()
        assert len(part.encode("utf-8", "surrogateescape")) <= 255


def test_a_name_that_is_too_long_keeps_its_ending_and_stays_its_own():
    one, other = (usable(PurePosixPath("小" * 150 + f"{number}.ipynb")) for number in "12")
    assert one != other
    assert one.suffix == ".ipynb"
