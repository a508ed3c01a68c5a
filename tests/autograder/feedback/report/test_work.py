"""What is read of a graded notebook: the learner's code where it belongs, and known mistakes."""

import json

import pytest

from autograder.feedback.report.work import Places, Work
from autograder.masters.master import load
from tests.conftest import ROOT

PLACES = Places.of(load(ROOT / "solutions" / "scatter.md"))


def cell(source, name="", kind="code", likeness=""):
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    metadata |= {"autograder": {"likeness": likeness}} if likeness else {}
    return {"cell_type": kind, "source": source, "metadata": metadata}


def test_code_stands_with_its_exercise_the_answer_first_and_tests_are_no_code_of_a_learner():
    cells = [
        cell("a = 1"),
        cell("answer", "stamp1d"),
        cell(["b = 2\n", "c"]),
        cell("assert f", "stamp1d-worked_example"),
        cell("d = 3"),
        cell("text", kind="markdown"),
        cell("setup", "setup"),
        cell("e = 5", "another_courses_cell"),
    ]
    work = Work.of({"cells": cells}, PLACES)
    assert work.code == {"contributors": "a = 1", "stamp1d": "answer\n\nb = 2\nc\n\nd = 3"}


def test_a_known_mistake_is_believed_of_an_answer_alone():
    cells = [cell("x", "stamp1d", likeness="as if"), cell("y", likeness="as I like"), cell("z", "setup", likeness="no")]
    assert Work.of({"cells": cells}, PLACES).mistakes == {"stamp1d": "as if"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cells": [3]}', b'{"cells": [{"cell_type": "code"}]}', b"\xff"])
def test_what_cannot_be_read_is_none(tmp_path, data):
    (tmp_path / "a.ipynb").write_bytes(data)
    assert Work.read(tmp_path / "a.ipynb", PLACES) is None
    assert Work.read(tmp_path / "none.ipynb", PLACES) is None


def test_what_is_read_from_a_file_is_what_stands_in_it(tmp_path):
    notebook = {"cells": [cell("f", "stamp1d")]}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    assert Work.read(tmp_path / "a.ipynb", PLACES) == Work.of(notebook, PLACES)
