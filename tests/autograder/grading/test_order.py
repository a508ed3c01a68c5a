"""What stands below the tests that need it is named; what stands where Jupyter finds it is not."""

from autograder.grading.matching import Assignment
from autograder.grading.restore import restore
from tests.autograder.grading.papers import cell, data, own, place, read, solved, source, text_of


def notes(course, notebook):
    return restore(data(notebook), Assignment.of(source(course))).notes


def test_an_answer_below_its_tests(course):
    notebook = solved(course)
    notebook["cells"].append(notebook["cells"].pop(place(notebook, "stamp1d")))
    assert notes(course, notebook) == ["answer cell stamp1d stands below its tests: move it above them"]


def test_an_answer_in_an_own_cell_below_its_tests(course):
    notebook = solved(course)
    text = text_of(cell(notebook, "stamp1d"))
    cell(notebook, "stamp1d")["source"] = text_of(cell(read(course, "release"), "stamp1d"))
    notebook["cells"].append(own(text))
    assert notes(course, notebook) == ["stamp1d is defined below its tests: define it above them"]
    notebook["cells"].insert(place(notebook, "stamp1d") + 1, notebook["cells"].pop())
    assert notes(course, notebook) == []
    at = place(notebook, "stamp1d")
    notebook["cells"].insert(at, notebook["cells"].pop(at + 1))
    assert notes(course, notebook) == [
        "answer cell stamp1d, as it was released, stands below the stamp1d of an own cell and replaces it"
    ]


def test_two_answers_in_each_others_cells(course):
    notebook = solved(course)
    first, second = cell(notebook, "contributors"), cell(notebook, "stamp1d")
    first["source"], second["source"] = text_of(second), text_of(first)
    assert notes(course, notebook) == ["contributors is defined below its tests: define it above them"]
    first["source"] = f"{text_of(first)}\n\n\n{text_of(second)}"
    assert notes(course, notebook) == []


def test_a_helper_below_the_tests_unless_it_is_there_above_too(course):
    notebook = solved(course)
    cell(notebook, "stamp1d")["source"] = "def stamp1d(*args):\n    total = 0\n    return helper(args)"
    notebook["cells"].append(own("def helper(args): return args\ntotal = 3"))
    assert notes(course, notebook) == ["helper, which stamp1d uses, is defined below its tests: define it above them"]
    notebook["cells"].insert(0, own("def helper(args): return 1"))
    assert notes(course, notebook) == []
