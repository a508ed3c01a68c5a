"""A student is deleted everywhere, whenever the deletion is killed, and nobody else loses a byte."""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.rights import deletion
from autograder.rights.deletion import delete, finish, pending, unfinished
from autograder.rights.exported import export
from autograder.rights.holdings import find
from tests.autograder.class_of_three import NAME, book, contents, make, rows

STAGES = ("note", "files", "journal", "tables", "gradebook", "compact", "search", "end")
CHANGES = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "sqlite3.connect"}
"""What Python announces before it is done: whatever a deletion changes, one of these comes first."""
STEPS = 90  # of them in a deletion


TRACES = [
    (f"exchange/course/inbound/ann+b+{NAME}+2026-11-20 16:30:00 UTC+x9/note.txt", ("id",)),  # whoever that is
    (f"feedback/bob/{NAME}/{NAME}.html", ("full name", "id")),
    ("the gradebook (comment.manual_comment)", ("full name", "id")),  # "as with Ann Müller"
]


def whole(course, reached=lambda _stage: None):
    """Delete ann from the beginning, as the command does."""
    gradebook = book(course)
    done = delete(course, gradebook, find(course, gradebook, "ann"), pending(course, "ann"), reached)
    finish(course, "ann")
    return done


def in_a_child(act):
    """Run ``act`` in a copy of this process; return the signal that ended it, or 0."""
    child = os.fork()
    if not child:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status := os.waitpid(child, 0)[1]) else os.WEXITSTATUS(status)


def kill_self():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def left(class_made, tmp_path):
    """Return what an undisturbed deletion leaves."""
    course = Course.open(Path(shutil.copytree(class_made / "course", tmp_path / "undisturbed")))
    whole(course)
    return contents(course)


def test_nothing_of_a_student_is_left_but_what_others_wrote_and_that_is_named(course):
    before, _ = contents(course)
    done = whole(course)
    after, in_gradebook = contents(course)
    [page] = {name for name in before if "course/feedback/" in name} - {"exchange/course/feedback/another.html"}
    assert done.paths == [
        page,
        f"exchange/course/inbound/ann+{NAME}+2026-11-20 16:30:00 UTC+x9",
        "submitted/ann", "attempts/ann", "autograded/ann", "feedback/ann",
    ]  # fmt: skip
    assert done.tables == {"grades.csv": 1, "grades.kept.csv": 1, "grades_by_test.csv": 3}
    assert (done.kept, done.journal) == ([f".released/{NAME}.before.json"], 1)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {*done.tables, "journal.jsonl", f".released/{NAME}.before.json"}
    assert [name for name in before if name not in after if "ann" not in name.replace("ann+b", "")] == [done.paths[0]]
    assert [(trace.place, trace.what) for trace in done.search.traces] == TRACES
    assert [text for text in in_gradebook["comment"] if "Ann" in text] != []
    assert find(course, book(course), "ann") is None


def test_the_lines_of_others_stay_as_they_are_to_the_byte(course):
    names = ("grades.csv", "grades_by_test.csv", "grades.kept.csv", "journal.jsonl")
    before = {name: (course.root / name).read_bytes().splitlines(keepends=True) for name in names}
    whole(course)
    for name in names:
        kept = [line for line in before[name] if not line.startswith((b"ann", b'{"student": "ann"'))]
        assert (course.root / name).read_bytes() == b"".join(kept)


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_stage_the_same_command_ends_it(course, left, stage):
    killed = in_a_child(lambda: whole(course, lambda name: kill_self() if name == stage else None))
    assert killed == signal.SIGKILL
    assert unfinished(course) == ([] if stage == "note" else ["ann"])
    done = whole(course)
    assert contents(course) == left
    assert (done.student, unfinished(course)) == ("ann", [])
    assert [(trace.place, trace.what) for trace in done.search.traces] == TRACES  # the note has kept the name


def killed_before(course, step):
    """Delete in a child that is killed before its change number ``step``, and return how it ended."""

    def counted():
        seen = [0]

        def hear(event, arguments):
            is_read = event == "open" and (not arguments[2] & (os.O_WRONLY | os.O_RDWR) if len(arguments) > 2 else True)
            if event in CHANGES and not is_read:
                seen[0] += 1
                if seen[0] == step:
                    kill_self()

        sys.addaudithook(hear)
        whole(course)

    return in_a_child(counted)


@pytest.mark.parametrize(
    "step", [*range(1, STEPS, 9), *(pytest.param(n, marks=pytest.mark.soak) for n in range(STEPS))]
)
def test_killed_before_any_change_the_same_command_ends_it(course, left, step):
    assert killed_before(course, step) in (signal.SIGKILL, 0)
    if find(course, book(course), "ann") or pending(course, "ann"):
        whole(course)
    assert contents(course) == left


def test_no_change_comes_after_those_that_are_tried(course, left):
    assert killed_before(course, STEPS) == 0
    assert contents(course) == left


def test_a_note_of_a_deletion_is_for_its_owner_alone_and_has_what_the_gradebook_forgets(course):
    in_a_child(lambda: whole(course, lambda name: kill_self() if name == "search" else None))
    [note] = (course.root / ".deleting").iterdir()
    assert note.stat().st_mode & 0o777 == 0o600
    assert json.loads(note.read_text())["person"]["last_name"] == "Müller"


def test_a_damaged_note_is_named_with_what_to_do(course):
    in_a_child(lambda: whole(course, lambda name: kill_self() if name == "files" else None))
    [note] = (course.root / ".deleting").iterdir()
    note.write_text("{")
    with pytest.raises(CourseError, match="is damaged, delete it and delete the student again"):
        unfinished(course)
    note.unlink()
    assert whole(course).gradebook == 8


def test_exports_of_the_student_go_and_of_others_stay_and_no_hand_in_is_taken_for_one(course):
    gradebook = book(course)
    for student in ("ann", "bob"):
        export(course, gradebook, find(course, gradebook, student), course.root / "zips" / f"{student}.zip")
    copy = course.root / "submitted" / "bob" / "mine.zip"
    copy.write_bytes((course.root / "zips" / "ann.zip").read_bytes())
    done = whole(course)
    assert "zips/ann.zip" in done.paths
    assert [path.name for path in (course.root / "zips").iterdir()] == ["bob.zip"]
    assert "submitted/bob/mine.zip" in [trace.place for trace in done.search.traces]


def test_a_link_is_removed_and_not_what_it_leads_to(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "thesis.txt").write_text("mine")
    (course.root / "submitted" / "ann" / "link").symlink_to(tmp_path / "elsewhere")
    (course.root / "attempts" / "dan").symlink_to(tmp_path / "elsewhere")
    whole(course)
    gradebook = book(course)
    delete(course, gradebook, find(course, gradebook, "dan"), None)
    assert (tmp_path / "elsewhere" / "thesis.txt").read_text() == "mine"
    assert not (course.root / "attempts" / "dan").is_symlink()


@pytest.mark.parametrize("student", ["..", ".", "", "../submitted", "/", ".released", "bob/.."])
def test_an_id_that_leads_elsewhere_is_nobodys_and_deletes_nothing(course, student):
    before = contents(course)
    gradebook = book(course)
    assert find(course, gradebook, student) is None
    gradebook.enrol([student])
    delete(course, gradebook, find(course, gradebook, student), None)
    finish(course, student)
    assert contents(course) == before


def test_what_cannot_be_deleted_is_one_line_and_the_rest_is_done_afterwards(course, monkeypatch):
    def full(path, *_more, **_mode):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", full)
        with pytest.raises(CourseError, match="No space left on device: make room there"):
            whole(course)
    assert unfinished(course) == ["ann"]
    whole(course)
    assert find(course, book(course), "ann") is None


@pytest.mark.slow
def test_on_postgresql_the_same_is_left(tmp_path, left, postgres):
    course = make(tmp_path / "other", postgres).course
    assert in_a_child(lambda: whole(course, lambda name: kill_self() if name == "compact" else None)) == signal.SIGKILL
    done = whole(course)
    assert [(trace.place, trace.what) for trace in done.search.traces] == TRACES
    assert "backups and logs of the gradebook's server are its administrator's" in done.search.limits
    assert {name: len(table) for name, table in rows(course).items()} == {
        name: len(table) for name, table in left[1].items()
    }
    assert deletion.unfinished(course) == []
