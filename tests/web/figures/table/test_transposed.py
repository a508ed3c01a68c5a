"""What the texts of Part II, first half, say in words is true of their pictures."""

import numpy as np
import pytest

from tests.web.figures.figure_numbers import chapters_of
from web.figures import facts
from web.figures.table.transposed import PICTURES

CHAPTERS = ["scatter", "padding_crops", "output_padding", "zero_insertion", "matrix"]


def test_the_rows_follow_the_chapters():
    assert chapters_of(PICTURES, CHAPTERS) == CHAPTERS


def test_stamps_that_lie_side_by_side_are_a_kronecker_product():
    shown = facts("scatter_strided")
    assert shown["full"] == np.kron(shown["x"], shown["w"]).tolist()


def test_one_hole_lies_between_neighbouring_stamps():
    shown = facts("scatter_holes")
    assert [cell for cell, value in enumerate(shown["full"]) if value == 0] == [2, 5]


def test_padding_crops_one_cell_at_each_end():
    shown = facts("padding_crops_strip")
    assert shown["result"] == shown["full"][1:-1]


def test_an_even_kernel_never_keeps_the_size():
    shown = facts("padding_crops_even")
    assert shown["input_size"] not in shown["sizes"]


def test_exactly_one_padding_doubles_the_size():
    shown = facts("padding_crops_scale")
    assert shown["sizes"].count(2 * shown["input_size"]) == 1


def test_the_cell_that_comes_back_is_the_one_that_was_cropped():
    shown = facts("output_padding_comes_back")
    assert shown["result"] == shown["full"][1:]
    assert shown["back"] == shown["full"][-1:]


def test_the_cell_beyond_the_stamps_is_zero():
    shown = facts("output_padding_beyond")
    assert shown["result"] == [*shown["full"], 0]
    assert shown["beyond"] == 1


def test_the_chosen_size_is_one_that_the_convolution_takes_to_the_input_size():
    shown = facts("output_padding_preimage")
    sizes = shown["sizes"][shown["outputs"].index(3)]
    assert sizes[shown["output_padding"]] == shown["chosen"]


@pytest.mark.parametrize("name", ["output_padding_back", "output_padding_dilated"])
def test_only_output_padding_below_the_stride_leads_back(name):
    shown = facts(name)
    for extra, back in zip(shown["extras"], shown["backs"], strict=True):
        assert (back == shown["input_size"]) == (extra < shown["stride"])


def test_the_row_with_its_zeros_inserted_gives_the_same_sum_of_stamps():
    assert facts("zero_insertion_stamps")["full"] == facts("scatter_strip")["full"]


def test_at_stride_one_it_is_full_true_convolution():
    shown = facts("zero_insertion_full")
    assert shown["out"] == np.convolve(shown["x"], shown["w"], "full").tolist()


def test_a_negative_pad_crops_the_row_with_its_zeros():
    shown = facts("zero_insertion_crop")
    assert (shown["before"], shown["after"]) == (-1, -1)
    assert shown["canvas"] == shown["spread"][1:-1]


def test_a_column_of_zeros_is_the_last_one():
    shown = facts("matrix_unread")
    assert shown["idle"] == [shown["columns"] - 1]
