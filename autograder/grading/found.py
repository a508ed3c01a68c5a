"""The submission of one student for one assignment, wherever in their folder it lies and whatever its file is called.

One sensible reading is taken, and a note says which; where there are several, or none, the reason says what is there.
Whether a file is a notebook of this assignment is told by its cells, not by its name.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.files import read_regular
from autograder.grading.matching import listed, recognise
from autograder.grading.raw import MAX_BYTES, read_raw
from autograder.grading.rejected import LONGEST_TEXT
from autograder.grading.wanted import Wanted
from autograder.grading.zipped import Room, is_zip, members
from autograder.text import one_line

__all__ = ["LINK", "Found", "search"]

CHECKPOINTS = ".ipynb_checkpoints"
LINK = "is a symbolic link: hand in the file itself"
NOT_THERE = (errno.ENOENT, errno.ENOTDIR)
MAX_FILES, MAX_DEPTH, MAX_ZIPS = 1_000, 6, 3
FOLDERS_PASSED_OVER = {"__macosx", "__pycache__", "node_modules", "site-packages", "venv", "env"}
NO_HOMEWORK = {"timestamp.txt", "thumbs.db", "desktop.ini", "start.txt"}
NO_ARCHIVES = (".whl", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".jar", ".npz")


@dataclass(frozen=True)
class Found:
    """What is graded, or why nothing is; neither where nothing was handed in."""

    data: bytes | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    folder: Path | None = None
    """Where the file lies, and perhaps its time."""
    shown: bytes = b""
    """Of what cannot be graded, what its learner may look at again."""


@dataclass(frozen=True)
class _File:
    """A file that may be the one."""

    label: str
    data: bytes
    folder: Path
    at_home: bool


@dataclass(frozen=True)
class _Look:
    """A file that holds cells of the assignment."""

    file: _File
    marked: bool
    """Whether they were recognised by more than what they define."""
    answers: dict[str, str]


def search(student: Path, home: Path, wanted: Wanted) -> Found:
    """Look for an assignment in a student's folder; ``home`` is the folder in which it should lie.

    Raises
    ------
    OSError
        A folder cannot be entered or listed.
    """
    exact = home / wanted.file
    problem, data = "", None
    try:
        data = read_regular(exact, MAX_BYTES + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            problem = LINK
        elif error.errno not in NOT_THERE:
            problem = one_line(f"cannot be read ({error.strerror}): hand in the .ipynb file itself")
        if error.errno == errno.EACCES:
            exact.lstat()  # raises where it is the folder that is closed
            return Found(None, problem)
    is_ours = data is not None and wanted.marks.any(data)
    looking = _Search(student, home, wanted, exact)
    try:
        looking.through(home if is_ours else student)
    except SubmissionError as error:
        looking.refused[student.name] = str(error)
    if data is not None and is_zip(data):
        looking.archive(wanted.file, data, home, 1, at_home=True)
        data = None
    if data is None:
        return looking.without_exact(problem)
    return looking.beside(_File(wanted.file, data, home, at_home=True))


class _Search:
    """A walk through one student's folder, and what it met."""

    def __init__(self, student: Path, home: Path, wanted: Wanted, exact: Path) -> None:
        self.student, self.home, self.wanted, self.exact = student, home, wanted, exact
        self.room = Room()
        self.files_left = MAX_FILES
        self.files: list[_File] = []
        self.rest: list[str] = []
        """Files that are no notebooks."""
        self.shown = b""
        """The beginning of the first of them."""
        self.refused: dict[str, str] = {}
        """Files, and why they are not read."""
        self.hidden: list[str] = []
        """Hidden files with the name of a notebook: what macOS keeps beside one, what iCloud leaves in its place."""
        self.passed_over: list[str] = []
        """Why files that are as much another assignment's are that one's."""
        self.others_names = {name.casefold() for name in wanted.others}

    def through(self, folder: Path, depth: int = 1) -> None:
        """Look at all files in a folder and below it."""
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: (entry.is_dir(follow_symlinks=False), entry.name))
        for entry in entries:
            self.files_left -= 1
            if self.files_left < 0:
                return
            path = folder / entry.name
            if entry.name.startswith(".") and ".ipynb" in entry.name.casefold() and self._is_home(path):
                self.hidden += [one_line(entry.name, 80)] if entry.is_file(follow_symlinks=False) else []
            if not _is_looked_at(entry.name) or path == self.exact:
                continue
            if entry.is_symlink():
                self._note_rest(path, f"{entry.name}, a symbolic link,")
            elif entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH and entry.name.casefold() not in FOLDERS_PASSED_OVER:
                    self.through(path, depth + 1)
            elif entry.is_file(follow_symlinks=False):
                self._file(path)

    def _file(self, path: Path) -> None:
        at_home = self._is_home(path)
        try:
            head = read_regular(path, 64)
            is_archive = is_zip(head) and not path.name.casefold().endswith(NO_ARCHIVES)
            if not is_archive and not _may_be_notebook(head):
                self._note_rest(path, path.name)
                self.shown = self.shown or (read_regular(path, LONGEST_TEXT) if self.rest else b"")
                return
            data = read_regular(path, MAX_BYTES + 1)
        except OSError:
            self._note_rest(path, f"{path.name}, which cannot be read,")
            return
        self.room.take(len(data))
        if is_archive:
            self.archive(self._label(path), data, path.parent, 1, at_home=at_home)
        elif at_home or self._may_be_ours(self._label(path), data, path.parent):
            self.files.append(_File(self._label(path), data, path.parent, at_home))

    def archive(self, label: str, data: bytes, folder: Path, depth: int, *, at_home: bool) -> None:
        """Look at all files in an archive."""
        before = len(self.files)
        try:
            for path, unpacked in members(data, self.room, MAX_BYTES, _is_wanted):
                if _may_be_notebook(unpacked[:64]):
                    if at_home or self._may_be_ours(f"{label}/{path}", unpacked, folder):
                        self.files.append(_File(f"{label}/{path}", unpacked, folder, at_home))
                elif is_zip(unpacked) and depth < MAX_ZIPS and path.suffix.casefold() not in NO_ARCHIVES:
                    self.archive(f"{label}/{path}", unpacked, folder, depth + 1, at_home=at_home)
        except SubmissionError as error:
            if at_home or not self._is_anothers(folder):
                self.refused[label] = str(error)
        if len(self.files) == before and label not in self.refused and at_home:
            self.refused[label] = "holds no notebook"

    def beside(self, exact: _File) -> Found:
        """Choose between the file with the right name and others."""
        saved = self.home / CHECKPOINTS / f"{self.exact.stem}-checkpoint.ipynb"
        if not self.files and not saved.is_file():
            return self._checked(exact, [])
        mine = self._look(exact)
        worked = _distinct(
            look for look in self._looks() if look.answers and (not mine or look.answers != mine.answers)
        )
        if mine and mine.answers:
            others = [look.file.label for look in worked]
            note = f"also holds {listed(others)}, which {'was' if len(others) == 1 else 'were'} not looked at"
            return self._found(exact, [note] if others else [])
        if not worked:
            return self._checked(exact, self._saved_answers(saved) if mine else [])
        state = "is as it was released" if mine else "is no notebook of this assignment"
        if len(worked) > 1:
            names = [look.file.label for look in worked]
            return Found(None, f"{exact.label} {state}; {listed(names)} hold different answers: leave one")
        note = f"{exact.label} {state}: {worked[0].file.label} was graded in its place"
        return self._found(worked[0].file, [note])

    def without_exact(self, problem: str) -> Found:
        """Choose where no file has the right name in the right place."""
        looks = self._looks()
        worked = _distinct(look for look in looks if look.answers)
        if len(worked) > 1:
            labels = [look.file.label for look in worked]
            return Found(
                None, f"holds {listed(labels)}, {'both' if len(labels) == 2 else 'all'} with answers: leave one"
            )
        if chosen := worked or looks:
            return self._found(chosen[0].file, [f"was found as {chosen[0].file.label}{self._outside(chosen[0].file)}"])
        own = next((file.data for file in self.files if file.at_home), self.shown)
        return Found(None, problem or self._what_is_there(), tuple(map(one_line, self.passed_over)), shown=own)

    def _checked(self, exact: _File, notes: list[str]) -> Found:
        """Take the file with the right name; of another assignment it is named."""
        if not self.wanted.marks.any(exact.data) and (other := self.wanted.other(exact.data)):
            problem = f"is the notebook of {other}, not of {self.wanted.name}: hand in {self.wanted.file}"
            return Found(None, problem, shown=exact.data)
        return self._found(exact, notes)

    def _saved_answers(self, saved: Path) -> list[str]:
        """Return a note where Jupyter's own copy of a notebook that is as it was released has answers."""
        try:
            copy = read_regular(saved, MAX_BYTES + 1) if not saved.parent.is_symlink() else b""
        except OSError:
            return []
        look = self._look(_File(saved.name, copy, saved.parent, at_home=True))
        has = f"Jupyter's own copy ({CHECKPOINTS}) has answers, which were not graded"
        return [f"{self.wanted.file} is as it was released; {has}"] if look and look.answers else []

    def _found(self, file: _File, notes: list[str]) -> Found:
        if not self._is_within_home(file) and (equals := self.wanted.equals(file.data)):
            notes = [*notes, f"has the cells of {listed(equals)}, too, and counts for each"]
        return Found(file.data, "", tuple(one_line(note) for note in notes), file.folder)

    def _outside(self, file: _File) -> str:
        return "" if self._is_within_home(file) else f" outside of {self.home.name}/"

    def _is_within_home(self, file: _File) -> bool:
        return file.folder == self.home or self.home in file.folder.parents

    def _looks(self) -> list[_Look]:
        """Return the files that hold cells of the assignment; those recognised by marks alone, if any are."""
        looks = [look for file in self.files if (look := self._look(file))]
        return [look for look in looks if look.marked] or looks

    def _look(self, file: _File) -> _Look | None:
        try:
            recognised = recognise(read_raw(file.data).cells, self.wanted.assignment)
        except SubmissionError as error:
            self.refused.setdefault(file.label, str(error))
            return None
        present = {cell.name for cell in recognised.cells} & self.wanted.assignment.answers.keys()
        if not present:
            return None
        return _Look(file, bool(present - {*recognised.retyped}), recognised.answered(self.wanted.assignment))

    def _what_is_there(self) -> str:
        """Return why nothing can be graded; empty where nothing was handed in."""
        itself = f"hand in {self.wanted.file} itself"
        if self.home.is_file():
            return f"is a file named {self.home.name}: put {self.wanted.file} into a folder of that name"
        for file in self.files:
            if file.at_home and file.label not in self.refused:
                other = self.wanted.other(file.data)
                kind = f"the notebook of {other}," if other else "which has none of this assignment's answer cells,"
                return one_line(f"holds {file.label}, {kind} and no {self.wanted.file}: {itself}")
        for label, reason in self.refused.items():
            return one_line(f"holds {label}, which {reason.partition(':')[0]}: {itself}")
        if self.rest:
            return one_line(f"holds {listed(self.rest)} and no {self.wanted.file}: {itself}")
        names = self.hidden and f"{listed(self.hidden)}, which stands for a file and is none"
        only = f"Jupyter's own copy ({CHECKPOINTS})" if (self.home / CHECKPOINTS).is_dir() else names
        return one_line(f"holds only {only}: {itself}") if only else ""

    def _note_rest(self, path: Path, text: str) -> None:
        if self._is_home(path) or self.wanted.name.casefold() in path.name.casefold():
            self.rest.append(one_line(text, 80))

    def _is_home(self, path: Path) -> bool:
        """Return whether a file lies where one would put this assignment: in its folder, or right in the student's."""
        folders = [part.casefold() for part in path.relative_to(self.student).parts[:-1]]
        name = self.wanted.name.casefold()
        return self.home in path.parents or name in folders or (not folders and name in path.name.casefold())

    def _may_be_ours(self, label: str, data: bytes, folder: Path) -> bool:
        """Return whether a file elsewhere may be of this assignment; in another's folder only its marks say so."""
        if self._is_anothers(folder) and not self.wanted.marks.any(data):
            return False  # most files of a class: each assignment meets those of all others
        for twin in self.wanted.twins(data):
            if twin.casefold() in _folded(folder, self.student):
                self.passed_over.append(f"{label} counts for {twin}, which has the same cells")
                return False
        return not self.wanted.other(data)

    def _is_anothers(self, folder: Path) -> bool:
        """Return whether a folder is, or lies in, one that another assignment is handed in with."""
        return not self.others_names.isdisjoint(_folded(folder, self.student))

    def _label(self, path: Path) -> str:
        base = self.home if self.home in path.parents else self.student
        return one_line(str(path.relative_to(base)), 100)


def _folded(folder: Path, student: Path) -> set[str]:
    return {part.casefold() for part in folder.relative_to(student).parts}


def _distinct(looks: Iterator[_Look]) -> list[_Look]:
    """Return those with different answers: a copy of a file is no other submission."""
    kept: list[_Look] = []
    for look in looks:
        if all(look.answers != other.answers for other in kept):
            kept.append(look)
    return kept


def _is_wanted(path: PurePosixPath) -> bool:
    parts = [part for part in path.parts if part not in ("..", "/")]
    folders = {part.casefold() for part in parts[:-1]}
    return not folders & FOLDERS_PASSED_OVER and all(map(_is_looked_at, parts)) and len(parts) <= MAX_DEPTH


def _is_looked_at(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in {*NO_HOMEWORK, "__macosx"}


def _may_be_notebook(head: bytes) -> bool:
    """Return whether a file may hold JSON of an object, in any of JSON's encodings."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{")
