"""Points against a time: nobody is left out, and the picture stays small however large the class."""

import random
import statistics

import pytest

from autograder.feedback.report.times import BANDS, COLUMNS, ROWS, cloud


def drawn(number, seed=1):
    rng = random.Random(seed)  # noqa: S311 - times, not secrets
    return [(rng.lognormvariate(0, 2), rng.choice([0, 5, 22.0])) for _ in range(number)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 50, 20_000])
@pytest.mark.parametrize("is_log", [False, True])
def test_every_submission_is_in_one_spot_and_one_band(number, is_log):
    pairs = drawn(number)
    found = cloud(pairs, "seconds", is_log=is_log)
    assert sum(spot.count for spot in found.spots) == sum(band.count for band in found.bands) == number
    assert len(found.spots) <= COLUMNS * ROWS
    assert len(found.bands) <= BANDS
    mean = statistics.fmean(points for _, points in pairs)
    assert sum(spot.count * spot.y for spot in found.spots) / number == pytest.approx(mean)
    assert sum(band.count * band.mean for band in found.bands) / number == pytest.approx(mean)


@pytest.mark.parametrize("is_log", [False, True])
def test_each_band_holds_those_of_its_times(is_log):
    pairs = drawn(400)
    for band in cloud(pairs, "seconds", is_log=is_log).bands[:-1]:
        inside = [points for time, points in pairs if band.low - 1e-9 <= time < band.high - 1e-9]
        assert (band.count, band.mean) == (len(inside), pytest.approx(statistics.fmean(inside)))


def test_times_far_apart_have_a_scale_of_powers_where_that_is_asked_for():
    far = [(0.1, 1), (1, 2), (100, 3)]
    assert cloud(far, "seconds", is_log=True).is_log
    assert not cloud(far, "seconds").is_log
    assert not cloud([(0.0, 1), *far], "seconds", is_log=True).is_log


@pytest.mark.parametrize("pairs", [[], [(1, 2), (2, 3)], [(1, 2), (1, 3), (1, 4)]], ids=["none", "two", "one time"])
def test_there_is_no_picture_of_too_few_or_of_one_time(pairs):
    assert cloud(pairs, "seconds") is None


def test_a_class_without_any_points_has_a_picture_all_the_same():
    assert [spot.y for spot in cloud([(1, 0), (2, 0), (3, 0)], "days").spots] == [0, 0, 0]
