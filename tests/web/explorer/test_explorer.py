"""The explorer in a real browser: its values are PyTorch's, and every way through it works by keyboard."""

import contextlib
import gzip
import io
import re
from math import prod

import pytest
import torch
from torch.nn import functional

PAGE = "chapters/explorer.html"
BY_HAND = f"{PAGE}#layer=transposed&dim=1&i=2&k=3&s=1&p=0&d=1&a=0&x=1,2&w=1,2,3"
BUNDLE = 60_000  # bytes, compressed
LENSES = ["stamps", "canvas", "matrix"]
LAYERS = {
    "a row": "layer=transposed&dim=1&i=3&k=3&s=2&p=1&d=1&a=1&x=1,-2,3&w=1,10,100",
    "a row with holes": "layer=transposed&dim=1&i=4&k=2&s=4&p=1&d=2&a=3",
    "a row, convolved": "layer=conv&dim=1&i=8&k=3&s=3&p=1&d=2&a=0",
    "an image": "layer=transposed&dim=2&i=3&k=4&s=2&p=1&d=1&a=0",
    "a row beyond its stride": "layer=transposed&dim=1&i=3&k=2&s=1&p=0&d=3&a=2",
    "an image of unlike axes": "layer=transposed&dim=2&i=3,4&k=3,2&s=2,3&p=1,0&d=1,1&a=1,2",
    "an image, convolved": "layer=conv&dim=2&i=5&k=2&s=2&p=1&d=2&a=0",
}

SHOW = """hash => new Promise(done => {
    if (location.hash === hash) return done();
    addEventListener("hashchange", done, { once: true });
    location.hash = hash;
})"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def explorer(opened):
    """Show a layer by its address, on one page for the whole module."""
    with opened(PAGE) as page:

        def show(state):
            page.evaluate(SHOW, f"#{state}")
            return page

        yield show
        assert not page.errors


def cells(page):
    """Return the output cells as they are drawn: integers, None where nothing is computed yet."""
    texts = page.locator(".explorer [data-cell]").evaluate_all(
        "cells => cells.map(cell => cell.querySelector('text:not(.note)')?.textContent ?? '')"
    )
    return [int(text.replace("−", "-")) if text else None for text in texts]


def says(page):
    return page.locator(".explorer [role=status]").inner_text()


def labels(page):
    return page.locator(".explorer [data-cell]").evaluate_all("cells => cells.map(cell => cell.ariaLabel)")


def torch_output(layer, inputs=None):
    """Return what PyTorch makes of the numbers of a layer, with ``inputs`` cells of the input and zeros after."""
    given = dict(part.split("=") for part in layer.split("&"))
    rank = int(given["dim"])
    numbers = {key: [int(number) for number in given[key].split(",")] for key in ("i", "k", "s", "p", "d", "a")}
    i, k, s, p, d, a = (tuple(found * (rank // len(found))) for found in numbers.values())
    x, w = (
        [int(cell) for cell in given[name].split(",")] if name in given else [at % 9 + 1 for at in range(prod(shape))]
        for name, shape in (("x", i), ("w", k))
    )
    x = x[:inputs] + [0] * (len(x) - len(x[:inputs]))
    arrays = [torch.tensor(values).reshape(1, 1, *shape) for values, shape in ((x, i), (w, k))]
    arrays = [array.double() for array in arrays]
    if given["layer"] == "conv":
        out = getattr(functional, f"conv{rank}d")(*arrays, stride=s, padding=p, dilation=d)
    else:
        call = getattr(functional, f"conv_transpose{rank}d")
        out = call(*arrays, stride=s, padding=p, output_padding=a, dilation=d)
    return out.flatten().int().tolist()


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_lens_shows_what_pytorch_returns(explorer, layer, lens):
    page = explorer(f"{LAYERS[layer]}&lens={lens}")
    expected = torch_output(LAYERS[layer])
    assert cells(page) == expected
    assert [int(label.rsplit(" = ", 1)[1].replace("−", "-")) for label in labels(page)] == expected


@pytest.mark.parametrize("layer", ["a row", "an image"])
def test_each_step_adds_one_stamp(explorer, layer):
    page = explorer(f"{LAYERS[layer]}&lens=stamps")
    page.get_by_role("button", name="From the start").click()
    assert set(cells(page)) == {None}
    count = page.locator(".explorer-grid.input input").count()
    for done in range(1, count + 1):
        page.get_by_role("button", name="Step", exact=True).click()
        assert [value or 0 for value in cells(page)] == torch_output(LAYERS[layer], inputs=done)
        assert says(page).startswith(f"Step {done} of {count}. Input cell")
    assert None not in cells(page)


def test_each_step_of_the_other_lenses_computes_one_output_cell(explorer):
    for lens in ("canvas", "matrix"):
        page = explorer(f"{LAYERS['a row']}&lens={lens}&step=0")
        expected = torch_output(LAYERS["a row"])
        for done in range(1, len(expected) + 1):
            page.get_by_role("button", name="Step", exact=True).click()
            assert cells(page) == expected[:done] + [None] * (len(expected) - done)


def test_a_chosen_output_cell_writes_its_sum_and_lights_what_it_comes_from(visit):
    page = visit(BY_HAND)
    page.locator("[data-cell='2']").click()
    assert says(page) == "Output cell 2: 1·3 + 2·2 = 7."
    assert page.locator(".explorer-grid.input .lit").count() == 2
    lit = page.locator(".explorer-grid.kernel .lit").evaluate_all("cells => cells.map(cell => cell.value)")
    assert lit == ["2", "3"]


def test_a_chosen_input_cell_shows_its_stamp_and_what_padding_crops_of_it(explorer):
    page = explorer(f"{LAYERS['a row']}&lens=stamps")
    page.get_by_label("Input cell 0").focus()
    assert says(page) == "Input cell 0 adds 1 times the kernel to 2 output cells; padding crops 1."
    assert page.locator(".explorer-picture .cropped.lit text").all_text_contents() == ["1"]


def test_a_large_matrix_shows_the_row_in_use_folded_like_the_input(explorer):
    page = explorer("layer=transposed&dim=2&i=6&k=3&s=2&p=1&d=1&a=0&lens=matrix&at=output-13")
    assert page.locator(".explorer-caption").inner_text().startswith("The matrix has 121 rows and 36 columns.")
    assert says(page) == "Output cell (1, 2): 2·8 + 8·2 = 32."
    lit = page.locator(".explorer-picture .kernel.lit text").all_text_contents()
    assert lit == ["8", "2"]
    assert cells(page) == torch_output("layer=transposed&dim=2&i=6&k=3&s=2&p=1&d=1&a=0")


def test_a_lens_is_switched_at_the_same_step(explorer):
    page = explorer(f"{LAYERS['a row']}&lens=canvas&step=4")
    assert "Output cell 3: (−2)·100 + 3·1 = −197." in says(page)
    page.get_by_label("Stamps", exact=True).check(force=True)
    assert says(page).startswith("Step 3 of 3.")
    assert cells(page)[3] == -197


def test_back_and_forward_lead_through_the_layers(visit):
    page = visit(BY_HAND)
    first = cells(page)
    page.get_by_label("stride s").fill("2")
    second = cells(page)
    assert len(second) == len(first) + 1
    page.get_by_label("2-D").check(force=True)
    assert len(cells(page)) == len(second) ** 2
    page.go_back()
    assert cells(page) == second
    page.go_back()
    assert cells(page) == first
    page.go_forward()
    assert cells(page) == second
    assert page.get_by_label("stride s").input_value() == "2"


def test_the_address_alone_shows_the_same_picture(visit):
    page = visit(BY_HAND)
    page.get_by_label("input size i").fill("4")
    page.get_by_label("Input cell 3").fill("-7")
    page.get_by_label("Zeros inserted", exact=True).check(force=True)
    page.locator("[data-cell='5']").click()
    again = visit(page.url)
    assert cells(again) == cells(page)
    assert says(again) == says(page) == "Output cell 5: (−7)·3 = −21."
    assert again.get_by_label("Zeros inserted", exact=True).is_checked()


@pytest.mark.parametrize(
    ("impossible", "why"),
    [
        ("dim=1&i=2&k=2&s=1&p=3", "Padding 3 crops everything: (2−1)·1 + 2 − 6 = −3."),
        ("dim=2&i=3&k=3&s=2&a=2", "Output padding 2 must be smaller than stride 2: sizes 7 to 8 are reachable"),
        ("layer=conv&i=2&k=5", "A kernel of extent 5 does not fit in 2 + 2·0 = 2 cells: it needs a padding"),
        ("dim=2&i=40", "The input size i = 40 is more than this page draws: at most 12 in 2-D."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_explained(explorer, impossible, why):
    page = explorer(f"{impossible}")
    assert says(page).startswith(why)
    assert page.locator("[data-cell]:visible").count() == 0


def test_an_impossible_number_is_said_and_mended_in_place(visit):
    page = visit(BY_HAND)
    page.get_by_label("padding p", exact=True).fill("3")
    assert "crops everything" in says(page)
    page.get_by_label("padding p", exact=True).fill("1")
    assert len(cells(page)) == 2


def test_a_cell_takes_whole_numbers_alone(visit):
    page = visit(BY_HAND)
    field = page.get_by_label("Kernel cell 0")
    field.fill("2.5")
    assert field.get_attribute("aria-invalid") == "true"
    assert says(page) == "A cell holds a whole number of at most three digits, not “2.5”."
    field.fill("-5")
    assert field.get_attribute("aria-invalid") == "false"
    assert cells(page) == [-5, -8, 7, 6]


def test_a_size_of_the_strip_sets_its_output_padding(explorer):
    page = explorer(f"{LAYERS['a row']}")
    strip = page.locator(".explorer-strip button")
    assert strip.all_inner_texts() == ["5 cells\na = 0", "6 cells\na = 1"]
    strip.first.click()
    assert len(cells(page)) == 5
    assert page.get_by_label("output padding a").input_value() == "0"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_copied_call_runs_in_pytorch_and_returns_what_is_drawn(explorer, layer):
    page = explorer(f"{LAYERS[layer]}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(page.locator(".explorer-code").inner_text(), {})  # noqa: S102 - the call that readers are offered
    numbers = re.findall(r"-?\d+(?=\.)", out.getvalue())
    assert [int(number) for number in numbers] == cells(page)


def test_the_whole_way_by_keyboard_alone(visit):
    page = visit(BY_HAND)
    page.keyboard.press("Tab")
    page.evaluate("document.querySelector('.explorer').previousElementSibling.tabIndex = -1")
    page.evaluate("document.querySelector('.explorer').previousElementSibling.focus()")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(e => e.dataset.cell ? 'cell' : e.ariaLabel ?? e.closest('label')?.innerText ?? e.textContent)"
            "(document.activeElement)"
        ).split("\n")[0]
        reached.append(name)
        match name:
            case "stride s":
                page.keyboard.press("ArrowUp")
                assert says(page) == "2 cells become 5: (2−1)·2 + 3 − 2·0 = 5."
            case "Input cell 0":
                page.keyboard.press("ArrowUp")
            case "Stamps":
                page.keyboard.press("ArrowRight")
            case "cell":
                page.keyboard.press("ArrowRight")
                page.keyboard.press("ArrowRight")
                assert says(page) == "Output cell 2: 2·3 + 2·2 = 10."
                page.keyboard.press("Escape")
                assert says(page) == "2 cells become 4: (2−1)·1 + 3 − 2·0 = 4."
            case "Copy":
                break
    order = [reached.index(name) for name in ("Input cell 0", "cell", "Play", "Stamps", "stride s", "Copy")]
    assert order == sorted(order)


def test_what_happens_stands_in_the_first_screen_of_a_phone_and_stays_where_a_layer_cannot_be(visit):
    page = visit(BY_HAND, width=390, height=844)
    box = page.locator("[role=status]").first.bounding_box()
    assert box["y"] + box["height"] <= 844
    padding = page.get_by_role("spinbutton", name="padding p", exact=True)
    before = padding.evaluate("e => e.getBoundingClientRect().top + scrollY")
    padding.fill("9")
    assert page.locator(".explorer-says.why").count() == 1
    assert (
        abs(padding.evaluate("e => e.getBoundingClientRect().top + scrollY") - before) <= 30
    )  # the reason may take a line


def test_play_runs_to_the_end_and_pauses(visit):
    page = visit(BY_HAND)
    page.clock.install()
    page.get_by_role("button", name="Play").click()
    assert set(cells(page)) == {None}
    page.clock.run_for(1000)
    assert cells(page) == [1, 2, 3, None]
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(5000)
    assert cells(page) == [1, 2, 3, None]
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(5000)
    assert cells(page) == [1, 4, 7, 6]
    assert page.get_by_role("button", name="Play").is_visible()


LONG = "layer=transposed&dim=1&i=12&k=16&s=8&p=4&lens=stamps&at=input-1"
STATES = [
    f"{LAYERS['a row']}&lens=stamps&step=1",
    f"{LAYERS['a row with holes']}&lens=canvas&at=output-1",
    f"{LAYERS['an image']}&lens=stamps&step=2",
    f"{LAYERS['an image, convolved']}&lens=matrix&at=output-1",
    "dim=1&i=2&k=2&s=1&p=3",
    f"{LAYERS['an image of unlike axes']}&lens=matrix",
    LONG,
]


@pytest.mark.parametrize(
    ("width", "scheme", "states"),
    [
        (390, "light", STATES[::2]),
        (390, "dark", STATES[1::2]),
        (1280, "light", STATES[1::2]),
        (1280, "dark", STATES[::2]),
    ],
    ids=["phone-light", "phone-dark", "desk-light", "desk-dark"],
)
def test_the_explorer_is_accessible_and_fits(visit, violations, width, scheme, states):
    page = visit(PAGE, width=width, color_scheme=scheme)
    for state in states:
        check_state(page, state, width, violations)
    assert not page.errors


@pytest.mark.soak
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_explorer_is_accessible_and_fits_in_every_state(visit, violations, width):
    page = visit(PAGE, width=width, color_scheme="dark")
    for layer in LAYERS.values():
        for lens in LENSES:
            for shown in ("step=1", "at=output-1", "at=input-1"):
                check_state(page, f"{layer}&lens={lens}&{shown}", width, violations)
    assert not page.errors


def check_state(page, state, width, violations):
    page.evaluate(SHOW, f"#{state}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, state
    assert violations(page, ".explorer") == [], state


def test_the_axes_of_an_image_get_numbers_of_their_own_and_lose_them_again(visit):
    page = visit(f"{PAGE}#{LAYERS['an image']}")
    page.get_by_label("Rows and columns apart").check()
    page.get_by_label("stride s, columns").fill("1")
    assert (
        says(page) == "Rows: 3 cells become 6: (3−1)·2 + 4 − 2·1 = 6. Columns: 3 cells become 4: (3−1)·1 + 4 − 2·1 = 4."
    )
    assert cells(page) == torch_output(LAYERS["an image"].replace("s=2", "s=2,1"))
    page.get_by_role("group", name="Rows: Sizes").get_by_role("button", name="7 cells").click()
    assert len(cells(page)) == 7 * 4
    page.go_back()
    page.go_back()
    assert cells(page) == torch_output(LAYERS["an image"])
    page.get_by_label("Rows and columns apart").uncheck()
    assert page.get_by_label("stride s").input_value() == "2"
    assert not page.errors


def test_a_place_in_the_page_is_not_taken_for_a_layer(visit):
    page = visit(f"{PAGE}#{LAYERS['a row']}")
    page.evaluate("location.hash = 'explorer'")
    page.wait_for_function("location.hash === '#explorer'")
    assert cells(page) == torch_output(LAYERS["a row"])
    assert cells(visit(f"{PAGE}#explorer")) == [1, 2, 5, 4, 6]


def test_output_padding_from_the_stride_up_is_pytorchs_alone(explorer):
    page = explorer(LAYERS["a row beyond its stride"])
    assert says(page).endswith(
        "PyTorch takes this output padding, since it is below dilation 3;"
        " from stride 1 up, no convolution with these numbers leads back."
    )
    assert page.locator(".explorer-strip [aria-pressed=true]").count() == 0


def test_the_link_shows_the_same_picture(visit):
    page = visit(f"{PAGE}#{LAYERS['a row']}&lens=canvas&step=2")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied: it shows this picture.").wait_for()
    again = visit(page.evaluate("navigator.clipboard.readText()"))
    assert cells(again) == cells(page)
    assert again.get_by_label("Zeros inserted", exact=True).is_checked()


def test_a_tall_matrix_scrolls_within_itself_and_keeps_the_row_in_use_in_view(visit):
    page = visit(f"{PAGE}#{LAYERS['an image']}&lens=matrix", width=390, height=844)
    picture = page.locator(".explorer-picture.bounded")
    assert picture.evaluate("picture => picture.scrollHeight > picture.clientHeight && picture.clientHeight < 844")
    page.locator("[data-cell='0']").focus()
    page.keyboard.press("End")
    assert page.evaluate(
        """() => {
            const [cell, seen] = [document.activeElement, document.activeElement.closest('.bounded')].map(
                node => node.getBoundingClientRect());
            return cell.top >= seen.top - 1 && cell.bottom <= seen.bottom + 1;
        }"""
    )


def test_keys_that_are_held_down_leave_the_page_and_its_address_at_the_last_state(visit):
    page = visit(f"{PAGE}#{LAYERS['a row']}")
    page.get_by_label("Input cell 0").focus()
    for _ in range(60):
        page.keyboard.press("ArrowUp")
    page.wait_for_url("**/*x=61,-2,3*")
    page.locator("[data-cell='0']").focus()
    for key in ["ArrowRight"] * 30 + ["ArrowLeft"] * 30:
        page.keyboard.press(key)
    page.wait_for_url("**/*at=output-0")
    assert says(page) == "Output cell 0: 61·10 = 610."
    assert not page.errors


def test_the_explorer_works_from_the_file_system(visit, site):
    page = visit((site / PAGE).as_uri())
    page.get_by_label("stride s").fill("1")
    assert cells(page) == [1, 4, 7, 6]
    page.go_back()
    assert cells(page) == [1, 2, 5, 4, 6]


def test_without_javascript_the_first_picture_stands_there(visit):
    page = visit(PAGE, java_script_enabled=False)
    assert "With JavaScript" in page.locator(".explorer").inner_text()
    assert page.locator(".explorer-picture svg:visible").first.get_attribute("aria-label").endswith(": 1, 2, 5, 4, 6")


def test_the_script_is_light_and_loaded_where_the_explorer_stands(visit, site):
    assert len(gzip.compress((site / "_static" / "explorer.js").read_bytes())) <= BUNDLE
    assert any("explorer.js" in url for url in visit(PAGE).requested)
    assert not any("explorer.js" in url for url in visit("chapters/glossary.html").requested)
