"""Predict before reveal: a reader types each value before the step shows it, by keyboard alone."""

import pytest

from tests.web.explorer.test_explorer import LAYERS, PAGE, cells, says, torch_output

pytestmark = pytest.mark.slow


def begin(page):
    """Switch the prediction on by keyboard, and return its field with the focus in it."""
    box = page.get_by_role("checkbox", name="Predict each step")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    field = page.locator(".explorer-asked input")
    assert field.evaluate("field => field === document.activeElement")
    return field


@pytest.mark.parametrize("lens", ["canvas", "matrix"])
def test_each_cell_is_asked_for_and_judged_with_its_sum(visit, lens):
    page = visit(f"{PAGE}#{LAYERS['a row']}&lens={lens}")
    expected = torch_output(LAYERS["a row"])
    begin(page)
    for at, value in enumerate(expected):
        assert cells_but(page, at) == expected[:at] + [None] * (len(expected) - at - 1)
        typed = value + (at == 1)
        page.keyboard.type(str(typed))
        page.keyboard.press("Enter")
        word = "Right" if at != 1 else f"Not {typed}".replace("-", "−")
        assert says(page).startswith(f"{word}: output cell {at} is ")
        assert f"= {value}.".replace("-", "−") in says(page)
        assert says(page).endswith(f"{at + (at < 1)} of {at + 1} right.")
    assert cells(page) == expected
    assert page.locator(".explorer-score").inner_text() == f"{len(expected) - 1} of {len(expected)} right"


def cells_but(page, asked):
    """Return the cells, of which the one that is asked for shows a question mark and counts for nothing."""
    texts = page.locator(".explorer [data-cell]").evaluate_all(
        "cells => cells.map(cell => cell.querySelector('text:not(.note)')?.textContent ?? '')"
    )
    assert texts[asked] == "?"
    return [int(text.replace("−", "-")) if text else None for at, text in enumerate(texts) if at != asked]


@pytest.mark.parametrize("layer", ["a row", "an image"])
def test_the_lens_of_stamps_asks_for_a_cell_after_the_next_stamp(visit, layer):
    page = visit(f"{PAGE}#{LAYERS[layer]}&lens=stamps")
    begin(page)
    count = page.locator(".explorer-grid.input input").count()
    for done in range(1, count + 1):
        after = torch_output(LAYERS[layer], inputs=done)
        asked = page.locator(".explorer .asked").get_attribute("data-cell")
        page.keyboard.type(str(after[int(asked)]))
        page.keyboard.press("Enter")
        assert says(page).startswith("Right: "), (done, says(page))
    assert says(page).endswith(f"{count} of {count} right.")


def test_what_is_no_number_is_said_and_neither_counted_nor_stepped_over(visit):
    page = visit(f"{PAGE}#{LAYERS['a row']}&lens=canvas")
    field = begin(page)
    page.keyboard.type("ten")
    page.keyboard.press("Enter")
    assert says(page) == "Type the whole number that you expect in output cell 0."
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(".explorer-score").inner_text() == ""
    assert page.locator(".explorer .asked").get_attribute("data-cell") == "0"


def test_the_last_step_leads_back_to_the_first_and_a_new_score(visit):
    page = visit(f"{PAGE}#dim=1&i=1&k=1&s=1&x=2&w=3&lens=canvas")
    begin(page)
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    assert says(page) == "Right: output cell 0 is 2·3 = 6. 1 of 1 right."
    page.keyboard.press("Enter")
    assert page.locator(".explorer .asked").count() == 1
    assert page.locator(".explorer-score").inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_on_a_phone(visit, violations, scheme):
    page = visit(f"{PAGE}#{LAYERS['an image']}&lens=canvas", width=320, color_scheme=scheme)
    begin(page)
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert violations(page, ".explorer") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_another_layer_starts_anew(visit):
    page = visit(f"{PAGE}#{LAYERS['a row']}&lens=canvas")
    begin(page)
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    page.get_by_label("stride s").fill("3")
    assert page.locator(".explorer .asked").get_attribute("data-cell") == "0"
    assert page.locator(".explorer-score").inner_text() == ""
