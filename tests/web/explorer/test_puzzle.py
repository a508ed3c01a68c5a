"""The puzzle of the first page in a browser: touched, it answers, and it is one with the explorer beside it."""

import re

import pytest
import torch

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

pytestmark = pytest.mark.slow


def sizes(page):
    return [int(text) for text in page.locator(".puzzle-sizes b").all_inner_texts()]


def output_padding(page, value):
    return page.get_by_role("group", name="output_padding").get_by_role("button", name=str(value), exact=True)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_there_is_something_to_touch_and_its_picture_in_the_first_screen(visit, screen):
    page = visit("index.html", **screen)
    for part in (output_padding(page, 1), page.locator(".explorer-picture [data-cell]").last):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= screen["height"]


def test_on_a_phone_a_message_can_be_pasted_within_a_screen_and_a_half(visit):
    page = visit("index.html", **PHONE)
    field = page.locator(".error-box textarea")
    assert "nn.ConvTranspose2d(" in field.get_attribute("placeholder")
    box = field.bounding_box()
    assert box["y"] + box["height"] <= 1.5 * PHONE["height"]


def test_on_a_phone_the_numbers_of_the_explorer_unfold(visit, violations):
    page = visit("index.html", **PHONE)
    stride = page.get_by_role("spinbutton", name="stride s")
    unfold = page.get_by_role("button", name="Change the numbers")
    assert stride.count() == 0
    unfold.click()
    assert unfold.get_attribute("aria-expanded") == "true"
    stride.fill("1")
    assert "4 cells become 4" in page.locator(".explorer [role=status]").inner_text()
    assert not violations(page, ".explorer")
    unfold.click()
    assert stride.count() == 0
    page.set_viewport_size(DESK)
    assert unfold.count() == 0
    assert stride.is_visible()


def test_choosing_the_output_padding_brings_the_cell_back_in_both(visit):
    page = visit("index.html", **DESK)
    cells = page.locator(".explorer-picture .output[data-cell]")
    assert sizes(page) == [64, 32, 63]
    assert page.locator("[data-puzzle=verdict]").inner_text() == "1 short"
    before = cells.count()
    output_padding(page, 1).click()
    assert sizes(page) == [64, 32, 64]
    assert page.locator("[data-puzzle=verdict]").inner_text() == "all back"
    assert output_padding(page, 1).get_attribute("aria-pressed") == "true"
    assert cells.count() == before + 1
    assert "4 cells become 8" in page.locator(".explorer [role=status]").inner_text()


def test_the_puzzle_follows_the_explorer_s_numbers_as_pytorch_has_them(visit):
    page = visit("index.html", **DESK)
    for kernel, stride, padding, a in [(4, 3, 0, 2), (5, 1, 2, 0), (2, 2, 0, 0), (3, 4, 1, 3)]:
        numbers = {"kernel size k": kernel, "stride s": stride, "padding p": padding, "output padding a": a}
        for name, value in numbers.items():
            page.get_by_role("spinbutton", name=name).fill(str(value))
        down = torch.nn.Conv1d(1, 1, kernel, stride, padding)(torch.zeros(1, 1, 64))
        up = torch.nn.ConvTranspose1d(1, 1, kernel, stride, padding, output_padding=a)(down)
        assert sizes(page) == [64, down.shape[2], up.shape[2]]
        call = re.sub(r"\s+", " ", page.locator(".puzzle-call code").inner_text())
        assert f"{kernel}, stride={stride}, padding={padding}, output_padding=" in call
    assert not page.errors


def test_what_cannot_be_is_said_and_not_computed(visit):
    page = visit("index.html", **DESK)
    page.get_by_role("spinbutton", name="output padding a").fill("2")
    assert page.locator("[data-puzzle=verdict]").inner_text() == "impossible"
    assert "output padding 2 must be" in page.locator("[data-puzzle=says]").inner_text().lower()
    output_padding(page, 1).click()
    assert sizes(page) == [64, 32, 64]


def test_by_keyboard_alone_the_puzzle_is_solved_and_the_hint_goes(visit):
    page = visit("index.html", **DESK)
    hint = page.locator("[data-puzzle=hint]")
    assert hint.is_visible()
    page.locator(".puzzle-choice button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert sizes(page)[-1] == 64
    assert not hint.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "1"


def test_the_explorer_of_the_first_page_leads_to_the_explorer_with_the_same_numbers(visit):
    page = visit("index.html", **DESK)
    output_padding(page, 1).click()
    page.get_by_role("link", name="Open it in the explorer").click()
    page.wait_for_url("**/chapters/explorer.html#*")
    assert page.get_by_role("spinbutton", name="output padding a").input_value() == "1"


def test_without_javascript_the_puzzle_is_told_and_its_picture_stands_there(visit):
    page = visit("index.html", **DESK, java_script_enabled=False)
    assert sizes(page) == [64, 32, 63]
    assert "With output_padding=1 all 64 come back." in page.locator(".puzzle").inner_text()
    assert page.get_by_role("img", name="10, 102, 20, 203, 30, 304, 40").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_first_page_is_accessible_and_fits_before_and_after_it_is_touched(visit, violations, width, scheme):
    page = visit("index.html", width=width, color_scheme=scheme)
    assert not violations(page)
    output_padding(page, 1).click()
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_contents_are_one_press_away_on_a_desk(visit):
    page = visit("index.html", **DESK)
    contents = page.locator(".site-contents")
    assert not contents.is_visible()
    page.get_by_role("button", name="Contents").press("Enter")
    assert contents.is_visible()
    page.keyboard.press("Escape")
    assert not contents.is_visible()


def test_what_the_page_comes_with_is_what_the_script_says_of_it(visit):
    said = [
        visit("index.html", **DESK, java_script_enabled=scripted).locator(".puzzle-says").inner_text()
        for scripted in (False, True)
    ]
    assert said[0] == said[1]
