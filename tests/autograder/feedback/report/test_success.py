"""What a class reached in each exercise and test."""

from collections import Counter

from autograder.feedback.report.success import success
from autograder.gradebook.figures import Figures

TESTS = [("f", "f-one", 1.0), ("f", "f-two", 2.0), ("g", "g-one", 3.0)]


def test_each_test_has_its_counts_and_each_exercise_its_mean():
    figures = Figures(
        tests={
            "f-one": Counter({1.0: 3, 0.0: 1}),
            "f-two": Counter({2.0: 1, 0.5: 2, 0.0: 1}),
            "g-one": Counter({3.5: 4}),
        },
        complete=Counter(f=1, g=4),
    )
    f, g = success(figures, TESTS, {"f": "A title"})
    assert (f.title, f.points, f.complete, f.mean) == ("A title", 3, 1, (3 + 2 + 1) / 4)
    assert [(test.full, test.part, test.none, test.share) for test in f.tests] == [(3, 0, 1, 0.75), (1, 2, 1, 0.25)]
    assert (g.title, g.complete, g.mean) == ("g", 4, 3.5)
    assert g.tests[0].full == 4


def test_a_class_of_nobody_has_exercises_without_counts():
    f, g = success(Figures(), TESTS, {})
    assert (f.mean, f.complete, f.tests[0].share, g.mean) == (0, 0, 0, 0)


def test_what_an_instructor_takes_away_below_zero_counts_as_none():
    [f] = success(Figures(tests={"f-one": Counter({-1.0: 2})}), TESTS[:1], {})
    assert (f.tests[0].none, f.tests[0].part) == (2, 0)
