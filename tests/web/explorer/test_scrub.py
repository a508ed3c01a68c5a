"""Numbers in the text of a chapter, dragged in a real browser: all that depends on them is what the library says."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.drawn import drawn
from tests.web.built import ROOT
from web.book.directives.scrub import written
from web.book.values import NUMBERS, Layer, value

TEXTS = {name: (ROOT / f"{name}.md").read_text() for name in parse_toc_yaml(ROOT / "_toc.yml")}
STATE = re.compile(r"^```\{(?:explorer|layer)\} (\S+)$", re.MULTILINE)
SENTENCE = re.compile(r"^.*\{scrub\}`.*$", re.MULTILINE)
STATES = {name: "&".join(reversed(STATE.findall(text))) for name, text in TEXTS.items() if SENTENCE.search(text)}
AT_BOUNDS = """() => [...document.querySelectorAll(".scrub")].map(number => {
    const press = key => number.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    const read = () => [...document.querySelectorAll("[data-of]")].map(node =>
        [node.dataset.of, node.dataset.unit ?? "", node.textContent]);
    const at = key => {
        press(key);
        const says = document.querySelector(".explorer [role=status]");
        const why = says?.classList.contains("why");
        return { now: number.ariaValueNow, shown: read(), says: says?.textContent, why };
    };
    const found = { ...number.dataset, label: number.ariaLabel, PageUp: at("PageUp"), PageDown: at("PageDown") };
    press("Escape");
    return { ...found, changed: document.querySelectorAll(".changed").length };
})"""
NAMED = "() => [...document.querySelectorAll('.scrub')].every(number => number.ariaLabel)"
CHAPTER = "chapters/output_padding.html"

pytestmark = pytest.mark.slow


def test_each_chapter_with_an_explorer_has_two_sentences_with_numbers_to_drag():
    with_explorer = {name for name, text in TEXTS.items() if "```{explorer} " in text}  # set to what the chapter tells
    assert {*with_explorer, "chapters/channels_groups"} == set(STATES)
    assert min(len(SENTENCE.findall(TEXTS[name])) for name in STATES) >= 2


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_every_number_at_its_bounds_takes_all_that_follows_along(name, visit, violations):
    page, layer = visit(f"{name}.html"), Layer.read(STATES[name])
    page.wait_for_function(NAMED)
    numbers = page.evaluate(AT_BOUNDS)
    assert len(numbers) >= 2
    for number in numbers:
        which = number["of"]
        assert (number["label"], number["changed"]) == (NUMBERS[which], 0)
        for key, bound in (("PageUp", number["most"]), ("PageDown", number["least"])):
            there, found = layer.with_numbers(**{which: int(bound)}), number[key]
            assert found["now"] == bound
            right = [[of, unit, written(value(of, there), unit)] for of, unit, _ in found["shown"]]
            assert found["shown"] == right, (name, which, bound)
            if found["says"] is not None and value("out", there) is None:
                assert found["why"]
            elif found["says"] is not None:
                assert f"become {value('out', there)}" in found["says"]
    page.locator(".scrub").first.press("PageUp")
    assert not violations(page, within="p:has(.scrub)")
    assert not page.errors


def test_a_number_is_dragged_within_its_bounds_and_a_double_click_puts_it_back(visit):
    page = visit(CHAPTER)
    number = page.locator(".scrub").first
    number.scroll_into_view_if_needed()
    x, y = middle(number)
    page.mouse.move(x, y)
    page.mouse.down()
    for dx, expected in ((14, "3"), (28, "4"), (400, "5"), (-400, "1"), (0, "2"), (14, "3")):
        page.mouse.move(x + dx, y)
        assert number.inner_text() == expected
    page.mouse.up()
    page.mouse.move(x + 100, y)
    assert number.inner_text() == "3"
    assert page.locator(".explorer-numbers input").nth(2).input_value() == "3"
    number.dblclick()
    assert number.inner_text() == "2"


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_every_number_is_dragged_by_a_mouse_and_back_by_a_finger(name, visit):
    page = visit(f"{name}.html", width=390, height=844, has_touch=True)
    page.wait_for_function(NAMED)
    page.evaluate("document.fonts.ready.then(() => true)")
    finger = page.context.new_cdp_session(page)
    for number in page.locator(".scrub").all():
        number.hover()  # once it stands still
        first, most = (int(number.get_attribute(name)) for name in ("aria-valuenow", "data-most"))
        step = 14 if first < most else -14
        x, y = middle(number)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step, y)
        page.mouse.up()
        assert int(number.get_attribute("aria-valuenow")) == first + step // 14
        assert page.locator(".derived.changed").count(), number.inner_text()
        assert abs(middle(number)[1] - y) < 32  # no more than a line, also where the layer cannot be
        x, y = middle(number)
        for kind, places in (("Start", [x]), ("Move", [x - step / 2]), ("Move", [x - step]), ("End", [])):
            points = [{"x": place, "y": y} for place in places]
            finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        page.wait_for_function("document.querySelectorAll('.changed').length === 0")
        assert int(number.get_attribute("aria-valuenow")) == first
    assert not page.errors


def middle(number):
    box = number.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_by_keyboard_alone_a_number_changes_and_as_written_puts_everything_back(visit):
    page = visit(CHAPTER)
    number, button = page.locator(".scrub").first, page.get_by_role("button", name="as written").first
    assert page.locator(".as-written:visible").count() == 0
    number.focus()
    for key, expected in (
        ("ArrowUp", "3"),
        ("ArrowRight", "4"),
        ("ArrowDown", "3"),
        ("ArrowLeft", "2"),
        ("ArrowUp", "3"),
    ):
        page.keyboard.press(key)
        assert number.inner_text() == expected
    page.keyboard.press("Home")
    assert number.inner_text() == "2"
    page.keyboard.press("PageUp")
    while not button.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".changed").count() == 0
    assert number.evaluate("number => number === document.activeElement")
    shown = page.get_by_role("link", name="Open it in the explorer").get_attribute("href")
    given = dict(parse_qsl(STATES["chapters/output_padding"]))
    assert {key: dict(parse_qsl(urlsplit(shown).fragment))[key] for key in given} == given


def test_the_explorer_changes_the_text_too_and_a_layer_that_cannot_be_has_dashes(visit):
    page = visit(CHAPTER)
    out = page.locator("[data-of=out]").first
    field = page.locator(".explorer-numbers input")
    field.nth(3).fill("2")
    assert out.inner_text() == "3"
    field.nth(3).fill("9")
    assert out.inner_text() == "–"
    assert "crops everything" in page.locator(".explorer [role=status]").inner_text()
    assert not page.locator(".explorer-picture").first.is_visible()
    field.nth(3).fill("1")
    field.nth(0).fill("99999")
    assert out.inner_text() == "–"


def test_paper_and_a_page_without_javascript_have_the_numbers_as_written(visit):
    page = visit(CHAPTER)
    page.locator(".scrub").first.press("PageUp")
    page.emulate_media(media="print")
    for number in page.locator("[data-of]").all():
        content = number.evaluate("number => getComputedStyle(number, '::after').content")
        assert content == f'"{number.get_attribute("data-written")}"'
        assert not number.locator("span").is_visible()
    assert page.locator(".as-written:visible").count() == 0

    plain = visit(CHAPTER, java_script_enabled=False)
    assert plain.locator("[role=spinbutton]").count() == 0
    assert all(
        number.inner_text() == number.get_attribute("data-written") for number in plain.locator("[data-of]").all()
    )


def test_numbers_can_be_dragged_from_the_file_system(visit, site):
    page = visit((site / CHAPTER).as_uri())
    page.locator(".scrub").first.press("ArrowUp")
    assert page.locator("[data-of=sizes]").first.inner_text() == "3\xa0sizes"
