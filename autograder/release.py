"""Masters to nbgrader's source notebooks, and those to what learners get.

The source notebook is ours; nbgrader's own ``generate_assignment`` makes the release from it, so its plain command
gives the same notebook. The zip has the notebook, a wheel of the library and the learner's check, and how to start.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import tempfile
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import sqlalchemy as sql
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError, ReleaseError
from autograder.files import replaced
from autograder.gradebook.database import Gradebook
from autograder.gradebook.migration import Contents, Plan, apply, compare, contents, enter, handed_in
from autograder.grading.executor import SandboxKind, one_executor
from autograder.grading.proof import prove
from autograder.grading.regrade import before_text
from autograder.masters.edits import fingerprint, undone
from autograder.masters.master import Master, load
from autograder.masters.source import read_source, source_notebook
from autograder.outcome import Outcome, Status
from autograder.sandbox.launch import SandboxError
from autograder.seed import choose
from tconv_check.conditions import CONDITIONS

__all__ = ["Allowed", "build_wheel", "release"]

DATE = (2026, 1, 1, 0, 0, 0)  # of all files in the zip, so that equal releases are equal to the byte
START = """\
{title}

1. pip install jupyterlab nbgrader {wheel}
   (in this folder, best in a new virtual environment; Python 3.11 or later)
2. jupyter lab {notebook}
3. Write your answers; Validate runs the visible tests.
4. python -m tconv_check {notebook}
   says what to mend before you hand in.
5. Hand in {notebook} as your course asks, under this name.

{conditions}
"""
LEARNERS = ("tconv_lib", "tconv_check")  # packages of their wheel


@dataclass(frozen=True)
class Allowed:
    """What a release may do beyond what harms nobody."""

    migrate: bool = False
    """Change the gradebook's cells although there are submissions."""
    discard_edits: bool = False
    """Undo what was written into a source notebook by hand."""
    unproved: bool = False
    """Release where there is no sandbox to prove the source in."""


@dataclass
class Draft:
    """One assignment on its way: what will be written, and what it changes."""

    master: Master
    source: NotebookNode
    files: dict[Path, bytes | None] = field(default_factory=dict)
    new: Contents | None = None
    old: Contents | None = None
    plan: Plan = field(default_factory=Plan)
    students: list[str] = field(default_factory=list)
    """Who has a submission in the gradebook."""
    unproved: str = ""

    @property
    def stem(self) -> str:
        """The name of the assignment."""
        return self.master.stem

    @property
    def text(self) -> str:
        """The source notebook as it is written."""
        return f"{nbformat.writes(self.source)}\n"


def release(
    course: Course,
    paths: list[Path],
    wheel: Path,
    allowed: Allowed | None = None,
    *,
    sandbox: SandboxKind = SandboxKind.BWRAP,
    say: Callable[[str], None] = lambda _line: None,
) -> list[Path]:
    """Write source and release of the masters at ``paths``, and for each a zip for learners; return the zips.

    ``say`` is told, line by line, what the instructor should know: changed cells, tests that the starter passes.

    Raises
    ------
    CourseError
        A master is not as it must be, its own solution fails a test, nbgrader refuses it, or something that was not
        ``allowed`` would be lost. A release that is refused changes nothing.
    """
    allowed = allowed or Allowed()
    drafts = [_draft(path) for path in paths]
    if not allowed.discard_edits:
        _check_edits(course, drafts)
    for draft in drafts:
        _prove(course, draft, sandbox, allowed, say)
    with tempfile.TemporaryDirectory(dir=course.root, prefix=".release-") as folder:
        _generate_all(course, drafts, Path(folder), wheel)
    gradebook = Gradebook(course.db, course.name)
    with gradebook.transaction() as connection:
        for draft in drafts:
            _compare(connection, draft)
    waiting = _waiting(course, drafts)
    _report(drafts, say)
    _check_migration(drafts, waiting, allowed)
    totals = gradebook.with_totals(
        [Outcome(student, draft.stem, Status.GRADED, 0) for draft in drafts for student in draft.students]
    )
    for draft in drafts:
        if draft.plan.moves_points and draft.stem in waiting:
            mine = [outcome for outcome in totals if outcome.assignment == draft.stem]
            assert draft.old is not None  # noqa: S101 - a plan is made from it
            draft.files[course.totals_before(draft.stem)] = before_text(mine, sum(draft.old.points.values()))
    files = {path: data for draft in drafts for path, data in draft.files.items()}
    with replaced(files), gradebook.transaction() as connection:
        for draft in drafts:
            _record(connection, course, draft)
    return [course.root / "release" / f"{draft.stem}.zip" for draft in drafts]


def build_wheel(folder: Path) -> Path:
    """Build the learners' wheel into ``folder`` from the checkout that this package belongs to."""
    root = Path(__file__).resolve().parents[1]
    if not (root / "pyproject.toml").is_file():
        raise ReleaseError(f"{root}: no checkout to build the learners' wheel from, name a built one with --wheel")
    with contextlib.suppress(StopIteration):
        sources = [path for package in LEARNERS for path in root.glob(f"{package}/**/*") if path.suffix != ".pyc"]
        newest = max(path.stat().st_mtime for path in sources if path.is_file())
        built = next(folder.glob("tconv_check-*.whl"))
        if built.stat().st_mtime > newest:
            return built
    shutil.rmtree(folder, ignore_errors=True)
    copy = folder / "checkout"  # setuptools builds beside its sources: not in the checkout itself
    for package in LEARNERS:
        shutil.copytree(root / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (root / "tconv_check" / "pyproject.toml", root / "LICENSE"):
        shutil.copy(path, copy / path.name)
    from build import BuildException, ProjectBuilder  # noqa: PLC0415 - for one command
    from pyproject_hooks import quiet_subprocess_runner  # noqa: PLC0415

    try:
        ProjectBuilder(copy, runner=quiet_subprocess_runner).build("wheel", folder)
    except BuildException as error:
        raise ReleaseError(f"the learners' wheel cannot be built: {str(error).splitlines()[-1]}") from error
    finally:
        shutil.rmtree(copy)
    return next(folder.glob("tconv_check-*.whl"))


def _draft(path: Path) -> Draft:
    master = load(path)
    source = source_notebook(master)
    read_source(source)
    return Draft(master, source)


def _check_edits(course: Course, drafts: list[Draft]) -> None:
    """Refuse to undo what somebody wrote into a source notebook."""
    for draft in drafts:
        path, written = course.notebook("source", draft.stem), course.written(draft.stem)
        if not path.is_file() or not written.is_file():
            continue
        try:
            now = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            cells = undone(now, json.loads(written.read_text(encoding="utf-8")), draft.source)
        except (OSError, ValueError, AttributeError, nbformat.ValidationError):
            continue  # what is no notebook holds nobody's work on one
        if cells:
            raise ReleaseError(
                f"{path}: was edited by hand ({_few(cells)}), and a release would undo that:"
                f" make the same change in {draft.master.path}, then release with --discard-edits"
            )


def _prove(course: Course, draft: Draft, sandbox: SandboxKind, allowed: Allowed, say: Callable[[str], None]) -> None:
    seed = choose(course.seed).seed(draft.stem)
    try:
        with one_executor(sandbox, draft.source) as executor:
            for warning in prove(draft.stem, draft.source, executor, seed):
                say(f"warning: {warning}")
    except SandboxError as error:
        draft.unproved = str(error)
        if not allowed.unproved:
            raise ReleaseError(
                f"{draft.stem}: could not be proved ({error}); --unproved releases it all the same"
            ) from error
        say(f"warning: {draft.stem}: released unproved ({error})")
    except CourseError as error:
        raise ReleaseError(f"{error}; mend {draft.master.path}, nothing was changed") from error


def _compare(connection: sql.Connection, draft: Draft) -> None:
    draft.old = contents(connection, draft.stem)
    draft.students = handed_in(connection, draft.stem)
    if draft.old is not None and draft.new is not None:
        order = [cell.grade_id for cell in draft.master.cells]
        draft.plan = compare(connection, draft.old, draft.new, order)


def _waiting(course: Course, drafts: list[Draft]) -> dict[str, int]:
    """Return how many have handed in, graded or not, by assignment."""
    found = {}
    for draft in drafts:
        folders = [
            student
            for student in course.students()
            if course.notebook("submitted", draft.stem, student).parent.is_dir()
        ]
        if number := len({*draft.students, *folders}):
            found[draft.stem] = number
    return found


def _report(drafts: list[Draft], say: Callable[[str], None]) -> None:
    for draft in drafts:
        if draft.students:
            for line in draft.plan.lines():
                say(f"{draft.stem}: {line}")


def _check_migration(drafts: list[Draft], waiting: dict[str, int], allowed: Allowed) -> None:
    for draft in drafts:
        if not draft.plan.moves_points or draft.stem not in waiting:
            continue
        if not allowed.migrate:
            lines = [line for line in draft.plan.lines() if "text changed" not in line]
            raise ReleaseError(
                f"{draft.stem}: {waiting[draft.stem]} have handed in, and its cells change ({_few(lines)});"
                f" nothing was changed: 'autograder release {draft.stem} --migrate' changes the gradebook, keeps what"
                " was entered by hand, and grades everybody again"
            )
        if draft.unproved:
            raise ReleaseError(f"{draft.stem}: everybody would have to be graded again, but {draft.unproved}")


def _record(connection: sql.Connection, course: Course, draft: Draft) -> None:
    """Bring the gradebook to what the release has."""
    assert draft.new is not None  # noqa: S101 - made before
    if draft.old is None:
        enter(connection, course.name, draft.stem, draft.new)
    else:
        apply(connection, draft.old, draft.new, draft.plan)


def _generate_all(course: Course, drafts: list[Draft], root: Path, wheel: Path) -> None:
    """Make the releases under ``root``, with a gradebook of their own, and read all that is to be written."""
    scratch = f"sqlite:///{root / 'gradebook.db'}"
    for draft in drafts:
        stem = draft.stem
        source = course.notebook("source", stem)
        if source.parent.is_dir():
            shutil.copytree(source.parent, root / "source" / stem)  # data files of the instructor's
        (root / "source" / stem).mkdir(parents=True, exist_ok=True)
        (root / "source" / stem / source.name).write_text(draft.text, encoding="utf-8")
        _generate(course, stem, root, scratch)
        draft.files[source] = draft.text.encode()
        folder = root / "release" / stem
        for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
            draft.files[course.root / "release" / stem / path.relative_to(folder)] = path.read_bytes()
        released = course.notebook("release", stem)
        draft.files |= dict.fromkeys(released.parent.glob("*.whl"))
        draft.files[released.parent / wheel.name] = wheel.read_bytes()
        draft.files[course.root / "release" / f"{stem}.zip"] = _zip(draft, (folder / released.name).read_bytes(), wheel)
        draft.files[course.written(stem)] = (json.dumps(fingerprint(draft.source), indent=0) + "\n").encode()
    with Gradebook(scratch, course.name).transaction() as connection:
        for draft in drafts:
            draft.new = contents(connection, draft.stem)


def _zip(draft: Draft, notebook: bytes, wheel: Path) -> bytes:
    """Return the archive for learners."""
    master = draft.master
    title = f"{master.cells[0].source.splitlines()[0].lstrip('# ')} ({master.points} points)"
    conditions = textwrap.fill(CONDITIONS, 79)
    start = START.format(title=title, wheel=f"./{wheel.name}", notebook=f"{draft.stem}.ipynb", conditions=conditions)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in (
            (f"{draft.stem}.ipynb", notebook),
            (wheel.name, wheel.read_bytes()),
            ("START.txt", start.encode()),
        ):
            file.writestr(zipfile.ZipInfo(f"{draft.stem}/{name}", DATE), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _generate(course: Course, stem: str, root: Path, db: str) -> None:
    """Let nbgrader make the release of what lies under ``root``."""
    from nbgrader.apps import NbGraderAPI  # noqa: PLC0415 - seconds to import
    from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.db_url, config.CourseDirectory.root = db, str(root)
    with contextlib.redirect_stderr(io.StringIO()):
        result = NbGraderAPI(config=config).generate_assignment(stem, force=True, create=True)
    if not result["success"]:
        said = f"{result.get('log')}\n{result.get('error')}".splitlines()
        reasons = [line.strip() for line in said if re.match(r"\s*[\w.]*(Error|Exception|Entry): ", line)]
        raise ReleaseError(f"{stem}: nbgrader refuses to release it: {reasons[0] if reasons else 'it gives no reason'}")


def _few(words: list[str], most: int = 3) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return f"{', '.join(words[:most])}{more}"
