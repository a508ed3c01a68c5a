"""Points before and after a change, by student."""

from autograder.grading.regrade import Difference, before_text, differences
from autograder.outcome import Outcome, Status


def outcome(student, total):
    return Outcome(student, "halves", Status.GRADED, 8, total=total)


def test_only_those_with_other_points_differ_and_who_is_new_has_no_before(tmp_path):
    file = tmp_path / "before.json"
    file.write_bytes(before_text([outcome("ann", 5.0), outcome("bob", 0.1 + 0.2)], 5))
    now = [outcome("ann", 7.0), outcome("bob", 0.3), outcome("cho", 1.0)]
    assert differences(file, now) == (5.0, [Difference("ann", 5.0, 7.0)])
