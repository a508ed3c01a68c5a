"""What the texts of Parts III and IV say in words is true of their pictures."""

import numpy as np
import pytest
from torch.nn import functional

from tests.web.figures.figure_numbers import chapters_of, tensor, torch_transposed
from web.figures import facts
from web.figures.table.consequences import PICTURES

CHAPTERS = ["upsampling", "subpixel", "checkerboard", "fast", "frameworks", "streaming", "segmentation"]


def test_the_rows_follow_the_chapters():
    assert chapters_of(PICTURES, CHAPTERS) == CHAPTERS


def test_stamps_of_ones_repeat_each_cell():
    shown = facts("upsampling_nearest")
    assert shown["full"] == np.repeat(shown["x"], 2).tolist()


def test_the_bilinear_strip_agrees_with_torch_s_interpolation_inside():
    shown = facts("upsampling_bilinear_strip")
    smooth = functional.interpolate(tensor([[shown["x"]]]), scale_factor=2, mode="linear", align_corners=False)[
        0, 0
    ].tolist()
    assert shown["result"][1:-1] == smooth[1:-1]
    assert shown["result"][0] != smooth[0]


def test_an_even_kernel_has_its_centre_between_taps_and_an_odd_one_on_a_tap():
    (_, even), (_, odd) = facts("upsampling_kernel")["kernels"]
    assert (len(even) % 2, len(odd) % 2) == (0, 1)


def test_the_tied_kernel_is_the_turned_kernel_added_to_itself_one_cell_on():
    shown = facts("upsampling_tied")
    assert shown["w"] == np.convolve(shown["small"][::-1], [1, 1]).tolist()


def test_each_row_of_holes_has_a_cell_that_receives_nothing():
    assert all(0 in row for row in facts("checkerboard_holes")["rows"])
    assert not any(0 in row for row in facts("checkerboard_coverage")["rows"])


def test_an_even_cover_is_the_same_in_the_whole_interior_and_the_checkerboard_is_not():
    assert len(set(facts("checkerboard_even")["counts"][1:-1])) == 1
    assert len(set(facts("checkerboard_heat")["counts"][1:-1])) == 2


def test_every_kernel_of_the_ramp_keeps_a_constant_in_the_interior():
    shown = facts("checkerboard_ramp")
    for w in shown["kernels"]:
        inside = slice(len(w) - shown["stride"], 4 * shown["stride"])
        assert len(set(torch_transposed([1, 1, 1, 1], w, stride=shown["stride"])[inside])) == 1


@pytest.mark.parametrize(
    ("name", "shift"), [("frameworks_same_shift", 1), ("frameworks_same_shift_two", 2), ("frameworks_same_agrees", 0)]
)
def test_the_crops_differ_by_as_many_cells_as_the_title_says(name, shift):
    shown = facts(name)
    assert shown["padding"] - shown["start"] == shown["shift"] == shift


def test_the_decoder_without_output_padding_misses_its_skips():
    shown = facts("segmentation_decoder")
    skips = shown["down"][::-1]
    assert shown["fitted"] == skips
    assert shown["plain"] != skips
