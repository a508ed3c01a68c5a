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
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sql

from autograder.course import Course
from autograder.drafts import (
    Allowed,
    Draft,
    begin,
    check_edits,
    check_migration,
    compare_draft,
    keep_new_history,
    prove_draft,
    report,
    waiting_for,
)
from autograder.errors import ReleaseError
from autograder.files import replaced
from autograder.gradebook.contents import contents
from autograder.gradebook.database import Gradebook
from autograder.gradebook.migration import apply, enter
from autograder.grading.executor import SandboxKind
from autograder.grading.regrade import before_text
from autograder.masters.edits import fingerprint
from autograder.outcome import Outcome, Status
from tconv_check.conditions import CONDITIONS

__all__ = ["INSIDE", "WALLS", "Allowed", "build_wheel", "release"]

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
INSIDE = "autograder/sandbox/inside"  # what tconv_check has as a link
WALLS = ("fork_server.py", "harden.py", "zygote.py")  # what needs Linux there, and no learner


def release(
    course: Course,
    paths: list[Path],
    wheel: Path,
    allowed: Allowed | None = None,
    *,
    sandbox: SandboxKind = SandboxKind.BWRAP,
    say: Callable[[str], None] = lambda _line: None,
    step: Callable[[str], None] = lambda _line: None,
) -> list[Path]:
    """Write source and release of the masters at ``paths``, and for each a zip for learners; return the zips.

    ``say`` is told, line by line, what the instructor should know: changed cells, tests that the starter passes.
    ``step`` is told what is being done, before each part that takes seconds.

    Raises
    ------
    CourseError
        A master is not as it must be, its own solution fails a test, nbgrader refuses it, or something that was not
        ``allowed`` would be lost. A release that is refused changes nothing.
    """
    allowed = allowed or Allowed()
    drafts = [begin(course, path) for path in paths]
    if not allowed.discard_edits:
        check_edits(course, drafts)
    for draft in _in_steps(drafts, "Proving {}", step):
        prove_draft(course, draft, sandbox, allowed, say)
    gradebook = Gradebook(course.db, course.name)
    with tempfile.TemporaryDirectory(dir=course.root, prefix=".release-") as folder:
        _generate_all(course, drafts, Path(folder), wheel, step)
        with gradebook.transaction() as connection:
            for draft in drafts:
                compare_draft(connection, draft)
        waiting = waiting_for(course, drafts)
        changed = [draft for draft in drafts if draft.stem in waiting and keep_new_history(draft)]
        _generate_all(course, changed, Path(folder), wheel, step)
    report(drafts, waiting, say)
    check_migration(drafts, waiting, allowed)
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
        sources = [
            path for package in (*LEARNERS, INSIDE) for path in root.glob(f"{package}/**/*") if path.suffix != ".pyc"
        ]
        newest = max(path.stat().st_mtime for path in sources if path.is_file())
        built = next(folder.glob("tconv_check-*.whl"))
        if built.stat().st_mtime > newest:
            return built
    shutil.rmtree(folder, ignore_errors=True)
    copy = folder / "checkout"  # setuptools builds beside its sources: not in the checkout itself
    for package in LEARNERS:
        shutil.copytree(root / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", *WALLS))
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


def _record(connection: sql.Connection, course: Course, draft: Draft) -> None:
    """Bring the gradebook to what the release has."""
    assert draft.new is not None  # noqa: S101 - made before
    if draft.old is None:
        enter(connection, course.name, draft.stem, draft.new)
    else:
        apply(connection, draft.old, draft.new, draft.plan)


def _in_steps(drafts: list[Draft], words: str, step: Callable[[str], None]) -> Iterator[Draft]:
    """Yield each draft, having said what is done with it and how many there are."""
    for number, draft in enumerate(drafts, 1):
        count = f" ({number} of {len(drafts)})" if len(drafts) > 1 else ""
        step(f"{words.format(draft.stem)}{count}")
        yield draft


def _generate_all(course: Course, drafts: list[Draft], root: Path, wheel: Path, step: Callable[[str], None]) -> None:
    """Make the releases under ``root``, with a gradebook of their own, and read all that is to be written."""
    if not drafts:
        return
    scratch = f"sqlite:///{root / 'gradebook.db'}"
    Gradebook(scratch, course.name).create()
    for draft in _in_steps(drafts, "Making the release of {}", step):
        stem = draft.stem
        source = course.notebook("source", stem)
        if source.parent.is_dir():
            shutil.copytree(source.parent, root / "source" / stem, dirs_exist_ok=True)  # data files of the instructor's
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
        draft.files[course.written(stem)] = json.dumps(
            draft.written | {"cells": fingerprint(draft.source)}, indent=0
        ).encode()
    with Gradebook(scratch, course.name).transaction() as connection:
        for draft in drafts:
            draft.new = contents(connection, draft.stem)


def _zip(draft: Draft, notebook: bytes, wheel: Path) -> bytes:
    """Return the archive for learners."""
    master = draft.master
    title = f"{master.cells[0].source.splitlines()[0].lstrip('# ')} ({master.points:g} points)"
    conditions = textwrap.fill(CONDITIONS, 79)
    start = START.format(title=title, wheel=f"./{wheel.name}", notebook=f"{draft.stem}.ipynb", conditions=conditions)
    if master.options.conditions:
        start = f"{start}\n{textwrap.fill(master.options.conditions, 79)}\n"
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
