"""Code with line numbers, as text."""

from bs4 import BeautifulSoup

from autograder.feedback.listing import LONGEST_LINE, listing, styles


def test_a_listing_shows_each_line_as_it_is_and_runs_nothing():
    text = "x = '<img src=x onerror=alert(1)>'\n\ny = 1 < 2"
    shown = BeautifulSoup(listing(text, [3]), "html.parser")
    assert shown.find("img") is None
    assert all(line in shown.get_text() for line in text.splitlines())
    assert len(shown.select("mark")) == 1


def test_a_line_that_would_take_long_to_colour_is_shown_all_the_same():
    text = "x" * (LONGEST_LINE + 1) + "<b>"
    assert text in BeautifulSoup(listing(text), "html.parser").get_text()


def test_there_are_colours_for_light_and_dark():
    light, dark = styles()
    assert light != dark
    assert "color" in light
    assert "color" in dark
