"""Where the parts of a plot stand: inside, in order, and in proportion."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.report.distribution import distribution
from autograder.feedback.report.plots import histogram, scatter, ticks
from autograder.feedback.report.times import cloud

NUMBERS = st.floats(0, 30, allow_subnormal=False).map(lambda x: round(x, 2))


@pytest.mark.slow
@given(st.lists(NUMBERS, min_size=1, max_size=50))
def test_bars_are_as_high_as_their_counts_stand_side_by_side_and_inside(totals):
    found = distribution(totals, 22)
    plot = histogram("p", found)
    assert len(plot.bars) == len(found.bins)
    unit = max(bar.height for bar in plot.bars) / max(each.count for each in found.bins)
    for bar, each in zip(plot.bars, found.bins, strict=True):
        assert bar.height == pytest.approx(each.count * unit)
        assert bar.y + bar.height == pytest.approx(plot.bottom)
        assert plot.left <= bar.x <= bar.x + bar.width <= plot.right + 1e-6
        assert plot.top - 1e-6 <= bar.y
    assert all(one.x + one.width < other.x for one, other in itertools.pairwise(plot.bars))


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0.001, 500), NUMBERS), min_size=3, max_size=60), st.booleans())
def test_spots_lie_inside_and_to_the_right_the_later_they_are(pairs, is_log):
    found = cloud(pairs, "seconds", is_log=is_log)
    if found is None:
        return
    plot = scatter("p", "title", found, 22, "seconds", (1.0, "due"))
    for spot in plot.spots:
        assert plot.left - 1e-6 <= spot.x - spot.width
        assert spot.x + spot.width <= plot.right + 1e-6
        assert plot.top - 1e-6 <= spot.y <= plot.bottom + 1e-6
    order = sorted(range(len(found.spots)), key=lambda place: found.spots[place].x)
    assert [plot.spots[place].x for place in order] == sorted(spot.x for spot in plot.spots)
    assert plot.line is None or plot.left <= plot.line.at <= plot.right


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e5))
def test_the_numbers_of_an_axis_are_few_in_order_and_within(low, wide):
    found = ticks(low, low + wide)
    assert 1 <= len(found) <= 8
    assert found == sorted(set(found))
    slack = 1e-8 * wide  # a tick that rounding alone has put outside
    assert all(low - slack <= tick <= low + wide + slack for tick in found)


def test_the_description_says_in_words_what_the_plot_shows():
    text = histogram("p", distribution([0, 22, 22, 15], 22)).description
    assert "4 submissions" in text
    assert "From 0 to 22 of 22 points" in text
    assert "22 or more: 2" in text
    text = scatter("p", "", cloud([(1, 2), (2, 4), (3, 9)], "days"), 22, "days").description
    assert text.endswith("to 3 days 9.")
