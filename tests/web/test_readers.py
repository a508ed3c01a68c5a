"""Whole ways through the book in a real browser: by keyboard alone, with a phone, without JavaScript."""

import re

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.web.built import ROOT

CHAPTERS = [f"{chapter}.html" for chapter in parse_toc_yaml(ROOT / "_toc.yml")]
CHAPTER = "chapters/scatter.html"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
WIDE = "chapters/checkerboard.html chapters/cheat_sheet.html chapters/frameworks.html chapters/claims.html".split()
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    window.places ??= new Map();
    if (!places.has(element)) places.set(element, places.size);
    const looks = () => [element, element.firstElementChild, element.nextElementSibling, element.parentElement,
        element.closest("label, form")].filter(Boolean).map(each => {
            const style = getComputedStyle(each);
            return ["outline", "outlineOffset", "boxShadow", "backgroundColor", "borderColor", "stroke", "strokeWidth",
                "opacity", "transform"].map(name => style[name]);
        }).join();
    const box = (element.closest(".stepper") ?? element).getBoundingClientRect();
    const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const focused = looks();
    element.blur();
    const plain = looks();
    element.focus({ preventScroll: true });
    const classes = element.className.baseVal ?? element.className;
    const name = `${element.tagName} ${classes} ${element.textContent.slice(0, 40)}`;
    return { place: places.get(element), name, shown: focused !== plain && there };
}"""
CUT = "document.documentElement.scrollWidth - innerWidth"

pytestmark = pytest.mark.slow


class Keyboard:
    """Somebody without a mouse, who sees where the focus is."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def tab(self):
        """Go on by one stop, and return what stands there; None at the end of the page."""
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
    hands.follow(f".site-contents a[href$='{CHAPTER.rpartition('/')[2]}']", f"**/{CHAPTER}")

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

    for part in ("hint", "solution"):
        hands.tab_to(f".exercise details[data-part={part}] > summary")
        hands.press("Enter")
        folded = page.locator(f".exercise details[data-part={part}]").first
        assert folded.locator(":scope > :not(summary)").first.is_visible()

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
