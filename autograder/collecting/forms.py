r"""How learning platforms name the files that they give out: one regular expression each.

Canvas
    ``lovelaceada_LATE_1234_5678_scatter.ipynb``: the sortable name without what is no letter or digit, ``LATE``, the
    user's number, the file's number, the file's name; ``anon_KEY`` where grading is anonymous, ``…_1234_text.html`` and
    ``…_1234_link.html`` for what was typed in. (instructure/canvas-lms, ``lib/content_zipper.rb``; the first two
    numbers between underscores are what it looks for when files are uploaded again,
    ``app/models/abstract_assignment.rb``, ``infer_comment_context_from_filename``.)
Moodle
    ``Ada Lovelace_123456_assignsubmission_file/scatter.ipynb`` from 4.1 on, ``…_file_/…`` before, and
    ``Ada Lovelace_123456_assignsubmission_file_scatter.ipynb`` where folders are switched off. The number is the
    participant's, another one in each assignment. (moodle/moodle, ``mod/assign/classes/downloader.php``; what is
    uploaded again is told by ``mod/assign/feedback/file/importziplib.php``.)
Blackboard
    ``Problem set_alovelace_attempt_2026-11-01-12-30-00_scatter.ipynb``, and the same without the file's name and with
    ``.txt`` as a receipt. (nbgrader's documentation of ``zip_collect``, whose example of a name is one of these;
    kwurst/bb-file-cleanup, ``README.md``.)
nbgrader's exchange
    ``ada+scatter+2026-11-01 12:30:00.123456 UTC+RANDOM/scatter.ipynb`` (nbgrader, ``exchange/default/submit.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from autograder.errors import CourseError
from autograder.grading.when import read_moment
from autograder.text import one_line

__all__ = ["FORMS", "Form", "Named", "blackboard", "canvas", "exchange", "moodle", "pattern"]


@dataclass(frozen=True)
class Named:
    """What the name of a file says."""

    label: str
    """What the platform calls who handed it in: the shortest text that tells one from another."""
    file: PurePosixPath
    """Where the file lies in what was handed in."""
    ids: tuple[str, ...] = ()
    """What may be the student's id."""
    name: str = ""
    """The student's name, as the platform writes it."""
    number: str = ""
    """The platform's own number of the student, in every assignment the same."""
    others: tuple[str, ...] = ()
    """What may be that number as well."""
    attempt: str = ""
    """Files of one attempt have the same."""
    order: int | None = None
    """Grows from one attempt to the next."""
    time: datetime | None = None
    """When it was handed in, UTC."""
    said: str = ""
    """The same, word for word."""
    late: bool = False
    receipt: bool = False
    """Whether it is the platform's own file about an attempt, and no part of it."""
    handle: str = ""
    """How a file is named that goes back to this student, but for its end."""


Form = Callable[[PurePosixPath], Named | None]
"""Tells what a path says; None where it is not of this form."""

CANVAS = re.compile(
    r"(?P<name>.*?)_(?:(?P<late>LATE)_)?(?P<number>\d+)_(?:(?P<order>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))",
    re.IGNORECASE | re.DOTALL,
)
ANONYMOUS = re.compile(
    r"(?:LATE_)?(?P<label>anon_[^_]+)_(?:(?P<order>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))",
    re.IGNORECASE | re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<label>(?P<name>.+?)_(?P<number>\d+))_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
BLACKBOARD = re.compile(
    r"(?P<who>.+?)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+)|(?P<receipt>\.txt))", re.DOTALL
)
EXCHANGE = re.compile(r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d [^+]+)(?:\+[^+]*)?", re.DOTALL)
GROUPS = ("student", "attempt", "time", "file")


def canvas(path: PurePosixPath, zone: str = "") -> Named | None:  # noqa: ARG001 - its names have no time
    """Read a name of Canvas's."""
    for place, part in enumerate(path.parts):
        if found := ANONYMOUS.fullmatch(part):
            file = PurePosixPath(found["file"] or found["typed"], *path.parts[place + 1 :])
            return Named(found["label"], file, order=int(found["order"] or 0), handle=part)
        if found := CANVAS.fullmatch(part):
            # a name that ends in a number, or a file's that begins with one, can be read in several ways
            others = tuple(each["number"] for each in _later(part, found.end("number")))
            return Named(
                label=f"{found['name']}_{found['number']}",
                file=PurePosixPath(found["file"] or found["typed"], *path.parts[place + 1 :]),
                name=found["name"],
                number=found["number"],
                others=others,
                order=int(found["order"]) if found["order"] else None,
                late=found["late"] is not None,
                handle=part if found["order"] else "",
            )
    return None


def _later(part: str, after: int) -> Iterator[re.Match[str]]:
    """Yield what else may be the numbers in a name."""
    while found := CANVAS.fullmatch(part, after):
        yield found
        after = found.end("number")


def moodle(path: PurePosixPath, zone: str = "") -> Named | None:  # noqa: ARG001 - its names have no time
    """Read a name of Moodle's, of a folder or of a file."""
    for place, part in enumerate(path.parts):
        found = MOODLE.fullmatch(part)
        if found is None:
            continue
        inner = [*([found["file"]] if found["file"] else []), *path.parts[place + 1 :]]
        if not inner:
            return None
        handle = f"{found['label']}_assignsubmission_file_"
        return Named(found["label"], PurePosixPath(*inner), name=found["name"], handle=handle)
    return None


def blackboard(path: PurePosixPath, zone: str = "") -> Named | None:
    """Read a name of Blackboard's; both the assignment's name and the user's may have underscores in them."""
    for place, part in enumerate(path.parts):
        found = BLACKBOARD.fullmatch(part)
        if found is None:
            continue
        words = found["who"].split("_")
        ids = tuple("_".join(words[start:]) for start in range(len(words) - 1, 0, -1)) or (found["who"],)
        return Named(
            label=ids[0],
            file=PurePosixPath(found["file"] or part, *path.parts[place + 1 :]),
            ids=ids,
            attempt=found["time"],
            said=found["time"],
            time=_moment(found["time"], zone),
            receipt=found["receipt"] is not None,
        )
    return None


def exchange(assignment: str) -> Form:
    """Return the form of nbgrader's inbound folder, for one assignment."""

    def read(path: PurePosixPath) -> Named | None:
        found = EXCHANGE.fullmatch(path.parts[0])
        if found is None or found["assignment"] != assignment or len(path.parts) < 2:
            return None
        student, stamp = found["student"], found["time"]
        file = PurePosixPath(*path.parts[1:])
        return Named(student, file, (student,), attempt=path.parts[0], time=_moment(stamp, ""), said=stamp)

    return read


def pattern(text: str, zone: str = "") -> Form:
    """Return the form that a regular expression means; it is searched for in each path.

    Raises
    ------
    CourseError
        It is none, has no group ``student``, or one that means nothing.
    """
    try:
        compiled = re.compile(text)
    except re.error as error:
        where = f" at {error.pos + 1}" if error.pos is not None else ""
        raise CourseError(f"--pattern {one_line(text, 80)!r}: is no regular expression ({error.msg}{where})") from error
    if "student" not in compiled.groupindex:
        raise CourseError(f"--pattern {one_line(text, 80)!r}: has no group for the student: write (?P<student>...)")
    if unknown := sorted({*compiled.groupindex} - {*GROUPS}):
        groups = ", ".join(GROUPS)
        raise CourseError(f"--pattern {one_line(text, 80)!r}: a group {unknown[0]} means nothing: there are {groups}")

    def read(path: PurePosixPath) -> Named | None:
        found = compiled.search(str(path))
        parts = found.groupdict() if found else {}
        if found is None or not parts["student"]:
            return None
        student, attempt, time = parts["student"], parts.get("attempt") or "", parts.get("time") or ""
        file = PurePosixPath(parts.get("file") or path.name)
        if ".." in file.parts or file.is_absolute():
            file = PurePosixPath(path.name)
        return Named(
            student,
            file,
            (student,),
            name=student,
            number=student,
            attempt=f"{attempt}\0{time}",
            order=int(attempt) if attempt.isdecimal() else None,
            time=_moment(time, zone) if time else None,
            said=time,
        )

    return read


def _moment(text: str, zone: str) -> datetime | None:
    """Return a moment in UTC; in ``zone`` where it names none itself, and None where it cannot be read."""
    text = re.sub(r"(\d{4}-\d\d-\d\d)[-_ ](\d\d)-(\d\d)(?:-(\d\d))?$", _with_colons, text)
    for form in ([f"{text} {zone}"] if zone else []) + [text]:
        try:
            return read_moment(form)
        except (ValueError, ArithmeticError):
            continue
    return None


def _with_colons(found: re.Match[str]) -> str:
    date, *clock = found.groups()
    return f"{date} {':'.join(filter(None, clock))}"


FORMS: dict[str, Callable[[PurePosixPath, str], Named | None]] = {
    "canvas": canvas,
    "moodle": moodle,
    "blackboard": blackboard,
}
