"""How a learning platform names what was collected: so that a later download is known as one, and work goes back.

One file an assignment, ``.collected/ASSIGNMENT.json``; without it nothing is lost but these two.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomically

__all__ = ["Receipt", "read_receipts", "write_receipts"]


@dataclass(frozen=True)
class Receipt:
    """What was collected of one student."""

    form: str
    """The platform."""
    label: str
    handle: str
    """How a file is named that goes back to the student, but for its end; empty where the platform takes none."""
    number: str
    """The platform's number of the student; empty where it gives none."""
    digest: str
    """Of the files as they were laid down."""
    order: int | None
    seen: str
    """When the download was made, or the file written; empty where that is unknown."""

    @property
    def moment(self) -> datetime | None:
        """When the download was made."""
        try:
            return datetime.fromisoformat(self.seen)
        except ValueError:
            return None


def read_receipts(path: Path) -> dict[str, Receipt]:
    """Return what was collected, by student; empty where there is no record.

    Raises
    ------
    CourseError
        The file is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        return {str(student): Receipt(**fields) for student, fields in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{path}: is damaged: move it away and collect again") from error


def write_receipts(path: Path, receipts: dict[str, Receipt]) -> None:
    """Write the record."""
    text = json.dumps(
        {student: asdict(receipts[student]) for student in sorted(receipts)}, ensure_ascii=False, indent=1
    )
    write_atomically(path, text + "\n")
