"""A course folder: where everything is, in nbgrader's layout, and how one begins.

::

    course.toml            which masters
    seed                   the secret that random cases come from
    nbgrader_config.py     plain nbgrader commands and formgrader work in the folder
    source/ release/       made by ``autograder release``
    submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb
    autograded/ feedback/  made by ``autograder grade`` and ``feedback``
    gradebook.db           nbgrader's own
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import nbformat

from autograder.errors import CourseError
from autograder.masters.foreign import as_master
from autograder.masters.master import NAME, Master, find_masters, load
from autograder.seed import choose

__all__ = ["Course"]

SETTINGS = "course.toml"


@dataclass(frozen=True)
class Course:
    """One course folder, found by its ``course.toml``."""

    root: Path
    name: str
    masters: tuple[Path, ...]
    db: str
    late: object = None
    """The table ``[late]`` as it is written; ``gradebook.late`` reads it."""

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
        address = db or str(data.get("db") or f"sqlite:///{root / 'gradebook.db'}")
        return cls(root, name, folders, address, data.get("late"))

    @classmethod
    def create(cls, root: Path, masters: list[Path], *, name: str = "") -> Course:
        """Make a course folder; nothing that is there already is overwritten."""
        root = root.absolute()
        if (root / SETTINGS).exists():
            raise CourseError(f"{root}: is a course already, choose another folder")
        missing = [str(folder) for folder in masters if not folder.is_dir()]
        if missing:
            raise CourseError(f"{', '.join(missing)}: no such folder, give the folder of masters with --masters")
        own = root / "masters"
        for folder in (root, own, root / "submitted", root / "exchange"):
            folder.mkdir(parents=True, exist_ok=True)
        relative = [os.path.relpath(folder.absolute(), root) for folder in masters]
        name = name or root.name
        folders = json.dumps([*relative, "masters"], ensure_ascii=False)
        (root / SETTINGS).write_text(
            f"name = {json.dumps(name, ensure_ascii=False)}\nmasters = {folders}\n", encoding="utf-8"
        )
        template = resources.files("autograder").joinpath("templates/nbgrader_config.py").read_text(encoding="utf-8")
        config = root / "nbgrader_config.py"
        if config.exists():
            raise CourseError(f"{config}: exists already, move it away (the course's own is {SETTINGS})")
        config.write_text(template, encoding="utf-8")
        choose(root / "seed")
        return cls.open(root)

    def assignments(self) -> dict[str, Path]:
        """All masters of the course by stem."""
        return find_masters([folder for folder in self.masters if folder.is_dir()])

    def master(self, assignment: str) -> Master:
        """Load the master of one assignment; of a foreign one its source, in a master's shape."""
        source = self.notebook("source", assignment)
        if assignment not in self.assignments() and source.is_file():
            return as_master(source, nbformat.read(source, as_version=4))
        return load(self.choose([assignment])[0])

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
        (folder / "mutants").mkdir(parents=True, exist_ok=True)
        templates = resources.files("autograder").joinpath("templates")
        master = templates.joinpath("master.md").read_text(encoding="utf-8")
        path = folder / f"{name}.md"
        path.write_text(master.replace("{title}", name.replace("_", " ").capitalize()), encoding="utf-8")
        mutants = templates.joinpath("mutants.py").read_text(encoding="utf-8")
        (folder / "mutants" / f"{name}.py").write_text(mutants, encoding="utf-8")
        return path

    def notebook(self, step: str, assignment: str, student: str = "") -> Path:
        """Where a notebook lies: ``step`` is source, release, submitted or autograded."""
        return self.root / step / student / assignment / f"{assignment}.ipynb"

    def students(self) -> list[str]:
        """Everyone who has handed in anything."""
        folder = self.root / "submitted"
        found = folder.iterdir() if folder.is_dir() else ()
        return sorted(path.name for path in found if path.is_symlink() or path.is_dir())  # a link is not followed

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
