"""The sample class as a learning platform would give it out: a zip an assignment, and the class list."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath

from autograder.course import Course
from autograder.files import replacing, write_atomically
from autograder.gradebook.spreadsheet import line
from autograder.sample.hand_in import HandIn
from autograder.sample.made import make_sample
from autograder.sample.usual import KINDS

__all__ = ["FORMS", "make_download"]

FORMS = ("canvas", "moodle", "blackboard")
SURNAME = "Example"
FIRST_NUMBER, FIRST_FILE = 1_000, 50_000
TIME = "2026-11-20-16-30-00"


def make_download(course: Course, paths: list[Path], form: str) -> tuple[int, list[Path]]:
    """Write ``class.csv`` and ``ASSIGNMENT-FORM.zip`` into the course; return the number of hand-ins, and the files."""
    numbers = {student: FIRST_NUMBER + place for place, student in enumerate(KINDS)}
    packed: dict[str, dict[PurePosixPath, bytes]] = defaultdict(dict)

    def put(student: str, hand_in: HandIn) -> None:
        files = packed[hand_in.master.stem]
        for name, data in hand_in.files().items():
            file = PurePosixPath(name).name
            order = FIRST_FILE + len(files)
            files[_place(form, hand_in.master.stem, student, numbers[student], order, file)] = data
        if form == "blackboard":
            files[PurePosixPath(f"{hand_in.master.stem}_{student}_attempt_{TIME}.txt")] = f"Name: {student}\n".encode()

    number = make_sample(course, paths, put=put)
    roster = course.root / "class.csv"
    rows = [[student, student.capitalize(), SURNAME, str(numbers[student])] for student in KINDS]
    write_atomically(roster, "".join(map(line, [["id", "first name", "last name", "LMS ID"], *rows])))
    written = [roster]
    for assignment, files in packed.items():
        path = course.root / f"{assignment}-{form}.zip"
        with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, data in files.items():
                archive.writestr(str(place), data)
        written.append(path)
    return number, written


def _place(form: str, assignment: str, student: str, number: int, order: int, file: str) -> PurePosixPath:
    """Return how a platform names a file; its names are described in ``collecting.forms``."""
    if form == "canvas":
        return PurePosixPath(f"{SURNAME}{student}_{number}_{order}_{file}".lower())
    if form == "moodle":
        return PurePosixPath(f"{student.capitalize()} {SURNAME}_{number}_assignsubmission_file", file)
    return PurePosixPath(f"{assignment}_{student}_attempt_{TIME}_{file}")
