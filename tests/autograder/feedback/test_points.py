"""The lines of a page's table add up to its total, whatever is entered."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.feedback.page import page
from autograder.feedback.points import number, rows
from autograder.gradebook.standing import Line, Standing
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.outcome import Outcome, Status
from tests.web.built import ROOT

SCORE = st.none() | st.floats(0, 9).map(lambda x: round(x, 2)) | st.just(1 / 3)
EXTRA = st.none() | st.sampled_from([2.0, -0.25, 1 / 3])


@pytest.fixture(scope="module")
def master():
    return load(ROOT / "solutions" / "scatter.md")


@pytest.fixture(scope="module")
def notebook(master):
    return source_notebook(master)


@st.composite
def standings(draw):
    tests = [test for exercise in load_tests() for test in exercise]
    lines = [
        Line("scatter", name, full, draw(SCORE), draw(SCORE), draw(EXTRA))
        for name, full in tests
        if draw(st.integers(0, 9))
    ]
    lines += [Line("scatter", "essay", 5, None, draw(SCORE), draw(EXTRA))] * draw(st.integers(0, 1))
    lines += [Line("other", "c1", 5, draw(SCORE))] * draw(st.integers(0, 1))
    return Standing(tuple(lines), penalty=draw(st.sampled_from([0.0, 0.0, 0.25, 5.0, 99.0])))


def load_tests():
    master = load(ROOT / "solutions" / "scatter.md")
    return [[(test.grade_id, test.points) for test in exercise.tests] for exercise in master.exercises.values()]


def value(text):
    return float(text.replace("−", "-").split(" of ")[0])


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(standing=standings(), status=st.sampled_from([Status.GRADED, Status.REJECTED]))
def test_the_lines_add_up_to_the_total_that_is_shown(master, notebook, standing, status):
    assert sum(row.points for row in rows(master, standing)) == pytest.approx(standing.total, abs=1e-4)
    soup = BeautifulSoup(page(notebook, master, Outcome("ann", "scatter", status, 22, "it"), standing), "html.parser")
    shown = [value(cell.get_text()) for cell in soup.select("table.sum tbody td")]
    total = value(soup.select_one("table.sum tfoot td").get_text())
    assert sum(shown) == pytest.approx(total, abs=5e-4)
    assert total == pytest.approx(standing.total, abs=1e-4)
    assert f"{number(standing.total)} of {number(standing.full)} points" in soup.get_text()
    if status is Status.GRADED:
        tests = [value(cell.get_text().split(",")[0]) for cell in soup.select("ol.tests .points")]
        sections = [value(cell.get_text()) for cell in soup.select("h2 .points")]
        assert sum(tests) == pytest.approx(sum(sections), abs=5e-3)


def test_a_penalty_larger_than_the_points_is_a_line_and_so_is_what_is_let_off(master):
    tests = [test for exercise in load_tests() for test in exercise]
    standing = Standing(tuple(Line("scatter", name, full, 1.0) for name, full in tests), penalty=20.0)
    labels = {row.label: row.text for row in rows(master, standing)}
    assert labels["Handed in late"] == "−20"
    assert labels["No total is below 0"] == f"+{20 - len(tests)}"


def test_points_have_no_more_digits_than_a_reader_needs():
    assert [number(value) for value in (22.0, 2.67, 1 / 3, 0.1 + 0.2, -0.0)] == ["22", "2.67", "0.3333", "0.3", "0"]
    assert not re.search("e", number(1e9))
