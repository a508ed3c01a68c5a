"""The size calculator in a real browser: its sizes are PyTorch's, and so is what it says mends the skips."""

import re
import time
from urllib.parse import urlencode

import pytest
import torch
from torch import nn

PAGE = "chapters/sizes.html"
SHOW = "hash => { history.replaceState(null, '', hash); dispatchEvent(new Event('popstate')) }"
ENCODER = [(3, 2, 1), (5, 3, 2), (4, 2, 0)]
STATES = {
    "as it opens": {},
    "a skip that nothing brings back": {"text": "nn.Conv2d(3, 8, 3), nn.MaxPool2d(2), nn.ConvTranspose2d(8, 8, 6, 2)"},
    "a stage that fails": {"text": "nn.MaxPool2d(2), nn.Conv2d(3, 8, 90), nn.ConvTranspose2d(8, 8, 2, 2)"},
    "what fits": {
        "text": "nn.MaxPool2d(2), nn.ReLU(), nn.ConvTranspose2d(8, 8, 2, 2), nn.Conv2d(8, 3, 1)",
        "size": "64",
    },
    "nothing that can be read": {"text": "hello"},
    "one axis": {"text": "nn.Conv1d(1, 1, 4, 2, 1), nn.ConvTranspose1d(1, 1, 4, 2, 1)", "size": "33"},
}

pytestmark = pytest.mark.slow


def says(page):
    return page.locator(".size-calculator [role=status]").inner_text()


def table(page):
    """Return each stage's number with its sizes, as the table shows them."""
    found = {}
    for stage in page.locator(".size-stage").all():
        name, sizes = stage.locator("> span").first.inner_text(), stage.locator("b").inner_text()
        found[int(name.split(".")[0])] = [tuple(map(int, part.split(" × "))) for part in sizes.split(" → ")]
    return found


def compute(page, text, size):
    page.get_by_label("Stack").fill(text)
    page.get_by_label("Image size").fill(size)
    page.get_by_role("button", name="Compute").click()


def layers(extras):
    down = [nn.Conv2d(1, 1, k, s, p) for k, s, p in ENCODER]
    up = [nn.ConvTranspose2d(1, 1, k, s, p, extra) for (k, s, p), extra in zip(reversed(ENCODER), extras, strict=True)]
    return [*down, *up]


def torch_sizes(stack, size):
    x, sizes = torch.zeros(1, 1, *size), []
    for layer in stack:
        before, x = tuple(x.shape[2:]), layer(x)
        sizes.append([before, tuple(x.shape[2:])])
    return dict(enumerate(sizes, 1))


@pytest.mark.parametrize("size", [(100, 75), (97, 64), (61, 61)])
def test_the_table_has_pytorchs_sizes_and_what_it_names_mends_every_skip(visit, size):
    page = visit(PAGE)
    stack = layers([0, 0, 0])
    compute(page, f"nn.Sequential({', '.join(map(repr, stack))})", f"{size[0]}x{size[1]}")
    assert table(page) == torch_sizes(stack, size)
    extras = {4: 0, 5: 0, 6: 0}
    for skip in page.locator(".box-skip").all():
        stage = int(re.match(r"Stage (\d)", skip.inner_text())[1])
        written = re.search(r"output_padding=(\(.*?\)|\d)", skip.inner_text())[1]
        extras[stage] = tuple(map(int, re.findall(r"\d", written))) if "(" in written else int(written)
    mended = torch_sizes(layers(extras.values()), size)
    assert all(mended[7 - at][1] == mended[at][0] for at in (1, 2, 3))
    verdicts = {7 - at: torch_sizes(stack, size)[7 - at][1] == torch_sizes(stack, size)[at][0] for at in (1, 2, 3)}
    for stage, fits in verdicts.items():
        shown = page.locator(".size-stage", has_text=f"{stage}. ConvTranspose2d").inner_text()
        assert ("does not fit" not in shown) == fits


def test_inputs_that_it_names_fit_without_a_change(visit):
    page = visit(PAGE)
    stack = layers([0, 0, 0])
    compute(page, f"nn.Sequential({', '.join(map(repr, stack))})", "100x75")
    named = [int(n) for line in page.locator(".size-result > p").all_inner_texts() for n in re.findall(r"\d+", line)]
    assert len(named) == 6  # two for each axis, and the axis
    for size in (named[0], named[1], named[3], named[4]):
        sizes = torch_sizes(stack, (size, size))
        assert all(sizes[7 - at][1] == sizes[at][0] for at in (1, 2, 3)), size


def test_rows_are_edited_added_moved_and_removed_by_keyboard_alone(visit):
    page = visit(PAGE)
    page.locator(".size-fold summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Kind of row 1"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    assert "nn.Conv2d(c, c, 4, stride=2, padding=1)" in page.get_by_label("Stack").input_value()
    page.get_by_role("button", name="Move down row 1").focus()
    page.keyboard.press("Enter")
    assert says(page).startswith("Row 1 is now row 2.")
    assert page.evaluate("document.activeElement.ariaLabel") == "Move down row 2"
    assert page.get_by_label("Stack").input_value().splitlines()[2].strip().startswith("nn.Conv2d(c, c, 4,")
    page.get_by_role("button", name="Remove row 2").focus()
    page.keyboard.press("Enter")
    assert says(page).startswith("Row 2 is removed.")
    assert len(table(page)) == 5
    page.get_by_role("button", name="Add a row").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Kind of row 6"
    assert len(table(page)) == 6


def test_a_number_of_a_row_changes_the_table_at_once_and_the_address(visit):
    page = visit(PAGE)
    page.locator(".size-fold summary").click()
    page.get_by_label("output_padding of row 6").fill("1")
    assert table(page)[6][1] == (98, 74)
    again = visit(page.url)
    assert table(again) == table(page)
    page.get_by_label("stride of row 1").fill("")
    assert page.get_by_label("stride of row 1").get_attribute("aria-invalid") == "true"
    assert table(page) == table(again)


def test_layers_without_a_row_are_named_before_they_are_lost(visit):
    page = visit(f"{PAGE}#{urlencode({'text': 'nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)', 'size': '9'})}")
    page.locator(".size-fold summary").click()
    assert page.locator(".size-note").inner_text().endswith("BatchNorm2d. A change of a row leaves them out.")


@pytest.mark.parametrize(
    ("width", "scheme", "part"), [(320, "dark", 0), (390, "light", 1), (1280, "light", 0), (1280, "dark", 1)], ids=str
)
def test_the_calculator_is_accessible_and_fits(visit, violations, width, scheme, part):
    page = visit(PAGE, width=width, color_scheme=scheme)
    page.locator(".size-fold summary").click()
    for state in [*STATES.values()][part::2]:
        page.evaluate(SHOW, f"#{urlencode(state)}")
        assert says(page)
        assert not violations(page, within=".size-calculator")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.errors


HOSTILE = {
    "markup": "nn.Conv2d(1, 1, <img src=x onerror=alert(1)>)",
    "a megabyte": "nn.ReLU(), " * 90_000,
    "nested": "nn.Sequential(" * 1000 + ")" * 1000,
    "layers": ", ".join(["nn.ReLU()"] * 1000),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_nobody_can_mean_is_refused_or_shown_as_text(visit, text):
    page = visit(PAGE)
    page.evaluate("text => document.querySelector('#size-text').value = text", text)
    start = time.perf_counter()
    page.get_by_role("button", name="Compute").click()
    assert page.locator(".box-says").is_visible()
    assert time.perf_counter() - start < 5
    assert page.locator(".size-calculator img").count() == 0
    assert len(says(page)) < 200


def test_without_javascript_the_page_says_how_to_compute_in_a_terminal(visit):
    page = visit(PAGE, java_script_enabled=False)
    assert "python -m tconv_lib explain" in page.locator(".size-calculator pre").inner_text()
    assert page.locator(".size-calculator pre").is_visible()


def test_a_stack_of_the_error_box_opens_here(visit):
    text = "nn.MaxPool2d(2), nn.ConvTranspose2d(8, 8, 2, 2)"
    page = visit(f"chapters/explain.html#{urlencode({'text': text, 'size': '7x9'})}")
    page.get_by_role("link", name="Encoder and decoder side by side").click()
    page.wait_for_url("**/sizes.html#*")
    assert page.get_by_label("Stack").input_value() == text
    assert table(page) == {1: [(7, 9), (3, 4)], 2: [(3, 4), (6, 8)]}
