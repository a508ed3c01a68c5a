"""The late policy, settled before grades are shown."""

from autograder.commands.late import settle_late
from autograder.gradebook.database import Gradebook


def test_a_course_without_a_policy_has_nothing_to_settle(own_course):
    assert settle_late(own_course, Gradebook(own_course.db, own_course.name), ["scatter"]) == ([], "")
