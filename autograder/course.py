"""A course folder: where everything is, in nbgrader's layout, and how one begins.

::

    course.toml            which masters
    seed                   the secret that random cases come from
    nbgrader_config.py     plain nbgrader commands and formgrader work in the folder
    source/ release/       made by ``autograder release``
    submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb
    attempts/STUDENT/ASSIGNMENT/ANY_NAME/ASSIGNMENT.ipynb  earlier ones, which the instructor keeps
    autograded/ feedback/  made by ``autograder grade`` and ``feedback``
    export_*.csv           made by ``autograder export``
    .collected/            how a learning platform names what ``autograder collect`` took from it
    gradebook.db           nbgrader's own; .gradebook names another one that ``--db`` chose
    seed journal.jsonl grades.csv  made by ``autograder grade``
    report.html .report/   made by ``autograder report``, for the instructor alone
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import nbformat

from autograder.errors import CourseError
from autograder.files import write_atomically, writing
from autograder.masters.foreign import as_master
from autograder.masters.master import NAME, Master, find_masters, load
from autograder.masters.mutants import mutants_file
from autograder.seed import choose

__all__ = ["Course", "masters_of_the_package"]

SETTINGS = "course.toml"
OWN = "masters"
"""The folder of the course's own masters."""


@dataclass(frozen=True)
class Course:
    """One course folder, found by its ``course.toml``."""

    root: Path
    name: str
    masters: tuple[Path, ...]
    db: str
    book: str = ""
    """The address of the book as learners read it; feedback links to its chapters."""
    attempts: str = "last"
    """Which attempt of a submission counts: "last" or "best"."""
    late: object = None
    """The table ``[late]`` as it is written; ``gradebook.late`` reads it."""
    db_is_set: bool = False
    """Whether ``course.toml`` says where the gradebook is."""

    @classmethod
    def open(cls, root: Path, *, db: str | None = None) -> Course:
        """Read the course at ``root``; ``db`` takes the place of its own gradebook's address.

        Raises
        ------
        CourseError
            There is no course, or its ``course.toml`` cannot be read.
        """
        root = root.absolute()
        settings = root / SETTINGS
        if not settings.is_file():
            raise CourseError(
                f"{root}: is not a course (no {SETTINGS}), name one with --course or run 'autograder init DIR'"
            )
        try:
            data = tomllib.loads(settings.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CourseError(f"{settings}: is not valid TOML ({error}), mend it") from error
        name, masters = data.get("name"), data.get("masters")
        if not isinstance(name, str) or not isinstance(masters, list) or not all(isinstance(m, str) for m in masters):
            raise CourseError(f"{settings}: needs name = '...' and masters = ['folder', ...]")
        folders = tuple(Path(os.path.normpath(root / folder)) for folder in masters)
        book = str(data.get("book", ""))
        if book and not book.startswith(("https://", "http://")):
            raise CourseError(f"{settings}: book is {book!r}, must be an address that begins with https://")
        attempts = data.get("attempts", "last")
        if attempts not in ("last", "best"):
            raise CourseError(f'{settings}: attempts is {attempts!r}, must be "last" or "best"')
        found = cls(root, name, folders, "", book, attempts, data.get("late"), bool(data.get("db")))
        return replace(found, db=db or str(data.get("db") or found.own_db))

    @classmethod
    def create(cls, root: Path, masters: list[Path], *, name: str = "") -> Course:
        """Make a course folder; nothing that is there already is overwritten."""
        root = Path(os.path.abspath(root))  # noqa: PTH100 - with the links that it was named by
        if (root / SETTINGS).exists():
            raise CourseError(f"{root}: is a course already, choose another folder")
        missing = [str(folder) for folder in masters if not folder.is_dir()]
        if missing:
            raise CourseError(f"{', '.join(missing)}: no such folder, give the folder of masters with --masters")
        if (root / "nbgrader_config.py").exists():
            raise CourseError(
                f"{root / 'nbgrader_config.py'}: exists already, move it away (the course's own is {SETTINGS})"
            )
        own = root / OWN
        for folder in (root, own, root / "submitted", root / "exchange"):
            with writing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        name = name or root.name
        known = dict.fromkeys([*(_as_written(folder, root) for folder in masters), OWN])
        folders = json.dumps(list(known), ensure_ascii=False)
        template = resources.files("autograder").joinpath("templates/nbgrader_config.py").read_text(encoding="utf-8")
        write_atomically(root / "nbgrader_config.py", template)
        choose(root / "seed")
        settings = f"name = {json.dumps(name, ensure_ascii=False)}\nmasters = {folders}\n"
        write_atomically(root / SETTINGS, settings)  # at last: what has it is a course
        return cls.open(root)

    def assignments(self) -> dict[str, Path]:
        """All masters of the course by stem.

        Raises
        ------
        CourseError
            A folder of masters is gone.
        """
        for folder in self.masters:
            if not folder.is_dir() and folder != self.root / OWN:
                raise CourseError(
                    f"{folder}: this folder of masters is gone: name where it is now in {self.root / SETTINGS}"
                )
        return find_masters([folder for folder in self.masters if folder.is_dir()])

    def master(self, assignment: str) -> Master:
        """Load the master of one assignment; of a foreign one its source, in a master's shape."""
        source = self.notebook("source", assignment)
        if assignment not in self.assignments() and source.is_file():
            return as_master(source, nbformat.read(source, as_version=4))
        return load(self.choose([assignment])[0])

    def mutants(self, assignment: str) -> str:
        """Return the text of the wrong answers beside a master; empty where there is none, or no master any more."""
        path = self.assignments().get(assignment)
        file = mutants_file(path) if path is not None else None
        return file.read_text(encoding="utf-8") if file is not None and file.is_file() else ""

    def gradable(self, names: list[str]) -> list[str]:
        """Return the assignments named; with no name all that have a source, made from a master or foreign.

        Raises
        ------
        CourseError
            There is no such assignment, or it is of another shape than ``source/NAME/NAME.ipynb``.
        """
        folders = self.root / "source"
        foreign = {path.name for path in folders.iterdir() if path.is_dir()} if folders.is_dir() else set()
        foreign -= {*self.assignments()}
        for name in sorted(foreign & {*names}):
            found = sorted(path.name for path in (folders / name).glob("*.ipynb"))
            if found and f"{name}.ipynb" not in found:
                raise CourseError(f"{name}: holds {', '.join(found)}; grade it with 'nbgrader autograde {name}'")
        known = [*self.assignments(), *sorted(name for name in foreign if self.notebook("source", name).is_file())]
        if unknown := sorted({*names} - {*known}):
            raise CourseError(f"{', '.join(unknown)}: no such assignment, there are {', '.join(known) or 'none'}")
        return [name for name in known if (name in names if names else self.notebook("source", name).exists())]

    def choose(self, names: list[str]) -> list[Path]:
        """Return the masters of the assignments named; all of them if none is named."""
        known = self.assignments()
        if not known:
            raise CourseError(
                f"{', '.join(map(str, self.masters))}: no masters there, write one with 'autograder new NAME'"
            )
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise CourseError(f"{', '.join(unknown)}: no such assignment, there are {', '.join(known)}")
        return [path for stem, path in known.items() if not names or stem in names]

    def begin_master(self, name: str) -> Path:
        """Write a master to start from, with its mutants, into the course's own folder; return its path."""
        if not NAME.fullmatch(name):
            raise CourseError(f"{name!r}: must be a lower-case Python name, such as upsampling_2")
        if name in self.assignments():
            raise CourseError(f"{self.assignments()[name]}: exists already, choose another name")
        folder = self.masters[-1]
        templates = resources.files("autograder").joinpath("templates")
        master = templates.joinpath("master.md").read_text(encoding="utf-8")
        path = folder / f"{name}.md"
        mutants = templates.joinpath("mutants.py").read_text(encoding="utf-8")
        write_atomically(folder / "mutants" / f"{name}.py", mutants)
        write_atomically(path, master.replace("{title}", name.replace("_", " ").capitalize()))
        return path

    def notebook(self, step: str, assignment: str, student: str = "") -> Path:
        """Return where a notebook lies: ``step`` is source, release, submitted, autograded or feedback."""
        return self.root.joinpath(step, student, assignment, f"{assignment}.ipynb")

    def written(self, assignment: str) -> Path:
        """Return where the last release has written down what it wrote into the source notebook, cell by cell."""
        return self.root / ".released" / f"{assignment}.json"

    def totals_before(self, assignment: str) -> Path:
        """Return where everybody's points before a change are kept until all are graded again."""
        return self.root / ".released" / f"{assignment}.before.json"

    def changed_grades(self, assignment: str) -> Path:
        """Return the table of those who have other points since the last change of an assignment."""
        return self.root / f"grades.{assignment}.before.csv"

    def collected(self, assignment: str) -> Path:
        """Return where it is written down how a learning platform names what was collected of an assignment."""
        return self.root / ".collected" / f"{assignment}.json"

    def students(self) -> list[str]:
        """Return everyone who has a folder in ``submitted``; what begins with a dot, or an archiver made, is nobody."""
        folder = self.root / "submitted"
        if not folder.is_dir():
            return []
        with os.scandir(folder) as found:  # a link is not followed
            folders = [entry.name for entry in found if entry.is_symlink() or entry.is_dir()]
        return sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")

    @property
    def own_db(self) -> str:
        """Address of the file that is the gradebook where nothing else is said."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    @property
    def seed(self) -> Path:
        """The secret that random cases come from; plain nbgrader reads it too."""
        return self.root / "seed"

    @property
    def journal(self) -> Path:
        """What became of each submission; ``grading.journal`` reads and writes it."""
        return self.root / "journal.jsonl"

    @property
    def grades(self) -> Path:
        """The table of grades."""
        return self.root / "grades.csv"

    @property
    def grades_by_test(self) -> Path:
        """The table of points by exercise and test."""
        return self.root / "grades_by_test.csv"


def masters_of_the_package() -> Path | None:
    """Return the folder of the masters that come with a checkout of this package; None where it is no checkout."""
    folder = Path(__file__).resolve().parents[1] / "solutions"
    return folder if folder.is_dir() else None


def _as_written(folder: Path, root: Path) -> str:
    """Return how ``course.toml`` names a folder: relative inside the course, so that a moved course works."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - with the links that it was named by
    return str(folder.relative_to(root)) if folder.is_relative_to(root) else str(folder)
