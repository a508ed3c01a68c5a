"""The picture that a link shows: our own drawing, with its text in our own font."""

import base64
import re

import pytest

from tests.web.built import ROOT
from web.book.card import SIZE, alternative, card, drawing
from web.book.landing import PICTURE

TITLE = "Transposed Convolution from the Ground Up"
HOOK = "Why?"
WITHOUT_TEXT = re.compile(r"<text.*?</text>", re.DOTALL)
DIFFERENCE = """async names => {
    const [one, other] = await Promise.all(names.map(async name => {
        const image = await createImageBitmap(await (await fetch(name)).blob());
        const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
    }));
    const [columns, rows] = [[], []];
    let darker = 0;
    for (let at = 0; at < one.data.length; at += 4) {
        const change = other.data[at] - one.data[at];
        darker += change;
        if (change) columns.push(at / 4 % one.width), rows.push(Math.floor(at / 4 / one.width));
    }
    const ends = list => list.reduce(([low, high], next) => [Math.min(low, next), Math.max(high, next)], [9999, 0]);
    return { size: [one.width, one.height], columns: ends(columns), rows: ends(rows), darker };
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def difference(browser):
    """In which columns and rows one SVG, drawn, differs from another, and how much darker it is."""
    page = browser.new_page()
    urls = {}

    def url(svg):
        if svg not in urls:
            urls[svg] = "data:image/png;base64," + base64.b64encode(card(ROOT, svg)).decode()
        return urls[svg]

    yield lambda one, other: page.evaluate(DIFFERENCE, [url(one), url(other)])
    page.close()


def test_the_card_is_the_same_every_time():
    svg = drawing(PICTURE, TITLE, HOOK)
    assert card(ROOT, svg) == card(ROOT, svg)


def test_the_title_is_there_and_ends_before_the_picture_begins(difference):
    found = difference(drawing(PICTURE, TITLE, HOOK), drawing(PICTURE, "", HOOK))
    assert tuple(found["size"]) == SIZE
    left, right = found["columns"]
    top, bottom = found["rows"]
    assert 60 <= left < 80
    assert right < 625
    assert 100 < top < bottom < 530


def test_the_numbers_of_the_picture_are_there(difference):
    svg = drawing(PICTURE, "", "")
    left, right = difference(svg, WITHOUT_TEXT.sub("", svg))["columns"]
    assert 625 <= left < right <= 1150


def test_the_title_is_in_a_bolder_cut_than_the_rest(difference):
    svg, nothing = drawing(PICTURE, TITLE, ""), drawing(PICTURE, "", "")
    plain = svg.replace(" SemiBold", "")
    assert plain != svg
    assert difference(svg, nothing)["darker"] > 1.1 * difference(plain, nothing)["darker"]


def test_without_our_fonts_there_is_no_text_in_another(tmp_path):
    with pytest.raises(FileNotFoundError, match="source-serif"):
        card(tmp_path, drawing(PICTURE, TITLE, HOOK))


def test_its_colours_are_those_of_the_theme_and_of_the_pictures():
    svg = drawing(PICTURE, TITLE, HOOK)
    assert "var(" not in svg
    theme = (ROOT / "web" / "theme" / "css" / "10-tokens.css").read_text()
    outside = svg.partition("<title")[0]
    assert all(colour in theme for colour in re.findall(r"#[0-9a-f]{6}", outside))


def test_its_alternative_text_says_the_title_and_what_is_drawn():
    assert alternative(PICTURE, TITLE).startswith(f"{TITLE}. Eight cells out of four: ")
