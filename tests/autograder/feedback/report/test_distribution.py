"""Everybody stands in one bin, in that of their points."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.report.distribution import MAX_BINS, distribution

POINTS = st.lists(st.integers(0, 3000).map(lambda cents: cents / 100), min_size=1, max_size=40)


@given(POINTS, st.sampled_from([0.5, 1, 3, 5, 22, 24, 30, 100, 1234]))
def test_each_bin_counts_those_whose_points_lie_in_it(totals, full):
    found = distribution(totals, full)
    assert sum(each.count for each in found.bins) == len(totals)
    for each in found.bins:
        top = float("inf") if each.is_last else each.high
        assert each.count == sum(each.low <= total + 1e-9 and total + 1e-9 < top for total in totals)
    assert len(found.bins) <= MAX_BINS + 1
    assert found.bins[-1].low <= full + 1e-9 < found.bins[-1].high + 1e-6


@given(POINTS)
def test_mean_and_median_are_those_of_the_standard_library(totals):
    found = distribution(totals, 22)
    assert (found.mean, found.median) == (statistics.fmean(totals), statistics.median(totals))
    assert (found.lowest, found.highest) == (min(totals), max(totals))


@pytest.mark.parametrize(("full", "step"), [(4, 1), (22, 1), (24, 1), (25, 2), (100, 5), (1, 0.05)])
def test_bins_are_whole_points_where_there_are_few(full, step):
    first = distribution([full], full).bins[0]
    assert first.high - first.low == pytest.approx(step)


@pytest.mark.parametrize(("totals", "full"), [([], 5), ([0.0, 0.0], 0)])
def test_of_nobody_and_of_nothing_there_is_no_distribution(totals, full):
    assert distribution(totals, full) is None


def test_the_label_of_a_bin_says_which_points_it_holds():
    bins = distribution([5.0], 5).bins
    assert [bins[0].label, bins[-1].label] == ["0 to below 1", "5 or more"]
