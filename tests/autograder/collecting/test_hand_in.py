"""One hand-in: its files and its time, and what happens where something is there already."""

from datetime import timedelta
from pathlib import PurePosixPath

import pytest

from autograder.collecting.attempts import Attempt, gathered
from autograder.collecting.forms import blackboard, canvas, moodle
from autograder.collecting.hand_in import HandIn
from autograder.collecting.placing import Stage
from autograder.collecting.task import Fate, Task
from tests.autograder.classroom import book_of
from tests.autograder.collecting.downloads import MADE, Memory, folder_of, later, tree

MOODLE = "Ada Lovelace_5_assignsubmission_file"
AT = "hw_ada_attempt_2026-11-20-12-30-0"


def put(course, files, form=moodle, *, made=MADE, receipts=None, earlier=(), **how):
    archive = Memory(files, made)
    task = Task.of(course, book_of(course), "scatter", (form.__name__, form), (), new=False)
    task = Task(**{**vars(task), **how})
    [only] = gathered(("ada", form(entry.path), entry) for entry in archive.entries)["ada"]
    stage = Stage(course.root / ".collected")
    return HandIn(task, archive, stage, only).put([*earlier], {} if receipts is None else receipts)


def there(course):
    return tree(course.root / "submitted" / "ada" / "scatter")


def test_the_only_notebook_gets_the_assignments_name_and_its_own_is_told(place):
    row = put(place, {"lovelaceada_1_2_scatter-1.ipynb": b"{}", "lovelaceada_1_3_data.csv": b"1"}, canvas)
    assert (row.fate, row.notes) == (Fate.NEW, ("was scatter-1.ipynb",))
    assert there(place) == {"scatter.ipynb": b"{}", "data.csv": b"1"}


def test_several_notebooks_keep_their_names_for_grading_to_choose(place):
    put(place, {f"{MOODLE}/a.ipynb": b"1", f"{MOODLE}/b/c.ipynb": b"2"})
    assert there(place) == {"a.ipynb": b"1", "b/c.ipynb": b"2"}


def test_the_time_is_kept_as_nbgrader_writes_it(place):
    put(place, {f"{AT}0_scatter.ipynb": b"{}"}, blackboard)
    assert there(place)["timestamp.txt"] == b"2026-11-20 12:30:00.000000 UTC"


def test_a_time_of_a_learners_own_does_not_get_in(place):
    files = {
        f"{MOODLE}/{name}": b"1"
        for name in ("scatter.ipynb", "timestamp.txt", "a/TIMESTAMP.TXT", "submission_secret.txt")
    }
    row = put(place, files)
    assert list(there(place)) == ["scatter.ipynb"]
    assert len([note for note in row.notes if "only the exchange writes such a file" in note]) == 3


def test_what_cannot_be_read_is_left_out_and_the_rest_is_there(place):
    files = {f"{MOODLE}/scatter.ipynb": b"{}", **{f"{MOODLE}/{n}": b"0" * (60 * 2**20) for n in "abc"}}
    row = put(place, files)
    assert (row.fate, list(there(place))) == (Fate.NEW, ["a", "b", "scatter.ipynb"])
    assert row.notes == ("c holds more than is read: it was left out",)


def test_the_same_again_changes_nothing(place):
    receipts = {}
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}, receipts=receipts).fate is Fate.NEW
    before, kept = there(place), dict(receipts)
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}, receipts=receipts).fate is Fate.SAME
    assert (there(place), receipts) == (before, kept)


@pytest.mark.parametrize("hours", [-1, 0, 1])
def test_of_two_downloads_the_later_counts_and_of_the_same_moment_none(place, hours):
    receipts = {}
    put(place, {f"{MOODLE}/scatter.ipynb": b"1"}, receipts=receipts)
    row = put(place, {f"{MOODLE}/scatter.ipynb": b"2"}, receipts=receipts, made=later(hours))
    assert row.fate is {-1: Fate.KEPT, 0: Fate.PROBLEM, 1: Fate.UPDATED}[hours]
    assert there(place)["scatter.ipynb"] == (b"2" if hours == 1 else b"1")
    assert row.fate is not Fate.PROBLEM or "nothing says which is later: --replace takes the new one" in row.notes[0]


def test_canvas_counts_its_files_and_blackboard_has_times(place):
    for form, early, late in (
        (canvas, "lovelaceada_1_2_scatter.ipynb", "lovelaceada_1_3_scatter.ipynb"),
        (blackboard, f"{AT}1_scatter.ipynb", f"{AT}2_scatter.ipynb"),
    ):
        receipts = {}
        put(place, {early: b"1"}, form, receipts=receipts, replace=True)
        assert put(place, {late: b"2"}, form, receipts=receipts, made=later(-9)).fate is Fate.UPDATED
        assert put(place, {early: b"1"}, form, receipts=receipts, made=later(9)).fate is Fate.KEPT
        assert there(place)["scatter.ipynb"] == b"2"
        assert put(place, {early: b"1"}, form, receipts=receipts, replace=True).fate is Fate.UPDATED


def test_what_somebody_changed_by_hand_is_not_replaced_unasked(place):
    receipts = {}
    put(place, {f"{MOODLE}/scatter.ipynb": b"1"}, receipts=receipts)
    folder_of(place.root / "submitted/ada/scatter", {"note.txt": b"mine"})
    row = put(place, {f"{MOODLE}/scatter.ipynb": b"2"}, receipts=receipts, made=later(9))
    assert row.fate is Fate.PROBLEM
    assert set(there(place)) == {"note.txt", "scatter.ipynb"}


def test_a_hand_in_with_a_later_time_is_kept_also_where_another_program_has_put_it(place):
    folder_of(
        place.root / "submitted/ada/scatter", {"scatter.ipynb": b"1", "timestamp.txt": b"2026-11-21 00:00:00 UTC"}
    )
    assert put(place, {f"{AT}0_scatter.ipynb": b"2"}, blackboard).fate is Fate.KEPT
    assert there(place)["scatter.ipynb"] == b"1"


def test_a_time_that_is_there_stays_where_the_platform_knows_none(place):
    files = {"scatter.ipynb": b"1", "timestamp.txt": b"2026-11-21 00:00:00 UTC"}
    folder_of(place.root / "submitted/ada/scatter", files)
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}).fate is Fate.SAME
    assert there(place) == files


def test_a_dry_run_says_the_same_and_writes_nothing(place):
    before = tree(place.root)
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}, dry_run=True).fate is Fate.NEW
    assert tree(place.root) == before


def test_a_folder_that_is_a_link_is_not_followed(place, tmp_path):
    (place.root / "submitted/ada").symlink_to(tmp_path)
    row = put(place, {f"{MOODLE}/scatter.ipynb": b"1"})
    assert (row.fate, list(tmp_path.iterdir())) == (Fate.PROBLEM, [])
    assert "submitted/ada is a symbolic link" in row.notes[0]


def test_where_a_file_has_the_folders_name_it_is_said(place):
    folder_of(place.root / "submitted/ada", {"scatter": b"a file"})
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}).fate is Fate.PROBLEM
    (place.root / "submitted/ada/scatter").unlink()
    (place.root / "submitted/ada").rmdir()
    folder_of(place.root / "submitted", {"ada": b"a file"})
    assert put(place, {f"{MOODLE}/scatter.ipynb": b"1"}).fate is Fate.PROBLEM


def test_earlier_attempts_are_kept_where_grading_takes_the_best(place):
    from autograder.collecting.attempts import Rule

    early = Memory({f"{AT}0_scatter.ipynb": b"1"})
    named = blackboard(early.entries[0].path)
    first = Attempt("ada", named, {PurePosixPath("scatter.ipynb"): early.entries[0]})
    files = {f"{AT}1_scatter.ipynb": b"2", f"{AT}0_scatter.ipynb": b"1"}

    archive = Memory(files)
    task = Task.of(place, book_of(place), "scatter", ("blackboard", blackboard), (), new=False)
    task = Task(**{**vars(task), "rule": Rule.BEST})
    last = Attempt("ada", blackboard(archive.entries[0].path), {PurePosixPath("scatter.ipynb"): archive.entries[0]})
    for _ in range(2):
        row = HandIn(task, archive, Stage(place.root / ".collected"), last).put([first], {})
        assert row.attempts == 2
    assert there(place)["scatter.ipynb"] == b"2"
    kept = tree(place.root / "attempts/ada/scatter")
    assert kept == {
        "2026-11-20T12-30-00.000000/scatter.ipynb": b"1",
        "2026-11-20T12-30-00.000000/timestamp.txt": b"2026-11-20 12:30:00.000000 UTC",
    }
    assert first.time + timedelta(seconds=1) == last.time


def test_a_file_that_stands_there_twice_is_one_if_it_is_the_same(place):
    for second, fate in ((b"1", Fate.NEW), (b"2", Fate.PROBLEM)):
        files = {f"{MOODLE}/scatter.ipynb": b"1", f"top/{MOODLE}/scatter.ipynb": second}
        row = put(place, files)
        assert row.fate is fate or row.fate is Fate.SAME
    assert row.notes == ("scatter.ipynb is there twice, with other content",)
