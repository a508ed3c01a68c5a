"""A course folder: where things lie, how one begins, and one line for whatever is wrong with it."""

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def new(tmp_path):
    """Return a course that was just made."""
    return Course.create(tmp_path / "class", [ROOT / "solutions"])


def test_a_new_course_has_its_folders_its_settings_and_the_masters_that_were_named(new):
    assert new == Course.open(new.root)
    assert new.name == "class"
    assert new.masters == (ROOT / "solutions", new.root / "masters")
    assert new.assignments() == {path.stem: path for path in sorted((ROOT / "solutions").glob("*.md"))}
    assert {path.name for path in new.root.iterdir()} == {
        "course.toml",
        "exchange",
        "masters",
        "nbgrader_config.py",
        "submitted",
        "seed",
    }


def test_a_name_with_quotes_and_signs_is_read_back(tmp_path):
    name = 'The "first" \\ course — é'
    assert Course.create(tmp_path / "class", [ROOT / "solutions"], name=name).name == name


def test_nothing_that_is_there_is_overwritten(new, tmp_path):
    with pytest.raises(CourseError, match="is a course already, choose another folder"):
        Course.create(new.root, [ROOT / "solutions"])
    other = tmp_path / "other"
    other.mkdir()
    (other / "nbgrader_config.py").write_text("precious")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py: exists already, move it away"):
        Course.create(other, [ROOT / "solutions"])
    assert (other / "nbgrader_config.py").read_text() == "precious"
    assert not (other / "course.toml").exists()


def test_masters_that_are_not_there_are_named_before_anything_is_made(tmp_path):
    with pytest.raises(CourseError, match=r"nowhere: no such folder, give the folder of masters with --masters"):
        Course.create(tmp_path / "class", [tmp_path / "nowhere"])
    assert not (tmp_path / "class").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"name = ", "is not valid TOML"),
        (b"\xff", "is not valid TOML"),
        (b"name = 3\nmasters = []", "needs name = '...' and masters = ['folder', ...]"),
        (b"name = 'x'\nmasters = 'solutions'", "needs name"),
        (b"name = 'x'\nmasters = [3]", "needs name"),
        (b"", "needs name"),
    ],
)
def test_settings_that_cannot_be_read_are_named(tmp_path, text, said):
    (tmp_path / "course.toml").write_bytes(text)
    with pytest.raises(CourseError) as caught:
        Course.open(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'course.toml'}: ")
    assert said in str(caught.value)


def test_a_folder_that_is_no_course_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match=r"is not a course \(no course\.toml\), name one with --course or run"):
        Course.open(tmp_path)


def test_the_gradebook_is_the_one_that_is_named_or_that_of_the_settings_or_the_folders_own(new):
    settings = new.root / "course.toml"
    assert new.db == f"sqlite:///{new.root / 'gradebook.db'}"
    settings.write_text(settings.read_text() + "db = 'postgresql://host/book'\n")
    assert Course.open(new.root).db == "postgresql://host/book"
    assert Course.open(new.root, db="sqlite:///x.db").db == "sqlite:///x.db"


def test_assignments_are_chosen_in_the_order_of_the_masters_and_unknown_ones_named(new):
    names = list(new.assignments())
    assert new.choose([]) == list(new.assignments().values())
    assert [path.stem for path in new.choose(names[:2][::-1])] == names[:2]
    with pytest.raises(CourseError, match=f"ps8, ps9: no such assignment, there are {names[0]}, "):
        new.choose(["ps9", "scatter", "ps8"])
    assert new.master("scatter").stem == "scatter"


def test_a_course_without_masters_says_how_to_write_one(tmp_path):
    (tmp_path / "course.toml").write_text("name = 'x'\nmasters = ['masters']")
    with pytest.raises(CourseError, match="no masters there, write one with 'autograder new NAME'"):
        Course.open(tmp_path).choose([])


def test_a_private_master_is_written_with_its_mutants_and_loads(new):
    path = new.begin_master("my_own")
    assert path == new.root / "masters" / "my_own.md"
    assert new.master("my_own").cells[0].source.startswith("# My own")
    assert (new.root / "masters" / "mutants" / "my_own.py").is_file()
    for name, said in (("my_own", "exists already"), ("scatter", "exists already"), ("My own", "lower-case")):
        with pytest.raises(CourseError, match=said):
            new.begin_master(name)


def test_whoever_has_a_folder_or_a_link_has_handed_in_and_files_are_nobody(new):
    assert new.students() == []
    (new.root / "submitted" / "bob").mkdir()
    (new.root / "submitted" / "ann").symlink_to("nowhere")
    (new.root / "submitted" / "notes.txt").write_text("")
    assert new.students() == ["ann", "bob"]
    assert new.notebook("submitted", "scatter", "bob") == new.root / "submitted/bob/scatter/scatter.ipynb"
    assert new.notebook("source", "scatter") == new.root / "source/scatter/scatter.ipynb"
