"""The error box in a real browser: a reader's whole way, by keyboard, on a phone, without JavaScript, and attacked."""

import gzip
import time
from itertools import pairwise
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest

from tconv_lib.explain import explain
from tests.web.box.recorded import MESSAGES

PAGE = "chapters/explain.html"
BUNDLE = 60_000  # bytes, compressed
LAYER = "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)"
WRONG = "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=2)"
SKIP = (
    "Sizes of tensors must match except in dimension 1."
    " Expected size 33 but got size 32 for tensor number 1 in the list."
)
SHOW = "hash => { history.replaceState(null, '', hash); dispatchEvent(new Event('popstate')) }"
TRACEBACK = f"""Traceback (most recent call last):
  File "train.py", line 41, in forward
    x = torch.cat([self.up(x), skip], dim=1)
RuntimeError: {SKIP}"""
STACK = (
    "nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, 2, 1),"
    " nn.ConvTranspose2d(8, 8, 3, 2, 1), nn.ConvTranspose2d(8, 3, 3, 2, 1))"
)
STATES = {
    "nothing": {},
    "a message": {"text": TRACEBACK},
    "a layer": {"text": LAYER, "size": "33x64"},
    "a layer that cannot be": {"text": WRONG, "size": "33"},
    "a name for a number": {"text": "F.conv_transpose2d(x, w, stride=2)", "size": "33"},
    "a stack": {"text": STACK, "size": "34"},
    "a stack that stops": {"text": "nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3), nn.ReLU()", "size": "9"},
    "unknown": {"text": "RuntimeError: CUDA out of memory"},
    "no size": {"text": LAYER, "size": "33 cells"},
}

pytestmark = pytest.mark.slow


def says(page):
    return page.locator(".error-box [role=status]").inner_text()


def ask(page, text, size=""):
    page.get_by_label("Error message or layer").fill(text)
    page.get_by_label("Input size").fill(size)
    page.get_by_role("button", name="Explain").click()


def shared(state):
    return f"{PAGE}#{urlencode(state)}" if state else PAGE


@pytest.fixture(scope="module")
def box(opened):
    with opened(PAGE) as page:
        yield page
        assert not page.errors


@pytest.mark.parametrize("row", MESSAGES[:: len(MESSAGES) // 10], ids=lambda row: row["call"][:40])
def test_a_recorded_message_is_answered_in_the_page(box, row):
    ask(box, row["message"])
    [*_, answer] = explain(row["message"])["answers"]
    assert says(box) == f"{answer['source']}: {answer['meaning']}"
    shown = box.locator(".box-answer").inner_text()
    assert answer["cure"] in shown
    assert answer["chapter"]["title"].replace("`", "") in shown


def test_the_whole_way_of_a_reader_with_an_error_message(visit):
    page = visit("chapters/scatter.html")
    page.get_by_role("link", name="Error?").click()
    page.wait_for_url("**/explain.html")
    ask(page, TRACEBACK)
    assert says(page).startswith("PyTorch: Tensors that are joined along axis 1 must agree on all others: one has 33")
    assert "output_size=skip.shape[2:]" in page.locator(".box-cure").inner_text()
    page.get_by_role("link", name="in the explorer").click()
    page.wait_for_url("**/explorer.html#*")
    assert page.locator(".explorer-strip button").all_inner_texts() == ["5 cells\na = 0", "6 cells\na = 1"]
    page.go_back()
    page.locator(".box-links a").first.click()
    page.wait_for_url("**/segmentation.html")
    assert "A decoder that fits: segmentation" in page.locator("h1").inner_text()


def test_a_layer_shows_its_sizes_its_formula_and_itself_in_the_explorer(box):
    ask(box, LAYER, "33x64")
    assert says(box) == "ConvTranspose2d: 33 × 64 becomes 65 × 127."
    assert box.locator(".box-formula").all_inner_texts() == [
        "(33 - 1)*2 - 2*1 + 1*(3 - 1) + 0 + 1 = 65",
        "(64 - 1)*2 - 2*1 + 1*(3 - 1) + 0 + 1 = 127",
    ]
    away = unquote(box.get_by_role("link", name="in the explorer, 5 cells of 33").get_attribute("href"))
    assert "layer=transposed&dim=1&i=5&k=3&s=2&p=1&d=1&a=0" in away
    ask(box, LAYER, "")  # no number stands there but the reader's own
    assert box.get_by_role("link", name="in the explorer").inner_text() == "One axis of it in the explorer"


def test_a_layer_that_cannot_be_says_why_there_too(visit):
    page = visit(shared({"text": WRONG, "size": "33"}))
    assert says(page).startswith("ConvTranspose2d fails on 33 × 33: output_padding 2 must be at least 0 and smaller")
    page.get_by_role("link", name="in the explorer").click()
    page.wait_for_url("**/explorer.html#*")
    assert "Output padding 2 must be smaller than stride 2" in page.locator(".explorer [role=status]").inner_text()


@pytest.mark.parametrize("name", STATES)
def test_every_link_of_an_answer_leads_to_a_page_that_is_there(visit, site, name):
    page = visit(shared(STATES[name]))
    for link in page.locator(".error-box a").all():
        path = urlsplit(link.get_attribute("href")).path.split(f"/{site.name}/", 1)[1]
        assert (site / path).is_file(), path


def test_the_address_alone_shows_the_same_answer_and_back_shows_the_one_before(visit):
    page = visit(PAGE)
    ask(page, LAYER, "33")
    first = says(page)
    ask(page, WRONG, "33")
    again = visit(page.url)
    assert says(again) == says(page) != first
    assert again.get_by_label("Input size").input_value() == "33"
    page.go_back()
    assert says(page) == first
    page.go_back()
    assert says(page) == ""


def test_a_size_of_a_kernel_that_is_only_named_is_asked_for(visit):
    page = visit(PAGE)
    assert not page.get_by_label("Kernel size").is_visible()
    ask(page, "F.conv_transpose2d(x, w, stride=2)", "33")
    assert says(page).endswith("kernel_size is not written.")
    page.get_by_label("Kernel size").fill("4")
    page.keyboard.press("Enter")
    assert says(page) == "conv_transpose2d: 33 × 33 becomes 68 × 68."


def test_an_answer_is_in_view_on_a_phone(visit):
    page = visit(PAGE, width=320, height=568)
    ask(page, TRACEBACK)
    page.wait_for_function(
        "() => { const { top, bottom } = document.querySelector('.box-says').getBoundingClientRect();"
        " return top > 0 && bottom <= innerHeight }"
    )


@pytest.mark.parametrize("example", range(5))
def test_an_example_is_one_key_away(visit, example):
    page = visit(PAGE)
    page.locator(".box-examples button").nth(example).focus()
    page.keyboard.press("Enter")
    assert says(page)
    assert page.locator(".box-says.refused").count() == 0
    assert page.locator(".box-answer a").count() > 0


def test_the_whole_way_by_keyboard_alone(visit):
    page = visit(PAGE)
    page.evaluate("document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()")
    for keys in (["Tab"], ["Tab"]):  # the link beside the heading, then the field
        page.keyboard.press(keys[0])
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type(LAYER)
    page.keyboard.press("Tab")
    page.keyboard.type("33")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert says(page) == "ConvTranspose2d: 33 × 33 becomes 65 × 65."
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert "One axis of it in the explorer, 5 cells of 33" in reached


@pytest.mark.parametrize(
    ("width", "scheme", "part"), [(320, "dark", 0), (390, "light", 1), (1280, "light", 0), (1280, "dark", 1)], ids=str
)
def test_the_box_is_accessible_and_fits(visit, violations, width, scheme, part):
    page = visit(PAGE, width=width, color_scheme=scheme)
    for state in [*STATES.values()][part::2]:
        page.evaluate(SHOW, f"#{urlencode(state)}")
        assert bool(says(page)) == bool(state)
        assert not violations(page, within=".error-box")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.errors


@pytest.mark.parametrize("width", [320, 360, 390, 800, 1280])
def test_the_tools_are_in_the_header_at_every_width(visit, violations, width):
    page = visit("chapters/scatter.html", width=width)
    links = page.locator(".tool-links a:visible")
    assert links.all_inner_texts() == ["Error?", "Sizes", "Explorer"][: 2 if width < 360 else 3]
    ends = page.locator(".site-header > *:visible").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert all(right <= left for (_, right), (left, _) in pairwise(ends)), ends
    assert ends[-1][1] <= width
    assert not violations(page, within=".site-header")


def test_without_javascript_the_page_says_how_to_ask_in_a_terminal(visit):
    page = visit(PAGE, java_script_enabled=False)
    assert "python -m tconv_lib explain 'nn.ConvTranspose2d" in page.locator(".error-box").inner_text()
    assert page.locator(".error-box pre").is_visible()


COMPACT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Start</title>
<link rel="stylesheet" href="_static/book.css"></head><body><main class="prose"><h1>Start</h1>
<div class="error-box" data-compact></div></main><script src="_static/error-box.js"></script></body></html>"""


def test_the_compact_box_has_field_button_and_answer_and_leads_to_the_large_one(visit, address, violations):
    page = visit(PAGE, width=390)
    page.route("**/start.html", lambda route: route.fulfill(body=COMPACT, content_type="text/html"))
    page.goto(f"{address}start.html")
    assert page.locator(".error-box :is(textarea, input, button):visible").count() == 2
    page.get_by_label("Error message or layer").fill(LAYER)
    page.get_by_role("button", name="Explain").click()
    assert says(page).startswith("ConvTranspose2d: a size n becomes (n - 1)*2")
    assert not urlsplit(page.url).fragment
    assert not violations(page)
    page.get_by_role("link", name="This answer on a page of its own").click()
    page.wait_for_url(f"**/{PAGE}#*")
    assert says(page).startswith("ConvTranspose2d: a size n becomes (n - 1)*2")


def test_the_scripts_are_light_and_no_page_of_text_loads_them(site, visit):
    for name in ("error-box.js", "sizes.js"):
        assert len(gzip.compress((site / "_static" / name).read_bytes())) <= BUNDLE
    page = visit("chapters/scatter.html")
    assert not [url for url in page.requested if url.split("?")[0].endswith(("error-box.js", "sizes.js"))]


def test_the_box_works_from_a_file(site, browser):
    page = browser.new_page()
    page.goto(f"{(site / PAGE).as_uri()}#{urlencode({'text': LAYER, 'size': '33'})}")
    assert says(page) == "ConvTranspose2d: 33 × 33 becomes 65 × 65."
    page.get_by_role("link", name="in the explorer").click()
    page.locator(".explorer [role=status]").wait_for()
    assert "explorer.html#" in page.url
    page.close()


MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'


@pytest.mark.parametrize(
    "text",
    [
        MARKUP,
        f"nn.Conv2d(1, 1, {MARKUP})",
        f"nn.Conv2d(1, 1, 3, padding='{MARKUP[:50]}')",
        f"Missing key(s) in state_dict: {MARKUP}",
        f"Invalid padding string: '{MARKUP}' Unrecognised padding mode {MARKUP}",
    ],
)
def test_markup_is_text(visit, text):
    page = visit(f"{PAGE}#text={quote(text)}&size={quote(MARKUP)}")
    ask(page, text)
    assert says(page)
    assert page.locator(".error-box :is(img, script)").count() == 0
    assert page.evaluate("window.hit") is None


NOBODY = {
    "a megabyte": "x" * 1_000_000,
    "brackets": "(" * 1_000_000,
    "calls": "nn.Conv2d(" * 2000,
    "digits": "9" * 20_000,
    "beyond 16 bits": "🙂" * 20_000,
    "400 digits": f"nn.Conv2d(1, 1, {'9' * 400})",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_what_nobody_can_mean_is_refused_at_once(box, text):
    box.evaluate("text => document.querySelector('.error-box textarea').value = text", text)
    start = time.perf_counter()
    box.get_by_role("button", name="Explain").click()
    assert box.locator(".box-says.refused").count() == 1
    assert time.perf_counter() - start < 5
    assert len(says(box)) < 200
