"""On paper, an explorer is its picture, what that shows in words, and the call of PyTorch."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.drawn import drawn
from tests.web.explorer.test_explorer import LAYERS, PAGE
from tests.web.explorer.test_rows import LARGEST

PAGES = {
    "a chapter": "chapters/scatter.html",
    "a step": f"{PAGE}#{LAYERS['a row']}&lens=stamps&step=2",
    "a large picture": f"{PAGE}#{LARGEST}&lens=canvas",
    "a matrix that scrolls": f"{PAGE}#{LAYERS['an image']}&lens=matrix&at=output-1",
}
PAPER = 665  # pixels of A4 between its margins

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("shown", drawn(2, PAGES))
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_it_prints_the_picture_the_size_and_the_call_and_nothing_to_press(visit, shown, script):
    page = visit(PAGES[shown], width=PAPER, java_script_enabled=script)
    explorer = page.locator(".explorer")
    size = explorer.locator(".explorer-formula").text_content()
    call = explorer.locator(".explorer-code").text_content()
    said = explorer.locator("[role=status]").text_content()
    page.emulate_media(media="print")
    words = said if size in said else f"{said} {size}"
    assert explorer.locator(".explorer-paper").inner_text().split() == [*words.split(), *call.split()]
    assert explorer.locator(":is(button, select, input, a, label, [role=status], .explorer-panel):visible").count() == 0
    picture = explorer.locator("svg:visible").bounding_box()
    assert picture["width"] <= PAPER
    assert picture["height"] <= 1.3 * PAPER
    printed = "".join(part.extract_text() for part in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    assert "".join(size.split()) in "".join(printed.split())
    assert "import torch" in printed


def test_a_layer_that_cannot_be_prints_its_reason(visit):
    page = visit(f"{PAGE}#dim=1&i=2&k=2&s=1&p=3")
    page.emulate_media(media="print")
    assert page.locator(".explorer").inner_text() == "Padding 3 crops everything: (2−1)·1 + 2 − 6 = −3."
