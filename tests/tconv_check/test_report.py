"""What is said, in which order, of outcomes that are given here."""

from dataclasses import replace

import pytest

from tconv_check.assignment import Assignment, Given
from tconv_check.plan import Plan, Step
from tconv_check.report import make_report
from tconv_check.run import Line, Outcome


@pytest.fixture
def assignment():
    cells = [
        Given(name, role, name[0], label, source)
        for name, role, label, source in (
            ("a", "solution", "", "starter"),
            ("a-x", "test", "first law", ""),
            ("a-y", "test", "second law", ""),
            ("b", "solution", "", "starter"),
            ("b-x", "test", "first law", ""),
        )
    ]
    return Assignment("scatter", tuple(cells))


def plan(a="starter", b="starter", notes=()):
    answers = {"a": a, "b": b}
    roles = {"a": "solution", "b": "solution"}
    names = ["a", "a-x", "a-y", "b", "b-x"]
    steps = [Step(roles.get(name, "test"), f"cell {name}", answers.get(name, ""), name) for name in names]
    return Plan(steps, list(notes))


def ran(**errors):
    numbers = {"a": 0, "a_x": 1, "a_y": 2, "b": 3, "b_x": 4}
    return {number: Outcome(errors.get(name, "")) for name, number in numbers.items()}


def test_all_that_passes_is_one_line_each(assignment):
    report = make_report("scatter.ipynb", assignment, plan("mine", "mine"), ran())
    assert report.lines[1:] == ["b: passed 1 of 1 visible tests", "a: passed 2 of 2 visible tests"]
    assert report.ready


def test_the_first_failing_test_is_shown_and_the_next_is_not(assignment):
    outcomes = ran(a_x="wrong value", a_y="another thing", b_x="no")
    outcomes[1] = Outcome("wrong value\n  expected 1", Line(0, 3, "return 2"))
    report = make_report("scatter.ipynb", assignment, plan("mine"), outcomes)
    assert report.lines[1:] == [
        "a: passed 0 of 2 visible tests; first to fail: first law",
        "    wrong value",
        "      expected 1",
        "    cell a, line 3: return 2",
        "not begun: b",
    ]
    assert report.text.endswith("Mend first: a, 2 of 2 visible tests.")


def test_a_starter_that_passes_a_test_through_an_own_cell_is_begun(assignment):
    report = make_report("scatter.ipynb", assignment, plan(), ran(a_x="no", a_y="no"))
    assert report.lines[1:] == ["b: passed 1 of 1 visible tests", "not begun: a"]


def test_notes_alone_do_not_keep_a_file_back(assignment):
    report = make_report("scatter.ipynb", assignment, plan("mine", "mine", ["cell a-x was edited"]), ran())
    assert report.lines[1] == "- cell a-x was edited"
    assert report.ready


def test_a_cell_that_stopped_is_a_note_where_its_tests_pass(assignment):
    report = make_report("scatter.ipynb", assignment, plan("mine"), ran(a="stopped after 15 s", b_x="no"))
    assert report.lines[1:3] == ["a: passed 2 of 2 visible tests; its cell stopped", "    stopped after 15 s"]
    assert report.ready


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("b.ipynb", {}, "the file must be named scatter.ipynb: rename it, or it may not be found"),
        ("scatter.ipynb", {"forbidden": ("numpy.convolve",)}, "whether your answers use numpy.convolve is not checked"),
    ],
)
def test_what_the_check_cannot_judge_is_said_and_keeps_no_file_back(assignment, name, changed, said):
    report = make_report(name, replace(assignment, **changed), plan("mine", "mine"), ran())
    assert report.lines[1].startswith(f"- {said}")
    assert report.ready


def test_another_python_than_the_graders_is_named(assignment, monkeypatch):
    monkeypatch.setattr("platform.python_version", lambda: "3.110.1")
    report = make_report("scatter.ipynb", assignment, plan("mine"), ran(b_x="no"))
    said = "this is Python 3.110.1: what Python 3.11 does not read fails when your notebook is graded"
    assert report.lines[1] == f"- {said}"
    assert report.ready


def test_an_emptied_answer_is_not_begun(assignment):
    report = make_report("scatter.ipynb", assignment, plan("", "mine"), ran(a_x="no", a_y="no"))
    assert report.lines[1:] == ["b: passed 1 of 1 visible tests", "not begun: a"]


def test_a_long_message_is_cut(assignment):
    long = "\n".join(map(str, range(100)))
    report = make_report("scatter.ipynb", assignment, plan("mine"), ran(a_x=long, b_x="no"))
    assert len(report.lines) < 20
    assert "    ..." in report.lines
