"""What commands of ours keep of a whole class: a student is taken out of JSON; pages and zips are to be made again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.rights.texts import texts
from autograder.rights.words import Words

__all__ = ["derived", "taken_out"]

BY_STUDENT: dict[str, tuple[tuple[str, ...], ...]] = {
    ".released/*.before.json": (("totals",),),
    ".collected/*.json": ((),),
    ".report/*.json": (("now", "rows"), ("before", "rows")),
}
"""Files by pattern, and where in each what is known stands by student."""
MADE_AGAIN = {
    "report.html": "autograder report",
    "feedback/*-canvas.zip": "autograder feedback --zip canvas",
    "feedback/*-moodle.zip": "autograder feedback --zip moodle",
    "feedback/*-plain.zip": "autograder feedback --zip plain",
}
"""What is made of a whole class, by pattern, and the command that makes it."""


def taken_out(course: Course, student: str) -> Iterator[str]:
    """Take a student out of what is kept by student; yield the names of files that had them.

    Raises
    ------
    CourseError
        A file is damaged or cannot be written; in one line.
    """
    for pattern, places in BY_STUDENT.items():
        for path in sorted(course.root.glob(pattern)):
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                found = [place for place in places if _at(kept, place).pop(student, None) is not None]
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise CourseError(f"{path}: is damaged, delete it and run the same command again") from error
            if found:
                mode = path.stat().st_mode & 0o777
                write_atomically(path, json.dumps(kept, ensure_ascii=False), mode=mode)
                yield path.relative_to(course.root).as_posix()


def derived(course: Course, words: Words) -> Iterator[tuple[Path, str]]:
    """Yield what is made of a whole class and names a student, with the command that makes it again.

    An id that is too short to be looked for in text may stand in any of it.
    """
    for pattern, command in MADE_AGAIN.items():
        for path in sorted(course.root.glob(pattern)):
            if words.is_short or any(words.found(text.text) for text in texts(path)):
                yield path, command


def _at(kept: Any, place: tuple[str, ...]) -> dict[str, Any]:
    """Return the dict at a place; an empty one where nothing is kept there."""
    for name in place:
        kept = kept[name]
        if kept is None:
            return {}
    if not isinstance(kept, dict):
        raise TypeError("no dict")
    return kept
