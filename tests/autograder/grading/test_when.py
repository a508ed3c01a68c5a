"""A time is read where it means one moment, and is unknown, with a note, where it does not."""

from datetime import datetime

import pytest

from autograder.grading.when import UNREADABLE, handed_in_at, read_moment

HALF_PAST = datetime(2026, 11, 21, 0, 30)  # noqa: DTZ001 - nbgrader keeps UTC without a zone


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 00:30:00 UTC",
        "2026-11-21 00:30:00.000000 UTC",
        "2026-11-21 00:30",
        "2026-11-21T00:30:00Z",
        "2026-11-21 01:30:00 +0100",
        "2026-11-20T16:30:00-08:00",
        "2026-11-20 19:30:00 EST",
        "2026-11-20 16:30:00 America/Los_Angeles",
        "11/21/2026 12:30 AM",
        "21/11/2026 00:30",
        "21.11.2026 00:30",
        "Saturday, 21 November 2026, 12:30 AM",
        "Nov 21, 2026 at 12:30 AM",
        "Sat, 21 Nov 2026 01:30:00 +0100",
        "Sat Nov 21 00:30:00 UTC 2026",
        "1795221000",
        "1795221000000",
    ],
)
def test_one_moment_written_in_many_ways(text):
    assert read_moment(text) == HALF_PAST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday night",
        "2026-11-20",
        "2026-11-20 16:30:00 PST",
        "2026-07-20 16:30:00 EST5EDT",
        "2026-07-01 12:00 CET",
        "03/04/2026 12:30 AM",
        "2026-13-40 00:00",
        "2026-11-21 25:00 UTC",
        "11/21/2026 13:30 AM",
        "2026-11-21 00:30:00 +9999",
        "2026-11-21 00:30:00 UTC\nand more",
        "9" * 5_000,
    ],
)
def test_no_moment_or_more_than_one(text):
    with pytest.raises(ValueError):  # noqa: PT011 - which one is Python's to say
        read_moment(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_any_windows_editor_is_read(tmp_path, encoding):
    (tmp_path / "timestamp.txt").write_bytes("2026-11-21 00:30:00 UTC\r\n".encode(encoding))
    assert handed_in_at(tmp_path) == (HALF_PAST, "")


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", b"0001-01-01 00:00", b"3026-11-21 00:30:00 XYZ"])
def test_a_time_that_cannot_be_read_is_noted_and_one_that_is_not_there_is_not(tmp_path, content):
    assert handed_in_at(tmp_path) == (None, "")
    (tmp_path / "timestamp.txt").write_bytes(content)
    assert handed_in_at(tmp_path) == (None, UNREADABLE)


def test_a_link_in_the_times_place_is_not_followed(tmp_path):
    (tmp_path / "timestamp.txt").symlink_to("/dev/zero")
    assert handed_in_at(tmp_path) == (None, UNREADABLE)
