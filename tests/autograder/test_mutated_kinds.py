"""Every kind of hand-in, mutated: it is a row with a reason, and earns no more than it did before.

A start is what one of the sample class hands in; one of the edits of ``test_mutilated`` follows, or, where the file
is no notebook, a slip of its bytes. A part has a seed of its own: run one alone with ``-k part3``.
"""

import json
import random

import nbformat
import pytest

from autograder.masters.master import load
from autograder.sample.hand_in import HandIn
from autograder.sample.made import ODD
from autograder.sample.usual import KINDS as USUAL
from tests.autograder import classroom
from tests.autograder.test_mutilated import KINDS as EDITS
from tests.autograder.test_mutilated import Paper, command

SEED = 20261125
STARTS = {name: edit for name, edit in {**USUAL, **ODD}.items() if name != "lea"}  # who hands in nothing
PUT_RIGHT = {
    "an_older_try_beside",
    "answers_below_its_tests",
    "answers_in_a_shell_cell",
    "calls_what_is_nowhere",
    "empties_a_cell",
    "fay",
    "helps_itself_too_late",
    "ivo",
    "misnames_its_function",
}
"""Kinds with a right answer in a place where it does not count: what changes places may give back what it is worth."""
ABOUT_A_SECOND = 3  # seconds a submission that may be taken; some are slow on purpose
SLOW = {"goes_on_after_its_def"}  # 15 s each: in full counts alone


class Case:
    """One mutated hand-in, and the most that it may get."""

    def __init__(self, course, released, master, number, starts):
        self.student, self.start = f"s{number:04}", starts[number % len(starts)]
        rng = random.Random(SEED + number)  # noqa: S311
        hand_in = HandIn.answered(released, master)
        STARTS[self.start](hand_in)
        self.most = master.worth if self.start in PUT_RIGHT or hand_in.status != "graded" else hand_in.points
        (place, data), *others = hand_in.files().items()
        home = course.root / "submitted" / self.student
        paper = paper_of(rng, data)
        self.edit = rng.choice([name for name in EDITS if name != "latin_1"]) if paper else "bytes"
        if paper is None:
            data = slipped(rng, data)
        else:
            EDITS[self.edit][1](paper)
            data = paper.text().encode() if paper.data is None else paper.data
        path = home / place
        for file, content in [(path, data), *((home / name, content) for name, content in others)]:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if paper is not None and not hand_in.place:
            for change in paper.files:
                change(path)

    def __repr__(self):
        return f"{self.student}: {self.start}, then {self.edit}"


def paper_of(rng, data):
    """Return a hand-in as the edits want it; None where its file is no notebook with cells as they know them."""
    try:
        notebook = json.loads(data)
        known = [isinstance(cell["metadata"], dict) and {"source", "id"} <= cell.keys() for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError):
        return None
    return Paper(rng, notebook) if len(known) > 1 and all(known) else None


def slipped(rng, data):
    """Lose, double or change some bytes."""
    at, length = rng.randrange(len(data) + 1), rng.randrange(1, 40)
    return rng.choice(
        [
            data[:at],
            data[:at] + data[at + length :],
            data[: at + length] + data[at:],
            data[:at] + rng.randbytes(length) + data[at + length :],
            data[::-1],
        ]
    )


def parts(number, size, *marks):
    return [pytest.param(range(n * size, (n + 1) * size), id=f"part{n}", marks=marks) for n in range(number)]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(range(9000, 9060), id="some", marks=pytest.mark.slow),
        *parts(5, 400, pytest.mark.slow, pytest.mark.soak),
    ],
)
def mutated(request, course, tmp_path_factory):
    """Return one part, graded and given feedback by the command line, and its cases by student."""
    own = classroom.copy_of(course, tmp_path_factory.mktemp("mutated") / "course")
    released = nbformat.read(own.notebook("release", "scatter"), as_version=4)
    master = load(own.assignments()["scatter"])
    starts = [name for name in STARTS if len(request.param) > 100 or name not in SLOW]
    cases = [Case(own, released, master, number, starts) for number in request.param]
    command(own, "grade", "--seed", "7", seconds=60 + ABOUT_A_SECOND * len(cases))
    command(own, "feedback", seconds=60 + ABOUT_A_SECOND * len(cases))
    return own, {case.student: case for case in cases}


@pytest.fixture(scope="module")
def outcomes(mutated):
    course, cases = mutated
    found = {outcome.student: outcome for outcome in classroom.outcomes(course)}
    assert found.keys() == cases.keys()
    return [(case, found[student]) for student, case in cases.items()]


def test_each_is_graded_or_says_why_not(outcomes):
    wrong = [(case, one.status, one.reason) for case, one in outcomes if one.status not in ("graded", "rejected")]
    assert wrong == []
    assert [case for case, one in outcomes if one.status == "rejected" and not one.reason] == []


def test_none_earns_more_than_it_did_before(outcomes):
    assert [(case, one.total, case.most) for case, one in outcomes if one.total > case.most] == []


def test_many_are_still_worth_all_that_they_were(outcomes):
    """A grader that rejects everything would pass the tests above."""
    graded = [one for _, one in outcomes if one.status == "graded"]
    assert len(graded) > len(outcomes) / 2
    assert sum(one.total == 22 for one in graded) > len(graded) / 3


def test_every_one_has_a_page(mutated):
    course, cases = mutated
    pages = {path.parent.parent.name for path in course.root.glob("feedback/*/scatter/scatter.html")}
    assert pages == cases.keys()
