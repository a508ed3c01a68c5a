"""What the exchange needs to give feedback back is where nbgrader looks for it, and nothing else is."""

import pytest

from autograder.grading.receipts import SECRET, TIMESTAMP, carry_receipts, lay_receipts


@pytest.fixture
def places(tmp_path):
    handed_in, graded = tmp_path / "submitted/ann/scatter", tmp_path / "autograded/ann/scatter"
    for place in (handed_in, graded):
        place.mkdir(parents=True)
    return handed_in, graded


def test_receipts_follow_the_notebook_word_for_word_and_go_with_it(places):
    handed_in, graded = places
    (handed_in / TIMESTAMP).write_bytes(b"2026-11-20 10:00:00.000001 UTC")
    (handed_in / SECRET).write_bytes(b"abc\r\n")
    (handed_in / "data.txt").write_text("not mine to carry")
    carry_receipts(handed_in, graded)
    assert {path.name: path.read_bytes() for path in graded.iterdir()} == {
        TIMESTAMP: b"2026-11-20 10:00:00.000001 UTC",
        SECRET: b"abc\r\n",
    }
    (handed_in / SECRET).unlink()
    carry_receipts(handed_in, graded)
    assert [path.name for path in graded.iterdir()] == [TIMESTAMP]


def test_no_link_is_followed_and_nothing_is_made_where_nothing_is_graded(places, tmp_path):
    handed_in, graded = places
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / SECRET).write_text("of the machine")
    (handed_in / SECRET).symlink_to(tmp_path / "outside" / SECRET)
    carry_receipts(handed_in, graded)
    link = handed_in.parent / "link"
    link.symlink_to(tmp_path / "outside")
    carry_receipts(link, graded)
    assert list(graded.iterdir()) == []
    carry_receipts(handed_in, tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_page_without_receipts_gets_some_that_no_learner_can_know(places):
    handed_in, graded = places
    lay_receipts(handed_in, graded, "random")
    assert ((graded / TIMESTAMP).read_text(), (graded / SECRET).read_text()) == ("", "random")
    (handed_in / SECRET).write_text("theirs")
    lay_receipts(handed_in, graded, "other")
    assert (graded / SECRET).read_text() == "theirs"
