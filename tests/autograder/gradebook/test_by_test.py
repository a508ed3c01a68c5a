"""Points by exercise and test: a row for each, which add up to what the gradebook counts."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.gradebook import by_test as module
from autograder.gradebook.by_test import PointsRow
from autograder.gradebook.scores import Mark
from autograder.outcome import Outcome, Status


def cell(name, points=None, *, solution=False, new=new_code_cell, exercise=""):
    nbgrader = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution}
    nbgrader |= {"points": points} if points is not None else {}
    ours = {"autograder": {"exercise": exercise}} if exercise else {}
    return new("", metadata={"nbgrader": nbgrader, **ours})


FOREIGN = new_notebook(
    cells=[
        new_markdown_cell("text"),
        cell("f", solution=True),
        cell("f-one", 1),
        cell("f-two", 2),
        cell("essay", 5, solution=True, new=new_markdown_cell),
        cell("last", 4, exercise="g"),
    ]
)


def mark(points, *, by_hand=False, review=False):
    return Mark(points, by_hand, review)


def by_test(outcomes, source, marks):
    return list(module.by_test(outcomes, source, lambda students: {name: marks.get(name, {}) for name in students}))


def row(*values):
    return PointsRow("ann", "scatter", *values)


def test_each_cell_with_points_is_a_row_of_its_exercise_in_the_order_of_the_notebook():
    marks = {"f-one": mark(1), "f-two": mark(0.5), "essay": mark(0, review=True), "last": mark(3, by_hand=True)}
    found = by_test([Outcome("ann", "scatter", Status.GRADED, 12)], FOREIGN, {"ann": marks})
    assert found == [
        row("f", "f-one", 1, 1, "full"),
        row("f", "f-two", 0.5, 2, "part"),
        row("essay", "essay", 0, 5, "to review"),
        row("g", "last", 3, 4, "by hand"),
    ]


def test_points_by_hand_that_are_older_than_the_last_grading_are_to_be_reviewed():
    marks = {"ann": {"f-one": mark(1, by_hand=True, review=True)}}
    [first, *_] = by_test([Outcome("ann", "scatter", Status.GRADED, 12)], FOREIGN, marks)
    assert (first.points, first.status) == (1, "to review")


def test_who_was_not_graded_has_rows_that_say_so_but_for_what_was_entered_by_hand():
    outcome = Outcome("ann", "scatter", Status.REJECTED, 12)
    found = by_test([outcome], FOREIGN, {"ann": {"f-one": mark(0, review=True), "f-two": mark(2, by_hand=True)}})
    assert [(each.points, each.status) for each in found] == [
        (0, "rejected"),
        (2, "by hand"),
        (0, "rejected"),
        (0, "rejected"),
    ]


def test_nothing_for_an_answer_is_none():
    [first, *_] = by_test([Outcome("ann", "scatter", Status.GRADED, 12)], FOREIGN, {"ann": {"f-one": mark(0)}})
    assert first.status == "none"


def test_of_a_large_class_the_points_of_some_are_read_at_a_time_and_rows_come_as_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    asked = []

    def read(students):
        asked.append(students)
        return {}

    outcomes = (Outcome(f"s{number}", "scatter", Status.GRADED, 12) for number in range(5))
    rows = module.by_test(outcomes, FOREIGN, read)
    assert (next(rows).student, asked) == ("s0", [["s0", "s1"]])
    assert len(list(rows)) == 5 * 4 - 1
    assert asked == [["s0", "s1"], ["s2", "s3"], ["s4"]]
