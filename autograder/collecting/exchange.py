"""nbgrader's exchange as a class's files: its inbound folder, found by nbgrader's own settings."""

from __future__ import annotations

import logging
import pwd
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from traitlets.config import PyFileConfigLoader

from autograder.collecting.archive import Archive
from autograder.collecting.forms import EXCHANGE
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import written

__all__ = ["Inbound", "inbound"]


class Inbound:
    """Where students' submissions of a course arrive."""

    def __init__(self, folder: Path, *, check_owner: bool) -> None:
        self.folder, self.check_owner = folder, check_owner

    def strangers(self, archive: Archive, assignment: str) -> list[str]:
        """Return what was not handed in by whom its name says, as nbgrader's own collecting warns of it."""
        lines = []
        folders = dict.fromkeys(entry.path.parts[0] for entry in archive.entries)
        for folder in folders if self.check_owner else ():
            found = EXCHANGE.fullmatch(folder)
            if found is None or found["assignment"] != assignment:
                continue
            owner = _owner(self.folder / folder)
            if owner != found["student"]:
                lines.append(f"{written(folder)} is of {written(found['student'])} by its name and belongs to {owner}")
        return lines


def inbound(course: Course, assignment: str) -> Inbound:
    """Return the inbound folder, as nbgrader's ``collect`` finds it with the course's ``nbgrader_config.py``.

    Raises
    ------
    CourseError
        Its configuration cannot be read, or there is no such folder; with nbgrader's own words.
    """
    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    except Exception as error:  # a file of an instructor's may raise anything
        raise CourseError(f"nbgrader_config.py cannot be read ({error}): mend it") from error
    config.CourseDirectory.assignment_id = assignment
    log = logging.getLogger("autograder.exchange")
    log.setLevel(logging.CRITICAL + 1)  # what it says is raised, too
    collector = ExchangeCollect(coursedir=CourseDirectory(config=config), config=config)
    collector.log = log
    try:
        collector.init_src()
    except ExchangeError as error:
        raise CourseError(
            f"the exchange cannot be read ({error}): set c.Exchange.root in nbgrader_config.py"
        ) from error
    return Inbound(Path(collector.inbound_path), check_owner=bool(collector.check_owner))


def _owner(folder: Path) -> str:
    try:
        return pwd.getpwuid(folder.lstat().st_uid).pw_name
    except (KeyError, OSError):
        return "nobody known"
