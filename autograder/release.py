"""Masters to nbgrader's source notebooks, and those to what learners get.

The source notebook is ours; nbgrader's own ``generate_assignment`` makes the release from it, so its plain command
gives the same notebook. The zip has the notebook, a wheel of the library and the learner's check, and how to start.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import tempfile
import textwrap
import zipfile
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.errors import ReleaseError
from autograder.gradebook.database import Gradebook
from autograder.masters.master import Master, load
from autograder.masters.source import read_source, source_notebook
from tconv_check.conditions import CONDITIONS

__all__ = ["build_wheel", "release"]

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


def release(course: Course, paths: list[Path], wheel: Path) -> list[Path]:
    """Write source and release of the masters at ``paths``, and for each a zip for learners; return the zips.

    Raises
    ------
    CourseError
        A master is not as it must be, or nbgrader refuses it, with its reason (cells cannot change once there are
        submissions, for one). A release that is refused changes nothing.
    """
    masters = [load(path) for path in paths]
    for master in masters:
        read_source(source_notebook(master))
    Gradebook(course.db, course.name).create()
    return [_release_one(course, master, wheel) for master in masters]


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


def _release_one(course: Course, master: Master, wheel: Path) -> Path:
    stem = master.stem
    source, released = course.notebook("source", stem), course.notebook("release", stem)
    text = nbformat.writes(source_notebook(master)) + "\n"
    if not (source.exists() and released.exists() and source.read_text(encoding="utf-8") == text):
        _replace(course, stem, text)
    for old in released.parent.glob("*.whl"):
        old.unlink()
    shutil.copy(wheel, released.parent / wheel.name)
    archive = course.root / "release" / f"{stem}.zip"
    title = f"{master.cells[0].source.splitlines()[0].lstrip('# ')} ({master.points} points)"
    start = START.format(
        title=title, wheel=f"./{wheel.name}", notebook=released.name, conditions=textwrap.fill(CONDITIONS, 79)
    )
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in (
            (released.name, released.read_bytes()),
            (wheel.name, wheel.read_bytes()),
            ("START.txt", start.encode()),
        ):
            file.writestr(zipfile.ZipInfo(f"{stem}/{name}", DATE), data, zipfile.ZIP_DEFLATED)
    return archive


def _replace(course: Course, stem: str, text: str) -> None:
    """Make source and release in a folder of their own, and put them in place when nbgrader has accepted them."""
    with tempfile.TemporaryDirectory(dir=course.root, prefix=".release-") as folder:
        draft = Path(folder)
        source = course.notebook("source", stem)
        if source.parent.is_dir():
            shutil.copytree(source.parent, draft / "source" / stem)  # data files of the instructor's
        (draft / "source" / stem).mkdir(parents=True, exist_ok=True)
        (draft / "source" / stem / source.name).write_text(text, encoding="utf-8")
        _generate(course, stem, draft)
        for step in ("source", "release"):
            shutil.copytree(draft / step / stem, course.notebook(step, stem).parent, dirs_exist_ok=True)


def _generate(course: Course, stem: str, root: Path) -> None:
    """Let nbgrader make the release of what lies under ``root``."""
    from nbgrader.apps import NbGraderAPI  # noqa: PLC0415 - seconds to import
    from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.db_url, config.CourseDirectory.root = course.db, str(root)
    with contextlib.redirect_stderr(io.StringIO()):
        result = NbGraderAPI(config=config).generate_assignment(stem, force=True, create=True)
    if not result["success"]:
        said = f"{result.get('log')}\n{result.get('error')}".splitlines()
        reasons = [line.strip() for line in said if re.match(r"\s*[\w.]*(Error|Exception|Entry): ", line)]
        raise ReleaseError(f"{stem}: nbgrader refuses to release it: {reasons[0] if reasons else 'it gives no reason'}")
