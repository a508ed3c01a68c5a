"""Sources that no master made: what can be graded is graded, the rest is named; by both commands."""

import shutil
import subprocess
import sys
from contextlib import closing
from importlib import resources
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.cell import grade_id
from autograder.cli import cli
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.executor import Sandboxed
from autograder.grading.inbox import Submission
from autograder.grading.matching import Assignment
from autograder.grading.one import grade_submission
from autograder.grading.restore import restore
from autograder.masters.autotest import read_expanded
from autograder.masters.foreign import as_master
from autograder.masters.source import read_source, steps
from autograder.outcome import Status
from autograder.sandbox.launch import Launcher

EXAMPLE = Path(str(resources.files("nbgrader"))) / "docs/source/user_guide"
TEMPLATES = EXAMPLE / "autotests.yml"
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def cell(kind, text, name="", **flags):
    """Give a cell as nbgrader's own tools write it; without a name a plain one."""
    fields = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "cell_type": kind}
    metadata = {"nbgrader": {**fields, "grade_id": name, **flags}} if name else {}
    return (new_code_cell if kind == "code" else new_markdown_cell)(text, metadata=metadata)


def answer(text, name="f", **flags):
    return cell("code", f"### BEGIN SOLUTION\n{text}\n### END SOLUTION", name, solution=True, **flags)


def a_test(text, name="t", points=2):
    return cell("code", text, name, grade=True, locked=True, points=points)


def by_hand(kind, text, name="w", points=5):
    return cell(kind, text, name, grade=True, solution=True, points=points)


F = answer("def f(x):\n    return 2 * x")


@pytest.fixture(scope="module")
def launcher():
    with Launcher() as launcher:
        yield launcher


@pytest.fixture
def graded(launcher):
    """Give what becomes of hand-ins for a source: ``grade(cells of the source, answers by name, own cells)``."""

    def grade(cells, answers=None, extra=()):
        source = new_notebook(cells=cells, metadata=METADATA)
        handed_in = nbformat.reads(nbformat.writes(source), as_version=4)
        for node in handed_in.cells:
            if node.metadata.get("nbgrader", {}).get("solution"):
                node.source = (answers or {}).get(grade_id(node), node.source.replace("### ", "# "))
        handed_in.cells += extra
        submission = Submission("ann", "foreign", nbformat.writes(handed_in).encode())
        with Sandboxed(source, launcher) as executor:
            outcome, text = grade_submission(submission, Assignment.of(source), executor, 1)
        return outcome, nbformat.reads(text, as_version=4)

    return grade


@pytest.mark.parametrize("text", ["4.5", "5", "x = 1", "print(5)", "raise ValueError", "", "5.0 # ok"])
def test_code_that_a_person_grades_never_earns_a_point_by_itself(graded, text):
    outcome, _ = graded([F, a_test("assert f(2) == 4"), by_hand("code", "y = 1")], {"w": text})
    assert outcome.scores == {"t": 2}
    assert outcome.max_score == 7
    assert outcome.by_hand == ["w"]
    assert "to be graded by hand: w" in outcome.reason


@pytest.mark.parametrize("kind", ["markdown", "code"])
def test_text_and_tasks_are_for_a_person(graded, kind):
    task = cell("markdown", "Do what you like.", "task", task=True, locked=True, points=4)
    outcome, _ = graded([by_hand(kind, "answer = 1"), task], {"w": "1"})
    assert (outcome.status, outcome.score, outcome.max_score) == (Status.GRADED, 0, 9)
    assert outcome.by_hand == ["w", "task"]


def test_an_answer_that_was_left_alone_needs_nobody(graded):
    outcome, _ = graded([F, by_hand("markdown", "words"), by_hand("code", "y = 1", "v")],
                        {"w": "YOUR ANSWER HERE", "v": "# YOUR CODE HERE\nraise NotImplementedError()"})  # fmt: skip
    assert outcome.by_hand == []
    assert outcome.unanswered == ["w", "v"]


PLAIN = [
    new_markdown_cell("# A title of the instructor's"),
    new_code_cell("import math\nK = 3"),
    new_code_cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])"),
    F,
    new_code_cell("f(10)"),
    new_code_cell("y = f(4)"),
    new_markdown_cell("Between."),
]


@pytest.mark.parametrize(
    ("test", "points"),
    [("assert f(K) == 6", 2), ("assert math.sqrt(f(2)) == 2", 2), ("assert y == 8", 2), ("f(1) / 2", 1)],
)
def test_plain_cells_of_the_source_pass_through_and_tests_may_use_them(graded, test, points):
    outcome, notebook = graded([*PLAIN, a_test(test)])
    assert (outcome.status, outcome.score, outcome.reason) == (Status.GRADED, points, "")
    assert len(notebook.cells) == len(PLAIN) + 1


def test_a_plain_cell_that_a_learner_changed_counts_for_them_alone(graded, launcher):
    source = [*PLAIN, a_test("assert f(K) == 6"), a_test("assert y == 8", "u")]
    outcome, _ = graded(source, {"f": "def f(x):\n    return 2 * x"}, [new_code_cell("K = 100")])
    assert outcome.scores == {"t": 2, "u": 2}
    wrong, _ = graded(source, {"f": "def f(x):\n    return x"})
    assert wrong.score == 0


UNFIT = "old = f\ndel f\ntry:\n    g(1)\nexcept NameError:\n    pass\nfinally:\n    f = old"


def test_a_test_that_cannot_be_graded_is_named_and_the_others_are_graded(graded):
    both = answer("def f(x):\n    return x\ndef g(x):\n    return f(x)")
    outcome, notebook = graded([both, a_test("assert g(3) == 3"), a_test(UNFIT, "mocks")])
    assert outcome.scores == {"t": 2}
    assert outcome.by_hand == ["mocks"]
    assert outcome.reason == "to be graded by hand: mocks (it binds f, which learners define)"
    assert [node.outputs for node in notebook.cells if grade_id(node) == "mocks"] == [[]]


def test_the_text_of_a_test_for_a_person_never_enters_the_sandbox():
    hidden = a_test(f"{UNFIT}\n### BEGIN HIDDEN TESTS\nsecret = 1\n### END HIDDEN TESTS", "mocks")
    notebook = new_notebook(cells=[answer("def f(x):\n    return x\ndef g(x):\n    return f(x)"), hidden])
    assert all("secret" not in step.source for step in steps(notebook, read_source(notebook)))


def test_classes_of_learners_are_for_a_person(graded):
    shape = answer("class Shape:\n    area = 3\ndef f(x):\n    return x", "s")
    outcome, _ = graded([shape, a_test("assert Shape().area == 3", "c"), a_test("assert f(1) == 1")])
    assert (outcome.scores, outcome.by_hand) == ({"t": 2}, ["c"])


def test_a_source_of_the_format_without_ids_gives_a_valid_graded_notebook():
    source = new_notebook(cells=[answer("def f(x): return 2 * x"), a_test("assert f(1) == 2")], metadata=METADATA)
    source.nbformat_minor = 0
    for node in source.cells:
        del node["id"]
    handed_in = nbformat.reads(nbformat.writes(source), as_version=4)
    handed_in.cells.append(new_code_cell("f(3)"))
    del handed_in.cells[-1]["id"]
    nbformat.validate(restore(nbformat.writes(handed_in).encode(), Assignment.of(source)).notebook)


def test_a_foreign_source_has_the_shape_of_a_master():
    task = cell("markdown", "## A task\nDo it.", "task", task=True, locked=True, points=4)
    cells = [new_markdown_cell("## Part A\nWrite f."), F, a_test("assert f(1) == 2"), by_hand("markdown", "w"), task]
    master = as_master(Path("source/ps/ps.ipynb"), new_notebook(cells=cells))
    assert (master.stem, master.points) == ("ps", 11)
    assert [(each.title, each.points) for each in master.exercises.values()] == [
        ("Part A", 2),
        ("Part A", 5),
        ("A task", 4),
    ]


def written(folder, *cells):
    path = folder / "source" / "auto" / "auto.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=list(cells), metadata=METADATA), path)
    return path


AUTO = a_test(
    "### AUTOTEST f(1); f(5)\n### HASHED AUTOTEST f(3)\n### BEGIN HIDDEN TESTS\n### AUTOTEST f(7)\n### END HIDDEN TESTS"
)


@pytest.mark.slow
def test_autotests_are_written_out_and_no_longer_full_marks(tmp_path, graded):
    path = written(tmp_path, F, AUTO)
    with pytest.raises(CourseError, match=r"AUTOTEST lines, and there is no .*autotests\.yml: add it"):
        read_expanded(path, tmp_path)
    shutil.copy(TEMPLATES, tmp_path)
    source = read_expanded(path, tmp_path)
    assert source.cells[1].source.count("assert ") >= 8
    assert "AUTOTEST" not in source.cells[1].source
    bodies = ("return 2 * x", "return {1: 2, 5: 10, 3: 6}.get(x)", "return 2.0 * x", "pass")
    points = {body: graded(source.cells, {"f": f"def f(x):\n    {body}"})[0].score for body in bodies}
    assert list(points.values()) == [2, 0, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([F, new_code_cell("### AUTOTEST f(1)")], "cell without a name has AUTOTEST lines and is no test"),
        ([answer("1/0"), AUTO], "cannot be made into tests"),
    ],
)
def test_autotests_that_cannot_be_written_out_are_refused(tmp_path, cells, words):
    shutil.copy(TEMPLATES, tmp_path)
    with pytest.raises(CourseError, match=words):
        read_expanded(written(tmp_path, *cells), tmp_path)


def test_a_source_without_autotests_is_read_as_it_is(tmp_path):
    path = written(tmp_path, F, a_test("# about AUTO TESTS\nassert f(1) == 2"))
    assert read_expanded(path, tmp_path) == nbformat.read(path, as_version=4)
    with pytest.raises(CourseError, match="cannot be read"):
        read_expanded(tmp_path / "nothing.ipynb", tmp_path)


def solved(node, source):
    """Write the source's own answer into a released cell."""
    name = grade_id(node)
    if node.metadata.get("nbgrader", {}).get("solution"):
        node.source = "\n".join(line for line in source[name].source.split("\n") if "### " not in line)


def standing(course, assignment, student):
    with closing(Gradebook(course.db, course.name)) as book:
        grades = [mark for each in book.find_submission(assignment, student).notebooks for mark in each.grades]
        return {mark.name: (mark.auto_score, mark.needs_manual_grade) for mark in grades}


@pytest.mark.slow
@pytest.mark.soak
def test_nbgraders_example_course_is_graded_as_far_as_it_goes_by_both_commands(tmp_path):
    (tmp_path / "masters").mkdir()
    course = Course.create(tmp_path / "course", [tmp_path / "masters"])
    shutil.copytree(EXAMPLE / "source" / "ps1", course.root / "source" / "ps1")
    path = course.notebook("source", "one")
    path.parent.mkdir()
    shutil.copy(EXAMPLE / "source" / "ps1_autotest" / "problem1.ipynb", path)
    shutil.copy(TEMPLATES, course.root)

    def nbgrader(*words):
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    for assignment in ("ps1", "one"):
        nbgrader("generate_assignment", assignment)
        for released in (course.root / "release" / assignment).glob("*.ipynb"):
            source = nbformat.read(course.root / "source" / assignment / released.name, as_version=4)
            answers = {grade_id(node): node for node in source.cells}
            for student in ("empty", "full"):
                notebook = nbformat.read(released, as_version=4)
                for node in notebook.cells:
                    if student == "full":
                        solved(node, answers)
                target = course.root / "submitted" / student / assignment / released.name
                target.parent.mkdir(parents=True, exist_ok=True)
                nbformat.write(notebook, target)
    refused = CliRunner().invoke(cli, ["grade", "ps1", "--course", str(course.root)])
    assert "holds problem1.ipynb, problem2.ipynb; grade it with 'nbgrader autograde ps1'" in str(refused.exception)
    nbgrader("autograde", "ps1")
    done = CliRunner().invoke(cli, ["grade", "one", "--course", str(course.root)], catch_exceptions=False)
    assert "to be graded by hand: sum_of_squares_uses_squares (it binds squares, which learners define)" in done.output
    ours = {student: standing(course, "one", student) for student in ("empty", "full")}
    nbgrader("autograde", "one", "--force")
    assert ours == {student: standing(course, "one", student) for student in ("empty", "full")}
    tests = ("correct_squares", "squares_invalid_input", "correct_sum_of_squares")
    for assignment in ("ps1", "one"):
        full, empty = (standing(course, assignment, student) for student in ("full", "empty"))
        assert [full[name] for name in tests] == [(1, False), (1, False), (0.5, False)]
        assert [empty[name] for name in tests] == [(0, False)] * 3
        assert full["sum_of_squares_uses_squares"] == empty["sum_of_squares_uses_squares"] == (None, True)
        assert full["sum_of_squares_equation"] == full["sum_of_squares_application"] == (None, True)
        assert empty["sum_of_squares_equation"] == (0, False)
    paged = CliRunner().invoke(cli, ["feedback", "one", "--course", str(course.root)], catch_exceptions=False)
    assert "Wrote 2 pages" in paged.output
