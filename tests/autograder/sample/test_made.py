"""The sample class: edited as students do, and its points known from the edit and not from grading."""

import csv

import nbformat
import pytest

from autograder.errors import CourseError
from autograder.grading.journal import Journal
from autograder.outcome import Outcome, Status
from autograder.sample.code import CODE
from autograder.sample.edits import EDITS
from autograder.sample.made import ODD, differences, make_sample, read_expected
from autograder.sample.places import PLACES
from autograder.sample.usual import KINDS
from tests.autograder.classroom import book_of, copy_of, source_of


@pytest.fixture(scope="module")
def handed_in(course, tmp_path_factory):
    """Return a course in which the sample class has handed in."""
    made = copy_of(course, tmp_path_factory.mktemp("sample") / "course")
    assert make_sample(made, made.choose(["scatter"])) == len(KINDS) - 1
    return made


def notebook_of(course, student):
    return nbformat.read(course.notebook("submitted", "scatter", student), as_version=4)


def test_everyone_is_enrolled_and_all_but_one_have_handed_in(handed_in):
    assert book_of(handed_in).students() == sorted(KINDS)
    assert handed_in.students() == sorted(set(KINDS) - {"lea"})


def test_no_submission_holds_a_hidden_case_or_a_marker(handed_in):
    for path in handed_in.root.glob("submitted/*/*/*.ipynb"):
        assert "### " not in path.read_text().replace("### f", ""), path
    assert "### BEGIN" in nbformat.writes(source_of(handed_in))


def test_handing_in_twice_changes_no_file(handed_in):
    def files():
        return {
            path: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in handed_in.root.glob("submitted/*/*/*")
            if path.is_file()
        }

    before = files()
    make_sample(handed_in, handed_in.choose(["scatter"]))
    assert files() == before
    with (handed_in.root / "expected.csv").open() as file:
        assert len(list(csv.DictReader(file))) == len(KINDS)


def test_each_odd_kind_is_handed_in_for_one_assignment_and_its_place_is_as_it_says(own_course):
    number = make_sample(own_course, own_course.choose(["scatter"]), odd=True)
    assert number == len(KINDS) - 1 + len(ODD)
    assert set(own_course.students()) == {*KINDS, *ODD} - {"lea"}
    assert book_of(own_course).students() == sorted(KINDS)  # the others are known by what they hand in
    names = {path.name for path in (own_course.root / "submitted" / "a_blank_copy_beside" / "scatter").iterdir()}
    assert names == {"scatter.ipynb", "scatter (1).ipynb", ".ipynb_checkpoints", "notes.txt", "timestamp.txt"}
    expected = read_expected(own_course, ["scatter"])
    assert expected["zipped", "scatter"]["kind"] == "zipped"
    assert expected["a_damaged_zip", "scatter"]["status"] == "rejected"


def test_no_two_kinds_have_one_name():
    assert len(ODD) == len(CODE) + len(EDITS) + len(PLACES)
    assert not ODD.keys() & KINDS.keys()


def test_an_assignment_that_is_not_released_is_named(handed_in):
    with pytest.raises(CourseError, match=r"matrix\.ipynb: is not there, run 'autograder release matrix'"):
        make_sample(handed_in, handed_in.choose(["matrix"]))


def test_each_difference_is_one_line_with_both_sides(handed_in):
    expected = {
        ("ann", "scatter"): {"status": "graded", "score": "2"},
        ("bob", "scatter"): {"status": "graded", "score": "2"},
        ("cho", "scatter"): {"status": "rejected", "score": "0"},
        ("dan", "scatter"): {"status": "missing", "score": "0"},
    }
    right = Outcome("ann", "scatter", Status.GRADED, 2, scores={"f": 2}, total=99)
    wrong = Outcome("bob", "scatter", Status.GRADED, 2, scores={"f": 1.5})
    failed = Outcome("cho", "scatter", Status.FAILED, 2)
    Journal(handed_in.journal).add([failed, wrong, right])
    outcomes, lines = differences(handed_in, expected)
    assert outcomes == [Outcome("ann", "scatter", Status.GRADED, 2, scores={"f": 2}), wrong, failed]
    assert lines == [
        "bob, scatter: graded, 1.5; expected graded, 2",
        "cho, scatter: failed, 0; expected rejected, 0",
        "dan, scatter: not graded; expected missing, 0",
    ]


def test_only_the_assignments_that_are_named_are_expected(handed_in):
    assert len(read_expected(handed_in, ["scatter", "matrix"])) == len(KINDS)
    with pytest.raises(CourseError, match=r"expected\.csv: expects nothing of matrix, run 'autograder sample' first"):
        read_expected(handed_in, ["matrix"])
