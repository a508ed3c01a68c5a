"""Templates escape what is put into them, and miss nothing in silence."""

import pytest
from jinja2 import UndefinedError

from autograder.feedback.template import duration, template


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (60, "1 minute"),
        (90, "1.5 minutes"),
        (-7200, "-2 hours"),
        (86_400, "1 day"),
        (200_000, "2.3 days"),
    ],
)
def test_a_length_of_time_is_told_in_the_largest_unit_that_it_fills(seconds, text):
    assert duration(seconds) == text


def test_what_a_template_asks_for_must_be_given():
    with pytest.raises(UndefinedError, match="undefined"):
        template("page.html.j2").render()


def test_both_pages_have_the_same_ground():
    for name in ("page.html.j2", "report/report.html.j2"):
        source, *_ = template(name).environment.loader.get_source(template(name).environment, name)
        assert '{% include "base.css.j2" %}' in source
