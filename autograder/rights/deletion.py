"""A student is deleted everywhere, in stages that may end at any moment: the same command goes on with what is left.

First a note says who is to go, with name and e-mail, since the gradebook forgets them on the way; it is the last that
goes. Files come first, then journal and tables, and the gradebook at the end: as long as it has the student, whoever
looks at the class sees that something is left to do, and nothing of a half deleted one is graded anew.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import part_of, write_atomically, writing
from autograder.gradebook.database import Gradebook
from autograder.gradebook.person import delete_rows
from autograder.gradebook.roster import Person
from autograder.grading.journal import Journal
from autograder.grading.students import Folders
from autograder.rights.exported import is_export
from autograder.rights.holdings import STEPS, Holdings
from autograder.rights.kept import derived, taken_out
from autograder.rights.tables import tables, without
from autograder.rights.traces import Search, search
from autograder.rights.words import Words

__all__ = ["Deleted", "Pending", "delete", "finish", "pending", "unfinished"]

NOTES = ".deleting"
NO_SEARCH = Search((), 0, ())


@dataclass(frozen=True)
class Pending:
    """Who is being deleted, as the note says it until all is done."""

    person: Person
    names: tuple[str, ...]
    exchange: tuple[str, ...]


@dataclass
class Deleted:
    """What was deleted, and where the student is still named."""

    student: str
    paths: list[str] = field(default_factory=list)
    """Folders and files; those in the course relative to it."""
    journal: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    """Lines by table."""
    kept: list[str] = field(default_factory=list)
    """Files of ours that had what they keep by student."""
    again: dict[str, str] = field(default_factory=dict)
    """Reports and zips of the whole class that named them and went, with the command that makes each again."""
    gradebook: int = 0
    """Rows."""
    search: Search = NO_SEARCH


def pending(course: Course, student: str) -> Pending | None:
    """Return the note of a deletion that was begun and not ended; None if there is none."""
    try:
        return _read(_note(course, student))
    except FileNotFoundError:
        return None


def unfinished(course: Course) -> list[str]:
    """Return whose deletion was begun and not ended."""
    return sorted(_read(path).person.id for path in (course.root / NOTES).glob("*.json"))


def delete(
    course: Course,
    gradebook: Gradebook,
    held: Holdings | None,
    begun: Pending | None,
    reached: Callable[[str], None] = lambda _stage: None,
) -> Deleted:
    """Delete all of a student, and return what it was; call `finish` when it is told.

    Parameters
    ----------
    course, gradebook
        Of which nothing of the student is to stay.
    held, begun
        What there is of the student, and the note of a deletion that was stopped; one of them there has to be.
    reached
        Called with the name of each stage that begins.

    Raises
    ------
    CourseError
        Something cannot be deleted, in one line; the same command goes on from there.
    """
    person = _richer(held.person if held else None, begun.person if begun else None)
    student = person.id
    names = tuple(dict.fromkeys((*(begun.names if begun else ()), *(held.names if held else ()))))
    exchange = tuple(dict.fromkeys((*(begun.exchange if begun else ()), *map(str, held.exchange if held else ()))))
    reached("note")
    note = _note(course, student)
    plan = Pending(person, names, exchange)
    write_atomically(note, json.dumps(dataclasses.asdict(plan), ensure_ascii=False), mode=0o600)
    done = Deleted(student)
    others = Folders.of(course.students(), gradebook.students()).expected
    words = Words(person, [other for other in others if other != student])
    reached("files")
    for path in (*map(Path, exchange), *(held.folders if held else ())):
        if _removed(path):
            done.paths.append(_shown(course, path))
    for path in _exports(course, student):
        if _removed(path):
            done.paths.append(_shown(course, path))
    for path, command in list(derived(course, words)):
        if _removed(path):
            done.again[_shown(course, path)] = command
    reached("journal")
    done.journal = Journal(course.journal).forget(student)
    reached("tables")
    for path in tables(course):
        part_of(path).unlink(missing_ok=True)  # of a run that was killed
        if number := without(path, student):
            done.tables[path.name] = number
    done.kept = list(taken_out(course, student))
    reached("gradebook")
    done.gradebook = gradebook.within(lambda connection: delete_rows(connection, student))
    reached("compact")
    gradebook.compact()
    reached("search")
    done.search = search(course, gradebook, words, [note])
    reached("end")
    return done


def finish(course: Course, student: str) -> None:
    """Drop the note: nothing of the deletion is left to do or to tell."""
    note = _note(course, student)
    with writing(note):
        part_of(note).unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        if not any(note.parent.iterdir()):
            note.parent.rmdir()


def _note(course: Course, student: str) -> Path:
    name = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return course.root / NOTES / f"{name}.json"


def _read(path: Path) -> Pending:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Pending(Person(**data["person"]), tuple(data["names"]), tuple(data["exchange"]))
    except (ValueError, TypeError, KeyError) as error:
        raise CourseError(f"{path}: is damaged, delete it and delete the student again") from error


def _richer(now: Person | None, before: Person | None) -> Person:
    """Return a person with the names of the gradebook, or else those that the note has kept."""
    known = [person for person in (now, before) if person is not None]
    named = [person for person in known if person.first_name or person.last_name or person.email]
    return (named or known)[0]


def _removed(path: Path) -> bool:
    """Remove a file, a folder with all in it, or a link and not what it leads to."""
    if not path.exists() and not path.is_symlink():
        return False
    with writing(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return True


def _exports(course: Course, student: str) -> Iterator[Path]:
    """Yield the zips of ``student export`` in the course's folder; what learners hand in may look like one."""
    for folder, folders, files in os.walk(course.root):
        if Path(folder) == course.root:
            folders[:] = [name for name in folders if name not in (*STEPS, "exchange")]
        paths = (Path(folder) / name for name in sorted(files) if name.endswith(".zip"))
        yield from (path for path in paths if is_export(path, student))


def _shown(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix() if path.is_relative_to(course.root) else str(path)
