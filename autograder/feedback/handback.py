"""Feedback pages as one zip an assignment, named so that a learning platform knows whose each is.

Moodle
    ``Ada Lovelace_123456_assignsubmission_file_/scatter.html``, for "Upload multiple feedback files in a zip": the
    number is the participant's, and the underscore at the end is what versions before 4.1 want; later ones take both.
    (moodle/moodle, ``mod/assign/feedback/file/importziplib.php``, ``is_valid_filename_for_import``.)
Canvas
    ``lovelaceada_1234_5678_scatter.html``, for "Upload submissions": the first two numbers between underscores are the
    user's and that of the file that was handed in. (instructure/canvas-lms, ``app/models/abstract_assignment.rb``,
    ``infer_comment_context_from_filename``.)
plain
    ``ada/scatter.html``

The same pages give the same bytes, and one page is in memory at a time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.collecting.record import Receipt, read_receipts
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import replacing

__all__ = ["FORMS", "Packed", "check_forms", "pack_all", "place_of"]

FORMS = ("canvas", "moodle")
BEGINNING = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3


@dataclass
class Packed:
    """One zip."""

    assignment: str
    form: str
    path: Path
    pages: int = 0
    without: list[str] = field(default_factory=list)
    """Students whom the platform could not tell, since their work did not come from there."""


def pack_all(course: Course, assignments: list[str], forms: Iterable[str], pages: Collection[Path]) -> list[Packed]:
    """Pack the pages of each assignment in each form; a zip that would be empty is not written."""
    return [_pack(course, name, form, pages) for name in assignments for form in dict.fromkeys(forms)]


def check_forms(course: Course, assignments: list[str], forms: Iterable[str]) -> None:
    """Refuse to pack for a platform from which nothing of these assignments was collected.

    Raises
    ------
    CourseError
        Nothing was; the message names the platforms from which something was.
    """
    found = {each.form for name in assignments for each in read_receipts(course.collected(name)).values()}
    for form in forms:
        if form not in ("plain", *found):
            others = [f"--zip {other}" for other in (*FORMS, "plain") if other in ("plain", *found)]
            raise CourseError(
                f"--zip {form}: nothing of {', '.join(assignments)} was collected from {form.capitalize()}, so there is"
                f" nobody to hand back to there: use {' or '.join(others)}"
            )


def place_of(form: str, assignment: str, student: str, receipt: Receipt | None) -> PurePosixPath | None:
    """Return where a page lies in a zip; None where the platform could not tell whose it is.

    >>> receipt = Receipt("canvas", "lovelaceada_1", "lovelaceada_LATE_1_2_scatter-1.ipynb", "1", "", 2, "")
    >>> str(place_of("canvas", "scatter", "ada", receipt))
    'lovelaceada_LATE_1_2_scatter-1.html'
    """
    if form == "plain":
        return PurePosixPath(student, f"{assignment}.html")
    if receipt is None or receipt.form != form or not receipt.handle:
        return None
    if form == "moodle":
        return PurePosixPath(receipt.handle, f"{assignment}.html")
    stem, dot, _ending = receipt.handle.rpartition(".")
    return PurePosixPath(f"{stem if dot else receipt.handle}.html")


def _pack(course: Course, assignment: str, form: str, pages: Collection[Path]) -> Packed:
    receipts = {} if form == "plain" else read_receipts(course.collected(assignment))
    done = Packed(assignment, form, course.root / "feedback" / f"{assignment}-{form}.zip")
    places: dict[PurePosixPath, Path] = {}
    for page in sorted(pages):
        if page.stem != assignment:
            continue
        student = page.parent.parent.name
        place = place_of(form, assignment, student, receipts.get(student))
        if place is None or place in places:
            done.without.append(student)
        else:
            places[place] = page
    if not places:
        return done
    with replacing(done.path) as file, zipfile.ZipFile(file, "w") as archive:
        for place, page in sorted(places.items()):
            info = zipfile.ZipInfo(str(place), BEGINNING)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, READABLE, UNIX
            archive.writestr(info, page.read_bytes(), compresslevel=6)
            done.pages += 1
    return done
