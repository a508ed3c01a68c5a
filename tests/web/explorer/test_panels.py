"""What stands below the picture: here what other frameworks make of the same numbers, with the shift drawn."""

import pytest

from tests.web.explorer.test_explorer import LAYERS, PAGE

pytestmark = pytest.mark.slow


@pytest.fixture
def sections(visit):
    """Return, for a layer, what the panel says of each group of calls, and the cells that it draws."""

    def show(layer):
        page = visit(f"{PAGE}#{layer}")
        page.locator(".explorer-frameworks > div").first.wait_for()
        found = {}
        for part in page.locator(".explorer-frameworks > div").all():
            groups = part.locator("svg > g").all()
            rows = [row.locator(".cell text").all_text_contents() for row in groups]
            meeting = [row.locator(".cell").evaluate_all(LIT) for row in groups]
            calls = part.locator(".explorer-calls").inner_text()
            found[calls] = (part.locator("p").last.inner_text(), rows, meeting)
        return page, found

    return show


LIT = "cells => cells.findIndex(cell => cell.classList.contains('lit'))"


def of(found, call):
    return next(said for calls, said in found.items() if call in calls)


def test_the_shift_of_tensorflows_same_is_drawn_and_said(sections):
    _, found = sections("dim=1&i=3&k=3&s=2&p=1&a=1&x=1,2,3&w=1,10,100")
    said, rows, meeting = of(found, "TensorFlow")
    assert said == "6 cells: PyTorch's cell 0 is cell 1 here (shift 1)."
    assert rows == [["10", "102", "20", "203", "30", "300"], ["1", "10", "102", "20", "203", "30"]]
    assert meeting == [0, 1]
    assert of(found, "PyTorch")[0] == "Equal: the same 6 cells."
    assert "pads=[1, 1], output_padding=[1]" in next(iter(found))


def test_where_all_keep_the_same_cells_it_says_equal(sections):
    _, found = sections("dim=1&i=3&k=4&s=2&p=1&a=0")
    (said, rows, _) = of(found, "TensorFlow")
    assert said == "Equal: the same 6 cells."
    assert rows == []


def test_what_is_refused_is_said(sections):
    page, found = sections("dim=1&i=3&k=4&s=2&p=1&a=0")
    assert (
        'Keras refuses padding="same", output_padding=0: on TensorFlow, it asks for 4 cells'
        in page.locator(".explorer-panel").last.inner_text()
    )
    page, found = sections("dim=1&i=3&k=3&s=2&d=2")
    assert not any("TensorFlow" in calls for calls in found)
    assert "TensorFlow takes no dilation on a CPU" in page.locator(".explorer-panel").last.inner_text()


def test_a_convolution_has_no_such_panel(visit):
    page = visit(f"{PAGE}#{LAYERS['a row, convolved']}")
    page.get_by_role("heading", name="In PyTorch").wait_for()
    assert page.get_by_role("heading", name="In other frameworks").is_hidden()
