"""Every way in which a course can be wrong, as one line that says what, where and what to do."""

from __future__ import annotations

__all__ = ["CourseError", "GradebookBusyError", "MasterError", "ReleaseError", "SubmissionError", "WriteError"]


class CourseError(Exception):
    """A course, its folder or its gradebook is not as it has to be; the message is for the instructor."""


class GradebookBusyError(CourseError):
    """Another program holds the gradebook; nothing was written to it."""


class WriteError(CourseError):
    """A file cannot be written; what stood there is as it was."""


class MasterError(CourseError):
    """A master in ``solutions/`` breaks the contract; the message names file, cell and the next action."""


class ReleaseError(CourseError):
    """An assignment cannot be released."""


class SubmissionError(CourseError):
    """A submission cannot be graded; the message is the reason that its row in ``grades.csv`` gives."""
