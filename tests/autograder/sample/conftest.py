"""The sample class with all odd kinds for one assignment, graded and given feedback once."""

import pytest

from autograder.course import Course
from autograder.sample.made import read_expected
from tests.autograder.classroom import copy_of, outcomes, sample_class
from tests.once import once


class OddClass:
    """What became of the class, and what had to."""

    def __init__(self, course):
        self.course = course
        self.outcomes = {outcome.student: outcome for outcome in outcomes(course)}
        self.expected = {student: row for (student, _), row in read_expected(course, ["scatter"]).items()}

    def differences(self, kinds):
        """Return whose points or status are not what they have to be."""
        found = {kind: (self.outcomes[kind].status, self.outcomes[kind].total) for kind in kinds}
        wanted = {kind: (self.expected[kind]["status"], float(self.expected[kind]["score"])) for kind in kinds}
        return {kind: (found[kind], wanted[kind]) for kind in kinds if found[kind] != wanted[kind]}

    def reasons(self, kinds):
        """Return what is said of those of whom anything is."""
        return {kind: self.outcomes[kind].reason for kind in kinds if self.outcomes[kind].reason}


@pytest.fixture(scope="session")
def odd(course, tmp_path_factory):
    def make(folder):
        sample_class(copy_of(course, folder / "course"), "--odd")

    return OddClass(Course.open(once(tmp_path_factory, "odd", make) / "course"))
