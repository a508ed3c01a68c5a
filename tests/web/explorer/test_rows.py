"""Large pictures, which are drawn row by row: they show, say and do what small ones do."""

import re

import pytest

from tests.web.explorer.test_explorer import PAGE, SHOW, says, torch_output
from web.book.directives.explorer import still

LENSES = ["stamps", "canvas", "matrix"]
LARGEST = "layer=transposed&dim=2&i=12&k=7&s=2&p=3&d=1&a=1"
LAYERS = {
    "an image": LARGEST,
    "large numbers of both signs": "layer=transposed&dim=2&i=8&k=3&s=3&p=1&d=2&a=2&w=999,-3,7,1,-999,1,20,2,-500",
    "an image of unlike axes": "layer=transposed&dim=2&i=12,5&k=7,2&s=2,4&p=1,0&d=1,3&a=0,2",
    "an image, convolved": "layer=conv&dim=2&i=12&k=2&s=1&p=6&d=2&a=0",
    "a row": "layer=transposed&dim=1&i=12&k=16&s=8&p=0&d=4&a=7",
}
PICTURE = ".explorer-shown > .explorer-picture"
DRAWN = """texts => texts.flatMap(text => {
    const row = text.closest(".row"), style = getComputedStyle(text), spacing = parseFloat(style.letterSpacing);
    const shift = new DOMMatrix(style.transform).e - spacing / 2; // spacing follows each character
    const words = text.style.getPropertyValue("--size") === "1" ? /[^\\u00a0]/g : /[^\\u00a0]+/g;
    return [...text.textContent.matchAll(words)].map(({ 0: word, index }) => {
        const first = text.getExtentOfChar(index).x, last = text.getExtentOfChar(index + word.length - 1);
        return { word, middle: (first + last.x + last.width) / 2 + shift, width: last.x + last.width - spacing - first,
                 row: row.transform.baseVal[0].matrix.f };
    });
})"""
PARTS = """(paths, pattern) => paths.flatMap(path => {
    const row = path.closest(".row").transform.baseVal[0].matrix.f;
    return [...path.getAttribute("d").matchAll(new RegExp(pattern, "g"))].map(
        ([, left, width]) => [Number(left) + Number(width ?? 36) / 2, row, width ? Number(width) : path.classList[1]]);
})"""
CHANGED = """() => new Promise(done => {
    let created = 0;
    const size = node => (node.nodeType === 1 ? 1 + node.querySelectorAll("*").length : 0);
    const observer = new MutationObserver(records => records.forEach(({ addedNodes }) => {
        addedNodes.forEach(node => (created += size(node)));
    }));
    observer.observe(document.querySelector(".explorer-shown > .explorer-picture"), { subtree: true, childList: true });
    const named = one => one.textContent === "dilation d";
    const field = [...document.querySelectorAll(".explorer label")].find(named).querySelector("input");
    field.value = 4;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => done([created, document.querySelectorAll(".explorer-shown > .explorer-picture .row").length]));
})"""  # fmt: skip
CELL = 36  # length of a cell's side
OUTPUTS = ("output", "hole", "beyond")

pytestmark = pytest.mark.slow


def value(text):
    return int(text.replace("−", "-"))


@pytest.fixture(scope="module")
def explorer(opened):
    """Show a layer by its address, on one page for the whole module."""
    with opened(PAGE) as page:

        def show(state):
            page.evaluate("document.activeElement.blur()")
            page.evaluate(SHOW, f"#{state}")
            return page

        yield show
        assert not page.errors


def drawn(page):
    """Return the texts by the place of their middle, in half units: {word, middle, width, row}."""
    texts = page.locator(f"{PICTURE} .row text:not(.note)").evaluate_all(DRAWN)
    return {(round(2 * text["middle"]) / 2, text["row"]): text for text in texts}


def parts(page, of, pattern=r"M([\d.]+) 0m5"):
    """Return what paths draw, by the place of its middle: the look of a cell, or the length of a line."""
    found = page.locator(f"{PICTURE} .{of}").evaluate_all(PARTS, pattern)
    return {(middle, row): what for middle, row, what in found}


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_lens_draws_what_pytorch_returns_in_the_middle_of_its_cells(explorer, layer, lens):
    page = explorer(f"{LAYERS[layer]}&lens={lens}")
    labels = page.locator(f"{PICTURE} .row[role=img]").evaluate_all("rows => rows.map(row => row.ariaLabel)")
    expected = torch_output(LAYERS[layer])
    assert [value(text) for label in labels for text in label.split(": ")[1].split(", ")] == expected

    texts, looks = drawn(page), parts(page, "box")
    assert set(texts) <= set(looks)
    assert all(text["width"] <= CELL for text in texts.values())
    outputs = [(row, middle) for (middle, row), look in looks.items() if look in OUTPUTS]
    assert [value(texts[middle, row]["word"]) for row, middle in sorted(outputs)] == expected


def test_what_padding_crops_is_struck_through_number_by_number(explorer):
    page = explorer(f"{LARGEST}&lens=stamps")
    texts, looks = drawn(page), parts(page, "box")
    strikes = parts(page, "strike", r"M([\d.]+) 18h([\d.]+)")
    assert set(strikes) == {place for place, look in looks.items() if look == "cropped"}
    assert {place: pytest.approx(texts[place]["width"], abs=1) for place in strikes} == strikes


@pytest.mark.parametrize("lens", LENSES)
def test_another_number_makes_few_nodes_however_many_cells_there_are(explorer, lens):
    page = explorer("layer=transposed&dim=2&i=12&k=7&s=4&p=3&d=1&a=1&lens=" + lens)
    created, rows = page.evaluate(CHANGED)
    cells = len(parts(page, "box"))
    assert rows > 60
    assert created <= 10 * rows
    assert page.locator(PICTURE).locator("*").count() <= 10 * rows < cells


@pytest.mark.parametrize("lens", LENSES)
def test_a_cell_is_chosen_by_a_press_where_it_is_drawn(explorer, lens):
    page = explorer(f"{LARGEST}&lens={lens}")
    row = page.locator(f"{PICTURE} .row[role=img]").nth(6)
    cells = row.locator(".output.box").bounding_box()
    row.scroll_into_view_if_needed()
    row.locator(".output.box").click(position={"x": 5.5 / 24 * cells["width"], "y": cells["height"] / 2})
    assert says(page).startswith("Output cell (6, 5): ")


def test_the_keyboard_walks_through_the_cells_by_one_button(explorer):
    page = explorer(f"{LARGEST}&lens=canvas")
    expected = torch_output(LARGEST)
    page.get_by_role("button", name="Back", exact=True).focus()
    page.keyboard.press("Shift+Tab")
    focused = "document.activeElement.ariaLabel"
    assert page.evaluate(focused) == f"Output cell (0, 0) = {expected[0]}"
    for key, place in {"ArrowDown": (1, 0), "ArrowRight": (1, 1), "End": (23, 23), "ArrowUp": (22, 23)}.items():
        page.keyboard.press(key)
        assert page.evaluate(focused) == f"Output cell ({place[0]}, {place[1]}) = {expected[24 * place[0] + place[1]]}"
        assert says(page).startswith(f"Output cell ({place[0]}, {place[1]}): ")
        assert says(page).endswith(f" = {expected[24 * place[0] + place[1]]}.")
        assert page.locator(".explorer-picture [role=button]").count() == 1
        assert page.evaluate("document.activeElement.ariaPressed") == "true"
    page.keyboard.press("Escape")
    assert says(page).startswith("12 cells become 24")
    assert page.evaluate(focused) == f"Output cell (22, 23) = {expected[24 * 22 + 23]}"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == f"Output cell (22, 22) = {expected[24 * 22 + 22]}"


def test_the_focus_stays_on_its_cell_where_a_picture_becomes_small_and_large_again(explorer):
    page = explorer(f"{LARGEST}&lens=stamps&at=output-30")
    for size, count in (("3", 1 + 6 * 6), ("12", 1)):
        page.locator(".explorer-picture [data-cell='30']").first.focus()
        page.evaluate(
            """size => {
                const field = document.querySelector(".explorer-numbers input");
                field.value = size;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            size,
        )
        assert page.evaluate("document.activeElement.dataset.cell") == "30"
        assert page.locator(".explorer-picture [data-cell]").count() in (count, count - 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_on_a_phone(visit, violations, scheme):
    page = visit(f"{PAGE}#{LARGEST}&lens=stamps&step=70", width=390, color_scheme=scheme)
    page.locator(f"{PICTURE} .row").first.wait_for(state="attached")
    assert violations(page, ".explorer") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_its_script_it_says_every_value_and_has_nothing_to_press():
    written = still(state=f"{LARGEST}&lens=canvas")
    (label,) = re.findall(r'role="img" aria-label="The input with zeros inserted[^:]*: ([^"]*)"', written)
    assert [value(text) for text in label.split(", ")] == torch_output(LARGEST)
    picture = written[written.index("<svg") : written.index("</svg>")]
    assert "button" not in picture
    assert "tabindex" not in picture
    assert len(picture) < 200_000
