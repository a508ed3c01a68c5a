"""The record of what was collected comes back as it was written, and a damaged one is named."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.collecting.record import Receipt, read_receipts, write_receipts
from autograder.errors import CourseError

TEXT = st.text(max_size=8)
RECEIPTS = st.dictionaries(TEXT, st.builds(Receipt, TEXT, TEXT, TEXT, TEXT, TEXT, st.none() | st.integers(), TEXT))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(receipts=RECEIPTS)
def test_what_is_written_is_read(tmp_path, receipts):
    write_receipts(tmp_path / "a" / "scatter.json", receipts)
    assert read_receipts(tmp_path / "a" / "scatter.json") == receipts


def test_no_record_is_an_empty_one_and_a_damaged_one_is_named(tmp_path):
    assert read_receipts(tmp_path / "scatter.json") == {}
    for text in ("{", "[]", '{"ada": {}}', '{"ada": 3}'):
        (tmp_path / "scatter.json").write_text(text)
        with pytest.raises(CourseError, match=r"scatter.json: is damaged: move it away"):
            read_receipts(tmp_path / "scatter.json")


def test_a_moment_is_read_if_it_is_one():
    assert Receipt("moodle", "", "", "", "", None, "").moment is None
    assert Receipt("moodle", "", "", "", "", None, "2026-11-27T08:00:00").moment.hour == 8
