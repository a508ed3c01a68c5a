"""A release that would harm a class is refused before anything is written, in one sentence that says what to do."""

import json
import shutil

import pytest

from autograder.errors import ReleaseError
from autograder.files import replaced
from tests.autograder.small_class import NAME, SmallClass, flags

pytestmark = pytest.mark.slow

HARM = {
    "a wrong solution": (
        ("    out[::stride] = x\n", "    out[::stride] = x + 1\n"),
        "fails test spread-worked_example",
    ),
    "a typo in a hidden case": (("[*fixed, *cases", "[*fxed, *cases"), "fails test spread-any_stride"),
    "a wrong expectation": (
        ("3.0]), spread, np.array([1.0,", "4.0]), spread, np.array([1.0,"),
        "spread-worked_example",
    ),
    "an error of Python's": (
        ("    out[::stride] = x\n", "    out[::stride] = x + stride // 0\n"),
        "ZeroDivisionError: integer division or modulo by zero (line 6, in spread: out[::stride] = x + stride // 0)",
    ),
    "a test that asserts without a word": (
        ("assert_raises(ValueError, spread, np.ones(2), 0)", "assert spread(np.ones(2), 1).size == 3"),
        "AssertionError (line 2 of the test: assert spread(np.ones(2), 1).size == 3)",
    ),
    "a package that only the instructor has": (
        ("    out[::stride] = x\n", "    import nbformat\n\n    out[::stride] = x * nbformat.v4.nbformat / 4\n"),
        "spread-worked_example: ModuleNotFoundError: nbformat is not there when your notebook is graded: only NumPy is",
    ),
    "a test that gives half its points": (
        ("spread, np.ones(1), -2)", "spread, np.ones(1), -2)\n0.5"),
        "0.5 of 1 points",
    ),
}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return SmallClass(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def small(released, tmp_path):
    return released.copied(tmp_path / "course")


@pytest.mark.parametrize("harm", HARM)
def test_a_source_that_would_harm_is_refused_and_nothing_is_changed(small, harm):
    before, table = small.state(), small.dump()
    change, said = HARM[harm]
    small.change(change)
    done = small.release()
    assert isinstance(done.exception, ReleaseError)
    assert said in str(done.exception)
    assert str(done.exception).endswith(f"; mend {small.master}, nothing was changed")
    assert small.state() == before
    assert small.dump() == table


def test_where_there_is_no_sandbox_a_source_is_released_unproved_only_when_asked(small, tmp_path, monkeypatch):
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))  # where no bubblewrap is
    small.change(("points: 1", "points: 2"))
    before = small.state()
    done = small.release()
    assert isinstance(done.exception, ReleaseError)
    assert f"{NAME}: could not be proved (bubblewrap (bwrap) is not installed" in str(done.exception)
    assert "--unproved releases it all the same" in str(done.exception)
    assert small.state() == before
    done = small.release("--unproved")
    assert done.exception is None, done.output
    assert f"\nwarning: {NAME}: released unproved (bubblewrap" in done.stderr
    small.change(("    out[::stride] = x\n", "    out[::stride] = x + 1\n"))
    assert "fails test spread-worked_example" in str(small.release("--unproved").exception)


def test_an_edit_of_the_source_is_named_and_kept_until_it_is_given_up(small):
    path = small.course.notebook("source", NAME)
    notebook = json.loads(path.read_text())
    cell = next(cell for cell in notebook["cells"] if flags(cell).get("grade_id") == "spread-worked_example")
    cell["source"] = "assert_returns(np.ones(1), spread, np.ones(1), 7)"
    path.write_text(json.dumps(notebook))
    before = small.state()
    done = small.release()
    assert isinstance(done.exception, ReleaseError)
    assert "was edited by hand (spread-worked_example)" in str(done.exception)
    assert f"make the change in {small.master} instead, or lose it with --discard-edits" in str(done.exception)
    assert small.state() == before
    assert small.release("--discard-edits").exception is None
    assert "spread, np.ones(1), 7" not in path.read_text()
    assert small.release().exception is None


def test_a_moved_course_releases_and_masters_that_are_gone_are_one_clear_line(small, tmp_path):
    shutil.move(small.root, tmp_path / "elsewhere")
    small.root = tmp_path / "elsewhere"
    assert small.release().exception is None
    settings = small.root / "course.toml"
    settings.write_text('name = "course"\nmasters = ["/nowhere/at/all", "masters"]\n')
    said = str(small.release().exception)
    assert said == f"/nowhere/at/all: this folder of masters is gone: name where it is now in {settings}"


def test_files_are_as_before_when_what_follows_fails(tmp_path):
    old, new = tmp_path / "old", tmp_path / "folder" / "new"
    old.write_bytes(b"old")
    gone = tmp_path / "gone"
    gone.write_bytes(b"gone")

    def fail():
        with replaced({old: b"changed", new: b"new", gone: None}):
            assert (old.read_bytes(), new.read_bytes(), gone.exists()) == (b"changed", b"new", False)
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        fail()
    assert (old.read_bytes(), new.exists(), gone.read_bytes()) == (b"old", False, b"gone")
