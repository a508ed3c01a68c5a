"""Hand-ins as they really come, from the file to the row: points as an instructor would give them, and true reasons."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import cli
from tests.autograder.grading.papers import cell, data, own, place, read, solved, text_of

pytestmark = pytest.mark.slow
FULL = 22


def put(course, path, content):
    target = course.root / "submitted" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def grade(course):
    result = CliRunner().invoke(
        cli, ["grade", "scatter", "--json", "--course", str(course.root)], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return {row["student"]: row for row in json.loads(result.stdout)["rows"]}


def edited(course, edit):
    notebook = solved(course)
    edit(notebook)
    return data(notebook)


def blank(course, notebook, name):
    cell(notebook, name)["source"] = text_of(cell(read(course, "release"), name))


def test_what_was_found_and_mended_gets_its_points_and_says_so(own_course):
    def lost(notebook):
        for each in notebook["cells"]:
            each["metadata"] = {}

    def fenced(notebook):
        each = cell(notebook, "stamp1d")
        each["source"] = f"```python\n{text_of(each)}\n```"

    def in_a_test(notebook):
        test = cell(notebook, "contributors-worked_example")
        test["source"] = f"{text_of(cell(notebook, 'contributors'))}\n\n{text_of(test)}"
        blank(own_course, notebook, "contributors")

    def below(notebook):
        notebook["cells"].append(notebook["cells"].pop(place(notebook, "stamp1d")))

    def without_tests(notebook):
        notebook["cells"] = [each for each in notebook["cells"] if not each["metadata"]["nbgrader"]["grade"]]

    def all_in_one(notebook):
        answers = [text_of(each) for each in notebook["cells"] if each["metadata"]["nbgrader"]["solution"]]
        notebook["cells"] = [own("\n\n\n".join(answers))]

    def raises(notebook):
        each = cell(notebook, "stamp1d")
        each["source"] = f"raise KeyError('torch')\n{text_of(each)}"

    cases = {
        "lost": (lost, FULL, "cells had lost nbgrader's marks and were found all the same"),
        "fenced": (fenced, FULL, "the marks of Markdown (```) around the answer stamp1d were left out"),
        "in_a_test": (in_a_test, FULL, "what was added to contributors-worked_example runs"),
        "below": (below, 14, "answer cell stamp1d stands below its tests"),
        "without_tests": (without_tests, FULL, "13 tests were deleted and are put back"),
        "all_in_one": (all_in_one, FULL, "answer cell stamp1d is missing, stamp1d is defined in cell 1"),
        "raises": (raises, 14, "cell stamp1d stopped: KeyError: 'torch'"),
    }
    for student, (edit, _, _) in cases.items():
        put(own_course, f"{student}/scatter/scatter.ipynb", edited(own_course, edit))
    put(own_course, "nested/scatter/scatter/scatter.ipynb", edited(own_course, lambda _notebook: None))
    rows = grade(own_course)
    assert rows["nested"]["score"] == FULL
    for student, (_, points, reason) in cases.items():
        assert (rows[student]["status"], rows[student]["score"]) == ("graded", points), rows[student]
        assert reason in rows[student]["reason"]


def test_a_time_that_changes_is_written_without_grading_again(own_course):
    def handed_in(text):
        put(own_course, "ann/scatter/timestamp.txt", text.encode())

    put(own_course, "ann/scatter/scatter.ipynb", edited(own_course, lambda _notebook: None))
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.update_or_create_assignment("scatter", duedate="2026-11-21 00:00:00 UTC")
    handed_in("2026-11-20 00:00:00 UTC")
    first = grade(own_course)["ann"]
    assert (first["late"], first["reason"]) == (0, "")
    handed_in("2026-11-25 00:00:00 UTC")
    later = grade(own_course)["ann"]
    assert (later["late"], later["seconds"]) == (4 * 86_400, first["seconds"])
    handed_in("2026-11-25 00:00:00 PST")
    unknown = grade(own_course)["ann"]
    assert (unknown["late"], unknown["reason"]) == (0, "timestamp.txt cannot be read: lateness unknown")
    handed_in("2026-11-21 00:30:00 UTC")
    assert (grade(own_course)["ann"]["late"], grade(own_course)["ann"]["reason"]) == (1_800, "")
    (own_course.root / "submitted/ann/scatter/timestamp.txt").unlink()
    assert grade(own_course)["ann"]["late"] == 0


def test_the_last_attempt_counts_or_the_best_where_the_course_says_so(own_course):
    half = edited(own_course, lambda notebook: blank(own_course, notebook, "stamp1d"))
    put(own_course, "ann/scatter/scatter.ipynb", half)
    put(own_course, "../attempts/ann/scatter/monday/scatter.ipynb", edited(own_course, lambda _notebook: None))
    put(own_course, "../attempts/ann/scatter/sunday/scatter.ipynb", b"{")
    row = grade(own_course)["ann"]
    assert (row["score"], row["reason"]) == (14, "")
    settings = own_course.root / "course.toml"
    settings.write_text(settings.read_text() + 'attempts = "best"\n')
    row = grade(own_course)["ann"]
    assert (row["score"], row["reason"]) == (FULL, "the attempt monday counts")
    (own_course.root / "submitted/ann/scatter/scatter.ipynb").unlink()
    assert grade(own_course)["ann"]["score"] == FULL  # of who handed in nothing at last
    settings.write_text(settings.read_text().replace("best", "first"))
    result = CliRunner().invoke(cli, ["grade", "--course", str(own_course.root)])
    assert 'must be "last" or "best"' in str(result.exception)


@pytest.mark.parametrize("setting", ["last", "best"])
def test_a_folder_of_attempts_that_a_learner_hands_in_earns_neither_points_nor_time(own_course, setting):
    settings = own_course.root / "course.toml"
    settings.write_text(settings.read_text() + f'attempts = "{setting}"\n')
    with closing(Gradebook(own_course.db, own_course.name)) as book:
        book.update_or_create_assignment("scatter", duedate="2026-11-21 00:00:00 UTC")
    right = edited(own_course, lambda _notebook: None)
    put(own_course, "ann/scatter/scatter.ipynb", edited(own_course, lambda each: blank(own_course, each, "stamp1d")))
    put(own_course, "bob/scatter/scatter.ipynb", right)
    for student in ("ann", "bob", "cho"):
        put(own_course, f"{student}/scatter/timestamp.txt", b"2026-11-25 00:00:00 UTC")
        for folder in ("attempts/early", "early", "../scatter/attempts/attempts/early"):
            put(own_course, f"{student}/scatter/{folder}/scatter.ipynb", right)
            put(own_course, f"{student}/scatter/{folder}/timestamp.txt", b"2026-11-01 00:00:00 UTC")
    result = CliRunner().invoke(cli, ["grade", "scatter", "--json", "--course", str(own_course.root)])
    rows = {row["student"]: row for row in json.loads(result.stdout)["rows"]}
    assert {name: (row["score"], row["late"]) for name, row in rows.items()} == {
        "ann": (14, 4 * 86_400),
        "bob": (FULL, 4 * 86_400),
        "cho": (FULL, 4 * 86_400),
    }
    warning = "submitted/ann/scatter/attempts and 2 more like it were not taken for attempts"
    assert (warning in result.stderr) == (setting == "best")
    assert ("move what you put there yourself to attempts/ann/scatter" in result.stderr) == (setting == "best")
