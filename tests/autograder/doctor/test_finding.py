"""A finding is one line: how it is, what was seen, and what to do."""

import pytest

from autograder.doctor.finding import Finding, State


@pytest.mark.parametrize("state", State)
def test_the_names_of_all_findings_stand_below_each_other(state):
    assert Finding("disk", state, "full").line.index("disk") == 10


def test_what_is_in_order_has_no_cure_at_its_end():
    assert Finding("disk", State.OK, "1 GiB is free").line == "ok        disk: 1 GiB is free"
