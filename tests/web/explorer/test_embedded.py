"""The explorer in a chapter: near the top, at the layer of the chapter, and apart from the page's address."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.drawn import drawn
from tests.web.built import ROOT

PLACE = re.compile(r"^```\{explorer\} (\S+)$", re.MULTILINE)
TEXTS = {name: (ROOT / f"{name}.md").read_text() for name in parse_toc_yaml(ROOT / "_toc.yml")}
STATES = {name: PLACE.findall(text) for name, text in TEXTS.items() if PLACE.search(text)}
NO_LAYER = {"tensors_autograd"}  # it is about tensors
SHIFT = 0.01  # 0.05 is allowed; without the picture in the page it is 0.049 and more
SHIFTS = """
    let total = 0;
    const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => (total += entry.value)));
    observer.observe({ type: "layout-shift", buffered: true });
    window.shifted = () => (observer.takeRecords().forEach(entry => (total += entry.value)), total);
"""
DRAWN = ".explorer-shown > .explorer-picture .cell text"
TOP = "document.querySelector('.explorer').getBoundingClientRect().top + scrollY"

pytestmark = pytest.mark.slow


def test_every_chapter_on_the_layer_and_on_its_consequences_has_one():
    toc = (ROOT / "_toc.yml").read_text()
    parts = toc[toc.index("caption: Transposed convolution") : toc.index("caption: In networks")]
    chapters = set(re.findall(r"file: (\S+)", parts))
    assert {name for name in chapters if name.rpartition("/")[2] not in NO_LAYER} == set(STATES)
    assert {len(states) for states in STATES.values()} == {1}


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_it_shows_the_layer_of_the_chapter_and_leaves_the_address_alone(name, visit, violations):
    page = visit(f"{name}.html", width=1280, height=900)
    away = page.get_by_role("link", name="Open it in the explorer")
    away.wait_for()
    shown = dict(parse_qsl(urlsplit(away.get_attribute("href")).fragment))
    given = dict(parse_qsl(STATES[name][0]))
    assert {key: shown.get(key) for key in given} == given
    assert page.evaluate(TOP) < 900

    says = page.locator(".explorer [role=status]")
    before = says.inner_text()
    page.locator(".explorer").get_by_role("spinbutton", name="stride s").fill(str(int(given["s"]) + 1))
    assert says.inner_text() != before
    assert not urlsplit(page.url).fragment
    page.locator(".explorer-more summary").click()
    assert not violations(page, within=".explorer")
    assert not page.errors

    away.click()
    page.wait_for_url("**/explorer.html#*")
    assert page.locator(".explorer").get_by_role("spinbutton", name="stride s").input_value() == str(
        int(given["s"]) + 1
    )


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_it_is_within_a_screen_and_a_half_on_a_phone(name, visit):
    page = visit(f"{name}.html", width=390, height=844)
    page.locator(".explorer-controls").wait_for()
    assert page.evaluate(TOP) < 1.5 * 844


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_what_happens_stands_before_what_can_be_changed_and_what_is_said_beside_both(name, visit):
    page = visit(f"{name}.html", width=390, height=844)
    page.locator(".explorer-controls").wait_for()
    parts = [
        ".explorer-operands",
        ".explorer-picture",
        ".explorer-player",
        ".explorer-says",
        ".explorer-predict",
        ".explorer-controls",
    ]
    tops = [
        page.locator(f".explorer {part}").first.evaluate("part => part.getBoundingClientRect().top") for part in parts
    ]
    assert tops == sorted(tops)
    page.get_by_label("Predict each step").check()
    field = page.locator(".explorer-asked input")
    seen = "([says, field]) => field.getBoundingClientRect().bottom - says.getBoundingClientRect().top"
    between = page.evaluate(seen, [page.locator(".explorer-says").element_handle(), field.element_handle()])
    assert between < 844 / 3  # a keyboard leaves no more


def test_the_sections_of_the_chapter_do_not_change_it(visit):
    page = visit("chapters/scatter.html#next", width=1280, height=900)
    away = page.get_by_role("link", name="Open it in the explorer")
    before = away.get_attribute("href")
    page.evaluate("location.hash = 'check-yourself'")
    page.wait_for_function("location.hash === '#check-yourself'")
    assert away.get_attribute("href") == before


@pytest.mark.parametrize("name", drawn(4, STATES))
def test_without_javascript_the_picture_stands_there_with_its_sentence_and_nothing_to_press(name, visit, opened):
    still = visit(f"{name}.html", java_script_enabled=False)
    explorer = still.locator(".explorer")
    assert "With JavaScript" in explorer.inner_text()
    assert explorer.locator("button:visible, [role=button]").count() == 0
    with opened(f"{name}.html") as live:
        assert explorer.locator(DRAWN).all_text_contents() == live.locator(DRAWN).all_text_contents()
        sentence = live.locator(".explorer [role=status]").inner_text()
    assert explorer.locator(".explorer-says").inner_text() == sentence
    values = explorer.locator(".explorer-picture:visible svg").get_attribute("aria-label")
    assert re.search(r": −?\d+(, −?\d+)*$", values)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_text_does_not_move_when_the_script_has_built_the_explorer(visit, width):
    page = visit("chapters/glossary.html", width=width)
    page.add_init_script(SHIFTS)
    for name in (*STATES, "chapters/explorer"):
        page.goto(page.url.rpartition("/chapters/")[0] + f"/{name}.html", wait_until="networkidle")
        assert page.locator(".explorer [data-cell]").count(), name
        assert page.evaluate("shifted()") <= SHIFT, name
