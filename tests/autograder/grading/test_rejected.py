"""What cannot be graded is shown again as text, as far as it can be read, and earns nothing."""

import json

import nbformat
import pytest

from autograder.cell import grade_id
from autograder.feedback.page import page
from autograder.grading.found import search
from autograder.grading.matching import Assignment
from autograder.grading.rejected import LONGEST_TEXT, rejected
from autograder.grading.wanted import Marks, Wanted
from autograder.masters.master import load
from autograder.outcome import Outcome, Status
from tests.autograder.grading.papers import cell, data, own, solved

REASON = "is none"


def texts(source, handed_in):
    """Return what stands above the instructor's cells."""
    notebook = rejected(Assignment.of(source), REASON, handed_in)
    nbformat.validate(notebook)
    names = [grade_id(each) for each in notebook.cells]
    first = next(place for place, name in enumerate(names) if name)
    assert names[first:] == [grade_id(each) for each in source.cells]
    return [each.source for each in notebook.cells[1:first]]


def test_of_a_notebook_for_another_language_the_answers_and_own_cells_are_shown(course, source):
    notebook = solved(course)
    notebook["metadata"] = {"language_info": {"name": "R"}}
    cell(notebook, "stamp1d")["source"] = "stamp1d <- function(x) x"
    notebook["cells"] += [own("print(1)"), own("*mine*", "markdown"), own(" ")]
    shown = texts(source, data(notebook))
    assert [text.split("\n")[0] for text in shown] == [
        cell(notebook, "contributors")["source"].split("\n")[0],
        "stamp1d <- function(x) x",
        cell(notebook, "stamp2d_strided")["source"].split("\n")[0],
        "print(1)",
        "```",
    ]


@pytest.mark.parametrize(
    ("handed_in", "shown"),
    [
        (b"def f(): pass\n", ["```\ndef f(): pass\n```"]),
        (b"\xef\xbb\xbf\x1b[31mred ```", ["````\nred ```\n````"]),
        ("é".encode() * LONGEST_TEXT, [f"```\n{'é' * (LONGEST_TEXT // 2)}\n```"]),
        (b"x" + "é".encode() * LONGEST_TEXT, [f"```\nx{'é' * (LONGEST_TEXT // 2 - 1)}\n```"]),
        (b'{"cells": [{"source": "def f', ['```\n{"cells": [{"source": "def f\n```']),
        (b"\x89PNG\r\n\x1a\n\0\0", []),
        (b"text\0", []),
        (b" \n", []),
        (b"", []),
        (json.dumps({"nbformat": 4, "cells": [None, {"source": 3}]}).encode(), []),
    ],
)
def test_of_any_other_file_the_beginning_is_shown_if_it_is_text(source, handed_in, shown):
    assert texts(source, handed_in) == shown


def test_the_page_shows_it_as_text_without_the_number_of_a_cell(course, source):
    master = load(course.assignments()["scatter"])
    outcome = Outcome("ann", "scatter", Status.REJECTED, 22, REASON)
    notebook = rejected(Assignment.of(source), REASON, b"<script>alert(1)</script> my words")
    html = page(notebook, master, outcome)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; my words" in html
    assert "<summary>A text of your own</summary>" in html


@pytest.mark.parametrize("name", ["scatter.py", "scatter.html", "notes.txt"])
def test_a_file_of_another_kind_in_the_place_of_the_notebook_is_shown(source, tmp_path, name):
    home = tmp_path / "ann" / "scatter"
    home.mkdir(parents=True)
    (home / name).write_text("# what I wrote")
    assignment = Assignment.of(source)
    found = search(home.parent, home, Wanted("scatter", assignment, Marks.of(assignment), {}))
    assert found.problem.startswith(f"holds {name}")
    assert found.shown == b"# what I wrote"
