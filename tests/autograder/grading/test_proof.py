"""A source is proved by handing in its own solution: what would harm a class is one sentence with the test."""

from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.cell import grade_id
from autograder.errors import CourseError
from autograder.grading.executor import Sandboxed, SandboxKind, executor
from autograder.grading.proof import prove
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.sandbox.launch import Launcher, SandboxError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def source():
    return source_notebook(load(ROOT / "solutions" / "scatter.md"))


def cell(source, name):
    return next(node for node in source.cells if grade_id(node) == name)


def proved(source):
    return prove("scatter", source, executor(SandboxKind.BWRAP, nbformat.writes(source)), 5)


@pytest.mark.slow
def test_a_right_source_is_proved_without_a_warning(source):
    assert proved(source) == []


@pytest.mark.slow
def test_a_mistake_in_the_solution_names_the_first_test_that_it_fails(source):
    answer = cell(source, "stamp1d")
    answer.source = answer.source.replace("### BEGIN SOLUTION", "### BEGIN SOLUTION\n    x = x + 1")
    with pytest.raises(CourseError, match=r"^scatter: the source's own solution fails test stamp1d-\w+: "):
        proved(source)


@pytest.mark.slow
def test_a_typo_in_the_hidden_part_of_a_test_names_the_test(source):
    test = next(node for node in source.cells if "### BEGIN HIDDEN TESTS" in node.source)
    test.source = test.source.replace("### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS\nassert_returms(1)")
    with pytest.raises(CourseError, match=rf"fails test {grade_id(test)}: .*assert_returms"):
        proved(source)


@pytest.mark.slow
def test_a_test_that_gives_less_than_its_points_is_named(source):
    test = cell(source, "contributors-worked_example")
    test.source += "\n0.5"
    with pytest.raises(CourseError, match=r"fails test contributors-worked_example: it gives 0.5 of \d points"):
        proved(source)


@pytest.mark.slow
def test_what_the_sandbox_does_not_have_is_found(source):
    answer = cell(source, "contributors")
    answer.source = answer.source.replace("):\n", "):\n    import nbformat\n    nbformat.v4.upgrade(1)\n", 1)
    with pytest.raises(CourseError, match=r"fails test contributors-\w+: "):
        proved(source)


def test_a_name_that_stands_twice_is_found(source):
    source.cells.append(NotebookNode(cell(source, "stamp1d-worked_example"), id="another"))
    with pytest.raises(CourseError, match="2 cells of the source are named stamp1d-worked_example"):
        proved(source)


def test_a_marker_without_its_partner_is_found(source):
    test = next(node for node in source.cells if "### END HIDDEN TESTS" in node.source)
    test.source = test.source.replace("### END HIDDEN TESTS", "")
    with pytest.raises(CourseError, match=rf"{grade_id(test)}.*has no partner"):
        proved(source)


@pytest.mark.slow
def test_a_test_that_the_untouched_starter_passes_is_warned_of(source):
    cell(source, "stamp1d-worked_example").source = "assert callable(stamp1d)"
    [warning] = proved(source)
    assert "stamp1d-worked_example: test what it has to do" in warning


@pytest.mark.slow
def test_without_a_sandbox_all_that_can_be_proved_is_proved_first(source, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))  # where no bubblewrap is
    with Launcher() as launcher, Sandboxed(source, launcher) as without, pytest.raises(SandboxError):
        prove("scatter", source, without, 5)
    cell(source, "stamp1d").source = cell(source, "stamp1d").source.replace("return", "return 1 +", 1)
    with (
        Launcher() as launcher,
        Sandboxed(source, launcher) as without,
        pytest.raises(CourseError, match="own solution fails test") as caught,
    ):
        prove("scatter", source, without, 5)
    assert not isinstance(caught.value, SandboxError)
