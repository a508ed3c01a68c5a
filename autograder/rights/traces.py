"""Where a student is still named, after all that commands of ours have made is gone: for the instructor to look at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql

from autograder.course import Course
from autograder.gradebook.database import Gradebook
from autograder.gradebook.person import mentions
from autograder.rights.texts import Text, texts
from autograder.rights.words import Words

__all__ = ["Search", "Trace", "search"]

AGAIN = "make it again, or delete it"
CURES = (
    ("submitted/", "it is another student's work: look whether that part of it has to go"),
    ("attempts/", "it is another student's work: look whether that part of it has to go"),
    ("autograded/", "it is another student's work: look whether that part of it has to go"),
    ("feedback/", "look at the work that it shows, and run 'autograder feedback' again"),
    ("exchange/", "it is of the exchange: delete it there"),
    (".git/", "git keeps earlier versions: rewrite its history, or delete it"),
)
CURES_BY_SUFFIX = {
    ".zip": "delete it, or write it again with the command that made it",
    ".html": "delete it, or write it again with the command that made it",
    ".csv": "take the lines out, or write it again with the command that made it",
    ".tsv": "take the lines out, or write it again with the command that made it",
    ".db": "delete this copy of a gradebook if you need it no more",
    ".bak": "delete this copy if you need it no more",
}


@dataclass(frozen=True)
class Trace:
    """One place where a student is named, or may be."""

    place: str
    """A file in the course's folder, or the gradebook; with the member or table in it."""
    what: tuple[str, ...]
    """What stands there: ``id``, ``full name``, ``e-mail``; none where it could not be looked into."""
    todo: str


@dataclass(frozen=True)
class Search:
    """What a search has found, and how far it went."""

    traces: tuple[Trace, ...]
    files: int
    """How many were looked into."""
    limits: tuple[str, ...]
    """What it cannot see."""


def search(course: Course, gradebook: Gradebook, words: Words, passed_over: Iterable[Path] = ()) -> Search:
    """Look for a student in every file of the course's folder, their names, and in the gradebook.

    ``passed_over`` are files that are known to name them.
    """
    skipped = {*passed_over, _database(course)}
    found: dict[tuple[str, str], set[str]] = {}
    files = 0
    for path in _files(course.root):
        if path in skipped:
            continue
        files += 1
        place = path.relative_to(course.root).as_posix()
        for text in _looked_into(path, place):
            if what := _named(words, text):
                found.setdefault((place, text.where), set()).update(what)
            elif text.unread:
                found.setdefault((place, text.where), set())
    for column, what in gradebook.within(lambda connection: _in_gradebook(connection, words)).items():
        found.setdefault(("the gradebook", column), set()).update(what)
    traces = tuple(
        Trace(f"{place} ({where})" if where else place, tuple(sorted(what)), _todo(place, is_named=bool(what)))
        for (place, where), what in sorted(found.items())
    )
    return Search(traces, files, tuple(_limits(course, words)))


def _files(root: Path) -> Iterator[Path]:
    """Yield every file and link below a folder; links are not followed."""
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders.sort()
        yield from sorted(here / name for name in (*files, *folders) if name in files or (here / name).is_symlink())


def _database(course: Course) -> Path | None:
    """Return the file of the gradebook, which is searched as what it is."""
    url = sql.make_url(course.db)
    return Path(url.database).absolute() if url.get_backend_name() == "sqlite" and url.database else None


def _in_gradebook(connection: sql.Connection, words: Words) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column, value in mentions(connection):
        is_id = column in ("student_id", "id") and words.is_id(value)
        if what := [*words.found(value), *(["id"] if is_id else [])]:
            found.setdefault(f"{table}.{column}", set()).update(what)
    return found


def _looked_into(path: Path, place: str) -> Iterator[Text]:
    parts = (*Path(place).parts, path.stem)
    yield Text("", place, parts)
    if path.is_symlink():
        leads_to = path.readlink()
        yield Text("", str(leads_to), leads_to.parts)
    elif path.is_file():
        try:
            yield from texts(path)
        except OSError as error:
            yield Text("", "", unread=error.strerror or str(error))


def _named(words: Words, text: Text) -> set[str]:
    named = {*words.found(text.text)}
    return named | ({"id"} if any(words.is_id(value) for value in text.values) else set())


def _todo(place: str, *, is_named: bool) -> str:
    if not is_named:
        return "it could not be looked into: look at it yourself"
    if place == "the gradebook":
        return "somebody has written it there: change it in formgrader"
    cure = next((cure for start, cure in CURES if place.startswith(start)), None)
    return cure or CURES_BY_SUFFIX.get(Path(place).suffix.lower(), "look at it, and take out what names them")


def _limits(course: Course, words: Words) -> Iterator[str]:
    if words.is_short:
        yield (
            f"the id {words.person.id} is too short to be looked for in text:"
            " it was looked for in tables, JSON, names of files and the gradebook"
        )
    if (course.root / ".git").exists():
        yield "git keeps earlier versions of files, packed: rewrite its history, or delete it"
    yield "pictures, PDFs and packed files other than zip were searched by their bytes alone"
    if not course.db.startswith("sqlite"):
        yield "backups and logs of the gradebook's server are its administrator's"
