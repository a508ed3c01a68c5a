"""Which tests answers alone can decide, and what is said of the others."""

import pytest

from autograder.cell import Cell, Role
from autograder.errors import CourseError
from autograder.masters.fitness import asked_of_plain, defined_by, unfit

SOLUTION = Cell(Role.SOLUTION, "def f(x):\n    return x\nclass C: pass\nn = 3", "s", foreign=True)


def a_test(text, *, foreign=True):
    return Cell(Role.TEST, text, "t", points=1, foreign=foreign)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("assert f(1) == 1 and n == 3", ""),
        ("print('fine')", ""),
        ("old = f\ndel f\nf = old", "it binds f, which learners define"),
        ("for n in range(3): pass", "it binds n, which learners define"),
        ("def f(x): pass", "it binds f, which learners define"),
        ("assert C().x == 1", "it uses class C"),
        ("assert f(1) ==", "it is not plain Python"),
        ("!ls", "it is not plain Python"),
    ],
)
def test_a_foreign_test_is_graded_or_has_a_reason(text, reason):
    found = unfit(a_test(text), defined_by([SOLUTION]))
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


def test_a_master_is_refused_for_the_same():
    ours = Cell(Role.SOLUTION, "def f(x): return x", "s")
    with pytest.raises(CourseError, match="test t binds f"):
        unfit(a_test("f = 1", foreign=False), defined_by([ours]))
    with pytest.raises(CourseError, match="solution s defines class C"):
        defined_by([Cell(Role.SOLUTION, "class C: pass", "s")])


def test_what_plain_cells_compute_with_answers_crosses_unless_a_test_binds_it():
    plain = [
        Cell(Role.OWN, text, f"#{number}", foreign=True)
        for number, text in enumerate(("given = 1", "y = f(3)", "z = y + 1", "for i in range(3): f(i)", "%matplotlib"))
    ]
    cells = [SOLUTION, *plain, a_test("for i in range(3):\n    assert f(i) == i")]
    assert asked_of_plain(plain, cells, defined_by([SOLUTION])) == ("y", "z")
