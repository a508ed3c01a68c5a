"""The book as a PDF, read back from the file: fonts, bookmarks, links, and no control of a screen."""

import re

import pytest
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.web.built import ROOT, built_site
from web.book.pdf import PdfError, main, print_book

CHAPTER = "chapters/scatter.html"
CONTROLS = ("JavaScript", "Run", "Play", "Step", "Reset", "Search", "On this page", "Copy", "Skip to the text", "Next")


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """Print one chapter that has Chinese, formulas, code, pictures in frames, questions and exercises."""
    path = tmp_path_factory.mktemp("pdf") / "chapter.pdf"
    print_book(built_site(), path, [CHAPTER])
    return PdfReader(path)


def fonts(reader):
    """Return every font of a file with whether its glyphs are in it."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            whole = [each.get_object() for each in font.get("/DescendantFonts", [font])][0]
            descriptor = whole.get("/FontDescriptor", {})
            embedded = font["/Subtype"] == "/Type3" or {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys()
            found[str(descriptor.get("/FontName"))] = bool(embedded)
    return found


def titles(outline):
    return [title for each in outline for title in (titles(each) if isinstance(each, list) else [each.title])]


def problems(reader):
    """Return what is wrong with any printed part of the book."""
    texts = [page.extract_text() for page in reader.pages]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    annotations = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    inner = [note["/Dest"] for note in annotations if "/Dest" in note]
    addresses = [note["/A"]["/URI"] for note in annotations if "/URI" in note.get("/A", {})]
    return {
        "controls": sorted(lines & {*CONTROLS}),
        "fonts that are not in the file": [name for name, embedded in fonts(reader).items() if not embedded],
        "links that lead nowhere": sorted({place for place in inner if place not in reader.named_destinations}),
        "links to this machine": [address for address in addresses if not address.startswith("http")],
        "empty pages": [number for number, text in enumerate(texts, 1) if len(text.strip()) < 20],
    }


NONE = dict.fromkeys(
    ("controls", "fonts that are not in the file", "links that lead nowhere", "links to this machine", "empty pages"),
    [],
)


@pytest.mark.slow
def test_a_chapter_has_no_control_no_empty_page_and_no_link_or_font_that_is_not_there(chapter):
    assert problems(chapter) == NONE


@pytest.mark.slow
def test_chinese_is_printed_in_a_chinese_font_that_is_in_the_file(chapter):
    assert re.search("[\u4e00-\u9fff]{2}", "".join(page.extract_text() for page in chapter.pages))
    assert [name for name, embedded in fonts(chapter).items() if "CJK" in name and embedded]


@pytest.mark.slow
def test_bookmarks_are_the_headings_and_pages_have_numbers_and_tags(chapter):
    assert titles(chapter.outline)[:2] == ["Contents", "5 Scatter: every input cell stamps the kernel"]
    assert "Hints and solutions" in titles(chapter.outline)
    numbers = [str(number) in page.extract_text().split() for number, page in enumerate(chapter.pages[1:], 2)]
    assert all(numbers)
    assert chapter.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.slow
@pytest.mark.soak
def test_the_whole_book_is_printed_in_its_order(tmp_path):
    print_book(built_site(), tmp_path / "book.pdf")
    reader = PdfReader(tmp_path / "book.pdf")
    assert problems(reader) == NONE
    tops = [each.title for each in reader.outline if not isinstance(each, list)]
    assert len(tops) == len(list(parse_toc_yaml(ROOT / "_toc.yml"))) + len(["Contents", "Hints and solutions"])


def test_a_book_that_is_not_built_is_one_line_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "chromium")
    with pytest.raises(SystemExit, match=r"genindex\.html.*make site"):
        main([str(tmp_path), str(tmp_path / "book.pdf")])


def test_without_chromium_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(PdfError, match="no Chromium: install it"):
        print_book(tmp_path, tmp_path / "book.pdf")
