"""What is said, in which order, of outcomes that are given here."""

import pytest

from tconv_check.assignment import Assignment, Given
from tconv_check.plan import Plan, Step
from tconv_check.report import make_report
from tconv_check.run import Line, Outcome, Ran


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
    found = {number: Outcome(errors.get(name, "")) for name, number in numbers.items()}
    return Ran(found)


def test_all_that_passes_is_one_line_each(assignment):
    report = make_report("scatter.ipynb", assignment, plan("mine", "mine"), ran())
    assert report.lines[1:] == ["b: passed 1 of 1 visible tests", "a: passed 2 of 2 visible tests"]
    assert report.ready


def test_the_first_failing_test_is_shown_and_the_next_is_not(assignment):
    outcomes = ran(a_x="wrong value", a_y="another thing", b_x="no")
    outcomes.outcomes[1] = Outcome("wrong value\n  expected 1", Line(0, 3, "return 2"))
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


def test_the_name_is_what_to_mend_first(assignment):
    report = make_report("b.ipynb", assignment, plan("mine"), ran(a_x="no", b_x="no"))
    assert report.mend == ["rename b.ipynb to scatter.ipynb", "a, 1 of 2 visible tests"]
    assert not report.ready


def test_an_import_of_what_is_absent_keeps_a_file_back(assignment):
    found = Ran(ran().outcomes, ["torch"])
    report = make_report("scatter.ipynb", assignment, plan("mine", "mine"), found)
    assert report.lines[1] == "- torch is imported: only NumPy is there when your notebook is graded"
    assert report.mend == ["take out the import of torch"]


def test_a_long_message_is_cut(assignment):
    long = "\n".join(map(str, range(100)))
    report = make_report("scatter.ipynb", assignment, plan("mine"), ran(a_x=long, b_x="no"))
    assert len(report.lines) < 20
    assert "    ..." in report.lines
