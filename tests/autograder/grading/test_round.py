"""A run over several assignments: one stream of work, read no faster than it is done."""

import pytest

from autograder.course import Course
from autograder.gradebook.database import Gradebook
from autograder.grading import cohort
from autograder.grading import round as module
from autograder.grading.journal import Journal
from autograder.release import release
from tests.autograder.classroom import HOW, Replay, book_of, copy_of, grade, hand_in, points


@pytest.fixture(scope="module")
def two(course, wheel, tmp_path_factory):
    """Return a course with two assignments, released."""
    made = copy_of(course, tmp_path_factory.mktemp("two") / "course")
    release(made, made.choose(["matrix"]), wheel)
    return Course.open(made.root)


class OneBehind:
    """Gives each result back only after the next task was taken, as workers do that have one ahead."""

    def __init__(self):
        self.taken = []

    def map(self, work, tasks):
        waiting = []
        for task in tasks:
            self.taken.append((task.assignment, task.student))
            if waiting:
                yield waiting[0], work(waiting.pop(0))
            waiting.append(task)
        for task in waiting:
            yield task, work(task)


def test_the_next_assignment_begins_while_the_last_of_the_one_before_is_graded(two):
    for student in ("ann", "bob"):
        hand_in(two, student)
        path = two.notebook("submitted", "matrix", student)
        path.parent.mkdir(parents=True)
        path.write_bytes(two.notebook("release", "matrix").read_bytes())
    sources = {name: two.notebook("source", name).read_text() for name in ("scatter", "matrix")}
    seen, workers = [], OneBehind()
    cohort.grade_all(
        two, sources, gradebook=book_of(two), workers=workers, how=HOW, make_executor=Replay(),
        progress=lambda done, expected: seen.append((done, expected, len(workers.taken))),
    )  # fmt: skip
    assert seen == [(0, 4, 0), (1, 4, 2), (2, 4, 3), (3, 4, 4), (4, 4, 4)]
    assert sorted(Journal(two.journal).known) == [(s, a) for s in ("ann", "bob") for a in ("matrix", "scatter")]
    for name in sources:
        assert sorted(book_of(two).automatic(name, ["ann", "bob", "eve"])) == ["ann", "bob"]


def test_a_class_whose_points_are_read_in_several_parts_is_known_to_its_last_student(course, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 250)
    large = copy_of(course, tmp_path / "course")
    students = [f"s{number:04}" for number in range(503)]  # of whom one query names 500
    for student in students:
        hand_in(large, student)
    grade(large, Replay())
    recorded = []
    with monkeypatch.context() as watched:
        watched.setattr(Gradebook, "record", lambda _self, outcomes: recorded.extend(outcomes))
        grade(large, Replay())
    assert recorded == []  # nothing has changed
    gone = {students[249], students[250], students[-1]}
    for student in gone:
        large.notebook("submitted", "scatter", student).unlink()
    grade(large, Replay())
    after = points(large)
    assert (len(after), {student for student, each in after.items() if each == 0}) == (len(students), gone)
