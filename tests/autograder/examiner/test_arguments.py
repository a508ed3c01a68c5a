"""What becomes of arguments in a call elsewhere, against what a call here would have done to them."""

import copy
import inspect

import numpy as np
import pytest

from autograder.examiner.arguments import copy_back, signatures
from autograder.sandbox.inside.wire import decode, encode


def adds(x):
    x += 1


def grows(items):
    items.extend([4, [5]])


def shrinks(items):
    del items[0]


def renames(table):
    table["b"] = table.pop("a")


def reshapes(x):
    x.shape = (2, 2)


def inside_a_tuple(pair):
    pair[0][:] = 7
    pair[1].append(8)


def nothing(_value):
    pass


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (adds, np.arange(6.0).reshape(2, 3)),
        (adds, np.asfortranarray(np.arange(6).reshape(2, 3))),
        (grows, [1, [2]]),
        (shrinks, [1, [2]]),
        (renames, {"a": [1]}),
        (reshapes, np.arange(4.0)),
        (inside_a_tuple, (np.zeros(2), [1])),
        (nothing, 5),
        (nothing, np.ones(3)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_call_elsewhere_leaves_the_arguments_as_a_call_here_would(change, value):
    here, sent = copy.deepcopy(value), copy.deepcopy(value)
    change(here)
    elsewhere = decode(encode(value))
    change(elsewhere)
    copy_back([sent], [elsewhere])
    np.testing.assert_equal(sent, here)
    keyword = {"name": copy.deepcopy(value)}
    copy_back(keyword, {"name": elsewhere})
    np.testing.assert_equal(keyword["name"], here)


def test_the_tests_own_objects_are_changed_and_not_replaced():
    array, items, table = np.zeros(2), [1], {"a": 1}
    before = [array, items, table]
    copy_back(before, [np.ones(2), [2], {"b": 2}])
    assert all(one is other for one, other in zip(before, (array, items, table), strict=True))
    assert (array.tolist(), items, table) == ([1.0, 1.0], [2], {"b": 2})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([[1]], [np.ones(1)]),
        ([np.zeros(1)], [[1.0]]),
        ([[1]], "text"),
        ({"a": [1]}, {"b": [2]}),
        ([[1]], []),
        ([], [1]),
    ],
)
def test_what_does_not_match_is_left_as_it_is(before, after):
    kept = copy.deepcopy(before)
    copy_back(before, after)
    np.testing.assert_equal(before, kept)


SOURCE = """
import math
def none(): pass
def some(a, b=1, /, c=2, *rest, d, e=3, **more): pass
def some_more(x: int, *, y: str = "a") -> None: pass
VALUE = 1
class A:
    def method(self): pass
"""


def test_signatures_have_the_names_and_kinds_that_python_gives_them():
    names = {}
    exec(SOURCE, names)  # noqa: S102 - written above
    found = signatures(iter([SOURCE, "def later(z): pass"]))
    assert sorted(found) == ["later", "none", "some", "some_more"]
    for name in ("none", "some", "some_more"):
        expected = [(each.name, each.kind) for each in inspect.signature(names[name]).parameters.values()]
        assert [(each.name, each.kind) for each in found[name].parameters.values()] == expected


def test_of_two_functions_of_one_name_the_last_counts():
    assert list(signatures(iter(["def f(a): pass", "def f(b): pass"]))["f"].parameters) == ["b"]
