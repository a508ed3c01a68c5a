"""Each wrong answer is wrong in the way that its name says, and applies only where that can show."""

import numpy as np
import pytest

from autograder.masters.wrong_answers import WRONG_ANSWERS, Recorder

BY_NAME = {wrong.name: wrong for wrong in WRONG_ANSWERS}
X = np.array([[1.0, 2.0], [3.0, 4.0]])
WIDE = np.array([[1.0, 2.0, 5.0], [3.0, 4.0, 6.0]])


def scaled(x, stride=1):
    return x * stride


def strided(x, s):
    return tuple(2 * value for value in s)


def recorded(function, *calls):
    record = Recorder()
    around = record(function)
    for args in calls:
        around(*args)
    return record


def made(name, function):
    return BY_NAME[name].make(function)


def same(left, right):
    return (
        type(left) is type(right) and np.array_equal(left, right) and np.asarray(left).dtype == np.asarray(right).dtype
    )


@pytest.mark.parametrize(
    ("name", "function", "args", "wrong"),
    [
        ("returns its first argument", scaled, (X, 3), X),
        ("returns zeros", scaled, (X, 3), np.zeros((2, 2))),
        ("returns zeros", divmod, (7, 2), (0, 0)),
        ("returns zeros", lambda: {"a": 2.5, "b": [True]}, (), {"a": 0.0, "b": [False]}),
        ("returns a constant of the right shape", scaled, (X, 3), np.ones((2, 2))),
        ("returns a constant of the right shape", divmod, (7, 2), (1, 1)),
        ("returns a constant of the right shape", lambda: (True, "a", None), (), (True, "a", None)),
        ("returns another kind of number", len, ([1, 2],), 2.5),
        ("returns another kind of number", lambda: True, (), "True"),
        ("returns another kind of number", lambda: 2.5, (), "2.5"),
        ("knows stride 1 only", scaled, (X, 3), X),
        ("knows stride 1 only", strided, (X, (2, 3)), (2, 2)),
        ("knows stride 1 only", strided, (X, [0, 3]), (0, 6)),
        ("knows squares only", scaled, (X, 3), 3 * X),
        ("knows squares only", scaled, (WIDE, 3), np.zeros((2, 3))),
    ],
)
def test_a_wrong_answer_returns_what_its_name_says(name, function, args, wrong):
    result = made(name, function)(*args)
    assert same(result, wrong) if isinstance(wrong, np.ndarray) else result == wrong


def test_nan_takes_the_place_of_every_float_and_of_nothing_else():
    array, number, text, whole = made("returns NaN", lambda: (X, 2.5, "a", 3))()
    assert array.shape == X.shape
    assert np.isnan(array).all()
    assert np.isnan(number)
    assert (text, whole) == ("a", 3)


def test_another_kind_of_array_has_the_same_values():
    real = made("returns another kind of number", lambda: X)()
    assert real.dtype == np.complex128
    assert np.array_equal(real, X)
    assert made("returns another kind of number", lambda: X + 0j)().dtype == np.float64


def test_what_broadcasts_has_one_axis_more_and_the_same_values():
    wrong = made("returns what broadcasts to the result", scaled)(X, 2)
    assert wrong.shape == (1, 2, 2)
    assert np.array_equal(wrong[0], 2 * X)


def test_changed_arguments_come_with_the_right_result():
    array, items = X.copy(), [1, 2]
    wrong = made("changes its arguments", lambda x, items: x * items[-1])
    assert np.array_equal(wrong(array, items), 2 * X)
    assert np.array_equal(array, X + 1)
    assert items == [1, 2, 2]
    fixed = X.copy()
    fixed.flags.writeable = False
    assert np.array_equal(wrong(fixed, [3]), 3 * X)


def test_what_always_refuses_never_asks_the_right_answer():
    asked = []
    with pytest.raises(ValueError, match="refused"):
        made("always raises ValueError", asked.append)(X, 2)
    assert asked == []


def test_what_answers_always_alike_is_told_to_ask_for_both():
    assert made("is always True", lambda x: x > 1)(0) is True
    assert made("is always False", lambda x: x > 1)(2) is False
    assert BY_NAME["is always True"].for_each_test == BY_NAME["is always False"].for_each_test == "ask for both answers"


@pytest.mark.parametrize(
    ("function", "calls", "names"),
    [
        (lambda: 0, [()], {"returns another kind of number", "returns a constant of the right shape"}),
        (lambda: 1, [()], {"returns another kind of number", "returns zeros"}),
        (
            lambda x: f"{x}",
            [("a",)],
            {"returns its first argument", "returns zeros"},
        ),
        (
            scaled,
            [(X, 2)],
            set(BY_NAME) - {"is always True", "is always False"},
        ),
        (
            lambda x: x > 1,
            [(1,), (2,)],
            {
                "returns its first argument",
                "returns zeros",
                "returns another kind of number",
                "is always True",
                "is always False",
            },
        ),
        (
            lambda items: items[0],
            [([3],)],
            {
                "returns its first argument",
                "returns zeros",
                "returns a constant of the right shape",
                "returns another kind of number",
                "changes its arguments",
            },
        ),
    ],
)
def test_a_wrong_answer_applies_where_the_mistake_can_show(function, calls, names):
    record = recorded(function, *calls)
    assert {wrong.name for wrong in WRONG_ANSWERS if wrong.applies(record)} == names | {"always raises ValueError"}


def test_where_no_call_was_made_nothing_that_changes_results_applies():
    record = recorded(lambda x: x)
    assert [wrong.name for wrong in WRONG_ANSWERS if wrong.applies(record)] == []


def test_the_recorder_keeps_arguments_as_they_were_before_the_call():
    def spoils(items, *, by):
        items.append(by)
        return len(items)

    record = Recorder()
    mine = [1]
    assert record(spoils)(mine, by=5) == 2
    assert mine == [1, 5]
    assert record.calls == [(([1],), {"by": 5}, 2)]
    assert record.arguments == [[1], 5]
    assert record.results == [2]
    assert record.parameters == ("items", "by")


def test_the_recorder_keeps_what_was_refused_apart():
    record = Recorder()
    number = record(lambda x, *, base: int(x, base))
    with pytest.raises(ValueError, match="invalid literal"):
        number("x", base=10)
    assert record.refused == [(("x",), {"base": 10})]
    assert (record.calls, record.results) == ([], [])


def of_a_square(x):
    if x.shape[0] != x.shape[1]:
        raise ValueError("not square")
    return x.sum(axis=0)


def small(x):
    if x.size > 4:
        raise ValueError("too large")
    return x.sum(axis=0)


@pytest.mark.parametrize(
    ("function", "answered", "refused", "applies"),
    [
        (of_a_square, [X], [], True),  # no test asks whether others are refused
        (of_a_square, [X], [WIDE], False),
        (small, [X, X[:1]], [WIDE], True),  # refused for another reason
        (small, [X[:1]], [np.ones((3, 3))], True),
        (small, [X], [np.ones((3, 3))], True),
    ],
)
def test_knowing_squares_only_is_no_mistake_where_all_else_is_refused(function, answered, refused, applies):
    record = recorded(function, *[(x,) for x in answered])
    around = record(function)
    for x in refused:
        with pytest.raises(ValueError, match=r"not square|too large"):
            around(x)
    assert BY_NAME["knows squares only"].applies(record) is applies
