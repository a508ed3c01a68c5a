"""The drawing board: its box holds what is drawn, its key explains the looks in use."""

import re

import pytest

from web.figures.board import CELL, SMALL, TEXT, Board, width_of
from web.figures.palette import LOOKS


def numbers(part):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", re.search(r' d="([^"]*)"', part)[1])]


def words(board):
    return re.findall(r">([^<]+)</text>", "".join(board.parts))


@pytest.mark.parametrize(("anchor", "left"), [("start", 0), ("middle", -0.5), ("end", -1)])
def test_the_box_holds_a_text_on_the_side_of_its_anchor(anchor, left):
    board = Board(box=(100, 100, 100, 100))
    board.text(100, 100, "kernel", anchor=anchor)
    width = width_of("kernel")
    assert board.box == pytest.approx((100 + left * width, 93, 100 + (1 + left) * width, 107))


def test_no_text_is_drawn_for_no_words():
    board = Board()
    board.text(50, 50, "")
    assert (board.parts, board.right) == ([], 0)


def test_words_of_markup_are_escaped():
    board = Board()
    board.text(0, 0, "a < b & c")
    assert words(board) == ["a &lt; b &amp; c"]


def test_long_numbers_are_written_smaller():
    board = Board()
    board.cell(0, 0, 999)
    board.cell(CELL, 0, -999)
    short, long = (part for part in board.parts if "<text" in part)
    assert "font-size" not in short
    assert f'font-size="{SMALL:g}"' in long


def test_a_bold_or_larger_text_is_wider():
    assert width_of("w", TEXT) < width_of("w", TEXT, bold=True)
    assert width_of("wide", 28) == pytest.approx(2 * width_of("wide", 14))


def test_a_grid_asks_for_the_look_of_each_cell():
    asked = []

    def look(row, column):
        asked.append((row, column))
        return "kernel" if row == column else "plain"

    board = Board()
    board.grid(0, 0, [[1, 2], [3, 4]], look)
    assert asked == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert sum("--tc-kernel" in part for part in board.parts) == 2
    assert (board.right, board.bottom) == (2 * CELL, 2 * CELL)


def test_an_arrow_ends_in_a_head_whose_tip_is_its_end():
    board = Board()
    board.arrow((0, 0), (30, 40))
    line, head = map(numbers, board.parts)
    assert line[:2] == [0, 0]
    assert head[:2] == [30, 40]
    (ax, ay), (bx, by) = head[2:4], head[4:6]
    assert ((ax + bx) / 2, (ay + by) / 2) == pytest.approx(tuple(line[2:]))  # the line ends in the middle of the base
    assert (30 - line[2], 40 - line[3]) == pytest.approx((8 * 0.6, 8 * 0.8))


def test_a_key_explains_the_looks_in_use_and_no_other():
    board = Board()
    board.cell(0, 0, 0, "pad")
    board.key({"hole": "hole", "pad": "padding zero"})
    assert words(board) == ["0", "padding zero"]
    assert board.bottom > CELL


def test_a_key_of_no_look_in_use_draws_nothing():
    board = Board()
    board.cell(0, 0, 1)
    before = list(board.parts)
    board.key({"hole": "hole"})
    assert board.parts == before


def test_a_key_breaks_into_rows_before_it_is_too_wide_for_a_phone():
    board = Board()
    meanings = dict.fromkeys(("input", "kernel", "output", "hole", "pad"), "a rather long explanation")
    for number, look in enumerate(meanings):
        board.cell(number * CELL, 0, "", look)
    board.key(meanings)
    assert board.right <= 320
    assert board.bottom > CELL + 4 * 20


@pytest.mark.parametrize("mark", ["hatch", "grain"])
def test_hatching_leaves_the_middle_of_a_cell_to_its_number(mark):
    board = Board()
    look = next(name for name, look in LOOKS.items() if look.mark == mark)
    board.cell(0, 0, 8, look)
    (strokes,) = (part for part in board.parts if "<path" in part)
    for stroke in re.findall(r"M([^M\"]+)", strokes):
        x0, y0, x1, y1 = map(float, re.findall(r"-?[\d.]+", stroke))
        distance = (
            abs((x1 - x0) * (y0 - CELL / 2) - (x0 - CELL / 2) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        )
        assert distance >= 4
