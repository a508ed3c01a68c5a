"""Forbidden names are found under any alias and through helpers, by reading alone."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.grading.executor import SandboxKind, one_executor
from autograder.grading.forbidden import Use, uses
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.one import grade_submission
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from tests.autograder.small_class import template

BANNED = {"numpy.kron": "points", "scipy.signal": "note"}


@pytest.fixture
def source(tmp_path):
    block = "assignment:\n  forbidden: {numpy.kron: points, scipy.signal: note}\n"
    (tmp_path / "halves.md").write_text(template().replace("kernelspec:", f"{block}kernelspec:", 1))
    return source_notebook(load(tmp_path / "halves.md"))


def written(source, answer, *own):
    notebook = copy.deepcopy(source)
    cell = next(cell for cell in notebook.cells if cell.metadata.nbgrader.solution)
    cell.source = answer
    notebook.cells[1:1] = [new_code_cell(text) for text in own]
    return notebook


USING = {
    "by the setup's alias": ("def spread(x, s):\n    return np.kron(x, s)",),
    "by its module": ("import numpy\ndef spread(x, s):\n    return numpy.kron(x, s)",),
    "by an alias of the learner's": ("import numpy as q\ndef spread(x, s):\n    return q.kron(x, s)",),
    "imported alone": ("from numpy import kron\ndef spread(x, s):\n    return kron(x, s)",),
    "imported under another name": ("from numpy import kron as k\ndef spread(x, s):\n    return k(x, s)",),
    "imported with all": ("from numpy import *\ndef spread(x, s):\n    return kron(x, s)",),
    "in a helper": ("def spread(x, s):\n    return helper(x, s)", "def helper(x, s):\n    return np.kron(x, s)"),
    "in a helper's helper": (
        "def spread(x, s):\n    return a(x)",
        "b = np.kron",
        "def a(x):\n    return b(x, x)",
    ),
    "beside a magic": ("%matplotlib inline\ndef spread(x, s):\n    return np.kron(x, s)",),
}


@pytest.mark.parametrize("how", USING)
def test_a_use_is_found(source, how):
    answer, *own = USING[how]
    assert uses(written(source, answer, *own), Assignment.of(source).cells, BANNED) == [
        Use("spread", "numpy.kron", costs_points=True)
    ]


def test_a_module_forbids_all_that_is_in_it(source):
    answer = "from scipy.signal import upfirdn\ndef spread(x, s):\n    return upfirdn([1], x, s)"
    assert uses(written(source, answer), Assignment.of(source).cells, BANNED) == [
        Use("spread", "scipy.signal", costs_points=False)
    ]


INNOCENT = {
    "another name": ("def spread(x, s):\n    return np.krons(x, s)",),
    "a text": ("def spread(x, s):\n    return 'np.kron'  # np.kron",),
    "a method of that name": ("def spread(x, s):\n    return x.kron(s)",),
    "a cell that the answer does not use": ("def spread(x, s):\n    return x", "print(np.kron([1], [2]))"),
    "no Python": ("def spread(x, s:\n    return np.kron(x, s)",),
    "too deep to read": ("x = " + "-" * 40_000 + "1",),
    "too long to read": ("def spread(x, s):\n    return np.kron(x, s)\n" + "#" * 60_000,),
}


@pytest.mark.parametrize("how", INNOCENT)
def test_what_is_no_use_is_not_found(source, how):
    answer, *own = INNOCENT[how]
    assert uses(written(source, answer, *own), Assignment.of(source).cells, BANNED) == []


def test_nothing_is_read_where_nothing_is_forbidden(source):
    assert uses(written(source, *USING["in a helper"]), Assignment.of(source).cells, {}) == []


@pytest.mark.slow
def test_a_forbidden_answer_gets_no_points_and_its_reason(source):
    right = (
        "def spread(x, stride):\n    if stride < 1:\n        raise ValueError\n"
        "    return np.kron(x, np.eye(1, stride)[0])[: stride * (len(x) - 1) + 1]"
    )
    data = nbformat.writes(written(source, right)).encode()
    with one_executor(SandboxKind.BWRAP, source) as executor:
        outcome, text = grade_submission(Submission("ann", "halves", data), Assignment.of(source), executor, 3)
    assert outcome.score == 0
    assert outcome.reason == "spread uses numpy.kron, which is forbidden: no points"
    assert "The answer uses numpy.kron, which this assignment forbids." in text
