"""What was handed in is found, or the reason says what is there instead; nothing was handed in only if that is so."""

import json

import pytest

from autograder.grading.found import LINK
from autograder.grading.wanted import Marks
from tests.autograder.grading.papers import cell, data, look, own, read, solved, zipped


@pytest.fixture
def student(tmp_path):
    (tmp_path / "ann").mkdir()
    return tmp_path / "ann"


@pytest.fixture
def right(course):
    return data(solved(course))


@pytest.fixture
def half(course):
    notebook = solved(course)
    cell(notebook, "stamp1d")["source"] = cell(read(course, "release"), "stamp1d")["source"]
    return data(notebook)


def put(student, path, content):
    (student / path).parent.mkdir(parents=True, exist_ok=True)
    (student / path).write_bytes(content)


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("scatter/scatter/scatter.ipynb", "scatter/scatter.ipynb"),
        ("scatter.ipynb", "scatter.ipynb outside of scatter/"),
        ("Scatter/scatter.ipynb", "Scatter/scatter.ipynb outside of scatter/"),
        ("scatter/scatter.ipynb.txt", "scatter.ipynb.txt"),
        ("scatter/scatter.IPYNB", "scatter.IPYNB"),
        ("scatter/scatter (1).ipynb", "scatter (1).ipynb"),
        ("scatter/scatter-Copy1.ipynb", "scatter-Copy1.ipynb"),
        ("scatter/scatter.json", "scatter.json"),
        ("scatter/Smith_1_assignsubmission_file_scatter.ipynb", "Smith_1_assignsubmission_file_scatter.ipynb"),
        ("week 3/homework.ipynb", "week 3/homework.ipynb outside of scatter/"),
        ("scatter/=cmd().ipynb", "=cmd().ipynb"),
    ],
)
def test_a_wrong_folder_or_name_is_read_with_a_note(course, student, right, path, called):
    put(student, path, right)
    found = look(course, student)
    assert (found.data, found.problem, found.notes) == (right, "", (f"was found as {called}",))


@pytest.mark.parametrize("path", ["scatter/scatter.zip", "scatter/scatter.ipynb", "homework.zip"])
def test_an_archive_is_looked_into_and_into_the_archive_in_it(course, student, right, path):
    inner = zipped({"scatter/scatter.ipynb": right, "__MACOSX/scatter/._scatter.ipynb": b"{}", "START.txt": b""})
    for archive in (inner, zipped({"a/deeper.zip": inner, "a/.venv/scatter.ipynb": b"{}"})):
        put(student, path, archive)
        found = look(course, student)
        assert (found.data, found.problem) == (right, "")
        assert found.notes[0].startswith("was found as ")


def test_the_copy_that_was_worked_in_counts_where_the_other_is_as_released(course, student, right):
    put(student, "scatter/scatter.ipynb", data(read(course, "release")))
    put(student, "scatter/scatter-Copy1.ipynb", right)
    found = look(course, student)
    assert found.data == right
    assert found.notes == ("scatter.ipynb is as it was released: scatter-Copy1.ipynb was graded in its place",)


def test_a_file_that_cannot_be_read_gives_way_to_one_that_can(course, student, right):
    put(student, "scatter/scatter.ipynb", b"")
    put(student, "scatter/scatter (1).ipynb", right)
    assert look(course, student).data == right


def test_beside_the_right_file_another_with_answers_is_noted_and_a_copy_or_a_blank_is_not(course, student, right, half):
    put(student, "scatter/scatter.ipynb", half)
    put(student, "scatter/same.ipynb", half)
    put(student, "scatter/blank.ipynb", data(read(course, "release")))
    assert look(course, student).notes == ()
    put(student, "scatter/more.ipynb", right)
    found = look(course, student)
    assert (found.data, found.notes) == (half, ("also holds more.ipynb, which was not looked at",))


def test_two_with_different_answers_and_none_with_the_right_name_are_for_the_learner_to_choose(
    course, student, right, half
):
    put(student, "scatter/scatter-Copy1.ipynb", right)
    put(student, "scatter/scatter-final.ipynb", half)
    problem = look(course, student).problem
    assert problem == "holds scatter-Copy1.ipynb and scatter-final.ipynb, both with answers: leave one"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("scatter.py", b"def stamp1d(): pass", "holds scatter.py and no scatter.ipynb"),
        ("scatter.html", b"<html>", "holds scatter.html and no scatter.ipynb"),
        ("homework.pdf", b"%PDF-1.4", "holds homework.pdf and no scatter.ipynb"),
        ("scatter.zip", b"PK\3\4...", "holds scatter.zip, which is damaged"),
        ("scatter.zip", zipped({"notes.txt": b"x"}), "holds scatter.zip, which holds no notebook"),
        ("scatter.rar", b"Rar!\x1a\x07", "holds scatter.rar and no scatter.ipynb"),
        ("other.ipynb", b'{"cells": []}', "holds other.ipynb, which has none of this assignment's answer cells"),
        ("scatter (1).ipynb", b'{"cells": [', "holds scatter (1).ipynb, which ends in the middle"),
        (".ipynb_checkpoints/scatter-checkpoint.ipynb", b"{}", "holds only Jupyter's own copy"),
        ("._scatter.ipynb", b"\0\5\x16\7", "holds only ._scatter.ipynb, which stands for a file and is none"),
        (".scatter.ipynb.icloud", b"bplist00", "holds only .scatter.ipynb.icloud, which stands for a file and is none"),
    ],
)
def test_what_is_no_notebook_of_the_assignment_is_named(course, student, name, content, problem):
    put(student, f"scatter/{name}", content)
    found = look(course, student)
    assert found.data is None
    assert found.problem.startswith(problem)


@pytest.mark.parametrize("path", ["scatter/.DS_Store", "scatter/timestamp.txt", "matrix/notes.txt", "readme.txt"])
def test_nothing_was_handed_in_is_said_where_nothing_was(course, student, path):
    put(student, path, b"x")
    found = look(course, student)
    assert (found.data, found.problem) == (None, "")


def test_links_are_not_followed_wherever_they_lie(course, student, right):
    put(student.parent, "elsewhere.ipynb", right)
    (student / "scatter").mkdir()
    (student / "scatter/scatter.ipynb").symlink_to(student.parent / "elsewhere.ipynb")
    assert look(course, student).problem == LINK
    (student / "scatter/scatter.ipynb").rename(student / "scatter/other.ipynb")
    found = look(course, student)
    assert (found.data, found.problem) == (
        None,
        "holds other.ipynb, a symbolic link, and no scatter.ipynb: hand in scatter.ipynb itself",
    )


def test_jupyters_own_copy_is_noted_where_the_notebook_is_as_released_and_it_has_answers(course, student, right, half):
    copy, blank = "scatter/.ipynb_checkpoints/scatter-checkpoint.ipynb", data(read(course, "release"))
    for notebook, saved, notes in ((blank, blank, 0), (half, right, 0), (blank, b"{", 0), (blank, right, 1)):
        put(student, "scatter/scatter.ipynb", notebook)
        put(student, copy, saved)
        found = look(course, student)
        assert (found.data, len(found.notes)) == (notebook, notes)
    assert found.notes[0].startswith("scatter.ipynb is as it was released; Jupyter's own copy (.ipynb_checkpoints) has")
    put(student, "scatter/._scatter.ipynb", b"x")
    assert look(course, student).problem == ""


@pytest.fixture
def matrix_marks():
    names = (b'"as_matrix"', b'"as_matrix-test"')
    return Marks(names, frozenset(names))


def test_a_notebook_of_another_assignment_is_named_and_left_alone_in_its_own_folder(
    course, student, right, matrix_marks
):
    other = data({"nbformat": 4, "cells": [own("1") | {"metadata": {"nbgrader": {"grade_id": "as_matrix"}}}]})
    put(student, "matrix/matrix.ipynb", other)
    assert look(course, student, matrix=matrix_marks).problem == ""
    put(student, "scatter/scatter.ipynb", other)
    problem = look(course, student, matrix=matrix_marks).problem
    assert problem == "is the notebook of matrix, not of scatter: hand in scatter.ipynb"
    (student / "scatter/scatter.ipynb").unlink()
    put(student, "matrix/matrix.ipynb", right)
    assert look(course, student, matrix=matrix_marks).data == right


@pytest.mark.parametrize("damaged", [b"PK\3\4...", zipped({"matrix.ipynb": b"{"})[:-8]])
def test_a_damaged_archive_in_the_folder_of_another_assignment_is_no_hand_in_for_this_one(
    course, student, matrix_marks, damaged
):
    put(student, "matrix/matrix.zip", damaged)
    found = look(course, student, matrix=matrix_marks)
    assert (found.data, found.problem) == (None, "")
    put(student, "homework.zip", damaged)
    assert look(course, student, matrix=matrix_marks).problem.startswith("holds homework.zip, which is damaged")


def test_a_folder_of_thousands_of_files_is_not_read_to_its_end(course, student):
    for number in range(1_500):
        put(student, f"scatter/{number:05}.ipynb", json.dumps({"cells": [], "n": number}).encode())
    assert look(course, student).problem.startswith("holds 00000.ipynb")
