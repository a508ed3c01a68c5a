"""A gradebook that another program holds: waited for, for as long as was said, and then named."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sql

from autograder.errors import CourseError, GradebookBusyError
from autograder.gradebook.database import Gradebook
from autograder.gradebook.locks import Patience, is_busy, masked, never_hanging, unusable, without_password


class Time:
    """A clock that goes on by what is slept, and lets something happen at a moment."""

    def __init__(self, moment=float("inf"), event=lambda: None):
        self.now, self.moment, self.event = 0.0, moment, event

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        if self.now >= self.moment:
            self.moment = float("inf")
            self.event()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "gradebook.db"
    Gradebook(f"sqlite:///{path}", "course").create()
    return path


@pytest.fixture
def holder(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield connection


def book(file, time, seconds):
    # the database's own wait is none: all waiting is ours, by the clock that is handed in
    return Gradebook(f"sqlite:///{file}?timeout=0", "course", Patience(seconds, time.clock, time.sleep))


@pytest.mark.slow
def test_what_is_let_go_in_time_is_waited_for(file, holder):
    time = Time(90, lambda: holder.execute("ROLLBACK"))
    book(file, time, 120).enrol(["ann"])
    assert 90 <= time.now < 91
    assert book(file, Time(), 0).students() == ["ann"]


@pytest.mark.slow
def test_what_is_held_for_longer_is_named_and_nothing_is_written(file, holder):
    time = Time()
    with pytest.raises(GradebookBusyError, match=r"^the gradebook is in use by another program \(formgrader\?\)"):
        book(file, time, 120).enrol(["ann"])
    assert 120 <= time.now < 121
    holder.execute("ROLLBACK")
    assert book(file, Time(), 0).students() == []


def test_the_same_gradebook_may_be_asked_with_less_patience(file, holder):
    time = Time()
    with pytest.raises(GradebookBusyError):
        book(file, time, 120).impatient(5).students()
    assert 5 <= time.now < 6


def test_a_writer_does_not_keep_a_reader_from_reading_before_it_commits(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert book(file, Time(), 0).students() == []


def test_any_other_trouble_is_named_in_one_line_and_not_waited_for(file):
    time = Time()
    file.write_bytes(b"this is no database, it only looks like one" * 100)
    with pytest.raises(CourseError, match=r"the gradebook sqlite:///.*gradebook\.db cannot be .*\(") as caught:
        book(file, time, 120).students()
    assert not isinstance(caught.value, GradebookBusyError)
    assert "\n" not in str(caught.value)
    assert time.now == 0


def test_a_gradebook_that_may_not_be_written_stays_readable_and_says_what_to_allow(file):
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    assert Gradebook(url, "course").students() == []
    for act in (lambda: Gradebook(url, "course").enrol(["ann"]), lambda: _enrol_in_a_transaction(url)):
        with pytest.raises(CourseError) as caught:
            act()
        assert "cannot be used (attempt to write a readonly database): allow writing to the file" in str(caught.value)
        assert str(caught.value).endswith("and run the same command again; what was recorded stays")


def _enrol_in_a_transaction(url):
    with Gradebook(url, "course").transaction() as connection:
        connection.execute(sql.text("INSERT INTO student (id) VALUES ('ann')"))


class NoRoomError(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_FULL


class LostError(Exception):
    sqlstate = None


class StoppedError(Exception):
    sqlstate = "57P01"


class RightsError(Exception):
    sqlstate = "42501"


@pytest.mark.parametrize(
    ("original", "what"),
    [
        (NoRoomError("database or disk is full"), "make room on its disk and run the same command again"),
        (LostError("connection is lost"), "start its server (or check --db) and run the same command again"),
        (StoppedError("terminating connection"), "start its server (or check --db) and run the same command again"),
        (RightsError("permission denied"), "give this user the rights to write and run the same command again"),
    ],
)
def test_each_trouble_of_a_database_has_its_cure(original, what):
    error = unusable("postgresql://me:secret@host/db", sql.exc.OperationalError("UPDATE grade", {}, original))
    assert str(error) == (
        f"the gradebook postgresql://me:***@host/db cannot be used ({original}): {what}; what was recorded stays"
    )


@pytest.mark.parametrize("state", ["55P03", "40001", "40P01"])
def test_a_lock_of_postgresql_is_known_by_its_code(state):
    class RefusedError(Exception):
        sqlstate = state

    assert is_busy(sql.exc.OperationalError("UPDATE grade", {}, RefusedError()))
    RefusedError.sqlstate = "42P01"  # no such table
    assert not is_busy(sql.exc.OperationalError("UPDATE grade", {}, RefusedError()))
    assert not is_busy(ValueError("database is locked"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////tmp/a b/grade%20book.db", "sqlite:////tmp/a b/grade%20book.db?timeout=1"),
        ("sqlite:///g.db?timeout=9", "sqlite:///g.db?timeout=9"),
        ("sqlite:///g.db?cached_statements=1", "sqlite:///g.db?cached_statements=1&timeout=1"),
        ("postgresql://me:pw@host/db", "postgresql://me:pw@host/db?options=-c%20lock_timeout%3D1000"),
        ("no address", "no address"),
    ],
)
def test_no_address_lets_the_database_wait_for_ever(url, expected):
    assert never_hanging(url) == never_hanging(never_hanging(url)) == expected


def test_what_is_shown_of_an_address_has_no_password_and_nothing_of_ours():
    assert without_password(never_hanging("postgresql://me:secret@host/db")) == "postgresql://me:***@host/db"
    assert without_password("no address") == "(no valid address)"


@pytest.mark.parametrize(
    ("url", "shown", "again"),
    [
        ("postgresql://me:s3cret@db/book", "postgresql://me:***@db/book", "postgresql://me:***@db/book"),
        ("postgresql://me:p@s3cret@db/book?a=1", "postgresql://me:***@db/book", "postgresql://me:***@db/book?a=1"),
        ("postgresql://db/book?password=s3cret&a=1", "postgresql://db/book", "postgresql://db/book?password=***&a=1"),
        ("postgresql://me@db/book", "postgresql://me@db/book", "postgresql://me@db/book"),
        ("me:s3cret", "(no valid address)", "(no valid address)"),
    ],
)
def test_an_address_is_shown_without_any_password(url, shown, again):
    assert (without_password(url), masked(url)) == (shown, again)
    for said in ("password 's3cret' is wrong", "cannot find the host s3cret@db", "option password=s3cret"):
        if "me@" not in url and "://" in url:
            assert "s3cret" not in str(unusable(url, ValueError(said)))
