"""What nbgrader's exchange has of one student: what they handed in there, and the pages that went back."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import read_regular
from autograder.grading.receipts import SECRET

__all__ = ["exchange_root", "in_exchange"]

HANDED_IN = r"\+[^+]+\+\d{4}-\d\d-\d\d[^+]*(\+[^+]*)?"
"""What follows a student's id in the name of a folder: assignment, time, and a random word."""
LONGEST = 1_000  # bytes


def exchange_root(course: Course) -> Path:
    """Return the exchange that ``nbgrader_config.py`` names; the course's own folder for it by default.

    Raises
    ------
    CourseError
        The configuration cannot be read.
    """
    path = course.root / "nbgrader_config.py"
    if not path.is_file():
        return course.root / "exchange"
    from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415 - seconds, with what the file imports

    try:
        root = PyFileConfigLoader(path.name, path=str(course.root)).load_config().Exchange.get("root")
    except Exception as error:
        raise CourseError(f"{path}: cannot be read ({type(error).__name__}: {error}), mend it") from error
    return course.root / str(root) if isinstance(root, str) and root else course.root / "exchange"


def in_exchange(course: Course, root: Path, names: Iterable[str], folders: Iterable[Path]) -> list[Path]:
    """Return what an exchange at ``root`` has of a student with these names, whose files lie in ``folders``.

    A page there has a name that follows from the secret beside the notebook and from the notebook's name.
    """
    home = root / course.name
    found = []
    known = [re.compile(re.escape(name) + HANDED_IN) for name in names]
    inbound = home / "inbound"
    if inbound.is_dir():
        found += [path for path in inbound.iterdir() if any(name.fullmatch(path.name) for name in known)]
    pages = home / "feedback"
    if pages.is_dir():
        places = [*(path for path in folders if not path.is_symlink()), *found]
        found += [pages / f"{name}.html" for name in _page_names(places)]
    return sorted(path for path in found if path.exists() or path.is_symlink())


def _page_names(places: Iterable[Path]) -> set[str]:
    from nbgrader.utils import notebook_hash  # noqa: PLC0415 - a second

    secrets, notebooks = set(), set()
    for place in places:
        for path in place.rglob("*"):
            if path.name == SECRET:
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    secrets.add(read_regular(path, LONGEST).decode())
            elif path.suffix in (".ipynb", ".html"):
                notebooks.add(path.stem)
    return {notebook_hash(secret=secret, notebook_id=name) for secret in secrets if secret for name in notebooks}
