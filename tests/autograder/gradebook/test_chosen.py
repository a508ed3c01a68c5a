"""Which gradebook a course has: the one that ``--db`` named stays its own, and no other is made unasked."""

import inspect
import shutil
import sqlite3
from contextlib import closing

import click
import pytest
from nbgrader import api

from autograder.cli import cli
from autograder.commands.options import open_course
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.chosen import address, check_chosen, keep_chosen
from autograder.nbgrader_plugins import gradebook_address
from tests.autograder.classroom import command

PASSWORD = "s3cret"  # noqa: S105 - of a server that asks nobody for it


def run(course, *words):
    """Run the whole command line in this process: exit code, and all that was printed."""
    done = command(*words, "--course", course.root)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def fresh(own_course):
    """Return a course that has masters and nothing else: no gradebook has seen it."""
    for name in ("source", "release", ".released"):
        shutil.rmtree(own_course.root / name, ignore_errors=True)
    (own_course.root / "gradebook.db").unlink()
    return own_course


def known(url):
    """Return the assignments that a gradebook has, with their points."""
    with closing(api.Gradebook(url, "course")) as book:
        return {each.name: each.max_score for each in book.assignments}


def leaves():
    """Yield the commands that open a gradebook: those whose code says ``open_course`` or ``Gradebook(``."""
    for name, top in cli.commands.items():
        several = top.commands.items() if isinstance(top, click.Group) else [(name, top)]
        for leaf, each in several:
            text = inspect.getsource(each.callback)
            if "open_course" in text or "Gradebook(" in text:
                yield leaf, each


def test_every_command_that_opens_a_gradebook_takes_db():
    found = dict(leaves())
    assert {"release", "sample", "grade", "feedback", "delete", "roster"} <= found.keys()
    assert [name for name, each in found.items() if "db" not in {option.name for option in each.params}] == []


@pytest.mark.slow
def test_a_course_whose_gradebook_is_on_postgresql_is_released_and_migrated_there(fresh, postgres):
    url = postgres.replace("course@", f"course:{PASSWORD}@")
    code, said = run(fresh, "release", "scatter", "--db", url)
    assert code == 0, said
    assert "--db 'postgresql+psycopg://course:***@127.0.0.1" in said
    assert PASSWORD not in said
    assert known(postgres) == {"scatter": 22}
    sheet = fresh.root / "class.csv"
    sheet.write_text("id,first name,last name\nann,Ann,Other\n")
    code, said = run(fresh, "roster", str(sheet), "--db", url)
    assert (code, PASSWORD in said) == (0, False), said
    path = fresh.notebook("submitted", "scatter", "ann")
    path.parent.mkdir(parents=True)
    path.write_bytes(fresh.notebook("source", "scatter").read_bytes())
    code, said = run(fresh, "grade", "scatter", "--db", url)
    assert (code, PASSWORD in said) == (0, False), said
    folder = fresh.root / "masters"
    master = fresh.assignments()["scatter"]
    for file in (master, *master.parent.glob("mutants/scatter.py")):
        target = folder / file.relative_to(master.parent)
        target.parent.mkdir(exist_ok=True, parents=True)
        text = file.read_text()
        target.write_text(text.replace("points: 2", "points: 3", 1) if file == master else text)
    (fresh.root / "course.toml").write_text('name = "course"\nmasters = ["masters"]\n')
    code, said = run(fresh, "release", "scatter", "--migrate")
    assert code == 1
    assert "this course's gradebook is postgresql+psycopg://course@127.0.0.1" in said
    code, said = run(fresh, "release", "scatter", "--migrate", "--db", url)
    assert (code, PASSWORD in said) == (0, False), said
    assert known(postgres) == {"scatter": 23}
    assert not (fresh.root / "gradebook.db").exists()
    for path in fresh.root.rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    "words",
    [["release"], ["sample"], ["grade"], ["feedback"], ["report"], ["export"], ["due"], ["student", "export", "ann"],
     ["student", "delete", "ann", "--yes"], ["doctor"], ["collect", "scatter", "--exchange"]],
)  # fmt: skip
def test_once_db_has_named_another_gradebook_no_command_takes_the_file_instead(words, own_course, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    (own_course.root / "gradebook.db").rename(elsewhere)
    (own_course.root / ".gradebook").write_text(f"sqlite:///{elsewhere}\n")
    before = elsewhere.read_bytes()
    code, said = run(own_course, *words)
    assert code == 1
    assert f"this course's gradebook is sqlite:///{elsewhere}: name it with --db" in said
    assert not (own_course.root / "gradebook.db").exists()
    assert elsewhere.read_bytes() == before


@pytest.mark.parametrize("words", [["feedback"], ["report"], ["export"], ["due"], ["student", "export", "ann"]])
def test_a_command_that_reads_makes_no_empty_gradebook(words, own_course):
    (own_course.root / "gradebook.db").unlink()
    code, said = run(own_course, *words)
    assert code == 1
    assert f"error: the gradebook sqlite:///{own_course.root}/gradebook.db is not there: check --db" in said
    assert not (own_course.root / "gradebook.db").exists()
    assert run(own_course, *words, "--db", "nonsense")[1].startswith(
        "error: the gradebook (no valid address) cannot be"
    )
    nowhere = own_course.root / "typing_error.db"
    code, said = run(own_course, *words, "--db", f"sqlite:///{nowhere}")
    assert (code, nowhere.exists()) == (1, False)


def test_the_address_is_kept_without_its_password_and_a_setting_takes_its_place(own_course, monkeypatch):
    keep_chosen(own_course, "postgresql+psycopg://me:s3cret@db/course?sslmode=require&password=s3cret")
    note = own_course.root / ".gradebook"
    assert note.read_text() == "postgresql+psycopg://me@db/course?sslmode=require\n"
    with pytest.raises(CourseError, match=r"this course's gradebook is postgresql\+psycopg://me@db/course: "):
        check_chosen(own_course, None)
    check_chosen(own_course, "sqlite:///another.db")
    assert address(own_course) == gradebook_address(own_course.root) == note.read_text().strip()
    settings = own_course.root / "course.toml"
    settings.write_text(f'{settings.read_text()}db = "sqlite:///mine.db"\n')
    check_chosen(Course.open(own_course.root), None)
    assert gradebook_address(own_course.root) == "sqlite:///mine.db"
    keep_chosen(Course.open(own_course.root), "sqlite:///another.db")
    assert "another" not in note.read_text()


def test_naming_the_courses_own_file_goes_back_to_it(own_course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_course(own_course.root, "sqlite:///other.db", makes=True)
    assert (own_course.root / ".gradebook").read_text() == f"sqlite:///{tmp_path / 'other.db'}\n"
    open_course(own_course.root, own_course.own_db)
    assert not (own_course.root / ".gradebook").exists()
    with closing(sqlite3.connect(tmp_path / "other.db")) as book:
        assert book.execute("SELECT count(*) FROM student").fetchone() == (0,)


def test_what_cannot_be_opened_is_not_kept(own_course):
    with pytest.raises(CourseError, match="cannot be opened"):
        open_course(own_course.root, "postgresql+psycopg://me:s3cret@127.0.0.1:1/none")
    assert not (own_course.root / ".gradebook").exists()
