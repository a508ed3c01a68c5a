"""Whole ways through the book in a real browser: by keyboard alone, with a phone, without JavaScript."""

import re

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.drawn import drawn
from tests.web.built import ROOT

CHAPTERS = [f"{chapter}.html" for chapter in parse_toc_yaml(ROOT / "_toc.yml")]
CHAPTER = "chapters/scatter.html"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
WIDE = "chapters/checkerboard.html chapters/cheat_sheet.html chapters/frameworks.html chapters/claims.html".split()
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const NAMES = ["outline", "boxShadow", "backgroundColor", "borderColor", "stroke", "strokeWidth", "opacity"];
    window.places ??= new Map();
    if (!places.has(element)) places.set(element, places.size);
    const around = [element, element.firstElementChild, element.nextElementSibling, element.parentElement,
        element.closest("label, form, .cm-editor")].filter(Boolean);
    const looks = () => around.map(each => {
        const style = getComputedStyle(each);
        return NAMES.map(name => style[name]);
    }).join();
    const box = (element.closest(".stepper") ?? element).getBoundingClientRect();
    const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const focused = looks();
    element.blur();
    const plain = looks();
    element.focus({ preventScroll: true });
    const name = element.outerHTML.slice(0, 160);
    return { place: places.get(element), name, shown: focused !== plain && there };
}"""
FOLDED = (
    "details[data-part=tests]",
    "details[data-part=hint]",
    "details[data-part=solution]",
    "details.hide",
    ".sources",
)
WITH_CONTROLS = [
    "index.html",
    "search.html",
    *(f"chapters/{name}.html" for name in "scatter explain sizes explorer progress claims".split()),
]
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, input, .site-header a")]
    .map(each => (each.matches("[type=radio], [type=checkbox]") ? each.labels[0] ?? each : each))
    .filter(each => !each.matches(".as-written, .explorer-grid *, .visually-hidden")) // of a sentence, and cells
    .filter(each => each.checkVisibility({ visibilityProperty: true }))
    .filter(each => each.getBoundingClientRect().height < 43.9)
    .map(each => `${each.getBoundingClientRect().height} ${each.outerHTML.slice(0, 120)}`)"""
CHANGED = "before => document.querySelector('.explorer [role=status]').innerText !== before"
ARRIVED = """() => location.hash
    && Math.abs(document.querySelector(location.hash).getBoundingClientRect().top) < innerHeight"""

pytestmark = pytest.mark.slow


class Keyboard:
    """Somebody without a mouse, who sees where the focus is."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def tab(self):
        """Go on by one stop, and return what stands there; None at the end of the page.

        In an editor Tab indents, and its label says how to leave it.
        """
        if self.page.evaluate("document.activeElement?.matches('.cm-content')"):
            self.press("Escape")
        self.press("Tab")
        focus = self.page.evaluate(FOCUS)
        assert focus is None or focus["shown"], f"the focus cannot be seen: {focus['name']}"
        return focus

    def tab_to(self, wanted, most=400):
        """Go on to what a selector names, past no stop twice."""
        passed = set()
        for _ in range(most):
            focus = self.tab()
            assert focus is not None, f"the page ended before {wanted}"
            assert focus["place"] not in passed, f"trapped before {wanted}: {focus['name']}"
            passed.add(focus["place"])
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return self.page.locator(wanted)
        raise AssertionError(f"{wanted} is not among the first {most} stops")

    def follow(self, wanted, to):
        """Go to a link, follow it, and begin at the top of the page that it leads to."""
        self.tab_to(wanted)
        self.press("Enter")
        self.page.wait_for_url(to)
        self.page.wait_for_load_state()


# ---- by keyboard alone


def test_a_reader_without_a_mouse_goes_from_the_index_through_a_chapter_to_the_next(visit):
    page = visit("index.html")
    page.locator("h1").wait_for()
    hands = Keyboard(page)
    hands.follow(f"main a[href$='{CHAPTER}']", f"**/{CHAPTER}")

    hands.tab_to(".skip-link", most=1)
    hands.press("Enter")
    page.wait_for_function("location.hash === '#main-content'")
    status = page.locator(".explorer [role=status]").first
    before = status.inner_text()
    hands.tab_to(".explorer input[type=number]")
    hands.press("ArrowUp")
    page.wait_for_function(
        "before => document.querySelector('.explorer [role=status]').innerText !== before", arg=before
    )

    hands.tab_to(".exercise-tools .next-hint")
    hands.press("Enter")
    assert page.locator(".exercise details[data-part=hint]").first.locator("p").is_visible()

    hands.tab_to(".quiz-question input")
    hands.press("Space")
    question = page.locator(".quiz-question").first
    assert question.locator(".quiz-why:visible").count() == 1
    hands.press("ArrowDown")
    assert question.locator(".quiz-why:visible").count() == 1
    hands.follow(".prev-next .next", "**/chapters/padding_crops.html")
    assert not page.errors


def test_a_reader_without_a_mouse_searches_and_chooses_the_colours(visit):
    page = visit(CHAPTER)
    hands = Keyboard(page)
    hands.tab_to(".theme-button")
    hands.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    hands.press("Space")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    hands.press("/")
    page.keyboard.type("checkerboard")
    hands.press("Enter")
    page.wait_for_url("**/search.html?*")
    page.locator("#search-results li a").first.wait_for()
    hands.press("/")
    hands.follow("#search-results li a", re.compile(r"/chapters/\w+\.html"))
    assert page.locator("h1").is_visible()
    assert not page.errors


def test_tab_goes_once_through_all_of_a_page_and_out_of_it(visit):
    page = visit("chapters/padding_crops.html")
    hands, passed = Keyboard(page), []
    while focus := hands.tab():
        assert focus["place"] not in passed, f"trapped at {focus['name']}"
        passed.append(focus["place"])
        assert len(passed) < 600
    assert page.locator(".prev-next a").count() == 2
    assert len(passed) > 50


def test_the_contents_of_a_small_window_open_and_lead_on_by_keyboard(visit):
    page = visit(CHAPTER, width=390, height=844)
    hands = Keyboard(page)
    hands.tab_to(".menu-button")
    hands.press("Enter")
    hands.follow(".site-contents a[href$='matrix.html']", "**/chapters/matrix.html")
    hands.tab_to(".page-toc-fold > summary")
    hands.press("Enter")
    hands.tab_to(".page-toc-fold li:nth-child(2) > a")
    hands.press("Enter")
    page.wait_for_function(
        "location.hash && Math.abs(document.querySelector(location.hash).getBoundingClientRect().top) < 844"
    )
    assert not page.errors


# ---- with a phone


def test_a_reader_with_a_phone_finds_a_chapter_its_sections_and_a_cell_of_the_explorer(visit):
    page = visit("index.html", **PHONE)
    page.locator(".menu-button").tap()
    page.locator(f".site-contents a[href$='{CHAPTER.rpartition('/')[2]}']").tap()
    page.wait_for_url(f"**/{CHAPTER}")
    page.locator(".page-toc-fold > summary").tap()
    page.locator(".page-toc-fold li:nth-child(2) > a").first.tap()
    page.wait_for_function(ARRIVED)

    status = page.locator(".explorer [role=status]").first
    before = status.inner_text()
    page.locator(".explorer [data-cell]").last.tap()
    page.wait_for_function(CHANGED, arg=before)
    page.locator(".exercise summary").first.tap()
    page.locator(".quiz-question label").first.tap()
    assert page.locator(".quiz-why:visible").count() == 1
    assert _sideways(page) == 0
    assert not page.errors


@pytest.mark.parametrize("path", drawn(6, WITH_CONTROLS))
def test_what_is_pressed_has_room_for_a_finger(visit, path):
    page = visit(path, **PHONE)
    for example in page.locator(".box-examples button").all()[:1]:
        example.tap()
    page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
    assert page.evaluate(SMALL) == []


def test_what_is_wider_than_a_phone_scrolls_by_touch_in_its_own_box_and_the_page_stays(visit):
    scrolled = 0
    for path in WIDE:
        page = visit(path, **PHONE)
        for box in page.locator(".table-scroll, .picture-scroll, .equation-body").all():
            if box.is_visible() and box.evaluate("box => box.scrollWidth > box.clientWidth + 1"):
                box.scroll_into_view_if_needed()
                _swipe(page, box)
                page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
                scrolled += 1
        assert _sideways(page) == 0
    assert scrolled > 0


def _swipe(page, box):
    """Move a finger to the left across a box."""
    place = box.bounding_box()
    x, y = place["x"] + place["width"] * 0.8, place["y"] + min(place["height"] / 2, 40)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for far in range(20, 160, 20):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - far, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def _sideways(page):
    """Return how far the page itself moves sideways."""
    return page.evaluate("() => { scrollTo(500, scrollY); return scrollX }")


# ---- without JavaScript


@pytest.mark.parametrize("path", drawn(8, CHAPTERS))
def test_a_chapter_can_be_read_whole_without_javascript(visit, path):
    page = visit(path, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator(".site-contents a").count() > len(CHAPTERS)
    assert all(picture.is_visible() for picture in page.locator("main figure").all())
    formulas = page.locator(".katex-html")
    assert formulas.count() == page.locator(".math").count()
    for kind in FOLDED:
        for folded in page.locator(f"main {kind}").all()[:1]:
            folded.locator(":scope > summary").click()
            assert folded.locator(":scope > :not(summary)").first.is_visible()
    assert [button.inner_text() for button in page.locator("button:visible").all()] == []
    for explorer in page.locator(".explorer").all():
        assert explorer.is_visible()
        assert "JavaScript" in explorer.inner_text() or explorer.locator("svg, img").count()


def test_the_contents_open_on_a_phone_and_the_search_page_names_the_index_without_javascript(visit):
    page = visit(CHAPTER, java_script_enabled=False, **PHONE)
    page.locator(".menu-button").tap()
    page.locator(".site-contents a[href$='matrix.html']").tap()
    page.wait_for_url("**/chapters/matrix.html")
    page.locator(".search-link").tap()
    page.wait_for_url("**/search.html")
    assert "Searching needs JavaScript" in page.locator("main").inner_text()
    page.locator("noscript a").tap()
    page.wait_for_url("**/genindex.html")
