"""What the texts of the measurements say in words is true of the results."""

import json
from statistics import geometric_mean

import pytest

from tests.web.figures.figure_numbers import chapters_of
from web.figures import charts, facts
from web.figures.table.measurements import PICTURES

RUNS = ("first", "again")
BENCHMARKS = ("fast_against_torch", "memory_against_torch")


def test_the_rows_belong_to_the_chapter_on_speed_and_the_guide():
    assert chapters_of(PICTURES, ["fast", "instructor_guide"]) == ["fast", "instructor_guide"]


def test_a_submission_takes_a_few_milliseconds_beside_its_code():
    rows = json.loads((charts.RESULTS / "bookkeeping.json").read_text())["rows"]
    each = {run: [1000 * row["processor_seconds"] / row["rows"] for row in rows if row["run"] == run] for run in RUNS}
    assert all(1 <= milliseconds <= 5 for milliseconds in each["first"])
    assert all(milliseconds < 1 for milliseconds in each["again"])


def test_two_pages_of_formgrader_take_a_quarter_with_indices_and_strict_and_two_stay_slow():
    measured = json.loads((charts.RESULTS / "formgrader.json").read_text())
    used = {(row["gradebook"], row["page"]): row["processor"] for row in measured["rows"]}
    ratios = {
        page: used["with indexes, strict", page] / used["as nbgrader makes it", page]
        for page in ("manual grading", "one submission", "submissions", "students")
    }
    assert measured["submissions"] == 10_000
    assert max(ratios["manual grading"], ratios["one submission"]) <= 0.25
    assert min(ratios["submissions"], ratios["students"]) > 0.5


def test_the_means_are_those_of_the_ratios_shown():
    times, memories = (json.loads((charts.RESULTS / f"{name}.json").read_text()) for name in BENCHMARKS)
    large = [row["ours_mb"] / row["torch_mb"] for row in memories["layers"] if row["torch_mb"] >= 1]
    assert geometric_mean(row["ratio"] for row in times["layers"]) == pytest.approx(times["geometric_mean"], abs=0.002)
    assert geometric_mean(large) == pytest.approx(memories["geometric_mean"], abs=0.005)
    assert len(large) == memories["layers_of_1_mb_and_more"] == facts("fast_ratios")["large"]


def test_the_dense_matrix_was_made_for_the_smaller_sizes_only():
    assert "matrix" in facts("fast_routes_by_size")["microseconds"]
    points = json.loads((charts.RESULTS / "routes_by_size.json").read_text())["points"]
    largest = {route: max(p["input_size"] for p in points if p["route"] == route) for route in ("matrix", "scatter")}
    assert largest["matrix"] < largest["scatter"]
