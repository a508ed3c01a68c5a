"""What holds on every page of the book, in a real browser."""

import gzip
from urllib.parse import urlsplit

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.drawn import drawn
from tests.web.built import ROOT

CHAPTERS = [f"{chapter}.html" for chapter in parse_toc_yaml(ROOT / "_toc.yml")]
PAGES = ["index.html", *CHAPTERS, "genindex.html", "search.html", "404.html"]
WIDTHS = (320, 390, 768, 1280)
WAYS = [(width, scheme) for scheme in ("light", "dark") for width in (320, 390, 1280)]
COLD_PAGE = 250_000  # bytes, compressed
WITH_MORE = dict.fromkeys(["index.html", "chapters/explorer.html"], 350_000)
EVERY_KIND = ["index.html", "chapters/scatter.html", "chapters/explorer.html", "chapters/references.html"]
PAINT = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true }))"""
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value })
        .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
CUT = """() => [document.documentElement, ...document.querySelectorAll(".equation-body, .prose pre")]
    .filter(box => box.clientWidth && box.scrollWidth > box.clientWidth + 1)
    .filter(box => !box.matches(".exercise-statement .highlight-none pre"))
    .map(box => `${box.scrollWidth} in ${box.clientWidth} of ${innerWidth}: ${box.textContent.slice(0, 80)}`)"""
PICTURES = """() => [...document.querySelectorAll("figure svg")].map(svg => {
    const drawn = svg.getBoundingClientRect(), room = svg.closest("figure").getBoundingClientRect();
    const scale = drawn.width / svg.viewBox.baseVal.width;
    return {
        name: svg.querySelector("title").textContent,
        width: drawn.width,
        height: drawn.height,
        fits: drawn.left >= room.left - 1 && drawn.right <= room.right + 1,
        letters: [...svg.querySelectorAll("text")].map(text => scale * parseFloat(getComputedStyle(text).fontSize)),
    };
})"""
OPEN_OUT = """() => new Promise(done => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const input of document.querySelectorAll(".quiz input")) input.checked = true;
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=PAGES)
def desk(request, opened):
    with opened(request.param, width=1280, color_scheme="light") as page:
        yield page


@pytest.fixture(scope="module", params=PAGES)
def phone(request, opened):
    with opened(request.param, width=390, height=844, color_scheme="dark") as page:
        yield page


def test_a_page_asks_no_other_host(desk, address):
    hosts = {urlsplit(url).netloc for url in desk.requested if not url.startswith("data:")}
    assert hosts == {urlsplit(address).netloc}
    assert all(response.ok for response in desk.received)
    assert not desk.errors


def test_a_page_is_light(desk):
    page = urlsplit(desk.url).path.partition("/html/")[2]
    assert sum(_compressed(response) for response in desk.received) <= WITH_MORE.get(page, COLD_PAGE)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", EVERY_KIND)
def test_the_largest_thing_of_a_first_screen_is_there_within_a_second(visit, path, width):
    paints = (visit(path, width=width).evaluate(PAINT) for _ in range(3))  # the machine may be busy with other tests
    assert any(paint <= 1000 for paint in paints)


def test_every_formula_is_set(desk):
    assert desk.locator(".math").count() == desk.locator(".math .katex-html").count()
    assert desk.locator(".katex-error").count() == 0
    assert not {"\\(", "$$", "\\frac"} & set(desk.inner_text("main").split())


def test_the_text_does_not_jump_while_a_page_loads(desk):
    assert desk.evaluate(SHIFT) <= 0.05


def test_pictures_on_a_desk_are_wide_enough_and_their_letters_neither_tiny_nor_huge(desk):
    """A picture of few cells is as narrow as 280 pixels: in 360 pixels its letters would be half as large again."""
    for picture in (found := desk.evaluate(PICTURES)):
        assert picture["fits"], picture
        assert picture["height"] < 900, picture
        assert 12 <= min(picture["letters"]) <= max(picture["letters"]) <= 24, picture
        assert picture["width"] >= 360 or (picture["width"] >= 280 and max(picture["letters"]) > 20), picture
    assert len(found) == desk.locator(".tc-figure").count()


def test_the_text_does_not_jump_while_a_page_loads_on_a_phone(phone):
    assert phone.evaluate(SHIFT) <= 0.05


def test_the_text_does_not_jump_when_the_fonts_of_formulas_come_late(visit):
    page, late = visit("chapters/glossary.html"), []
    page.route("**/KaTeX_*.woff2", lambda route: late.append(route))  # noqa: PLW0108 - must be a function
    page.goto(page.url.replace("glossary", "cheat_sheet"), wait_until="commit")
    page.wait_for_function("performance.getEntriesByType('paint').length === 2")
    for route in late:
        route.continue_()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => {})")
    assert late
    assert page.evaluate(SHIFT) <= 0.05


def test_a_page_fits_a_phone_folded_and_opened_out(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.evaluate(OPEN_OUT)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_formula_and_no_code_is_cut_at_any_width(phone):
    phone.evaluate(OPEN_OUT)
    for width in WIDTHS:
        phone.set_viewport_size({"width": width, "height": 900})
        assert phone.evaluate(CUT) == []


def test_pictures_fit_a_phone_and_their_letters_are_legible(phone):
    for picture in (found := phone.evaluate(PICTURES)):
        assert picture["fits"], picture
        assert min(picture["letters"]) >= 12, picture
    assert len(found) == phone.locator(".tc-figure").count()


@pytest.mark.parametrize("phone", drawn(12, PAGES), indirect=True)
def test_a_page_opened_out_is_accessible_at_the_width_and_in_the_colours_of_its_turn(phone, violations, request):
    """Some pages, each in one of the ways, and the ways by turns; every page in all of them below."""
    width, scheme = WAYS[PAGES.index(request.node.callspec.params["phone"]) % len(WAYS)]
    phone.set_viewport_size({"width": width, "height": 844})
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    phone.evaluate(OPEN_OUT)
    assert not violations(phone)
    assert not phone.errors


@pytest.mark.soak
@pytest.mark.parametrize(("width", "scheme"), WAYS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_at_every_width_and_in_both_schemes(visit, violations, path, width, scheme):
    page = visit(path, width=width, color_scheme=scheme)
    assert not violations(page, every=True)
    page.evaluate(OPEN_OUT)
    assert not violations(page, every=True)


def _compressed(response):
    body = response.body()
    return len(body) if response.url.endswith((".woff2", ".png")) else len(gzip.compress(body))
