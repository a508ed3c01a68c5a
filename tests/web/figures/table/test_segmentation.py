"""What the texts of the pictures say in words is true of what they show."""

from tests.web.figures.figure_numbers import chapters_of
from web.figures import facts
from web.figures.table.segmentation import PICTURES


def test_the_rows_belong_to_the_chapter_on_segmentation():
    assert chapters_of(PICTURES, ["segmentation"]) == ["segmentation"]


def test_the_padded_network_stops_at_a_skip_and_the_other_loses_as_much_at_each_end():
    padded, unpadded = facts("segmentation_padded"), facts("segmentation_unpadded")
    assert padded["up"][-1] != padded["down"][len(padded["down"]) - 1 - len(padded["up"])]
    assert all(cut > 0 and cut % 2 == 0 for cut in unpadded["cuts"])


def test_the_middle_is_half_a_cell_later():
    assert facts("segmentation_shift")["apart"] == 0.5
