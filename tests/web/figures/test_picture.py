"""A row of the table: what is drawn, and the text beside it."""

import pytest

from web.figures.board import Board, Drawing
from web.figures.picture import Picture


def two_cells(x, y=5):
    return Drawing([Board()], {"x": x, "y": y})


def test_a_picture_is_drawn_with_its_parameters():
    assert Picture(two_cells, {"x": 1}, "").drawing().facts == {"x": 1, "y": 5}


def test_the_first_full_stop_divides_title_and_description():
    picture = Picture(two_cells, {}, "Two cells. The first is {x}. The second is {y}.")
    assert picture.text({"x": [-1, 0.5], "y": 2.0}) == ("Two cells", "The first is −1, 0.5. The second is 2.")


def test_a_name_in_braces_that_is_no_fact_is_an_error():
    with pytest.raises(KeyError, match="z"):
        Picture(two_cells, {}, "Two cells. They are {z}.").text({"x": 1})
