"""What the texts of Part I say in words is true of their pictures."""

import numpy as np
import torch
from torch.nn import functional

from tconv_lib.valid_same_full import tensorflow_same_padding
from tests.web.figures.figure_numbers import chapters_of
from web.figures import facts
from web.figures.table.convolution import PICTURES

CHAPTERS = ["sliding_window", "output_size", "valid_same_full", "receptive_field"]


def test_the_rows_follow_the_chapters():
    assert chapters_of(PICTURES, CHAPTERS) == CHAPTERS


def test_a_single_one_is_replaced_by_the_kernel_in_true_convolution_and_by_the_turned_kernel_in_correlation():
    shown = facts("sliding_window_flip")
    assert shown["convolved"] == shown["w"]
    assert shown["correlated"] == np.rot90(shown["w"], 2).tolist()


def test_of_the_longer_row_the_last_cell_is_never_read_and_of_the_padded_one_the_right_zero():
    assert facts("output_size_windows")["unread"] == [[], [7]]
    padded = facts("output_size_padded_windows")
    assert padded["unread"] == [[], [padded["inputs"][1]]]


def test_of_the_padded_image_only_zeros_go_unread():
    assert facts("output_size_unread")["unread"] == [[7], []]


def test_the_even_kernel_keeps_the_size_with_its_extra_zero_on_either_side():
    shown = facts("valid_same_full_even")
    assert shown["sizes"] == shown["inputs"]
    assert [after - before for before, after in zip(shown["before"], shown["after"], strict=True)] == [1, -1]


def test_the_windows_of_tensorflow_s_same_lie_one_cell_from_those_of_symmetric_padding():
    shown = facts("valid_same_full_tensorflow")
    assert shown["before"][1] - shown["before"][0] == 1
    assert shown["sizes"] == [3, 3]


def test_tensorflow_pads_as_the_library_says():
    shown = facts("valid_same_full_tensorflow")
    assert (shown["before"][0], shown["after"][0]) == tensorflow_same_padding(6, shown["kernel_size"], shown["stride"])


def test_through_equal_dilations_every_second_cell_is_seen():
    shown = facts("receptive_field_cone_gridding")
    row = torch.ones(1, 1, 11, requires_grad=True)
    out = row
    for kernel_size, stride, padding, dilation in shown["layers"]:
        out = functional.conv1d(out, torch.ones(1, 1, kernel_size), None, stride, padding, dilation)
    out[0, 0, shown["index"]].backward()
    seen = row.grad[0, 0].nonzero().flatten().tolist()
    assert seen == list(range(shown["first"], shown["last"] + 1, 2))


def test_the_first_cell_sees_padding():
    assert facts("receptive_field_cone_border")["first"] < 0


def test_the_middle_cell_has_the_most_paths():
    _, *deeper = facts("receptive_field_effective")["rows"]
    for row in deeper:
        assert [cell for cell, paths in enumerate(row) if paths == max(row)] == [len(row) // 2]
