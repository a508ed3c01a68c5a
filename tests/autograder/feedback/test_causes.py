"""An error that follows from another is told under that one."""

import pytest
from nbformat.v4 import new_output

from autograder.feedback.causes import Cause, Causes, Fault, OwnCell, fault_of


def broken(number, source):
    return OwnCell(number, source, fault=Fault("SyntaxError", "SyntaxError: no"))


def missing(name):
    return Fault("NameError", f"NameError: name '{name}' is not defined", missing=name)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import torch\nimport collections", ["torch", "collections"]),
        ("import torch.nn as nn, os.path", ["nn", "os"]),
        ("from a.b import (c, d as e)  # why", ["c", "e"]),
        ("%%time\ndef f(x):\n    return x", ["f"]),
        ("async def g(:\n  pass\nclass K: pass", ["g", "K"]),
        ("a, b = 1, 2\nc: int = 3\nd = e = (", ["a", "b", "c", "d"]),
        ("try:\n    import torch\nexcept", ["torch"]),
    ],
)
def test_a_name_that_a_broken_cell_was_to_bind_leads_to_that_cell(source, names):
    causes = Causes([broken(4, source)], ["f"])
    assert [causes.of(missing(name), 9) for name in names] == [Cause(4)] * len(names)
    assert causes.of(missing("unheard_of"), 9) is None


def test_a_cell_does_not_follow_from_itself_or_from_a_later_one():
    causes = Causes([broken(4, "x = 1"), broken(6, "y = x")], [])
    assert causes.of(missing("x"), 4) is None
    assert causes.of(missing("x"), 3) is None
    assert causes.of(missing("x"), 6) == Cause(4)


def test_a_comparison_or_a_keyword_binds_nothing():
    causes = Causes([broken(4, "x == 1\nf(y=2)\nprint(z)")], [])
    assert [causes.of(missing(name), 9) for name in "xyz"] == [None] * 3


def test_a_name_like_the_one_that_is_asked_for_is_pointed_out():
    cells = [OwnCell(2, "def contributor(a):\n    return a\ndef stamp1d(x): pass")]
    causes = Causes(cells, ["contributors", "stamp1d", "stamp2d"])
    assert causes.of(missing("contributors"), 9).text == "you defined contributor, contributors is asked for"
    assert causes.of(missing("stamp2d"), 9).text == "stamp2d is defined in no cell"  # stamp1d has its own meaning
    assert causes.of(missing("stamp1d"), 9) is None
    assert causes.of(missing("helper"), 9) is None


def test_an_answer_that_stands_below_what_needs_it_is_pointed_out():
    causes = Causes([OwnCell(24, "def stamp1d(x): pass"), OwnCell(30, "def stamp1d(x): pass")], ["stamp1d"])
    assert causes.of(missing("stamp1d"), 23) == Cause(0, "it stands below them, in cell 24; move it above them")
    assert causes.of(missing("stamp1d"), 25) is None


def test_any_other_error_stands_for_itself():
    causes = Causes([broken(4, "x = 1")], ["x"])
    assert causes.of(Fault("TypeError", "TypeError: x"), 9) is None
    assert causes.of(None, 9) is None


def error(name, text, lines=()):
    return new_output("error", ename=name, evalue=text, traceback=list(lines))


def test_the_places_of_an_error_are_lines_of_the_learners_cells():
    lines = [
        "KeyError: 3",
        "line 1 of the test: f(3)",
        "cell 4, line 12, in f: return g(x)",
        "cell 2, line 3, in g: x[3]",
    ]
    fault = fault_of([error("KeyError", "3", lines)], shown=True)
    assert (fault.text, fault.places) == ("KeyError: 3", ((4, 12), (2, 3)))


def test_the_place_of_a_syntax_error_is_said_once():
    lines = ['  File "<cell 5>", line 2', "    out = (", "          ^", "SyntaxError: '(' was never closed"]
    fault = fault_of([error("SyntaxError", "'(' was never closed (<cell 5>, line 2)", lines)], shown=True)
    assert (fault.text, fault.places) == ("SyntaxError: '(' was never closed", ((5, 2),))
    lines = ['  File "<tokenize>", line 5', "IndentationError: unindent"]
    assert fault_of([error("IndentationError", "unindent", lines)], shown=True).places == ((0, 5),)


def test_what_the_learners_code_printed_is_no_traceback():
    lines = ["CheckFailed: wrong", "line 1 of the test: f(3)", "Your code printed:", "cell 1, line 1, in f: mine"]
    fault = fault_of([error("CheckFailed", "wrong", lines)], shown=True)
    assert (fault.places, fault.printed) == ((), "cell 1, line 1, in f: mine")


def test_an_error_that_is_not_to_be_shown_is_its_sentence():
    secret = error("KeyError31337", "31337", ["cell 1, line 1, in f: 31337"])
    fault = fault_of([secret], shown=False)
    assert (fault.places, fault.missing, fault.printed) == ((), "", "")
    assert fault_of([], shown=True) is None
